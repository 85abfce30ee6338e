"""The audit log: who did what and when, with filters, a page at a time, and as a file."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bson import ObjectId
from flask import Blueprint, Response, render_template, request, stream_with_context

from models import AuditEntry, Membership, User
from models.fields import utcnow
from web.access import MANAGES, only
from web.audit_pages import Wanted, falling, page
from web.audit_words import KINDS, line
from web.auth import me
from web.pages import workspace
from web.said import N_, said
from web.windows import TICK, Cursor

AT_ONCE, ROWS_AT_ONCE = 50, 200
FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEAD = (N_("when (UTC)"), N_("who"), N_("did what"), N_("note"), N_("action"), N_("subject"))
MACHINE = "Fanmail"
pages = Blueprint("audit", __name__)


@pages.get("/audit")
@only(MANAGES)
def overview() -> str:
    """A page of it."""
    cursor, wanted = Cursor.read(request.args.get("older", "")), _wanted()
    found = page(wanted, AT_ONCE, cursor)
    names = _names(found.entries)
    shown = [(entry, names.get(entry.by, MACHINE), line(entry, names)) for entry in found.entries]
    return render_template(
        "audit/log.html", shown=shown, older=found.older, is_first=cursor is None, kinds=KINDS, people=_people(),
        asked=_asked(), is_filtered=any(_asked().values()),
    )  # fmt: skip


@pages.get("/audit.csv")
@only(MANAGES)
def export() -> Response:
    """All that the filters let through, as a table. Written while it is read: however long, it fits into memory."""
    AuditEntry.add(me().workspace_id, me().id, "audit.exported")
    answer = Response(stream_with_context(_table(_wanted())), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename=audit-{utcnow():%Y-%m-%d}.csv"
    return answer


def unharmed(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _table(wanted: Wanted) -> Iterator[str]:
    yield _rows([tuple(said(word) for word in HEAD)])
    entries = falling(wanted)
    while some := list(islice(entries, ROWS_AT_ONCE)):
        names = _names(some)
        yield _rows([_cells(entry, names) for entry in some])


def _cells(entry: AuditEntry, names: dict[str, str]) -> tuple[str, ...]:
    who, did = names.get(entry.by, MACHINE), str(line(entry, names))
    return f"{entry.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}", who, did, said(entry.note), entry.action, entry.subject


def _rows(rows: list[tuple[str, ...]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows([unharmed(cell) for cell in row] for row in rows)
    return written.getvalue()


def _asked() -> dict[str, str]:
    """The filters of the address, as far as they make sense."""
    by, kind = request.args.get("by", ""), request.args.get("kind", "")
    return {
        "by": by if ObjectId.is_valid(by) or by == "system" else "",
        "kind": kind if kind in KINDS else "",
        "since": str(_day("since") or ""),
        "until": str(_day("until") or ""),
    }


def _wanted() -> Wanted:
    """Days are those of the workspace's clock; the last one is included."""
    asked, first, last = _asked(), _day("since"), _day("until")
    began = workspace().created_at
    until = _midnight(last + timedelta(days=1)) if last else utcnow() + TICK
    return Wanted(me().workspace_id, _midnight(first) if first else began, until, asked["by"], asked["kind"])


def _day(name: str) -> date | None:
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if 2000 <= day.year < 3000 else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(workspace().time_zone)).astimezone(UTC)


def _people() -> list[tuple[str, str]]:
    """Who can be chosen: the members, and Fanmail itself."""
    ids = [one.user_id for one in Membership.objects(workspace_id=me().workspace_id)]
    members = sorted((user.name, str(user.id)) for user in User.objects(id__in=ids).only("name"))
    return [*((id, name) for name, id in members), ("system", MACHINE)]


def _names(entries: list[AuditEntry]) -> dict[str, str]:
    """Names of all people who did something in these entries or had it done to them, members or not any more."""
    ids = {id for entry in entries for id in (entry.by, entry.subject) if ObjectId.is_valid(id)}
    return {str(user.id): user.name for user in User.objects(id__in=[ObjectId(id) for id in ids]).only("name")}
