"""How figures are said: names of kinds, lengths of time, shares, days."""

import math
from datetime import date

from avatar.labels import Intent

INTENTS = {
    Intent.QUESTION: "Question",
    Intent.PRAISE: "Praise",
    Intent.CRITICISM: "Criticism",
    Intent.REQUEST: "Request",
    Intent.PURCHASE_INTEREST: "Wants to buy",
    Intent.COLLABORATION: "Collaboration",
    Intent.PRESS: "Press",
    Intent.PERSONAL_STORY: "Personal story",
    Intent.GREETING: "Greeting",
    Intent.SPAM: "Spam",
    Intent.SCAM: "Scam",
    Intent.HATE: "Hate",
    Intent.THREAT: "Threat",
    Intent.CRISIS: "Crisis",
    Intent.OTHER: "Something else",
}
UNREAD = "Not read yet"
_UNITS = ((60, "second", 1), (5_400, "minute", 60), (172_800, "hour", 3_600))


def intent_word(intent: str) -> str:
    """A kind of message as people read it."""
    return INTENTS[Intent(intent)] if intent in set(Intent) else UNREAD


def spoken(seconds: float) -> str:
    """A length of time in words, no finer than it was measured: "40 seconds", "4 minutes", "9 hours", "3 days"."""
    for limit, unit, size in _UNITS:
        if seconds < limit:
            return counted(max(1, round(seconds / size)), unit)
    return counted(round(seconds / 86_400), "day")


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 letter", "1,204 letters"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def percent(share: float | None) -> str:
    """0.82 -> "82 %"; "–" where there is nothing to say."""
    return "–" if share is None else f"{round(100 * share)} %"


def day_word(day: date) -> str:
    """ "3 Nov"."""
    return f"{day.day} {day:%b}"


def period_words(first: date, last: date) -> str:
    """ "3 to 9 November 2026", with as much of the first day as is needed."""
    if first == last:
        return f"{last.day} {last:%B %Y}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {last.day} {last:%B %Y}"
    year = f" {first.year}" if first.year != last.year else ""
    return f"{first.day} {first:%B}{year} to {last.day} {last:%B %Y}"


def change_words(now: float, before: float) -> str:
    """ "12 % more than in the days before"; "" where there was nothing before."""
    if not before:
        return ""
    change = round(100 * (now - before) / before)
    if not change:
        return "as many as in the same time before"
    return f"{abs(change)} % {'more' if change > 0 else 'fewer'} than in the same time before"


def dollars(amount: float) -> str:
    """ "$12.40"; of less than a dollar two digits that count: "$0.00042"."""
    if amount >= 1 or amount == 0:
        return f"${amount:,.2f}"
    digits = 1 - math.floor(math.log10(amount))
    return f"${amount:.{max(2, digits)}f}"
