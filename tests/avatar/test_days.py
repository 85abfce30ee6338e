from datetime import date

import pytest

from avatar.days import day_named, written

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-11-25"),
        ("hoy", "2026-11-25"),
        ("hoje", "2026-11-25"),
        ("heute", "2026-11-25"),
        ("aaj", "2026-11-25"),
        ("tomorrow", "2026-11-26"),
        ("mañana", "2026-11-26"),
        ("amanhã", "2026-11-26"),
        ("morgen", "2026-11-26"),
        ("kal", "2026-11-26"),
        ("übermorgen", "2026-11-27"),
        ("pasado mañana", "2026-11-27"),
        ("depois de amanhã", "2026-11-27"),
        ("the day after tomorrow", "2026-11-27"),
        ("on friday", "2026-11-27"),
        ("el viernes", "2026-11-27"),
        ("na sexta", "2026-11-27"),
        ("am Freitag", "2026-11-27"),
        ("friday ko", "2026-11-27"),
        ("on wednesday", "2026-12-02"),
        ("May 3rd", "2027-05-03"),
        ("3 de mayo", "2027-05-03"),
        ("3 de maio", "2027-05-03"),
        ("am 3. Mai", "2027-05-03"),
        ("december 24", "2026-12-24"),
        ("29 february", None),
        ("31 april", None),
        ("someday", None),
        ("la segunda vez", None),
        ("guten morgen", None),
        ("por la mañana", None),
        ("May I ask", None),
        ("", None),
    ],
)
def test_a_day_is_the_next_one_that_is_called_so(text: str, day: str | None) -> None:
    found = day_named(text, WEDNESDAY)
    assert (found and found.isoformat()) == day


def test_a_day_is_written_for_people() -> None:
    assert written(date(2026, 5, 3)) == "3 May"
    assert written(date(2026, 11, 27), weekday=True) == "Friday, 27 November 2026"
