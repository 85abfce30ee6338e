"""The border: what every platform's connector takes, gives and promises. Frozen values only, no dicts."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from connectors.limits import BOTTOMLESS, Limits, Moderation, Pace, Pressure, Purse

COMMENT = "comment"
DIRECT_MESSAGE = "direct_message"
LIVE_CHAT = "live_chat"

Known = Callable[[Collection[str]], set[str]]
"""Of these external ids, the ones that are stored already and unchanged."""


@dataclass(frozen=True)
class Tokens:
    """What lets us act for an account. `refresh_token` is empty where the platform has none."""

    access_token: str
    refresh_token: str = ""
    expires_at: datetime | None = None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Credentials:
    """One connected account as a connector needs it."""

    external_id: str
    tokens: Tokens


@dataclass(frozen=True)
class Choice:
    """One of several accounts that a person let us into at once. `external_id` is what `Platform.choose` takes."""

    external_id: str
    name: str


@dataclass(frozen=True)
class Identity:
    """Who an account is at its platform. `external_id` is the id that messages and webhooks carry."""

    external_id: str
    username: str
    name: str = ""
    app_scoped_id: str = ""
    picture_url: str = ""


@dataclass(frozen=True)
class Cue:
    """Words that are said in a video, from the second on in which they begin."""

    starts_at: float
    text: str


@dataclass(frozen=True)
class Post:
    """What a comment stands under. `transcript` is what is said in it, where the platform gives that; `spoken` the same with
    its times, oldest first; `was_heard` that it was asked for just now, so that nothing in them means that there is none.
    """

    external_id: str
    caption: str = ""
    title: str = ""
    permalink: str = ""
    thumbnail_url: str = ""
    published_at: datetime | None = None
    transcript: str = ""
    was_heard: bool = False
    spoken: tuple[Cue, ...] = ()


@dataclass(frozen=True)
class InboundMessage:
    """The parcel a connector hands over.

    `answers` is the external id of what it replies to ("" for a top-level comment; direct messages leave it empty and
    answer whatever came before in their conversation). `from_account` marks what the creator wrote, by hand or through us.
    `attachments` are words ("image", "story_reply"), never addresses of media. `held` says that the platform keeps it from
    the public until the creator decides, and why: "held for review", "likely spam", "hidden". After `reply_by` nothing
    may answer, except where `by_hand_until` leaves a person more time.
    """

    external_id: str
    kind: str
    text: str
    author_external_id: str
    author_username: str
    created_at: datetime
    conversation_id: str
    author_name: str = ""
    answers: str = ""
    post: Post | None = None
    from_account: bool = False
    edited_at: datetime | None = None
    deleted: bool = False
    attachments: tuple[str, ...] = ()
    reply_by: datetime | None = None
    by_hand_until: datetime | None = None
    held: str = ""


@dataclass(frozen=True)
class ReplyTarget:
    """What a reply answers. `parent_external_id` is the top-level comment of a nested one, else empty.

    `by_hand`: a person wrote or changed the text, so a window that platforms keep open for people alone may be used once
    `reply_by` is over. `private`: answer a comment by direct message.
    """

    kind: str
    external_id: str
    conversation_id: str
    author_external_id: str
    parent_external_id: str = ""
    reply_by: datetime | None = None
    by_hand: bool = False
    private: bool = False


@dataclass(frozen=True)
class SentReply:
    """Our reply as the platform knows it."""

    external_id: str
    created_at: datetime | None = None


@dataclass(frozen=True)
class OAuthSpec:
    """How Authlib gets consent. Empty `client_id` means: not set up, the connect page says how."""

    authorize_url: str
    token_url: str
    client_id: str
    client_secret: str
    scopes: tuple[str, ...]
    scope_separator: str = " "
    uses_pkce: bool = False
    authorize_params: Mapping[str, str] = field(default_factory=dict)


class Connector(Protocol):
    """One connected account at one platform. Not shared between threads.

    Every method may raise the branches of `connectors.errors`; only `send`, `delete_reply` and `moderate` may raise
    OutcomeUnknown. Where calls cost units, each is paid from the purse first; an empty one raises BudgetSpent.
    """

    @property
    def tokens(self) -> Tokens:
        """The tokens now in use; newer than those given when a call had to refresh them."""

    @property
    def pressure(self) -> Pressure:
        """What the platform's answers so far said about the account's allowance."""

    @property
    def trouble(self) -> str:
        """What the last `fetch` could not read though it could read the rest, as a sentence; "" when it read all."""

    def fetch(self, known: Known, history: bool = False) -> Iterator[list[InboundMessage]]:
        """New and changed messages, a page at a time; reads from the newest down to where a whole page is known.

        What is new under one post or in the inbox is handed over oldest page first (`connectors.reading.news`), so that a
        look that was cut short leaves no hole below a known page. With `history` everything the platform still gives, as it
        comes, without that stop; an interrupted one is begun again.
        """

    def revisit(self, kind: str, external_ids: Collection[str]) -> Iterator[InboundMessage]:
        """These messages of one kind as they are now: changed words, and `deleted` for what is gone for good.

        What cannot be asked for just now is left out; silence never means deleted. Costs as few calls as the platform allows.
        """

    def posts(self, since: datetime | None = None, heard: Collection[str] = ()) -> Iterator[Post]:
        """The account's own posts, newest first, with what they say; those published after `since`.

        What is said in them is asked for while the purse holds it, but not in those whose ids are in `heard`.
        """

    def send(self, target: ReplyTarget, text: str) -> SentReply:
        """Put `text` on the platform as the reply to `target`. Never retries by itself.

        WindowClosed when the platform's time is over and `target` allows no longer one.
        """

    def find_reply(self, target: ReplyTarget, text: str, since: datetime, taken: Collection[str]) -> SentReply | None:
        """Our own reply with exactly this text below `target`, not older than `since`, whose id is not in `taken`."""

    def delete_reply(self, kind: str, external_id: str) -> None:
        """Take our reply down. Already gone counts as done. ReplyRefused where the platform cannot (direct messages)."""

    def moderate(self, external_id: str, action: Moderation) -> None:
        """Do this with a fan's comment; doing it twice is the same as once. ReplyRefused for what `Limits.moderation` lacks."""


class Platform(Protocol):
    """What a platform's folder offers as `PLATFORM`."""

    name: str
    title: str
    limits: Mapping[str, Limits]  # by kind
    daily_budget: int | None  # units a project may spend a day; None: no such budget
    may_auto_send_by_default: bool
    derived_figures: bool  # whether figures may be made of what was read without asking the platform first
    withdrawal_days: int | None  # what was read goes so long after a consent ended there; None: no such rule
    keep_days: int | None  # what was read is read again or deleted within so many days; None: no such rule

    def oauth(self) -> OAuthSpec:
        """Fresh from settings."""

    def tokens_from(self, answer: Mapping[str, object]) -> Tokens:
        """What the token address answered to the code, made long-lived where the platform needs that.

        AccessRevoked, with a sentence that names it, when the person left out a permission without which nothing works.
        SeveralAccounts when they let us into more than one: then `choose` goes on.
        """

    def choose(self, tokens: Tokens, external_id: str) -> Tokens:
        """The tokens of this one of `SeveralAccounts.choices`, for its `tokens`. ReplyRefused when it is not there any more."""

    def identify(self, tokens: Tokens) -> Identity:
        """Who gave these tokens. AccessRevoked or ReplyRefused with a sentence when it is the wrong kind of account."""

    def refresh(self, tokens: Tokens) -> Tokens:
        """Tokens that live longer, or the same ones when it is too early. AccessRevoked when only a person can help."""

    def revoke(self, tokens: Tokens) -> str:
        """Give the access back at the platform. Returns a sentence for the receipt: that it is done, or what only the
        person can do there. Tokens that are dead already count as given back. Raises Unavailable to be tried again.
        """

    def open(self, credentials: Credentials, purse: Purse = BOTTOMLESS, pace: Pace | None = None) -> Connector:
        """A connector for one account. Without a `pace` to share it keeps its own."""
