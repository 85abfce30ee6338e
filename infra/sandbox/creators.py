"""A made-up creator for whoever wants to try Fanmail: the demo's posts, two months of answers and a few new letters.

Everybody gets one of their own, because an account can be connected to one workspace only.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import count
from typing import Any

from connectors.base import COMMENT
from connectors.world import World
from infra.demo import content
from infra.sandbox.writing import Letter, creator_writes, fan_writes

DAY, MINUTE = 86_400.0, 60.0
NEW_LETTERS = 12
APART = 4 * MINUTE
Row = dict[str, Any]


@dataclass(frozen=True)
class MadeUp:
    """Where the creator lives. `key` says whose creator it is: the same key, the same creator."""

    world: World
    key: str
    platform: str
    now: float  # UTC seconds

    def id(self, kind: str, *names: str, under: str = "") -> str:
        """An id in the platform's style that nobody else's creator has."""
        return content.stable_id(self.platform, kind, self.key, *names, under=under)

    @property
    def account_id(self) -> str:
        return self.id("account")


def move_in(world: World, key: str, address: str, now: float) -> dict[str, str]:
    """Where the creator lives: "platform", "id" and "username"; made if it is not there. `address` of this server, for pictures.

    What broke off is gone on with by the next call: everything has an id of its own.
    """
    here = MadeUp(world, key, _liveliest(), now)
    known = world.account(here.platform, here.account_id)
    name = known["username"] if known else _free_name(here)
    if not (known and known["settled"]):
        _settle(here, name, address)
    return {"platform": here.platform, "id": here.account_id, "username": name}


def _settle(here: MadeUp, name: str, address: str) -> None:
    _account(here, name, settled=False)
    _post(here, address)
    for row in _of(here, content.replies()):
        _exchange(here, row)
    for number, row in enumerate(_of(here, content.fan_messages())[:NEW_LETTERS], 1):
        _letter(here, row, row["text"], here.now - number * APART)
    _account(here, name, settled=True)


def _account(here: MadeUp, name: str, settled: bool) -> None:
    told = content.creator()
    here.world.add_account(here.platform, here.account_id, name, told["name"], bio=told["motto"], settled=settled)


def _free_name(here: MadeUp) -> str:
    plain = content.creator()["usernames"][here.platform]
    taken = {one["username"] for one in here.world.accounts(here.platform)}
    return next(name for number in count(1) if (name := f"{plain}.{number}") not in taken)


def _liveliest() -> str:
    """The platform that most of the past was written at."""
    return Counter(row["platform"] for row in content.replies()).most_common(1)[0][0]


def _of(here: MadeUp, rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["platform"] == here.platform]


def _post(here: MadeUp, address: str) -> None:
    for post in _of(here, content.creator()["posts"]):
        id = here.id("post", post["key"])
        picture = f"{address}/art/{here.platform}/{id}.svg"
        here.world.add_post(
            here.platform, here.account_id, id, post.get("title", ""), post["caption"], here.now - post["days_ago"] * DAY,
            emoji=post["emoji"], colors=post["colors"], key=post["key"], media_url=picture, thumbnail_url=picture,
        )  # fmt: skip


def _exchange(here: MadeUp, row: Row) -> None:
    written = here.now - row["days_ago"] * DAY
    asked = _letter(here, row, row["fan_text"], written)
    id = here.id(row["kind"], "answer to", asked.id, under=asked.id if row["kind"] == COMMENT else "")
    creator_writes(here.world, asked, row["reply"], id, written + content.answered_after(row).total_seconds())


def _letter(here: MadeUp, row: Row, text: str, at: float) -> Any:
    letter = Letter(
        platform=here.platform, account_id=here.account_id, text=text, fan=row["fan"], kind=row["kind"],
        post_id=here.id("post", row["post"]) if row["post"] else "", name=row.get("name", ""),
        id=here.id(row["kind"], row["fan"], text), created_at=at,
    )  # fmt: skip
    return fan_writes(here.world, letter)
