"""Instagram's calls beside those that all stand-ins of this API answer alike."""

from collections.abc import Callable, Mapping
from typing import Any

from connectors.graph.sandbox.answers import Made, Refused, gone, wanted
from connectors.graph.sandbox.call import Call
from connectors.instagram.sandbox.answers import letters, page_id
from connectors.instagram.sandbox.nodes import InstagramNodes, app_scoped_id, is_mention
from connectors.world import Entry, World

_OWN_FIELDS = frozenset({
    "comments", "live_comments", "messages", "message_reactions", "message_edit", "message_echoes", "messaging_postbacks",
    "messaging_seen", "messaging_referral", "messaging_optins", "messaging_handover", "standby", "mentions", "story_insights",
})  # fmt: skip
_PAGE_FIELDS = frozenset({"feed", "messages", "messaging_postbacks", "message_echoes"})


class InstagramCall(Call):
    """One call of an account. With the token of a Page "me" is that Page, and the account is called by its id."""

    nodes: InstagramNodes
    posts_are_called = "media"
    hide = "hide"
    max_comment = 2_200

    def subscribable(self) -> frozenset[str]:
        return _PAGE_FIELDS if self.nodes.of_page else _OWN_FIELDS

    def reads(self) -> Mapping[str, Callable[[], Made]]:
        found = dict(super().reads())
        if self.nodes.of_page:
            del found["me media"]
        return found

    def own_comment(self, id: str) -> Entry:
        entry = super().own_comment(id)
        if is_mention(entry):
            raise gone(id)
        return entry


class OfAccount(InstagramCall):
    """A call on the account by its id, with the token of a Page."""

    def reads(self) -> Mapping[str, Callable[[], Made]]:
        found = {**Call.reads(self), "me ": self._account}
        return {edge: found[edge] for edge in ("me ", "me media")}

    def _account(self) -> Made:
        return self.nodes.account_node(wanted(str(self.asked.get("fields", ""))))

    def writes(self) -> Mapping[str, Callable[[], Made]]:
        return {}

    deletes = writes


def call(world: World, account: Made, root: str, node: str, edge: str, asked: Mapping[str, Any]) -> Call:
    """The call that this is, by the kind of token it came with."""
    token = world.token(account.pop("token"))
    kind = token["kind"] if token else ""
    if kind == "user":
        raise Refused(100, f"Tried accessing nonexisting field ({edge}) on node type (User)")
    nodes = InstagramNodes(world, account, root)
    nodes.of_page = kind == "page"
    written = letters(world, account)
    if nodes.of_page and node == account["id"]:
        return OfAccount(nodes, written, "me", edge, asked)
    own = ("me", page_id(account)) if nodes.of_page else ("me", account["id"], app_scoped_id(account))
    return InstagramCall(nodes, written, "me" if node in own else node, edge, asked)
