"""The letters that wait for a person: first those that cannot wait, then the newest, a page at a time."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask

import connectors
from avatar.labels import Intent, Urgency
from models import Message
from models.fields import utcnow
from pipeline.bulk import is_delicate
from pipeline.remembered import Remembered
from web import streams
from web.auth import me
from web.letters import CLOSING, Deadline, closes_soon, deadline_of
from web.pages import workspace
from web.said import N_
from web.streams import COUNTED, Span, Stream
from web.windows import Cursor

AT_ONCE = 100
"""Rows a page; the next ones come as one scrolls."""
PINNED = 100
ASLEEP = 1_000
TALLY_SECONDS = 5.0

CHIPS = (
    ("all", N_("All")),
    ("mine", N_("Mine")),
    ("free", N_("Nobody's")),
    ("question", N_("Questions")),
    ("praise", N_("Praise")),
    ("sensitive", N_("Sensitive")),
    ("closing", N_("Closing soon")),
)
_tallies: Remembered[Counter[str]] = Remembered(TALLY_SECONDS)


@dataclass(frozen=True)
class Row:
    """A letter in the queue, and the filter chips that keep it."""

    message: Message
    groups: tuple[str, ...]
    is_closing: bool
    deadline: Deadline | None = None
    is_back: bool = False

    @property
    def is_delicate(self) -> bool:
        """Left out when many are approved at once."""
        return is_delicate(self.message)

    @property
    def is_first(self) -> bool:
        """It cannot wait: somebody may be in danger, little is left of the time to answer, or it was put off until now."""
        return self.is_closing or self.is_back or _is_urgent(self.message)


@dataclass(frozen=True)
class Shown:
    """What a page of the queue shows. `older` is the cursor of the next page; `wakes_at` when the next one comes back."""

    rows: list[Row]
    counts: Mapping[str, int]
    chip: str
    older: str = ""
    asleep: int = 0
    wakes_at: datetime | None = None

    @property
    def total(self) -> int:
        return self.counts["all"]


def shown(chip: str = "all", cursor: str = "") -> Shown:
    """A page of the queue, as far as `chip` keeps it; the first page has what cannot wait on top."""
    chip = chip if chip in dict(CHIPS) else "all"
    span = _span()
    if chip == "closing":
        found_closing = [row for row in _rows(_closing(span), span.now) if row.is_closing]
        return Shown(_in_order(found_closing), _tallied(span, streams.asleep(span, ASLEEP)), chip)
    if cursor:
        page = streams.letters(span, _streams(chip), AT_ONCE, Cursor.read(cursor))
        rest = [row for row in _rows(page.messages, span.now) if not row.is_first]
        return Shown(rest, Counter(), chip, page.older)
    page = streams.letters(span, _streams(chip), AT_ONCE)
    found = {message.id: message for message in page.messages}
    if page.older:
        found |= {message.id: message for message in _pinned(span)}
    every = [row for row in _rows(list(found.values()), span.now) if chip in row.groups]
    asleep = streams.asleep(span, ASLEEP)
    is_whole = not page.older and chip == "all"
    counts = _counts(every) if is_whole else _tallied(span, asleep)
    wakes_at = asleep[0].snoozed_until if asleep else None
    return Shown(_in_order(every), counts, chip, page.older, len(asleep), wakes_at)


def put_off() -> list[Row]:
    """What is put off, the next to come back first."""
    span = _span()
    return _rows(streams.asleep(span, ASLEEP), span.now)


def of_chip(chip: str) -> list[Message]:
    """Every letter that a chip keeps now, with what a row shows of it."""
    span = _span()
    if chip == "closing":
        return [row.message for row in _rows(_closing(span), span.now) if row.is_closing]
    return list(streams.every_letter(span, _streams(chip)))


def waiting() -> int:
    """How many letters wait for a person in this workspace; about COUNTED when there are more than that."""
    span = _span()
    found = streams.count(span, streams.EVERY)
    return max(found - len(streams.asleep(span, ASLEEP)), 0)


def told(count: int) -> str:
    """A count as people read it: "12", or "200+" when there are more."""
    return str(count) if count <= COUNTED else f"{COUNTED}+"


def install(app: Flask) -> None:
    """Give the counts to the templates."""
    app.jinja_env.filters.update(told=told)


def _span() -> Span:
    return Span(me().workspace_id, utcnow(), workspace().created_at)


def _streams(chip: str) -> tuple[Stream, ...]:
    return {
        "question": streams.QUESTIONS, "praise": streams.PRAISE, "sensitive": streams.SENSITIVE,
        "mine": streams.given_to(me().id), "free": streams.given_to(""),
    }.get(chip, streams.EVERY)  # fmt: skip


def _rows(messages: list[Message], now: datetime) -> list[Row]:
    return [_row(message, now) for message in messages]


def _in_order(rows: list[Row]) -> list[Row]:
    return [*sorted((row for row in rows if row.is_first), key=_need), *(row for row in rows if not row.is_first)]


def _counts(rows: list[Row]) -> Counter[str]:
    return Counter(group for row in rows for group in row.groups)


def _tallied(span: Span, asleep: list[Message]) -> Counter[str]:
    """How many each chip keeps when not all of them are read; some seconds old at most."""
    return _tallies.get((span.workspace_id, me().id), lambda: _tally(span, asleep))


def _tally(span: Span, asleep: list[Message]) -> Counter[str]:
    off = Counter(group for row in _rows(asleep, span.now) for group in row.groups)
    chips = [chip for chip, _word in CHIPS if chip != "closing"]
    found = {chip: max(streams.count(span, _streams(chip)) - off[chip], 0) for chip in chips}
    closing = sum(row.is_closing for row in _rows(_closing(span), span.now))
    return Counter({**found, "closing": closing})


def _pinned(span: Span) -> list[Message]:
    """What stands on top, however many newer letters stand before it."""
    urgent = streams.letters(span, streams.URGENT, PINNED).messages
    return [*urgent, *_closing(span), *streams.back_again(span, PINNED)]


def _closing(span: Span) -> list[Message]:
    """Whose time ends soon: that of a draft, or where a platform takes a person's own words for longer, that of these."""
    longer = {timedelta()}
    for platform in connectors.platforms().values():
        for limits in platform.limits.values():
            if limits.reply_window and limits.human_window:
                longer.add(limits.human_window - limits.reply_window)
    parts = (streams.ending(span, span.now - more, span.now - more + CLOSING, PINNED) for more in sorted(longer))
    return [message for part in parts for message in part if streams.is_awake(message, span.now)]


def _need(row: Row) -> tuple[bool, datetime]:
    """Danger before deadlines; among both what ends or came first."""
    message = row.message
    return not _is_urgent(message), message.reply_by or message.created_at


def _is_urgent(message: Message) -> bool:
    return bool(message.label and message.label.urgency == Urgency.HIGH)


def _row(message: Message, now: datetime) -> Row:
    intent, risks = (message.label.intent, message.label.risks) if message.label else ("", [])
    is_closing = closes_soon(message, now)
    groups = {
        "mine": message.assigned_to == me().id,
        "free": not message.assigned_to,
        "question": intent in (Intent.QUESTION, Intent.REQUEST),
        "praise": intent in (Intent.PRAISE, Intent.GREETING),
        "sensitive": bool(risks),
        "closing": is_closing,
    }
    kept = ("all", *(name for name, belongs in groups.items() if belongs))
    is_back = message.snoozed_until is not None and message.snoozed_until <= now
    return Row(message, kept, is_closing, deadline_of(message), is_back)
