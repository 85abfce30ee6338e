"""Letters as a file: those that were selected, or all that fit a search."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any

from bson import ObjectId
from flask import Blueprint, Response, request, stream_with_context, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from models import AuditEntry, Message
from models.fields import utcnow
from pipeline.search import TICK, every
from web.access import EXPORTS, only
from web.auth import me
from web.letters import accounts
from web.near import asked_as
from web.pages import workspace
from web.replies import failed
from web.search import Asked

pages = Blueprint("export", __name__)
AT_ONCE = 200
MOST_SELECTED = 1_000
COLUMNS = (
    "id", "came_at", "written_at", "platform", "account", "kind", "fan", "text", "intent", "sentiment", "language", "risks",
    "tags", "status", "status_since", "answer", "answered_at", "answered_by", "post",
)  # fmt: skip
_READ = (
    "workspace_id", "account_id", "platform", "kind", "fan_username", "text", "label", "tags", "status", "moved_at", "created_at",
    "platform_created_at", "reply.text", "reply.sent_at", "reply.mode", "post",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_BY = {"auto": "avatar", "approved": "person, as drafted or changed", "human": "person"}
Rows = Iterable[dict[str, Any]]


@pages.post("/conversations/export")
@only(EXPORTS)
def export() -> AnyResponse:
    """Stream the selected letters (`ids`), or all that fit `query`; `as` is csv or jsonl."""
    way = request.form.get("as", "")
    if way not in FORMATS:
        return failed(422, gettext("Choose CSV or JSON Lines."), url_for("conversations.received"))
    search, chosen = asked_as(request.form.get("query", "")), request.form.getlist("ids")[:MOST_SELECTED]
    if request.form.get("what") == "selected" and not chosen:
        return failed(422, gettext("Select letters first."), url_for("conversations.received") + f"?{search.query}")
    what = f"{len(chosen)} selected" if request.form.get("what") == "selected" else _fields(search)
    AuditEntry.add(me().workspace_id, me().id, "conversations.exported", note=f"{way}, {what}")
    wanted = _selected(chosen) if request.form.get("what") == "selected" else _fitting(search)
    write, mimetype = FORMATS[way]
    name = f"fanmail-letters-{utcnow():%Y-%m-%d}.{way}"
    answer = Response(stream_with_context(write(_rows(wanted))), mimetype=mimetype)
    answer.headers.update({"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "no-store"})
    return answer


def in_csv(rows: Rows) -> Iterator[str]:
    """With a line of names. What a spreadsheet would take for a formula begins with an apostrophe."""
    line = io.StringIO()
    write = csv.writer(line)
    for cells in chain([COLUMNS], ([plain(row[name]) for name in COLUMNS] for row in rows)):
        write.writerow(cells)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def in_json_lines(rows: Rows) -> Iterator[str]:
    """One object a line, as it is stored."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"


def plain(value: Any) -> str:
    """A cell that is only text to every spreadsheet."""
    text = ", ".join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


FORMATS: dict[str, tuple[Callable[[Rows], Iterator[str]], str]] = {
    "csv": (in_csv, "text/csv"),
    "jsonl": (in_json_lines, "application/jsonl"),
}


def _fitting(search: Asked) -> Iterator[ObjectId]:
    return every(me().workspace_id, search.search, workspace().created_at, utcnow() + TICK)


def _selected(ids: Iterable[str]) -> Iterator[ObjectId]:
    return (ObjectId(id) for id in ids if ObjectId.is_valid(id))


def _fields(search: Asked) -> str:
    """Which parts the search had, never their words."""
    return f"all by {', '.join(dict.fromkeys(name for name, _value in search.given)) or 'nothing'}"


def _rows(ids: Iterable[ObjectId]) -> Iterator[dict[str, Any]]:
    left = iter(ids)
    while some := list(islice(left, AT_ONCE)):
        stored = {message.id: message for message in Message.objects(id__in=some).only(*_READ)}
        for id in some:
            message = stored.get(id)
            if message is not None and message.workspace_id == me().workspace_id:
                yield row(message)


def row(message: Message) -> dict[str, Any]:
    """A letter as a file has it; times are UTC. The answer only once it stands at the platform."""
    account, label, reply = accounts().get(message.account_id), message.label, message.reply
    sent = reply.text if reply.sent_at else ""
    return {
        "id": str(message.id), "came_at": message.created_at.isoformat(), "written_at": message.platform_created_at.isoformat(),
        "platform": message.platform, "account": account.username if account else "", "kind": message.kind, "fan": message.fan_username,
        "text": message.text, "intent": label.intent if label else "", "sentiment": label.sentiment if label else "",
        "language": label.language if label else "", "risks": list(label.risks) if label else [], "tags": list(message.tags),
        "status": str(message.status), "status_since": message.moved_at.isoformat(), "answer": sent,
        "answered_at": reply.sent_at.isoformat() if reply.sent_at else "", "answered_by": _BY.get(reply.mode, "") if sent else "",
        "post": message.post.permalink or message.post.title if message.post else "",
    }  # fmt: skip
