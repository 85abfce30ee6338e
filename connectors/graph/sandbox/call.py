"""One call at a stand-in of a Graph API: reading an object or an edge, writing a comment, moderating, subscribing."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.base import COMMENT
from connectors.graph.sandbox.answers import Made, Refused, gone, wanted
from connectors.graph.sandbox.messages import Letters
from connectors.graph.sandbox.nodes import Fields, Nodes
from connectors.world import Entry, World

IDS_A_CALL = 50


def account_of(world: World, name: str, token: str) -> Made:
    """Whose token this is. Refused with 190 when it is no token or its time is over."""
    found = world.token(token)
    if not found or found["platform"] != name or found["kind"] == "code":
        raise Refused(190, "Invalid OAuth access token - Cannot parse access token", status=401)
    if found["expires_at"] <= time.time():
        sentence = "Error validating access token: Session has expired on Monday, 28-Sep-26 10:00:00 PDT."
        raise Refused(190, sentence, subcode=463, status=401)
    account = world.account(name, found["account_id"].split(",")[0])
    if account is None:
        raise Refused(190, "The user has not authorized application.", subcode=458, status=401)
    return account


@dataclass(frozen=True)
class Call:
    """One call of an account on one object. `node` is "me" for the account itself, whatever name it was called by."""

    nodes: Nodes
    letters: Letters
    node: str
    edge: str
    asked: Mapping[str, Any]

    # what a platform says itself

    posts_are_called = ""
    hide = ""
    max_comment = 0

    def subscribable(self) -> frozenset[str]:
        """The fields whose changes can be pushed."""
        raise NotImplementedError

    def answer(self, method: str) -> Made:
        edges = {"GET": self.reads, "POST": self.writes, "DELETE": self.deletes}[method]()
        return edges.get(("me " if self.node == "me" else "") + self.edge, self.unsupported)()

    def reads(self) -> Mapping[str, Callable[[], Made]]:
        """By edge; with "me " before it those of the account itself."""
        fields, after = wanted(str(self.asked.get("fields", ""))), str(self.asked.get("after", ""))
        count = str(self.asked.get("limit", ""))
        limit = int(count) if count.isdigit() and int(count) else 25
        since = float(self.asked.get("since") or 0)
        return {
            "me ": lambda: self.nodes.me(fields),
            f"me {self.posts_are_called}": lambda: self.nodes.posts(self.posts_are_called, fields, limit, after, since),
            "me conversations": lambda: self.conversations(fields, limit, after),
            "me subscribed_apps": self.subscriptions,
            "comments": lambda: self.comments(fields, limit, after),
            self.nodes.replies_are_called: lambda: self.replies(fields, limit, after),
            "": lambda: self.one(fields),
        }

    def writes(self) -> Mapping[str, Callable[[], Made]]:
        return {
            self.nodes.replies_are_called: self.reply,
            "": self.moderate,
            "me messages": lambda: self.letters.send(self.asked, self.own_comment),
            "me subscribed_apps": self.subscribe,
        }

    def deletes(self) -> Mapping[str, Callable[[], Made]]:
        return {"": self.delete, "me subscribed_apps": self.unsubscribe}

    def unsupported(self) -> Made:
        raise Refused(100, f"Tried accessing nonexisting field ({self.edge}) on node type ({self.node})")

    @property
    def world(self) -> World:
        return self.nodes.world

    @property
    def name(self) -> str:
        return self.nodes.name

    # reading

    def conversations(self, fields: Fields, limit: int, after: str) -> Made:
        if self.asked.get("platform") != self.letters.kind:
            raise Refused(100, "(#100) The parameter platform is required")
        return self.nodes.conversations(fields, limit, after, str(self.asked.get("user_id", "")))

    def comments(self, fields: Fields, limit: int, after: str) -> Made:
        if self.own_post(self.node).get("comments_off"):
            return {"data": []}
        return self.nodes.comments(self.node, fields, limit, after)

    def replies(self, fields: Fields, limit: int, after: str) -> Made:
        return self.nodes.replies(self.own_comment(self.node).id, fields, limit, after)

    def one(self, fields: Fields) -> Made:
        if "ids" in self.asked and not self.node:
            return self._several(fields)
        return self._object(self.node, fields)

    def _several(self, fields: Fields) -> Made:
        """One that is not there spoils the whole call."""
        ids = [id for id in str(self.asked["ids"]).split(",") if id]
        if len(ids) > IDS_A_CALL:
            raise Refused(100, "(#100) Too many ids")
        return {id: self._object(id, fields) for id in ids}

    def _object(self, id: str, fields: Fields) -> Made:
        entry = self.world.entry(self.name, id)
        if entry and entry.kind == COMMENT:
            return self.nodes.comment(self.own_comment(id), fields)
        if entry:
            newest = self.nodes.newest_messages(entry.conversation_id)
            if entry.id not in {message.id for message in newest}:
                raise Refused(100, "The message was deleted or is too old.", subcode=33)
            return self.nodes.message(entry, fields)
        if "messages" in fields or "participants" in fields or "updated_time" in fields:
            newest = self.nodes.newest_messages(id)
            return self.nodes.conversation(id, newest[0].created_at, fields) if newest else self._lost(id)
        if self.nodes.newest_messages(id):
            return self._profile(id, fields)
        return self.nodes.post(self.own_post(id), fields)

    def _profile(self, person_id: str, fields: Fields) -> Made:
        """Told of people who wrote; an account with `refuses_profiles` is told nothing."""
        if self.nodes.account.get("refuses_profiles"):
            raise Refused(10, "(#10) Application does not have permission for this action")
        found = self.world.rows("select * from people where platform=? and id=?", self.name, person_id)
        person = {"id": person_id, "username": found[0]["username"], "name": found[0]["name"]} if found else {}
        shown = self.nodes.person(person_id, person.get("username", ""))
        return {name: value for name, value in {**person, **shown}.items() if name in {*fields, "id"}}

    def _lost(self, id: str) -> Made:
        raise gone(id)

    def own_post(self, id: str) -> Made:
        posts = self.world.posts(self.name, self.nodes.account["id"])
        found = next((post for post in posts if post["id"] == id and not post.get("archived")), None)
        if found is None:
            raise gone(id)
        return found

    def own_comment(self, id: str) -> Entry:
        """A comment below a post of the account that is there."""
        entry = self.world.entry(self.name, id)
        mine = entry and entry.kind == COMMENT and entry.account_id == self.nodes.account["id"]
        if not entry or not mine or entry.deleted_at is not None:
            raise gone(id)
        self.own_post(entry.post_id)
        return entry

    # writing

    def reply(self) -> Made:
        """A reply to a reply lands under the top-level comment."""
        comment, text = self.own_comment(self.node), str(self.asked.get("message", "")).strip()
        if not text or len(text) > self.max_comment:
            raise Refused(100, "(#100) Invalid parameter: message")
        if comment.hidden:
            raise Refused(100, "(#100) A hidden comment cannot be replied to")
        if self.own_post(comment.post_id).get("comments_off"):
            raise Refused(100, "(#100) Comments are switched off for this post")
        top = comment.parent_id or comment.id
        made = self.letters.write(
            COMMENT, text, post_id=comment.post_id, parent_id=top, conversation_id=top, answers=comment.id
        )
        return {"id": made.id}

    def moderate(self) -> Made:
        comment = self.own_comment(self.node)
        if self.hide not in self.asked:
            return self.unsupported()
        hidden = str(self.asked[self.hide]).lower() == "true" and not comment.by_account
        self.world.hide_entry(self.name, comment.id, hidden)
        return {"success": True}

    def delete(self) -> Made:
        self.world.delete_entry(self.name, self.own_comment(self.node).id)
        return {"success": True}

    # webhooks

    def subscriptions(self) -> Made:
        fields = self.nodes.account.get("subscribed", [])
        return {"data": [{"name": "Fanmail", "subscribed_fields": fields}] if fields else []}

    def subscribe(self) -> Made:
        fields = [name for name in str(self.asked.get("subscribed_fields", "")).split(",") if name]
        if not fields or not set(fields) <= self.subscribable():
            raise Refused(100, "(#100) Param subscribed_fields must be one of the fields of this object")
        return self._keep(fields)

    def unsubscribe(self) -> Made:
        return self._keep([])

    def _keep(self, fields: list[str]) -> Made:
        kept = {**self.nodes.account, "subscribed": fields}
        self.world.add_account(self.name, kept.pop("id"), kept.pop("username"), kept.pop("name"), **kept)
        return {"success": True}
