"""Facebook Pages: comments on a Page's posts, and Messenger."""

from collections.abc import Mapping

from connectors.base import Connector, Credentials, Identity, OAuthSpec, Tokens
from connectors.facebook import client, oauth
from connectors.facebook.facts import LIMITS
from connectors.facebook.refusals import NAME
from connectors.graph.pace import ALONE
from connectors.limits import BOTTOMLESS, Limits, Pace, Purse


class Facebook:
    """The platform's facts and doors."""

    name = NAME
    title = "Facebook"
    limits: Mapping[str, Limits] = LIMITS
    daily_budget: int | None = None
    may_auto_send_by_default = True
    derived_figures = True
    withdrawal_days: int | None = None  # Meta asks for a deletion by a call of its own
    keep_days: int | None = None

    def oauth(self) -> OAuthSpec:
        return oauth.spec()

    def tokens_from(self, answer: Mapping[str, object]) -> Tokens:
        return oauth.tokens_from(answer)

    def choose(self, tokens: Tokens, external_id: str) -> Tokens:
        return oauth.choose(tokens, external_id)

    def identify(self, tokens: Tokens) -> Identity:
        return oauth.identify(tokens)

    def refresh(self, tokens: Tokens) -> Tokens:
        return oauth.refresh(tokens)

    def revoke(self, tokens: Tokens) -> str:
        return oauth.revoke(tokens)

    def open(
        self,
        credentials: Credentials,
        purse: Purse = BOTTOMLESS,  # noqa: ARG002 calls cost nothing here
        pace: Pace | None = None,
    ) -> Connector:
        return client.FacebookConnector(credentials, pace or ALONE)


PLATFORM = Facebook()
