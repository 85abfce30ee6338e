"""Which conversation stands in which part: the newest are the test, those before them validation, the rest is learned from."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from avatar.dataset.values import Part, Past

SHARE, FEWEST, MOST = 0.1, 20, 200
"""Of all rows in the test, and in validation; FEWEST where that is no more than a fifth."""
ROOM = 1.5
"""A conversation may overfill a part by so much; a longer one is learned from."""
FULL = "Its conversation is in the test, which is full."
LEARNED = "Its conversation is in the test, and it was learned from before."


def wanted(count: int) -> int:
    """How many of `count` rows the test should have."""
    return min(MOST, max(round(SHARE * count), min(FEWEST, count // 5)))


def split(threads: Mapping[str, str], past: Past) -> tuple[dict[str, Part], dict[str, str]]:
    """The part of each id, and why some have none. `threads`: id -> thread, from old to new.

    No thread stands in two parts. What was in a test stays there, its thread with it; what was learned from never comes in.
    """
    members = _by_thread(threads)
    tested = {thread for thread, ids in members.items() if past.test.intersection(ids)}
    parts, left = _frozen([members[thread] for thread in members if thread in tested], past)
    rest = [ids for thread, ids in reversed(members.items()) if thread not in tested]
    size = wanted(len(threads))
    fresh = [ids for ids in rest if not past.train.intersection(ids)]
    chosen = {ids[0] for ids in _filled(fresh, size - len(parts))}
    parts |= {id: Part.TEST for ids in rest if ids[0] in chosen for id in ids}
    rest = [ids for ids in rest if ids[0] not in chosen]
    checked = {ids[0] for ids in _filled(rest, min(MOST, round(SHARE * len(threads))))}
    parts |= {id: Part.VALIDATION if ids[0] in checked else Part.TRAIN for ids in rest for id in ids}
    return parts, left


def _by_thread(threads: Mapping[str, str]) -> dict[str, list[str]]:
    """The ids of each thread; the thread in which something was said last is the last."""
    members = defaultdict[str, list[str]](list)
    for id, thread in threads.items():
        members[thread] = [*members.pop(thread, []), id]
    return members


def _frozen(threads: Sequence[list[str]], past: Past) -> tuple[dict[str, Part], dict[str, str]]:
    """All that was in a test before, and what came to those threads since while there is room."""
    parts = {id: Part.TEST for ids in threads for id in ids if id in past.test}
    left: dict[str, str] = {}
    for id in (id for ids in threads for id in ids if id not in past.test):
        if id in past.train or len(parts) >= MOST:
            left[id] = LEARNED if id in past.train else FULL
            continue
        parts[id] = Part.TEST
    return parts, left


def _filled(threads: Collection[list[str]], size: int) -> Iterator[list[str]]:
    """Threads that together are about `size`."""
    have = 0
    for ids in threads:
        if have >= size:
            return
        if have + len(ids) <= min(size * ROOM, max(size, MOST)):
            have += len(ids)
            yield ids
