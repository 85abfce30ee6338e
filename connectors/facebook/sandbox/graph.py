"""Facebook's calls beside those that all stand-ins of this API answer alike."""

from collections.abc import Mapping
from typing import Any

from connectors.facebook.sandbox.answers import letters
from connectors.facebook.sandbox.nodes import FacebookNodes
from connectors.graph.sandbox.answers import Made, Refused
from connectors.graph.sandbox.call import Call
from connectors.graph.sandbox.nodes import Fields
from connectors.world import World

_FIELDS = frozenset(
    {"feed", "messages", "messaging_postbacks", "message_echoes", "message_edits", "standby", "mention"}
)


class FacebookCall(Call):
    """One call of a Page. The comments of a post and the replies to a comment are the same edge."""

    posts_are_called = "posts"
    hide = "is_hidden"
    max_comment = 8_000

    def subscribable(self) -> frozenset[str]:
        return _FIELDS

    def comments(self, fields: Fields, limit: int, after: str) -> Made:
        if self.world.entry(self.name, self.node):
            return self.nodes.replies(self.own_comment(self.node).id, fields, limit, after)
        return super().comments(fields, limit, after)

    replies = comments


def call(world: World, account: Made, root: str, node: str, edge: str, asked: Mapping[str, Any]) -> Call:
    """The call that this is. A person's own token reads nothing of a Page."""
    token = world.token(account.pop("token"))
    if token and token["kind"] == "user":
        raise Refused(190, "(#190) This method must be called with a Page Access Token", subcode=2069032)
    nodes = FacebookNodes(world, account, root)
    return FacebookCall(nodes, letters(world, account), "me" if node in ("me", account["id"]) else node, edge, asked)
