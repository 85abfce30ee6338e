"""What the page, the CSV and the PDF show alike: tables, most of which can be drawn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from avatar.figures import FROM_DRAFT, SENT, Answerer, Fate, Figures, quantile, share
from pipeline.looking_back import DAILY, Look
from pipeline.report_words import day_word, intent_word, percent, spoken

Cell = str | int | float | None
Rows = tuple[tuple[Cell, ...], ...]
MOST_KINDS = 4


class Drawn(StrEnum):
    """How a table is drawn; its first column names, the others are figures."""

    STACK = "stack"
    BARS = "bars"
    LINE = "line"
    NOT = ""


@dataclass(frozen=True)
class Table:
    """`says` is a sentence; `empty` another one for when there are no rows. `draws` columns are drawn (0: all figures)."""

    name: str
    title: str
    says: str
    columns: tuple[str, ...]
    rows: Rows
    drawn: Drawn = Drawn.NOT
    empty: str = "Nothing yet."
    draws: int = 0


FATES: tuple[tuple[str, tuple[Fate, ...]], ...] = (
    ("Sent by itself", (Fate.AUTO,)),
    ("Sent as drafted", (Fate.UNCHANGED,)),
    ("Sent with your changes", (Fate.CHANGED,)),
    ("Written by you", (Fate.WRITTEN,)),
    ("Answered in the platform's app", (Fate.BY_HAND,)),
    ("Rejected", (Fate.REJECTED,)),
    ("Needed no reply", (Fate.NEEDS_NONE,)),
    ("Spam or scam", (Fate.CAUGHT,)),
    ("Deleted by the fan", (Fate.DELETED,)),
    ("Too late", (Fate.EXPIRED,)),
    ("Failed", (Fate.FAILED,)),
    ("Waits still", (Fate.WAITING,)),
)
"""What became of letters: together they are all that came."""

GROUPS: tuple[tuple[str, tuple[Fate, ...]], ...] = (
    ("By itself", (Fate.AUTO,)),
    ("By you", (Fate.UNCHANGED, Fate.CHANGED, Fate.WRITTEN, Fate.BY_HAND)),
    ("Put aside", (Fate.REJECTED, Fate.NEEDS_NONE, Fate.CAUGHT, Fate.DELETED)),
    ("Open or missed", (Fate.WAITING, Fate.FAILED, Fate.EXPIRED)),
)
"""The same, few enough for a chart."""


def tables(look: Look) -> list[Table]:
    """Those that are made of counted days."""
    return [_volume(look), _fates(look), _response(look), _edits(look), _style(look), _mix(look), _kinds(look)]


def _volume(look: Look) -> Table:
    rows: Rows = tuple(
        (day_word(day), *(one.of(*fates) for _name, fates in GROUPS)) for day, one in look.by_step.items()
    )
    return Table(
        "volume", "What became of your letters", "By the day on which they came; those of the last days may still be answered.",
        (_step_word(look), *(name for name, _fates in GROUPS)), rows if look.total.received else (), Drawn.STACK,
        "No letter came in these days.",
    )  # fmt: skip


def _fates(look: Look) -> Table:
    total = look.total
    rows = tuple((name, total.of(*fates), percent(share(total.of(*fates), total.received))) for name, fates in FATES)
    among = (
        ("Among these: drafted by the avatar", total.drafted, ""),
        ("Among these: taken down again", total.withdrawn, ""),
    )
    return Table(
        "fates", "In detail", "Each letter once, as things stand now.", ("What became of it", "Letters", "Share"),
        tuple(row for row in (*rows, *among) if row[1]), empty="No letter came in these days.",
    )  # fmt: skip


def _response(look: Look) -> Table:
    waits = look.total.waits
    sources = (
        ("The avatar's drafts", waits.get(Answerer.AVATAR, {})),
        ("Your own words", waits.get(Answerer.HAND, {})),
        ("Before Fanmail", look.past),
    )
    rows = tuple(
        (name, sum(boxes.values()), _wait(boxes, 0.5), _wait(boxes, 0.9))
        for name, boxes in sources
        if sum(boxes.values())
    )
    return Table(
        "response", "Time to answer", "From the fan's message to the reply. Times are right within a tenth of themselves.",
        ("Who", "Answers", "Half within", "Nine of ten within"), rows, empty="Nothing yet: it is measured from the first answer on.",
    )  # fmt: skip


def _wait(boxes: Mapping[int, int], part: float) -> str:
    seconds = quantile(boxes, part)
    return "–" if seconds is None else spoken(seconds)


def _edits(look: Look) -> Table:
    return Table(
        "edits", "Edits needed per 100 replies", "Of a hundred replies from drafts, how many a person changed. Falling is good.",
        ("Week of", "Edits per 100", "Replies from drafts"),
        _weekly(look, lambda one: one.edits_per_hundred, lambda one: one.of(*FROM_DRAFT)), Drawn.LINE,
        "Nothing yet: the curve begins with the first reply that began as a draft.", draws=1,
    )  # fmt: skip


def _style(look: Look) -> Table:
    return Table(
        "style", "Sounds like you", "The mean style score of the drafts, 0 to 100; 50 is how you write yourself.",
        ("Week of", "Style score", "Drafts measured"), _weekly(look, lambda one: one.style_mean, lambda one: one.styled), Drawn.LINE,
        "Nothing yet: drafts are measured once enough of your own replies are known.", draws=1,
    )  # fmt: skip


def _weekly(look: Look, value: Callable[[Figures], float | None], of: Callable[[Figures], int]) -> Rows:
    weeks = look.by_week
    if not any(of(one) for one in weeks.values()):
        return ()
    return tuple((day_word(monday), _rounded(value(one)), of(one)) for monday, one in weeks.items())


def _mix(look: Look) -> Table:
    kinds = [intent for intent in look.by_intent if intent][:MOST_KINDS]
    days: Mapping[date, Mapping[str, Figures]] = look.days
    steps = look.by_step
    rows: Rows = tuple((day_word(day), *_mixed(look, days, day, kinds)) for day in steps)
    return Table(
        "mix", "What fans write about", f"The {len(kinds)} most frequent kinds of letters; the rest together." if kinds else "",
        (_step_word(look), *(intent_word(kind) for kind in kinds), "The rest"), rows if kinds else (), Drawn.STACK,
        "Nothing yet: letters get their kind within seconds after they came.",
    )  # fmt: skip


def _mixed(look: Look, days: Mapping[date, Mapping[str, Figures]], begin: date, kinds: list[str]) -> list[int]:
    step = 1 if _step_word(look) == "Day" else 7
    within = [parts for day, parts in days.items() if 0 <= (day - begin).days < step]
    counts = [sum(parts[kind].received for parts in within if kind in parts) for kind in kinds]
    return [*counts, sum(one.received for parts in within for one in parts.values()) - sum(counts)]


def _kinds(look: Look) -> Table:
    rows = tuple(
        (
            intent_word(intent), one.received, one.of(*SENT), one.of(Fate.AUTO), one.of(Fate.UNCHANGED), one.of(Fate.CHANGED),
            one.of(Fate.REJECTED), _wait(one.waits.get(Answerer.AVATAR, {}), 0.5),
        )
        for intent, one in look.by_intent.items()
    )  # fmt: skip
    return Table(
        "kinds", "By kind of letter", "Where the avatar is trusted, and where you still write.",
        ("Kind", "Letters", "Replies", "By itself", "Approved", "Changed", "Rejected", "Half within"), rows,
        empty="No letter came in these days.",
    )  # fmt: skip


def _step_word(look: Look) -> str:
    return "Day" if look.asked.period.days <= DAILY else "Week of"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
