"""Sending direct messages at a stand-in of a Graph API: windows, tags, private replies, lengths, as it refuses them."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.base import DIRECT_MESSAGE
from connectors.graph.sandbox.answers import Made, Refused
from connectors.graph.sandbox.faults import outside_window
from connectors.world import Entry, World

_DAY = 24 * 3600.0
_WEEK = 7 * _DAY


@dataclass(frozen=True)
class Letters:
    """What the account writes through the API. `kind` is the platform's word for its messages, `new_id` makes ids.

    `too_long` gives a sentence for a text that is; `unknown` and `no_private` are its refusals, `late` a subcode.
    """

    world: World
    name: str
    account: Made
    kind: str
    new_id: Callable[[str, str], str]
    too_long: Callable[[str], str]
    unknown: Refused
    late: int
    no_private: Refused

    def send(self, asked: Mapping[str, Any], own_comment: Callable[[str], Entry]) -> Made:
        """To a person, or to whoever wrote a comment."""
        recipient, message = _object(asked.get("recipient")), _object(asked.get("message"))
        text = str(message.get("text", "")).strip()
        if not text:
            raise Refused(100, "(#100) Invalid parameter: message")
        if sentence := self.too_long(text):
            raise Refused(100, sentence, type="IGApiException")
        if "comment_id" in recipient:
            return self._send_private(own_comment(str(recipient["comment_id"])), text)
        return self._send_to(str(recipient.get("id", "")), text, str(asked.get("tag", "")))

    def _send_to(self, fan_id: str, text: str, tag: str) -> Made:
        newest = self._newest_of(fan_id)
        if newest is None:
            raise self.unknown
        self._must_be_in_time(time.time() - newest.created_at, tag)
        made = self.write(DIRECT_MESSAGE, text, conversation_id=newest.conversation_id, answers=newest.id)
        return {"recipient_id": fan_id, "message_id": made.id}

    def _must_be_in_time(self, age: float, tag: str) -> None:
        """24 hours; 7 days with HUMAN_AGENT, where the app has that right (an account with `human_agent`: false has not)."""
        if tag and tag != "HUMAN_AGENT":
            raise Refused(100, "(#100) Param tag is no longer supported")
        if tag and not self.account.get("human_agent", True):
            raise Refused(10, "(#10) Application does not have permission for this action")
        if age > (_WEEK if tag else _DAY):
            raise outside_window(self.late)

    def _send_private(self, comment: Entry, text: str) -> Made:
        """Once for each comment, within 7 days; it does not open the window."""
        used = self.world.entries(self.name, "kind=? and answers=?", DIRECT_MESSAGE, comment.id, deleted=True)
        if used or comment.created_at < time.time() - _WEEK or comment.by_account:
            raise self.no_private
        newest = self._newest_of(comment.author_id)
        conversation_id = newest.conversation_id if newest else comment.author_id
        made = self.write(DIRECT_MESSAGE, text, conversation_id=conversation_id, answers=comment.id)
        return {"recipient_id": comment.author_id, "message_id": made.id}

    def _newest_of(self, fan_id: str) -> Entry | None:
        """The newest direct message that this person wrote."""
        found = self.world.entries(
            self.name, "account_id=? and kind=? and author_id=?", self.account["id"], DIRECT_MESSAGE, fan_id,
            tail="order by created_at desc limit 1",
        )  # fmt: skip
        return found[0] if found else None

    def write(self, kind: str, text: str, **more: Any) -> Entry:
        """Keep what came through the API."""
        id = self.new_id(kind, more.get("parent_id") or more.get("post_id", ""))
        return self.world.add_entry(
            self.name, self.account["id"], kind, id, self.account["id"], text,
            author_username=self.account["username"], author_name=self.account["name"], by_account=1, via_api=1, **more,
        )  # fmt: skip


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
