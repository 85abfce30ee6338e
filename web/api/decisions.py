"""Decisions: what a program does with a message that waits, in the name of whoever made its token."""

from collections.abc import Callable

from pydantic import Field

import connectors
from models import Message, Status
from models.api_token import Scope
from models.lifecycle import IllegalMove, Lost
from pipeline import review
from pipeline.review import BadReply
from web.api.gate import caller, wrote
from web.api.messages import one_message
from web.api.operations import operation
from web.api.problems import Refused
from web.api.shapes import Id, Revised, Taken, Time, must_match
from web.letters import limits_of
from worker.live import tell
from worker.messages import ring


class Decided(Revised):
    """What became of the message."""

    id: Id
    status: Status
    send_after: Time | None = Field(description="When an approved reply goes out; until then it can be undone.")


class Approval(Taken):
    """What to send."""

    text: str | None = Field(
        None, max_length=10_000, description="Your words; without them the draft is sent as it stands."
    )
    private: bool = Field(False, description="Answer a comment in the fan's inbox, where the platform allows it.")


class Rejection(Taken):
    """Why there is no answer."""

    reason: str = Field("", max_length=500)


class Hint(Taken):
    """What the next draft should be like."""

    hint: str = Field("", max_length=500, description="For example: shorter, and thank her for the photo.")


@operation("POST /messages/<message_id>/approve", Scope.MESSAGES_DECIDE)
def approve_message(message_id: str, body: Approval) -> Decided:
    """Approve the draft, or send your own words.

    The reply goes out once the undo window is over; see `send_after`. 422 says why a text cannot be sent.
    """

    def step(message: Message) -> Message:
        text = body.text.replace("\r\n", "\n") if body.text is not None else None
        if body.private:
            limits = connectors.get(message.platform).limits
            return review.approve_privately(message, caller().by, limits, text)
        return review.approve(message, caller().by, limits_of(message), text)

    return _decide(message_id, step, "message.approved")


@operation("POST /messages/<message_id>/reject", Scope.MESSAGES_DECIDE)
def reject_message(message_id: str, body: Rejection) -> Decided:
    """Leave a message unanswered."""
    return _decide(message_id, lambda message: review.reject(message, caller().by, body.reason), "message.rejected")


@operation("POST /messages/<message_id>/undo", Scope.MESSAGES_DECIDE)
def undo_decision(message_id: str) -> Decided:
    """Take a decision back.

    An approved message before it is sent, or a rejected one, waits again. 409: it was too late.
    """
    return _decide(message_id, lambda message: review.undo(message, caller().by), "message.undone")


@operation("POST /messages/<message_id>/drafts", Scope.MESSAGES_DECIDE, 202)
def draft_again(message_id: str, body: Hint) -> Decided:
    """Ask for another draft, with a hint.

    The avatar writes it in the background; the message is back in review when its status is `in_review`.
    """
    return _decide(message_id, lambda message: review.redraft(message, caller().by, body.hint), "message.redrafted")


def _decide(message_id: str, step: Callable[[Message], Message], action: str) -> Decided:
    message = one_message(message_id)
    must_match(message.revision)
    try:
        moved = step(message)
    except BadReply as error:
        raise Refused("invalid", str(error)) from None
    except (Lost, IllegalMove):
        message.reload()
        raise Refused("conflict", f"This message is {message.status} now. Nothing was changed.") from None
    wrote(action, moved.id)
    ring(moved)
    tell(moved)
    return Decided.model_validate(moved)
