"""Consent through a person's login, for accounts that hang on a Page: code -> user token -> long one -> the Page's token.

A Page's token that was taken with a long user token carries no expiry; the user token is kept as `refresh_token`, for giving
the access back (Graph API: Access tokens; permissions edge of a user).
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from connectors.base import Choice, Tokens
from connectors.errors import (
    AccessRevoked,
    ConnectorError,
    MessageGone,
    RateLimited,
    ReplyRefused,
    SeveralAccounts,
    Unavailable,
)
from connectors.graph.calls import Graph
from connectors.graph.values import Json, id_of, listed, text_of
from logs import log


@dataclass(frozen=True)
class Login:
    """How one platform gets in. `plain` says in words what each scope is for, `fits` whether a Page is of use.

    `fields` are read of each Page; `nothing` is the sentence for a person none of whose Pages fits; `subscribed` are the
    fields of the Page whose changes shall be pushed.
    """

    graph: Graph
    client_id: str
    client_secret: str
    plain: Mapping[str, str]
    fields: str
    fits: Callable[[Json], bool]
    nothing: str
    subscribed: str

    def tokens(self, answer: Mapping[str, object]) -> Tokens:
        """The Page's token for the answer to a code. AccessRevoked when a right is missing, ReplyRefused when no Page fits,
        SeveralAccounts when more than one does.
        """
        user = self._with(self._long(text_of(answer.get("access_token"))))
        granted = user.granted()
        must_have(self.graph, self.plain, granted)
        found, tokens = user.pages(), Tokens("", refresh_token=user.graph.token, scopes=granted)
        if len(found) > 1:
            choices = tuple(Choice(id_of(row.get("id")), text_of(row.get("name"))) for row in found)
            names = ", ".join(choice.name or choice.external_id for choice in choices)
            sentence = f"You allowed several Pages ({names}). Fanmail must know which one is meant."
            raise SeveralAccounts(self.graph.speaker.name, sentence, choices, tokens)
        return self._through(found[0], tokens)

    def chosen(self, tokens: Tokens, page_id: str) -> Tokens:
        """The token of this one of several Pages, for `SeveralAccounts.tokens`. ReplyRefused when it is not there any more."""
        found = self._with(tokens.refresh_token).pages()
        page = next((row for row in found if id_of(row.get("id")) == page_id), None)
        if page is None:
            sentence = "This is none of the Pages that you allowed. Connect again."
            raise ReplyRefused(self.graph.speaker.name, sentence)
        return self._through(page, tokens)

    def granted(self) -> tuple[str, ...]:
        """The scopes that the person allowed."""
        rows = listed(self.graph.ask("GET", "me/permissions"))
        return tuple(text_of(row.get("permission")) for row in rows if row.get("status") == "granted")

    def pages(self) -> list[Json]:
        """The Pages that fit, at least one."""
        asked = {"fields": ",".join(dict.fromkeys(["id", "access_token", "name", self.fields]))}
        rows = [row for page in self.graph.pages("me/accounts", asked) for row in page]
        found = [row for row in rows if text_of(row.get("access_token")) and self.fits(row)]
        if not found:
            raise ReplyRefused(self.graph.speaker.name, self.nothing)
        return found

    def person(self, tokens: Tokens) -> str:
        """The app-scoped id of whoever let us in, which deauthorisation and data deletion calls carry; "" when not told."""
        try:
            found = self._with(tokens.refresh_token).graph.ask("GET", "me", params={"fields": "id"})
        except (AccessRevoked, MessageGone, ReplyRefused):
            return ""
        return id_of(found.get("id"))

    def revoke(self, tokens: Tokens) -> bool:
        """Stop what is pushed, then end the app's access to everything of this person. Whether that is done.

        Tokens that are dead count as done. Raises Unavailable to be tried again.
        """
        unsubscribe(self._with(tokens.access_token).graph)
        if not tokens.refresh_token:
            return False
        try:
            give_back(self._with(tokens.refresh_token).graph, "me/permissions")
        except AccessRevoked:
            return True
        except (MessageGone, ReplyRefused) as error:
            log.warning("access not given back", platform=self.graph.speaker.name, why=error.sentence)
            return False
        return True

    def _through(self, page: Json, tokens: Tokens) -> Tokens:
        token = text_of(page["access_token"])
        subscribe(self._with(token).graph, self.subscribed)
        return replace(tokens, access_token=token)

    def _long(self, short: str) -> str:
        asked = {
            "grant_type": "fb_exchange_token", "client_id": self.client_id, "client_secret": self.client_secret,
            "fb_exchange_token": short,
        }  # fmt: skip
        answer = self._with("").graph.ask("GET", "oauth/access_token", params=asked)
        return text_of(answer.get("access_token"))

    def _with(self, token: str) -> "Login":
        return replace(self, graph=replace(self.graph, token=token))


def must_have(graph: Graph, plain: Mapping[str, str], granted: tuple[str, ...]) -> None:
    """AccessRevoked naming, in plain words, each right that is missing."""
    missing = [words for scope, words in plain.items() if scope not in granted]
    if missing:
        sentence = f"{graph.speaker.title} did not give Fanmail the right to {' or to '.join(dict.fromkeys(missing))}."
        raise AccessRevoked(graph.speaker.name, f"{sentence} Connect again and leave everything switched on.")


def subscribe(graph: Graph, fields: str) -> None:
    """Have changes pushed to us, where that can be had: without it we look by ourselves, so a refusal is only noted."""
    try:
        graph.ask("POST", "me/subscribed_apps", params={"subscribed_fields": fields})
    except ConnectorError as error:
        log.info("no webhooks", platform=graph.speaker.name, why=error.sentence)


def unsubscribe(graph: Graph) -> None:
    """Have nothing pushed any more; that it never was is fine. Unavailable to be tried again."""
    with suppress(AccessRevoked, MessageGone, ReplyRefused):
        give_back(graph, "me/subscribed_apps")


def give_back(graph: Graph, path: str) -> None:
    """A DELETE that may be repeated, so a lost answer only means to do it again: Unavailable."""
    if not graph.token:
        return
    try:
        graph.ask("DELETE", path)
    except RateLimited as error:
        raise Unavailable(error.platform, error.sentence) from None


def addresses(page: str, api: str) -> tuple[str, str]:
    """Where people consent and where a code becomes a token; both carry the API's version."""
    version = api.rstrip("/").rpartition("/")[2]
    return f"{page.rstrip('/')}/{version}/dialog/oauth", f"{api.rstrip('/')}/oauth/access_token"
