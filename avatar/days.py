"""Days as people name them: "tomorrow", "on friday", "3 de mayo"."""

import re
from datetime import date, timedelta

from avatar.word_lists import patterns, sections

_SAYS = patterns("memory")
_NEAR = (("after tomorrow", 2), ("tomorrow", 1), ("today", 0))
_MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _each(section: str, around: str) -> list[re.Pattern[str]]:
    """One expression for each line: the names of one weekday or month."""
    lines = sections("memory")[section].splitlines()
    return [re.compile(around.format("|".join(line.split(" | "))), re.I) for line in lines]


_WEEKDAYS = _each("weekdays", r"(?<!\w)(?:{})(?!\w)")
_MONTHS = _each(
    "months",
    r"(?<!\w)(?:(?P<before>\d{{1,2}})(?:st|nd|rd|th|\.|º)?(?: of| de)? (?:{0})|(?:{0}) (?P<after>\d{{1,2}})(?:st|nd|rd|th)?)(?!\w)",
)


def day_named(text: str, today: date) -> date | None:
    """The next day, not before `today`, that `text` names; None where it names none. "On friday", said on a friday, is a week later."""
    for section, days in _NEAR:
        if _SAYS[section].search(text):
            return today + timedelta(days=days)
    for number, weekday in enumerate(_WEEKDAYS):
        if weekday.search(text):
            return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    for number, month in enumerate(_MONTHS, 1):
        if found := month.search(text):
            return _next(int(found["before"] or found["after"]), number, today)
    return None


def written(day: date, weekday: bool = False) -> str:
    """ "3 May", or "Friday, 3 May 2030"."""
    plain = f"{day.day} {_MONTH_NAMES[day.month - 1]}"
    return f"{_DAY_NAMES[day.weekday()]}, {plain} {day.year}" if weekday else plain


def _next(day: int, month: int, today: date) -> date | None:
    for year in (today.year, today.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    return None
