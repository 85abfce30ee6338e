"""What Facebook allows a Page, with the name of the page where Meta says so."""

from collections.abc import Mapping

from connectors.base import COMMENT, DIRECT_MESSAGE
from connectors.facebook.client import MAX_BYTES
from connectors.graph.connector import MODERATION
from connectors.graph.messages import HUMAN_WINDOW, PRIVATE_WINDOW, WINDOW
from connectors.limits import Fact, Limits

_MESSAGES_A_SECOND = 300

LIMITS: Mapping[str, Limits] = {
    COMMENT: Limits(
        max_reply_bytes=MAX_BYTES[COMMENT],
        private_window=PRIVATE_WINDOW,
        moderation=MODERATION,
        facts=(
            Fact(
                "A comment can be answered by message once, within 7 days of it; the fan must answer before you write again.",
                "Messenger Platform: Private Replies",
            ),
        ),
    ),
    DIRECT_MESSAGE: Limits(
        max_reply_bytes=MAX_BYTES[DIRECT_MESSAGE],
        reply_window=WINDOW,
        human_window=HUMAN_WINDOW,
        can_delete=False,
        sends_an_hour=_MESSAGES_A_SECOND * 3600,
        facts=(
            Fact("A message can be answered within 24 hours of the fan's latest one.", "Messenger Platform: Policy"),
            Fact(
                "Within 7 days you may still answer with words you wrote yourself, if Meta gave your app the human agent right.",
                "Messenger Platform: Policy",
            ),
            Fact("Facebook takes 300 messages a second for one Page.", "Messenger Platform: Rate limits"),
        ),
    ),
}
