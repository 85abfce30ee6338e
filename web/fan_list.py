"""Everybody who writes, the one seen last first, and how to find one of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bson import ObjectId
from flask import Blueprint, render_template, request

from models import Erasure, Fan
from models.fields import utcnow
from pipeline.search import TICK, Cursor
from web.access import MANAGES
from web.auth import me
from web.letters import accounts
from web.said import N_

pages = Blueprint("fan_list", __name__)
AT_ONCE, NAMESAKES, MOST_MARKED = 50, 50, 1_000
RECEIPTS = 10
FIRST, GROWTH, WINDOWS = timedelta(days=1), 4, 7
CHIPS = (
    ("all", N_("All"), ""),
    ("vip", N_("VIP"), "vip"),
    ("blocked", N_("Blocked"), "blocked"),
    ("opted-out", N_("Only answered by you"), "opted_out"),
)
MARKS = {name: field for name, _word, field in CHIPS if field}


@dataclass(frozen=True)
class Row:
    """Fans of a page; `older` is where the next begins, "" on the last."""

    fans: list[Fan]
    older: str = ""


@pages.get("/fans")
def fans() -> str:
    """Fans of this workspace: all, those with a mark, or those whose name begins as it was written."""
    name, mark = request.args.get("name", "").strip()[:80], request.args.get("show", "all")
    cursor = Cursor.read(request.args.get("older", ""))
    erased = Erasure.of(me().workspace_id).order_by("-asked_at").limit(RECEIPTS) if me().role in MANAGES else []
    return render_template(
        "fans/list.html", row=_row(name, mark, cursor), name=name, mark=mark if mark in MARKS else "all", chips=CHIPS,
        accounts=accounts(), is_first=cursor is None, erased=list(erased),
    )  # fmt: skip


def _row(name: str, mark: str, cursor: Cursor | None) -> Row:
    if name:
        found = [fan for fan in Fan.named(me().workspace_id, name, NAMESAKES) if _is_marked(fan, mark)]
        return Row(sorted(found, key=_seen, reverse=True))
    if mark in MARKS:
        marked = Fan.of(me().workspace_id).filter(**{MARKS[mark]: True}).limit(MOST_MARKED)
        return _page(sorted(marked, key=_seen, reverse=True), cursor)
    return _page(_falling(cursor), cursor)


def _page(newest: "Iterator[Fan] | list[Fan]", cursor: Cursor | None) -> Row:
    found: list[Fan] = []
    for fan in newest:
        if cursor is None or _seen(fan) < (cursor.at, cursor.id):
            found.append(fan)
        if len(found) > AT_ONCE:
            last = found[AT_ONCE - 1]
            return Row(found[:AT_ONCE], str(Cursor(last.last_seen_at, last.id)))
    return Row(found)


def _falling(cursor: Cursor | None) -> Iterator[Fan]:
    """Windows of time that grow; the last one takes all that is left, for fans may have written before the workspace was opened."""
    high, width = (cursor.at if cursor else utcnow() + timedelta(days=1)) + TICK, FIRST
    for number in range(WINDOWS):
        bounds = {"last_seen_at__lt": high} | ({} if number == WINDOWS - 1 else {"last_seen_at__gte": high - width})
        yield from sorted(Fan.of(me().workspace_id).filter(**bounds), key=_seen, reverse=True)
        high, width = high - width, width * GROWTH


def _seen(fan: Fan) -> tuple[datetime, ObjectId]:
    return fan.last_seen_at, fan.id


def _is_marked(fan: Fan, mark: str) -> bool:
    return mark not in MARKS or bool(fan[MARKS[mark]])
