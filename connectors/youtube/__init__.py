"""YouTube: comments under a channel's videos, and the chat of its broadcasts."""

from collections.abc import Mapping

from connectors.base import Connector, Credentials, Identity, OAuthSpec, Tokens
from connectors.limits import BOTTOMLESS, Limits, Pace, Purse
from connectors.youtube import client, oauth
from connectors.youtube.facts import LIMITS
from connectors.youtube.refusals import NAME
from settings import settings


class YouTube:
    """The platform's facts and doors."""

    name = NAME
    title = "YouTube"
    limits: Mapping[str, Limits] = LIMITS
    may_auto_send_by_default = False  # the policy wants the owner's consent before anything is written in their name
    derived_figures = False  # developer policies III.E.4.h and III.L: only after YouTube's audit
    withdrawal_days: int | None = 30  # developer policies III.D.2.c
    keep_days: int | None = 30  # developer policies III.E.4.c

    @property
    def daily_budget(self) -> int | None:
        """The quota of the whole Google project, fresh from settings."""
        return settings().youtube_units_per_day

    def oauth(self) -> OAuthSpec:
        return oauth.spec()

    def tokens_from(self, answer: Mapping[str, object]) -> Tokens:
        return oauth.tokens_from(answer)

    def choose(self, tokens: Tokens, external_id: str) -> Tokens:
        return oauth.choose(tokens, external_id)

    def identify(self, tokens: Tokens) -> Identity:
        return client.identify(tokens)

    def refresh(self, tokens: Tokens) -> Tokens:
        return oauth.refresh(tokens)

    def revoke(self, tokens: Tokens) -> str:
        return oauth.revoke(tokens)

    def open(
        self,
        credentials: Credentials,
        purse: Purse = BOTTOMLESS,
        pace: Pace | None = None,  # noqa: ARG002 nothing is counted by the second here
    ) -> Connector:
        return client.YouTubeConnector(credentials, purse)


PLATFORM = YouTube()
