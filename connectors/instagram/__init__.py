"""Instagram: comments and direct messages of professional accounts."""

from collections.abc import Mapping

from connectors.base import COMMENT, DIRECT_MESSAGE, Connector, Credentials, Identity, Limits, OAuthSpec, Tokens
from connectors.instagram import client, oauth, payloads
from connectors.instagram.refusals import NAME


class Instagram:
    """The platform's facts and doors."""

    name = NAME
    title = "Instagram"
    limits: Mapping[str, Limits] = {
        COMMENT: Limits(max_reply_bytes=client.MAX_BYTES[COMMENT]),
        DIRECT_MESSAGE: Limits(
            max_reply_bytes=client.MAX_BYTES[DIRECT_MESSAGE], reply_window=payloads.WINDOW, can_delete=False
        ),
    }
    daily_budget: int | None = None
    may_auto_send_by_default = True

    def oauth(self) -> OAuthSpec:
        return oauth.spec()

    def tokens_from(self, answer: Mapping[str, object]) -> Tokens:
        return oauth.tokens_from(answer)

    def identify(self, tokens: Tokens) -> Identity:
        return oauth.identify(tokens)

    def refresh(self, tokens: Tokens) -> Tokens:
        return oauth.refresh(tokens)

    def open(self, credentials: Credentials) -> Connector:
        return client.InstagramConnector(credentials)


PLATFORM = Instagram()
