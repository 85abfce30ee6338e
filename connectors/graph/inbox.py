"""Direct messages at a Graph API: reading conversations at the pace it allows, and writing within its windows."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from connectors import http
from connectors.base import InboundMessage, ReplyTarget, SentReply
from connectors.errors import ConnectorError, WindowClosed
from connectors.graph.calls import Graph
from connectors.graph.messages import CONVERSATION_FIELDS, HUMAN_WINDOW, WINDOW, conversation
from connectors.graph.pace import ALONE, CONVERSATIONS_APART
from connectors.graph.refusals import Table
from connectors.graph.values import Json, id_of, text_of
from connectors.limits import Pace
from logs import log

_A_PAGE = 25
_PAGES_TO_REVISIT = 4
"""So many pages of conversations are looked through for messages that are asked for by id."""

Page = list[InboundMessage]


@dataclass(frozen=True)
class Ways:
    """How a platform wants to be asked. `kind` is its word in ?platform=; `profile` the fields of a person.

    `answering` and `tagged` are added to what is sent within the window, and by hand after it.
    """

    kind: str
    profile: str
    answering: Mapping[str, str] = field(default_factory=dict)
    tagged: Mapping[str, str] = field(default_factory=lambda: {"tag": "HUMAN_AGENT"})


@dataclass
class Inbox:
    """The conversations of the account `account_id`."""

    graph: Graph
    account_id: str
    ways: Ways
    pace: Pace = field(default_factory=lambda: ALONE)
    _names: dict[str, tuple[str, str]] = field(default_factory=dict)

    def pages(self, **narrower: str) -> Iterator[Page]:
        """Conversations, the latest first, 25 a page, of each the 20 newest messages."""
        asked = {"platform": self.ways.kind, "fields": CONVERSATION_FIELDS, "limit": _A_PAGE, **narrower}
        for rows in self.graph.pages("me/conversations", asked, self._turn):
            yield [message for row in rows for message in conversation(row, self.account_id)]

    def named(self, page: Page) -> Page:
        """The same messages; who wrote them is asked once where it is not said."""
        return [self._named(message) for message in page]

    def now(self, ids: Collection[str]) -> Iterator[InboundMessage]:
        """Those of these messages that the latest conversations still hold. Of others nothing is known.

        Asked by its id, a message that is older than the 20 newest is called deleted, so nobody is asked by id.
        """
        left = set(ids)
        for number, page in enumerate(self.pages(), 1):
            found = [message for message in page if message.external_id in left]
            left -= {message.external_id for message in found}
            yield from self.named(found)
            if not left or number == _PAGES_TO_REVISIT:
                return

    def held_with(self, fan_id: str) -> Iterator[InboundMessage]:
        """The 20 newest messages of the conversation with this person, those of both."""
        for page in self.pages(user_id=fan_id):
            yield from (message for message in page if message.conversation_id == fan_id)

    def answer(self, target: ReplyTarget, text: str, now: datetime) -> SentReply:
        """Answer within the window or, what a person wrote, within the longer one. WindowClosed, without a call, after it."""
        fan, until = {"id": target.author_external_id}, target.reply_by
        if until is None or now <= until:
            return self._send(fan, text, self.ways.answering)
        if not target.by_hand or now > until - WINDOW + HUMAN_WINDOW:
            raise self._closed(target.by_hand)
        return self._send(fan, text, self.ways.tagged, self._untagged)

    def answer_privately(self, target: ReplyTarget, text: str, now: datetime) -> SentReply:
        """Answer a comment by direct message: once, within 7 days of it, which is `reply_by` where the caller knows it."""
        if target.reply_by and now > target.reply_by:
            raise WindowClosed(
                self.graph.speaker.name,
                f"{self._title}'s 7 days to answer this comment by direct message are over.",
            )
        return self._send({"comment_id": target.external_id}, text, {})

    def _send(self, to: Mapping[str, str], text: str, more: Mapping[str, str], table: Table | None = None) -> SentReply:
        body = {"recipient": to, "message": {"text": text}, **more}
        return sent(self.graph, self.graph.ask("POST", "me/messages", write=True, table=table, json=body), "message_id")

    def _named(self, message: InboundMessage) -> InboundMessage:
        if message.author_username or message.from_account:
            return message
        if message.author_external_id not in self._names:
            self._names[message.author_external_id] = self._name_of(message.author_external_id)
        username, name = self._names[message.author_external_id]
        return replace(message, author_username=username or name, author_name=name)

    def _name_of(self, person_id: str) -> tuple[str, str]:
        try:
            found = self.graph.ask("GET", person_id, params={"fields": self.ways.profile})
        except (
            ConnectorError
        ) as error:  # whoever has blocked the account has no profile for it: no reason to stop reading
            log.info("profile not told", platform=self.graph.speaker.name, why=error.sentence)
            return "", ""
        return text_of(found.get("username")), text_of(found.get("name"))

    def _turn(self) -> None:
        self.pace.wait(f"{self.graph.speaker.name} {self.account_id}", CONVERSATIONS_APART)

    def _closed(self, by_hand: bool) -> WindowClosed:
        time = "7 days to answer this message by hand" if by_hand else "24 hours to answer this message"
        return WindowClosed(self.graph.speaker.name, f"{self._title}'s {time} are over.")

    @property
    def _title(self) -> str:
        return self.graph.speaker.title

    @property
    def _untagged(self) -> Table:
        """Without the right to the tag every answer after 24 hours is refused; the account is fine all the same."""
        sentence = "{title}'s 24 hours are over, and it has not allowed this app the longer time for answers by hand."
        made = self.graph.speaker.says(WindowClosed, sentence)
        return {**self.graph.table, (3, 0): made, (10, 0): made}


def sent(graph: Graph, answer: Json, name: str) -> SentReply:
    """Our reply by the id that the platform answered; it was written but is not known to us when there is none."""
    if not (id := id_of(answer.get(name))):
        raise http.lost(graph.speaker.name, write=True)
    return SentReply(id)
