"""What Instagram allows, with the name of the page where Meta says so."""

from collections.abc import Mapping

from connectors.base import COMMENT, DIRECT_MESSAGE
from connectors.graph.connector import MODERATION
from connectors.graph.messages import HUMAN_WINDOW, PRIVATE_WINDOW, WINDOW
from connectors.instagram.client import MAX_BYTES
from connectors.limits import Fact, Limits

_PRIVATE_REPLIES_AN_HOUR = 750
_MESSAGES_A_SECOND = 100

LIMITS: Mapping[str, Limits] = {
    COMMENT: Limits(
        max_reply_bytes=MAX_BYTES[COMMENT],
        private_window=PRIVATE_WINDOW,
        moderation=MODERATION,
        sends_an_hour=_PRIVATE_REPLIES_AN_HOUR,
        facts=(
            Fact(
                "A comment can be answered by direct message once, within 7 days of it; the fan must answer before you write again.",
                "Instagram Platform: Private replies",
            ),
            Fact(
                "Instagram takes 750 such direct messages an hour for one account. For public replies it names no number, "
                "so Fanmail keeps to the same one.",
                "Instagram Platform: Overview",
            ),
            Fact("A hidden comment cannot be answered.", "IG Comment: Replies"),
            Fact("Your own comments cannot be hidden.", "Instagram Platform: Comment moderation"),
        ),
    ),
    DIRECT_MESSAGE: Limits(
        max_reply_bytes=MAX_BYTES[DIRECT_MESSAGE],
        reply_window=WINDOW,
        human_window=HUMAN_WINDOW,
        can_delete=False,
        sends_an_hour=_MESSAGES_A_SECOND * 3600,
        facts=(
            Fact(
                "A direct message can be answered within 24 hours of the fan's latest one.",
                "Messenger Platform: Policy",
            ),
            Fact(
                "Within 7 days you may still answer with words you wrote yourself, if Meta gave your app the human agent right.",
                "Messenger Platform: Policy",
            ),
            Fact(
                "A direct message holds 1,000 bytes: about 1,000 Latin or 500 Cyrillic letters.",
                "Instagram API with Instagram Login: Send messages",
            ),
            Fact("Instagram takes 100 direct messages a second for one account.", "Instagram Platform: Overview"),
        ),
    ),
}
