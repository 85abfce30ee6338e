"""The control port: JSON over HTTP by which tests, benchmarks and the demo play the world. Nothing here exists at a platform."""

import secrets
import time
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request
from werkzeug.exceptions import BadRequest, HTTPException, NotFound

import connectors
from connectors.base import COMMENT
from connectors.world import Entry, Fault, World
from infra.sandbox import dialects
from infra.sandbox.creators import move_in
from infra.sandbox.pushing import Webhook
from infra.sandbox.writing import CannotWrite, Letter, creator_writes, fan_writes

control = Blueprint("control", __name__, url_prefix="/control")


def world() -> World:
    """What this server remembers."""
    return current_app.extensions["world"]


@control.errorhandler(HTTPException)
def _refused(error: HTTPException) -> tuple[Response, int]:
    return jsonify(error=error.description), error.code or 500


@control.errorhandler(CannotWrite)
def _cannot(error: CannotWrite) -> tuple[Response, int]:
    return jsonify(error=str(error)), 400


@control.get("/accounts")
def accounts() -> Response:
    """?platform= -> {"accounts": [{"id", "username", "name", ...}]}"""
    return jsonify(accounts=world().accounts(request.args.get("platform", "")))


@control.post("/accounts")
def add_account() -> Response:
    """{"platform", "username", "id"?, "name"?, ...} -> {"id"}; the rest is kept as it is. Again: overwritten."""
    body = _body("platform", "username")
    id = str(body.pop("id", "") or secrets.randbelow(10**17) + 10**16)
    world().add_account(body.pop("platform"), id, body.pop("username"), body.pop("name", ""), **body)
    return jsonify(id=id)


@control.post("/creators")
def creators() -> Response:
    """{"key"} -> {"platform", "id", "username"}: a made-up creator with a past and new letters. Again: the same one."""
    return jsonify(move_in(world(), str(_body("key")["key"]), request.host_url.rstrip("/"), time.time()))


@control.get("/posts")
def posts() -> Response:
    """?platform=&account_id= -> {"posts": [...]}, newest first, with what they were made with."""
    return jsonify(posts=world().posts(request.args.get("platform", ""), request.args.get("account_id", "")))


@control.post("/posts")
def add_post() -> Response:
    """{"platform", "account_id", "id"?, "title"?, "caption"?, "created_at"?, ...} -> {"id"}; the rest is kept as it is."""
    body = _body("platform", "account_id")
    platform, account_id = body.pop("platform"), body.pop("account_id")
    id = str(body.pop("id", "") or dialects.new_id(platform, "post"))
    written = float(body.pop("created_at", 0) or time.time())
    world().add_post(platform, account_id, id, body.pop("title", ""), body.pop("caption", ""), written, **body)
    return jsonify(id=id)


@control.post("/messages")
def write_messages() -> Response:
    """One {"platform", "account_id", "fan", "text", "kind"?, "post_id"?, "parent_id"?, "name"?, "id"?, "created_at"?}
    -> {"id", "conversation_id"}; or {"messages": [...]} -> {"ids": [...]}, up to the first that cannot be written."""
    body = _body()
    if "messages" in body:
        return jsonify(ids=[fan_writes(world(), _letter(one)).id for one in body["messages"]])
    entry = fan_writes(world(), _letter(body))
    return jsonify(id=entry.id, conversation_id=entry.conversation_id)


@control.get("/messages/<platform>/<id>")
def read_message(platform: str, id: str) -> Response:
    """Everything about one message, deleted ones too."""
    return jsonify(asdict(_entry(platform, id)))


@control.patch("/messages/<platform>/<id>")
def edit_message(platform: str, id: str) -> Response:
    """{"text"}: the fan changes the words."""
    world().edit_entry(platform, _entry(platform, id).id, str(_body("text")["text"]))
    return jsonify(id=id)


@control.delete("/messages/<platform>/<id>")
def delete_message(platform: str, id: str) -> Response:
    """The fan deletes it."""
    world().delete_entry(platform, _entry(platform, id).id)
    return jsonify(id=id)


@control.post("/creator-replies")
def creator_replies() -> Response:
    """{"platform", "answers": id of the fan's message, "text", "id"?, "created_at"?} -> {"id"}, by hand; or
    {"replies": [...]} -> {"ids": [...]}"""
    body = _body()
    if "replies" in body:
        return jsonify(ids=[_by_hand(one).id for one in body["replies"]])
    return jsonify(id=_by_hand(body).id)


@control.get("/replies")
def replies() -> Response:
    """?platform=&after=<number> -> {"replies": [...], "last": <number>}: all the creator's side wrote, deleted ones too."""
    after = request.args.get("after", 0, int)
    found = world().entries(
        request.args.get("platform", ""), "by_account=1 and number>?", after, deleted=True, tail="order by number"
    )
    return jsonify(replies=[asdict(entry) for entry in found], last=found[-1].number if found else after)


@control.get("/faults")
def faults() -> Response:
    """What will still go wrong."""
    found = world().rows("select platform, operation, mode, times, seconds from faults where times>0 order by number")
    return jsonify(faults=[dict(row) for row in found])


@control.post("/faults")
def add_fault() -> Response:
    """{"platform", "mode": one of connectors.world.MODES, "operation"?: default "any", "times"?: 1, "seconds"?: 0}"""
    body = _body("platform", "mode")
    fault = Fault(
        body["platform"],
        str(body.get("operation", "any")),
        body["mode"],
        int(body.get("times", 1)),
        float(body.get("seconds", 0)),
    )
    try:
        world().add_fault(fault)
    except ValueError as error:
        raise BadRequest(str(error)) from None
    return jsonify(asdict(fault))


@control.delete("/faults")
def forget_faults() -> Response:
    """All goes well again."""
    world().rows("delete from faults")
    return jsonify(faults=[])


@control.post("/tokens")
def tokens() -> Response:
    """{"platform", "account_id"} -> {"access_token", "refresh_token"?, "expires_in"}: consent without clicking."""
    body = _body("platform", "account_id")
    if not world().account(body["platform"], body["account_id"]):
        raise NotFound("There is no such account.")
    return jsonify(dialects.issue_tokens(world(), body["platform"], body["account_id"]))


@control.post("/webhooks")
def add_webhook() -> Response:
    """{"platform", "url", "secret"?, "duplicates"?: 0}: push what is written from now on; each `duplicates` times more."""
    body = _body("platform", "url")
    hook = Webhook(body["platform"], body["url"], str(body.get("secret", "")), int(body.get("duplicates", 0)))
    current_app.extensions["pusher"].register(hook)
    return jsonify(platform=hook.platform, url=hook.url)


@control.delete("/webhooks")
def forget_webhooks() -> Response:
    """Push nothing any more."""
    current_app.extensions["pusher"].forget()
    return jsonify(webhooks=[])


@control.post("/clear")
def clear() -> Response:
    """Forget the world, its faults and its webhooks."""
    current_app.extensions["pusher"].forget()
    world().clear()
    return jsonify(cleared=True)


def _letter(body: object) -> Letter:
    one = _checked(body, "platform", "account_id", "fan", "text")
    return Letter(
        platform=one["platform"], account_id=one["account_id"], text=str(one["text"]), fan=str(one["fan"]),
        kind=one.get("kind") or COMMENT, post_id=one.get("post_id") or "", answers=one.get("parent_id") or "",
        name=one.get("name") or "", id=one.get("id") or "", created_at=float(one.get("created_at") or 0),
    )  # fmt: skip


def _by_hand(body: object) -> Entry:
    one = _checked(body, "platform", "answers", "text")
    answered = _entry(one["platform"], one["answers"])
    return creator_writes(world(), answered, str(one["text"]), one.get("id") or "", float(one.get("created_at") or 0))


def _entry(platform: str, id: str) -> Entry:
    if entry := world().entry(platform, id):
        return entry
    raise NotFound("There is no such message.")


def _body(*needed: str) -> dict[str, Any]:
    return _checked(request.get_json(), *needed)


def _checked(body: object, *needed: str) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise BadRequest("Send a JSON object.")
    if missing := [name for name in needed if not body.get(name)]:
        raise BadRequest(f"Missing: {', '.join(missing)}.")
    if "platform" in needed and body["platform"] not in connectors.platforms():
        raise BadRequest(f"The platform must be one of {', '.join(connectors.platforms())}.")
    return dict(body)
