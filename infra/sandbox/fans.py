"""The fan's side: a page that looks like a phone with the creator's posts, and the JSON it reads every second."""

import json
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request

import connectors
from connectors.base import COMMENT, DIRECT_MESSAGE
from connectors.world import Entry
from infra.sandbox.art import picture
from infra.sandbox.control import world
from settings import settings

fans = Blueprint("fans", __name__, template_folder="templates", static_folder="static", static_url_path="/fan")

_POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
    "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
))  # fmt: skip
_THREADS = 60
_REPLIES = 400
_LATELY = 8
_PICKS = 6


@fans.get("/")
def page() -> Response:
    """The page itself. It knows nothing; its script asks."""
    every = connectors.platforms().values()
    lived_in = [platform for platform in every if world().accounts(platform.name)]
    facts = [
        {"name": platform.name, "title": platform.title, "private": DIRECT_MESSAGE in platform.limits}
        for platform in lived_in or every  # with nobody anywhere, each tab says so
    ]
    answer = Response(render_template("fans.html", platforms=facts, dashboard=settings().base_url))
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@fans.get("/art/<platform>/<post_id>.svg")
def art(platform: str, post_id: str) -> Response:
    """The picture of a post; wide for posts with a title, which are videos."""
    found = world().rows("select title, extra from posts where platform=? and id=?", platform, post_id) or abort(404)
    extra = json.loads(found[0]["extra"])
    drawn = picture(post_id, str(extra.get("emoji") or ""), extra.get("colors"), bool(found[0]["title"]))
    answer = Response(drawn, mimetype="image/svg+xml")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "max-age=3600"
    return answer


@fans.get("/world/<platform>")
def account(platform: str) -> Response:
    """An account with its posts, who wrote to it last, and what the avatar answered last. ?account= names one of several."""
    accounts = world().accounts(platform)
    chosen = next(
        (one for one in accounts if one["id"] == request.args.get("account")), accounts[0] if accounts else None
    )
    if not chosen:
        return _fresh(account=None, accounts=[], posts=[], fans=[], lately=[])
    names = [{key: one[key] for key in ("id", "username", "name")} for one in accounts]
    return _fresh(
        account={key: chosen.get(key, "") for key in ("id", "username", "name", "bio")}, accounts=names,
        posts=[_post(platform, post) for post in world().posts(platform, chosen["id"])],
        fans=_writers(platform, chosen["id"]), lately=_lately(platform, chosen["id"]),
    )  # fmt: skip


@fans.get("/world/<platform>/<account_id>/posts/<post_id>")
def thread(platform: str, account_id: str, post_id: str) -> Response:
    """The newest threads under a post, each followed by its replies."""
    under = "account_id=? and post_id=? and parent_id=''"
    tops = world().entries(platform, under, account_id, post_id, tail=f"order by created_at desc limit {_THREADS}")
    below: dict[str, list[Entry]] = {entry.id: [] for entry in tops}
    marks = ",".join("?" * len(below))
    for reply in world().entries(
        platform, f"parent_id in ({marks})", *below, tail=f"order by created_at limit {_REPLIES}"
    ):
        below[reply.parent_id].append(reply)
    return _fresh(entries=[_shown(entry) for top in tops for entry in (top, *below[top.id])])


@fans.get("/world/<platform>/<account_id>/conversation")
def conversation(platform: str, account_id: str) -> Response:
    """?fan= -> what this fan and the creator wrote to each other, oldest first."""
    known = world().rows("select id from people where platform=? and username=?", platform, request.args.get("fan", ""))
    if not known:
        return _fresh(entries=[])
    where = "account_id=? and kind=? and conversation_id=?"
    found = world().entries(
        platform, where, account_id, DIRECT_MESSAGE, known[0]["id"], tail="order by created_at desc limit 100"
    )
    return _fresh(entries=[_shown(entry) for entry in reversed(found)])


def _post(platform: str, post: dict[str, Any]) -> dict[str, Any]:
    kept = {key: post[key] for key in ("id", "title", "caption", "created_at", "comments")}
    return {**kept, "art": f"/art/{platform}/{post['id']}.svg"}


def _shown(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id, "parent": entry.parent_id, "author": entry.author_username, "name": entry.author_name, "text": entry.text,
        "created_at": entry.created_at, "edited": entry.edited_at is not None, "hidden": entry.hidden,
        "creator": entry.by_account, "avatar": entry.via_api,
    }  # fmt: skip


def _writers(platform: str, account_id: str) -> list[str]:
    newest = world().entries(
        platform, "account_id=? and by_account=0", account_id, tail="order by number desc limit 60"
    )
    return list(dict.fromkeys(entry.author_username for entry in newest))[:_PICKS]


def _lately(platform: str, account_id: str) -> list[dict[str, Any]]:
    found = world().entries(
        platform, "account_id=? and via_api=1", account_id, tail=f"order by number desc limit {_LATELY}"
    )
    return [
        {**_shown(entry), "to": _answered_fan(entry), "post": entry.post_id if entry.kind == COMMENT else ""}
        for entry in found
    ]


def _answered_fan(reply: Entry) -> str:
    asked = world().entry(reply.platform, reply.answers or reply.parent_id) if reply.kind == COMMENT else None
    if asked:
        return asked.author_username
    person = world().rows(
        "select username from people where platform=? and id=?", reply.platform, reply.conversation_id
    )
    return str(person[0]["username"]) if person else ""


def _fresh(**found: object) -> Response:
    """Read every second: a browser that has this very answer already gets 304 and nothing else."""
    answer = jsonify(found)
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
