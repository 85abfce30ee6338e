"""Settings of the workspace: its name and clock, quiet hours, and for how long words of fans are kept."""

import re
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from avatar.quiet import quiet_until
from models import AuditEntry, Workspace
from models.fields import utcnow
from pipeline.quiet import forget_quiet, quiet_hours
from pipeline.retention import CHOICES, days_before, how_many_lose
from web.access import MANAGES, only
from web.auth import me
from web.pages import workspace
from web.replies import done, failed
from web.said import N_
from web.zones import zones

pages = Blueprint("settings_pages", __name__, url_prefix="/settings")
DAYS = (
    (N_("Mon"), N_("Monday")), (N_("Tue"), N_("Tuesday")), (N_("Wed"), N_("Wednesday")), (N_("Thu"), N_("Thursday")),
    (N_("Fri"), N_("Friday")), (N_("Sat"), N_("Saturday")), (N_("Sun"), N_("Sunday")),
)  # fmt: skip
_DAY_MINUTES = 24 * 60


@pages.get("")
def general() -> str:
    """Name, clock and quiet hours."""
    now, quiet = utcnow(), quiet_hours(workspace())
    until = quiet_until(quiet, now)
    there = ZoneInfo(workspace().time_zone)
    return render_template(
        "settings/general.html", zones=zones(workspace().time_zone), days=DAYS, there=now.astimezone(there), quiet=quiet,
        until=until and until.astimezone(there), may_edit=me().role in MANAGES, clock=_clock,
    )  # fmt: skip


@pages.post("/general")
@only(MANAGES)
def save_general() -> Response:
    """The name and the clock."""
    back, name, zone = url_for("settings_pages.general"), request.form.get("name", "").strip(), request.form.get("zone")
    if not 0 < len(name) <= 120:
        return failed(422, gettext("Write a name of up to 120 letters. Nothing was changed."), back)
    if zone not in available_timezones():
        return failed(422, gettext("Choose a time zone from the list. Nothing was changed."), back)
    _change("workspace.changed", f"{name}, {zone}", name=name, time_zone=zone)
    return done(gettext("Saved."), back)


@pages.post("/quiet")
@only(MANAGES)
def save_quiet() -> Response:
    """Quiet hours; no day at all switches them off."""
    back = url_for("settings_pages.general", _anchor="quiet")
    days = sorted({int(day) for day in request.form.getlist("days") if re.fullmatch("[0-6]", day, re.ASCII)})
    begins, ends = _minutes(request.form.get("begins", "")), _minutes(request.form.get("ends", ""))
    if days and (begins is None or ends is None):
        return failed(
            422, gettext("Write when they begin and when they end, as in 22:00 and 07:00. Nothing was changed."), back
        )
    if len(days) == 7 and begins == ends:
        return failed(
            422,
            gettext("Then nothing would ever go by itself. Switch auto-send off instead, or leave out a day."),
            back,
        )
    _change("workspace.quiet_hours", _said(days, begins, ends), quiet_from=begins, quiet_until=ends, quiet_days=days)
    return done(
        gettext("Saved. What waits already keeps its time.") if days else gettext("There are no quiet hours any more."),
        back,
    )


@pages.get("/retention")
def retention() -> str:
    """For how long words of fans are kept. `days` asks what a choice would delete, before it is saved."""
    asked = _asked(request.args.get("days", ""))
    lose = how_many_lose(me().workspace_id, asked, utcnow()) if asked else None
    return render_template(
        "settings/retention.html", choices=CHOICES, asked=asked, lose=lose, before=asked and days_before(asked, utcnow()),
        may_edit=me().role in MANAGES,
    )  # fmt: skip


@pages.post("/retention")
@only(MANAGES)
def save_retention() -> Response:
    """Keep the choice. What it deletes goes in the night, and cannot be had again."""
    wanted, back = request.form.get("days", ""), url_for("settings_pages.retention")
    days = _asked(wanted)
    if days is None and wanted != "all":
        return failed(422, gettext("Choose one of the times. Nothing was changed."), back)
    if days and request.form.get("sure") != "yes":
        return failed(422, gettext("Look first at what would be deleted. Nothing was changed."), back)
    _change("workspace.retention", f"{days} days" if days else N_("as long as the platforms allow"), keep_days=days)
    return done(
        gettext("Saved. What is older goes within a day.")
        if days
        else gettext("Saved. Nothing more is deleted by age."),
        back,
    )


def _change(action: str, note: str, **fields: Any) -> None:
    Workspace.objects(id=me().workspace_id).update_one(**{f"set__{name}": value for name, value in fields.items()})
    AuditEntry.add(me().workspace_id, me().id, action, me().workspace_id, note)
    forget_quiet()


def _asked(days: str) -> int | None:
    return int(days) if days in {str(choice) for choice in CHOICES} else None


def _minutes(clock: str) -> int | None:
    """ "22:30" -> 1350."""
    found = re.fullmatch(r"(\d{2}):(\d{2})(?::\d{2})?", clock, re.ASCII)
    minutes = int(found[1]) * 60 + int(found[2]) if found and int(found[2]) < 60 else _DAY_MINUTES
    return minutes if minutes < _DAY_MINUTES else None


def _clock(minutes: int | None, else_: str) -> str:
    return else_ if minutes is None else f"{minutes // 60:02d}:{minutes % 60:02d}"


def _said(days: list[int], begins: int | None, ends: int | None) -> str:
    if not days:
        return "none"
    return f"{_clock(begins, '')} to {_clock(ends, '')}, {', '.join(DAYS[day][1] for day in days)}"
