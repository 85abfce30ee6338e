"""The Graph API of the stand-in: one address for everything, /v26.0/<node>/<edge>."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, request

from connectors.base import COMMENT, DIRECT_MESSAGE
from connectors.instagram.sandbox import faults
from connectors.instagram.sandbox.answers import NAME, Made, Refused, gone, new_id, wanted
from connectors.instagram.sandbox.nodes import Nodes
from connectors.world import Entry, World

_WINDOW = 24 * 3600.0
_PRIVATE_WINDOW = 7 * 24 * 3600.0
_MAX_MESSAGE_BYTES = 1_000
_MAX_COMMENT_LENGTH = 2_200


def add(pages: Blueprint, world: World) -> None:
    """The one route, and the headers that say how much of the budget is used."""

    @pages.route("/v<version>/<node>", methods=["GET", "POST", "DELETE"], defaults={"edge": ""})
    @pages.route("/v<version>/<node>/<edge>", methods=["GET", "POST", "DELETE"])
    def graph(version: str, node: str, edge: str) -> Response:
        asked = {**request.args.to_dict(), **request.form.to_dict(), **(request.get_json(silent=True) or {})}
        token = token_of(asked)

        def do() -> Response:
            account = account_of(world, token)
            nodes = Nodes(world, account, f"{request.host_url}instagram/v{version}")
            me = ("me", account["id"], nodes.me({})["id"])
            return jsonify(Call(world, nodes, "me" if node in me else node, edge, asked).answer(request.method))

        return faults.play(world, _operation(request.method, node, edge), token, node, do)

    @pages.after_request
    def say_usage(response: Response) -> Response:
        used = min(99, world.count("instagram calls", 1) * 100 // 200_000)
        response.headers.setdefault(
            "X-App-Usage", json.dumps({"call_count": used, "total_time": used, "total_cputime": used})
        )
        return response


def _operation(method: str, node: str, edge: str) -> str:
    if method == "DELETE":
        return "delete"
    if method == "POST":
        return "send" if edge else "hide"
    return "identify" if node == "me" and not edge else "fetch"


def token_of(asked: Mapping[str, Any]) -> str:
    """The token of this call, from its header or else its parameters."""
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ") if header else str(asked.get("access_token", ""))


def account_of(world: World, token: str) -> Made:
    """Whose token this is. Refused with 190 when it is no token or its time is over."""
    found = world.token(token)
    if not found or found["platform"] != NAME or found["kind"] == "code":
        raise Refused(190, "Invalid OAuth access token - Cannot parse access token", status=401)
    if found["expires_at"] <= time.time():
        sentence = "Error validating access token: Session has expired on Monday, 28-Sep-26 10:00:00 PDT."
        raise Refused(190, sentence, subcode=463, status=401)
    account = world.account(NAME, found["account_id"])
    if account is None:
        raise Refused(190, "The user has not authorized application.", subcode=458, status=401)
    return account


@dataclass(frozen=True)
class Call:
    """One call of an account on one object."""

    world: World
    nodes: Nodes
    node: str
    edge: str
    asked: Mapping[str, Any]

    def answer(self, method: str) -> Made:
        if method == "DELETE":
            return self.delete()
        if method == "POST":
            return self._posts().get(self.edge, self.unsupported)()
        return self.read()

    def _posts(self) -> Mapping[str, Callable[[], Made]]:
        return {"replies": self.reply, "messages": self.send, "": self.hide}

    def unsupported(self) -> Made:
        raise Refused(100, f"Tried accessing nonexisting field ({self.edge}) on node type ({self.node})")

    # reading

    def read(self) -> Made:
        fields, after = wanted(str(self.asked.get("fields", ""))), str(self.asked.get("after", ""))
        count = str(self.asked.get("limit", ""))
        limit = int(count) if count.isdigit() and int(count) else 25
        if self.node == "me":
            reads: Mapping[str, Callable[[], Made]] = {
                "": lambda: self.nodes.me(fields),
                "media": lambda: self.nodes.media(fields, limit, after),
                "conversations": lambda: self._conversations(fields, limit, after),
            }
            return reads.get(self.edge, self.unsupported)()
        if self.edge == "comments":
            self._post()
            return self.nodes.comments(self.node, fields, limit, after)
        if self.edge == "replies":
            return self.nodes.replies(self._comment(self.node).id, fields, limit, after)
        return self._one(fields)

    def _conversations(self, fields: Mapping[str, Any], limit: int, after: str) -> Made:
        if self.asked.get("platform") != "instagram":
            raise Refused(100, "(#100) The parameter platform is required")
        return self.nodes.conversations(fields, limit, after, str(self.asked.get("user_id", "")))

    def _one(self, fields: Mapping[str, Any]) -> Made:
        entry = self.world.entry(NAME, self.node)
        if entry and entry.kind == COMMENT:
            return self.nodes.comment(self._comment(self.node), fields)
        if entry:
            newest = self.nodes.newest_messages(entry.conversation_id)
            if entry.id not in {message.id for message in newest}:
                raise Refused(100, "The message was deleted or is too old.", subcode=33)
            return self.nodes.message(entry, fields)
        if newest := self.nodes.newest_messages(self.node):
            return self.nodes.conversation(self.node, newest[0].created_at, fields)
        return self.nodes.post(self._post(), fields)

    def _post(self) -> Made:
        posts = self.world.posts(NAME, self.nodes.account["id"])
        found = next((post for post in posts if post["id"] == self.node), None)
        if found is None:
            raise gone(self.node)
        return found

    def _comment(self, id: str) -> Entry:
        entry = self.world.entry(NAME, id)
        mine = entry and entry.kind == COMMENT and entry.account_id == self.nodes.account["id"]
        if not entry or not mine or entry.deleted_at is not None:
            raise gone(id)
        return entry

    # writing

    def reply(self) -> Made:
        """A reply to a reply lands under the top-level comment."""
        comment, text = self._comment(self.node), str(self.asked.get("message", "")).strip()
        if not text or len(text) > _MAX_COMMENT_LENGTH:
            raise Refused(100, "(#100) Invalid parameter: message")
        if comment.hidden:
            raise Refused(100, "(#100) A hidden comment cannot be replied to")
        top = comment.parent_id or comment.id
        made = self._write(
            COMMENT, text, post_id=comment.post_id, parent_id=top, conversation_id=top, answers=comment.id
        )
        return {"id": made.id}

    def hide(self) -> Made:
        comment = self._comment(self.node)
        if "hide" not in self.asked:
            return self.unsupported()
        self.world.hide_entry(NAME, comment.id, str(self.asked["hide"]).lower() == "true" and not comment.by_account)
        return {"success": True}

    def delete(self) -> Made:
        self.world.delete_entry(NAME, self._comment(self.node).id)
        return {"success": True}

    def send(self) -> Made:
        recipient, message = self.asked.get("recipient") or {}, self.asked.get("message") or {}
        text = str(message.get("text", "")).strip()
        if self.node != "me" or not text:
            raise Refused(100, "(#100) Invalid parameter: message")
        if len(text.encode()) > _MAX_MESSAGE_BYTES:
            raise Refused(
                100, "Length of param message[text] must be less than or equal to 1000", type="IGApiException"
            )
        if "comment_id" in recipient:
            return self._send_private(str(recipient["comment_id"]), text)
        return self._send_to(str(recipient.get("id", "")), text)

    def _send_to(self, fan_id: str, text: str) -> Made:
        newest = self._newest_of(fan_id)
        if newest is None:
            raise Refused(100, "The requested user cannot be found.", subcode=2534014, type="IGApiException")
        if newest.created_at < time.time() - _WINDOW:
            raise faults.outside_window()
        made = self._write(DIRECT_MESSAGE, text, conversation_id=newest.conversation_id, answers=newest.id)
        return {"recipient_id": fan_id, "message_id": made.id}

    def _send_private(self, comment_id: str, text: str) -> Made:
        comment = self._comment(comment_id)
        used = self.world.entries(NAME, "kind=? and answers=?", DIRECT_MESSAGE, comment_id, deleted=True)
        if used or comment.created_at < time.time() - _PRIVATE_WINDOW or comment.by_account:
            raise Refused(100, "The comment is invalid for a private reply.", subcode=2534025, type="IGApiException")
        newest = self._newest_of(comment.author_id)
        conversation_id = newest.conversation_id if newest else comment.author_id
        made = self._write(DIRECT_MESSAGE, text, conversation_id=conversation_id, answers=comment_id)
        return {"recipient_id": comment.author_id, "message_id": made.id}

    def _newest_of(self, fan_id: str) -> Entry | None:
        """The newest direct message that this person wrote."""
        found = self.world.entries(
            NAME, "account_id=? and kind=? and author_id=?", self.nodes.account["id"], DIRECT_MESSAGE, fan_id,
            tail="order by created_at desc limit 1",
        )  # fmt: skip
        return found[0] if found else None

    def _write(self, kind: str, text: str, **more: Any) -> Entry:
        account = self.nodes.account
        return self.world.add_entry(
            NAME, account["id"], kind, new_id(kind), account["id"], text,
            author_username=account["username"], author_name=account["name"], by_account=1, via_api=1, **more,
        )  # fmt: skip
