"""The words of a report in the language of the page: they are made in the pipeline, in English."""

import re
from datetime import datetime

from babel.dates import format_interval
from flask_babel import format_decimal, get_locale

from pipeline.looking_back import Period
from pipeline.report_words import period_words
from web.said import N_, code, number, said

TITLES = (
    N_("Letters"), N_("Answered"), N_("Time to answer"), N_("Sent unchanged"), N_("Edits per 100 replies"), N_("Sounds like you"),
    N_("Spam caught"), N_("What became of your letters"), N_("In detail"), N_("Edits needed per 100 replies"),
    N_("What fans write about"), N_("By kind of letter"), N_("Open questions"), N_("Who writes most"), N_("{platform}: units a day"),
)  # fmt: skip
COLUMNS = (
    N_("By itself"), N_("By you"), N_("Put aside"), N_("Open or missed"), N_("What became of it"), N_("Share"), N_("Who"), N_("Answers"),
    N_("Half within"), N_("Nine of ten within"), N_("Day"), N_("Week of"), N_("Edits per 100"), N_("Replies from drafts"),
    N_("Style score"), N_("Drafts measured"), N_("The rest"), N_("Kind"), N_("Replies"), N_("Approved"), N_("Changed"), N_("Question"),
    N_("Asked"), N_("Fan"), N_("Used"), N_("Budget"),
)  # fmt: skip
ROWS = (
    N_("Sent by itself"), N_("Sent as drafted"), N_("Sent with your changes"), N_("Written by you"), N_("Answered in the platform's app"),
    N_("Rejected"), N_("Needed no reply"), N_("Spam or scam"), N_("Deleted by the fan"), N_("Too late"), N_("Failed"), N_("Waits still"),
    N_("Among these: drafted by the avatar"), N_("Among these: taken down again"), N_("The avatar's drafts"), N_("Your own words"),
    N_("Before Fanmail"), N_("VIP"),
)  # fmt: skip
LENGTHS = (
    N_("{count} second"), N_("{count} seconds"), N_("{count} minute"), N_("{count} minutes"), N_("{count} hour"), N_("{count} hours"),
    N_("{count} day"), N_("{count} days"),
)  # fmt: skip
COUNTED = (
    N_("{count} letter"), N_("{count} letters"), N_("{count} reply"), N_("{count} replies"), N_("{count} message"), N_("{count} messages"),
)  # fmt: skip
DAYS = (
    N_("{day} Jan"), N_("{day} Feb"), N_("{day} Mar"), N_("{day} Apr"), N_("{day} May"), N_("{day} Jun"),
    N_("{day} Jul"), N_("{day} Aug"), N_("{day} Sep"), N_("{day} Oct"), N_("{day} Nov"), N_("{day} Dec"),
)  # fmt: skip
AFTERWARDS = (
    N_("{letters} came in. {count} waits still."), N_("{letters} came in. {count} wait still."),
    N_("Before Fanmail: {time}."), N_("An edit changed {share} of the letters."),
    N_("It does so where you switched auto-send on and it was earned."),
)  # fmt: skip
"""Sentences that follow another one; with it where they begin with a figure."""
CHANGES = (
    N_("{figure} in the same time before"), N_("as many as in the same time before"),
    N_("{share} % more than in the same time before"), N_("{share} % fewer than in the same time before"),
)  # fmt: skip
_COUNT = re.compile(r"\d{1,3}(,\d{3})*")


def figure(value: str | float) -> str:
    """A figure, or a word that stands in its place, as the language writes it."""
    if isinstance(value, float):
        return format_decimal(value, "#,##0.0")
    if isinstance(value, int):
        return number(value)
    return number(int(value.replace(",", ""))) if _COUNT.fullmatch(value) else said(value)


def period_said(period: Period) -> str:
    """ "3 to 9 November 2026", as the language writes it."""
    if code() == "en":
        return period_words(period.first, period.last)
    first, last = (datetime(day.year, day.month, day.day) for day in (period.first, period.last))  # noqa: DTZ001 days of a calendar
    return format_interval(first, last, "yMMMMd", locale=get_locale())
