"""Letters are put off, and come back by themselves."""

from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, render_template, request
from flask_babel import format_datetime, gettext, pgettext
from werkzeug.wrappers import Response

from models import Message
from models.fields import utcnow
from pipeline import snooze as steps
from pipeline.snooze import Choice
from web.access import REVIEWS, only
from web.acts import act
from web.auth import me
from web.letters import deadline_of
from web.pages import workspace
from web.queue import put_off
from web.said import N_

pages = Blueprint("snooze", __name__, url_prefix="/review")
WORDS = (N_("Later today"), N_("Tomorrow morning"), N_("Monday morning"))
"""What pipeline.snooze offers; too short to be gathered from there."""


def install(app: Flask) -> None:
    """Give what is offered to the templates."""
    app.jinja_env.globals.update(
        snooze_choices=offered, snooze_clock=here, snooze_now=lambda: f"{_local(utcnow()):%Y-%m-%dT%H:%M}"
    )


@pages.get("/snoozed")
def snoozed() -> str:
    """What is put off, and until when."""
    return render_template("review/snoozed.html", rows=put_off())


@pages.post("/<message_id>/snooze")
@only(REVIEWS)
def snooze(message_id: str) -> Response:
    """Put one letter off."""
    return act(message_id, _snoozed, _said)


@pages.post("/<message_id>/unsnooze")
@only(REVIEWS)
def unsnooze(message_id: str) -> Response:
    """Back into the queue now."""
    return act(message_id, partial(steps.wake, by=me().id), gettext("It waits for you again."))


def offered() -> list[Choice]:
    """The moments to which a letter may be put off now."""
    return steps.choices(utcnow(), _zone())


def moment(name: str, own: str) -> datetime:
    """The moment that a form asks for. Raises BadSnooze."""
    return steps.asked_for(name, own, utcnow(), _zone())


def here(at: datetime) -> str:
    """A moment on the clock of the people who work here: "Mon 23 Nov, 08:00"."""
    return str(format_datetime(_local(at), pgettext("date pattern", "EEE dd MMM, HH:mm"), rebase=False))


def _snoozed(message: Message) -> Message:
    at = moment(request.form.get("until", ""), request.form.get("own", ""))
    return steps.snooze(message, me().id, steps.until(at, _end(message), utcnow()))


def _said(message: Message) -> str:
    when, end = here(message.snoozed_until), _end(message)
    if end and message.snoozed_until == end - steps.BEFORE_THE_END:
        return gettext("Put off until %(time)s: an hour before the time to answer ends.", time=when)
    return gettext("Put off until %(time)s.", time=when)


def _end(message: Message) -> datetime | None:
    """When the platform takes no answer any more, or no draft."""
    deadline = deadline_of(message)
    return deadline.next(utcnow()) if deadline else None


def _zone() -> ZoneInfo:
    return ZoneInfo(workspace().time_zone or "UTC")


def _local(at: datetime) -> datetime:
    return at.astimezone(_zone())
