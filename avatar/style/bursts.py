"""Whether somebody answers in one piece or in several short messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

IN_A_ROW = timedelta(minutes=3)


@dataclass(frozen=True)
class Moment:
    """One reply: in which conversation, when, and what it answered ("" where nothing new had been said)."""

    conversation: str
    at: datetime
    answered: str


def rows(moments: Sequence[Moment]) -> list[int]:
    """How many replies each time came in a row: soon after each other, with nothing said in between. Any order."""
    found: list[int] = []
    before: Moment | None = None
    for moment in sorted((one for one in moments if one.conversation), key=lambda one: (one.conversation, one.at)):
        if before is not None and _goes_on(before, moment):
            found[-1] += 1
            before = Moment(moment.conversation, moment.at, moment.answered or before.answered)
            continue
        found.append(1)
        before = moment
    return found


def _goes_on(before: Moment, moment: Moment) -> bool:
    soon = before.conversation == moment.conversation and moment.at - before.at <= IN_A_ROW
    return soon and moment.answered in ("", before.answered)
