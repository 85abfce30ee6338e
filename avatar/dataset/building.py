"""From everything a creator ever answered to a set that may be learned from."""

from collections import Counter
from collections.abc import Collection, Sequence

from avatar.dataset.filters import Filters, Left, lack
from avatar.dataset.repeating import repeated, twins
from avatar.dataset.splitting import split
from avatar.dataset.values import Built, Creator, Part, Past, Row, Source

TWIN = "The same letter or the same answer is in the test."


def build(sources: Sequence[Source], creator: Creator, past: Past | None = None) -> Built:
    """The data set of these exchanges: masked, filtered, each once, split by time and conversation. Depends on nothing else.

    What stood in a test of `past` stands there again, as long as it may be used; neither it nor anything like it is in train.
    """
    past = past or Past()
    rows, dropped = _usable(sources, creator, past)
    threads = {source.id: source.thread for source in sources}
    again = repeated(rows, past.test)
    rows = [row for row in rows if row.id not in again]
    places, left = split({row.id: threads[row.id] for row in rows}, past)
    parts = {part: [row for row in rows if places.get(row.id) is part] for part in Part}
    same = twins([*parts[Part.TRAIN], *parts[Part.VALIDATION]], parts[Part.TEST])
    dropped.update([*again.values(), *left.values(), *(TWIN for _ in same)])
    return Built({part: tuple(row for row in parts[part] if row.id not in same) for part in Part}, dict(dropped))


def readable(sources: Sequence[Source], creator: Creator, ids: Collection[str]) -> list[Row]:
    """The rows of `ids` as they are now, the oldest first; without those that may not be used any more.

    `sources` are all there are: what must be masked in one can be known from others.
    """
    filters, wanted = Filters.of(sources, creator), frozenset(ids)
    rows: list[Row] = []
    for source in _in_order(sources):
        if source.id in wanted:
            try:
                rows.append(filters.row(source))
            except Left:
                continue
    return rows


def _usable(sources: Sequence[Source], creator: Creator, past: Past) -> tuple[list[Row], Counter[str]]:
    """What may be learned from and is worth it. What is in the test stays though a persona has other languages now."""
    filters, rows, dropped = Filters.of(sources, creator), list[Row](), Counter[str]()
    for source in _in_order(sources):
        try:
            row = filters.row(source)
        except Left as left:
            dropped[str(left)] += 1
            continue
        why = "" if row.id in past.test else lack(row, creator)
        if why:
            dropped[why] += 1
            continue
        rows.append(row)
    return rows, dropped


def _in_order(sources: Sequence[Source]) -> list[Source]:
    return sorted(sources, key=lambda source: (source.at, source.id))
