"""Messages as the API shows them."""

from pydantic import Field

from avatar.labels import Intent
from models import Status
from web.api.shapes import Asked, Given, Id, Paged, Revised, Time


class PostShape(Given):
    """The post a comment stands under, as it was when the comment came."""

    external_id: str = Field(description="The platform's id of it.")
    title: str
    caption: str
    permalink: str


class LabelShape(Given):
    """What classification says of a message."""

    intent: str
    sentiment: str
    language: str
    urgency: str
    needs_reply: bool
    risks: list[str] = Field(description="Why a person must answer; mostly empty.")
    confidence: float = Field(description="How probable it is that the intent is right, 0 to 1.")


class ReplyShape(Given):
    """Our answer: the draft, or what became of it."""

    text: str = Field(description="What is sent, or would be.")
    draft_text: str = Field(description="What the avatar wrote, before any edit.")
    candidates: list[str] = Field(description="What else it might have said.")
    source: str = Field(description="Where the draft comes from; `none`: there is none.")
    mode: str = Field(
        description="`auto`: sent by itself, `approved`: by a person, `human`: written by one; empty: not decided."
    )
    private: bool = Field(description="It goes to the fan's inbox, though the fan wrote a comment.")
    style_score: float | None = Field(description="How much it sounds like the creator, 0 to 100.")
    confidence: float = Field(description="How sure the avatar is, 0 to 1.")
    findings: list[str] = Field(description="What the guard found in it.")
    reasons: list[str] = Field(description="Why it was sent by itself, or waits for a person.")
    sent_at: Time | None


class ChangeShape(Given):
    """One step of a message's life."""

    at: Time
    before: str | None
    after: str
    by: str = Field(description="`worker`, `fan`, `creator`, or a user's id.")
    why: str


class MessageShape(Revised):
    """A comment or a direct message of a fan."""

    id: Id
    status: Status
    platform: str
    kind: str = Field(description="`comment` or `direct_message`.")
    account_id: Id
    fan_id: Id | None
    fan_username: str
    text: str = Field(description="Empty when the platform's rules made us delete the words: see `text_deleted_at`.")
    text_deleted_at: Time | None
    post: PostShape | None
    created_at: Time = Field(description="When it came to us; lists are in this order.")
    platform_created_at: Time = Field(description="When the fan wrote it.")
    reply_by: Time | None = Field(description="Until when the platform takes an answer; null: at any time.")
    label: LabelShape | None = Field(description="null until it is classified.")
    tags: list[str]
    problem: str = Field(description="Why it failed, as a sentence.")
    reply: ReplyShape
    send_after: Time | None = Field(description="When an approved reply goes out; until then it can be undone.")


class WholeMessage(MessageShape):
    """A message with its life so far."""

    history: list[ChangeShape]


class Line(Given):
    """One thing that was said before in a conversation."""

    at: Time
    text: str
    by_fan: str = Field(description="The fan's user name; empty: we said it.")
    mode: str = Field(
        description="Of what we said: `auto`, `approved`, `human`, or `by_hand` for what was written at the platform."
    )


class Thread(Given):
    """What was said before a message, oldest first."""

    data: list[Line]


class MessageQuery(Paged):
    """Which messages."""

    status: list[Status] = Field([], max_length=13, description="Only these; may be repeated.")
    account: Asked | None = Field(None, description="Only those of this account.")
    intent: Intent | None = Field(None, description="Only those with this label.")
    since: Time | None = Field(None, description="Only those that came at this time or later.")
