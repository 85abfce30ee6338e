"""What really happened at the stand-in platforms: a ledger that the world's own file keeps, and the table it is told in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from connectors.world import World

_TABLE = (
    "create table if not exists effects (number integer primary key autoincrement, platform text, what text, id text)"
)
_WATCHED = {
    "replied": "after insert on entries when new.via_api=1",
    "gone": "after update of deleted_at on entries when old.deleted_at is null and new.deleted_at is not null",
    "hidden": "after update of hidden on entries when new.hidden>0 and new.hidden is not old.hidden",
    "shown": "after update of hidden on entries when new.hidden=0 and old.hidden>0",
}
"""Each is written down by the database in the same transaction, so a server that dies after it cannot hide it."""


@dataclass(frozen=True)
class Effect:
    """Something that fans can see: `what` is a key of _WATCHED, `id` names the comment or direct message."""

    what: str
    id: str


class Ledger:
    """The effects since it was opened or turned over."""

    def __init__(self, world: World) -> None:
        self._world, self._mark = world, 0

    def turn_over(self) -> None:
        """What has happened so far does not count."""
        self._mark = int(self._world.rows("select coalesce(max(number), 0) as newest from effects")[0]["newest"])

    def effects(self) -> list[Effect]:
        """In the order in which they happened."""
        rows = self._world.rows("select what, id from effects where number>? order by number", self._mark)
        return [Effect(row["what"], row["id"]) for row in rows]


@contextmanager
def watching(world: World) -> Iterator[Ledger]:
    """Keep the ledger as long as the block lasts."""
    world.rows(_TABLE)
    for what, when in _WATCHED.items():
        world.rows(
            f"create trigger effect_{what} {when} begin"
            f" insert into effects (platform, what, id) values (new.platform, '{what}', new.id); end"
        )
    try:
        yield Ledger(world)
    finally:
        for what in _WATCHED:
            world.rows(f"drop trigger effect_{what}")
        world.rows("drop table effects")


@dataclass(frozen=True)
class Row:
    """One line of the proof: what was done under which trouble, how many effects it had, and how it ended for the creator."""

    platform: str
    kind: str
    write: str
    trouble: str
    count: int
    ends_as: str
    is_right: bool


def table(rows: list[Row]) -> str:
    """A line for each write and a column for each trouble: how many effects, and what the creator sees."""
    troubles = list(dict.fromkeys(row.trouble for row in rows))
    cells = {(row.platform, row.kind, row.write, row.trouble): _cell(row) for row in rows}
    lines = [["platform", "kind", "write", *troubles]]
    for place in dict.fromkeys((row.platform, row.kind, row.write) for row in rows):
        lines.append([*place, *(cells.get((*place, trouble), "") for trouble in troubles)])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    told = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    right = sum(row.is_right for row in rows)
    return "\n".join([*told, f"{right} of {len(rows)} right ({right / len(rows):.1%})"])


def _cell(row: Row) -> str:
    return f"{row.count} {row.ends_as}" + ("" if row.is_right else " WRONG")
