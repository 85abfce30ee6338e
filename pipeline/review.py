"""A person decides: approve, edit, reject, ask for another draft, undo, take down; try again, change or give up what failed."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from connectors.base import COMMENT, DIRECT_MESSAGE, Connector
from connectors.limits import Limits
from models import Message, Status
from models.fields import utcnow
from models.lifecycle import IllegalMove, Lost, move
from models.outcome import Verdict
from pipeline import outcomes
from pipeline.windows import closes_at
from settings import settings


class BadReply(ValueError):
    """The text cannot be sent. The sentence says why."""


def approve(message: Message, by: str, limits: Limits, text: str | None = None) -> Message:
    """Send `text`, or the draft as it stands, once the undo window is over.

    Raises BadReply when there is nothing to send, it is too long or comes too late, Lost when somebody else decided first.
    """
    words = _words(message, limits, text)
    _must_be_in_time(message, limits, words, utcnow())
    return _approved(message, by, words)


def approve_privately(message: Message, by: str, limits: Mapping[str, Limits], text: str | None = None) -> Message:
    """The same, but the answer to a comment goes to the fan's inbox. `limits` of the platform, by kind. Raises as `approve`."""
    until = private_until(message, limits[message.kind])
    if until is None:
        raise BadReply("The platform does not let this be answered in private. Nothing was sent.")
    if until <= utcnow():
        raise BadReply("The platform's time to answer this in private is over. You can still answer it in public.")
    return _approved(message, by, _words(message, limits[DIRECT_MESSAGE], text), private=True)


def approve_unread(message: Message, by: str, limits: Limits) -> Message:
    """Send the draft as it stands, with many others: nobody has read this one, so it proves nothing for auto-send. Raises as `approve`."""
    words = _words(message, limits, None)
    _must_be_in_time(message, limits, words, utcnow())
    return _approved(message, by, words, is_read=False)


def private_until(message: Message, limits: Limits) -> datetime | None:
    """Until when a comment may be answered in its fan's inbox; None: the platform has no such thing."""
    if message.kind != COMMENT or limits.private_window is None:
        return None
    return message.platform_created_at + limits.private_window


def by_hand_until(message: Message, limits: Limits) -> datetime | None:
    """Until when words that a person wrote may go out, longer than a draft may; None: no longer than any other."""
    return closes_at(message, limits, by_hand=True) if message.reply_by and limits.human_window else None


def reject(message: Message, by: str, reason: str = "") -> Message:
    """Do not answer. Raises Lost."""
    was_in_review = message.status is Status.IN_REVIEW
    why = f"Rejected: {reason.strip()}" if reason.strip() else "Rejected."
    rejected = move(message, Status.REJECTED, by=by, why=why, reply__reject_reason=reason.strip())
    if was_in_review:  # what failed at the platform says nothing of the draft
        outcomes.refused(rejected, rejected.moved_at)
    return rejected


def redraft(message: Message, by: str, hint: str = "") -> Message:
    """Ask for another draft, with a hint to the avatar. Raises BadReply where the words are deleted, Lost, IllegalMove."""
    _must_be(message, Status.IN_REVIEW)
    _must_have_words(message)
    why = f"Asked for another draft: {hint.strip()}" if hint.strip() else "Asked for another draft."
    again = move(message, Status.CLASSIFIED, by=by, why=why, reply__hint=hint.strip())
    outcomes.refused(again, again.moved_at)
    return again


def undo(message: Message, by: str) -> Message:
    """Back to review: an approved message before it is sent, or a rejected one. Raises Lost or IllegalMove when it was too late."""
    try:
        return _undo(message, by)
    except Lost:  # a worker may have looked at it and found that it is not due yet
        return _undo(message.reload(), by)


def _undo(message: Message, by: str) -> Message:
    if message.status not in (Status.APPROVED, Status.REJECTED):
        raise IllegalMove(f"{message.status} cannot be undone")
    went_by_itself = message.reply.mode == "auto"
    why = "Undone before it was sent." if message.status is Status.APPROVED else "Not rejected after all."
    back = _into_review(message, by, why)
    if went_by_itself:
        outcomes.taken_back(back, Verdict.UNDONE, back.moved_at, by_itself=True)
    else:
        outcomes.undecided(back, back.moved_at)
    return back


def withdraw(message: Message, by: str, connector: Connector) -> Message:
    """Delete our reply at the platform. Raises the connector's errors, Lost, IllegalMove."""
    _must_be(message, Status.SENT)
    kind = DIRECT_MESSAGE if message.reply.private else message.kind  # it lies in the fan's inbox
    connector.delete_reply(kind, message.reply.external_id)
    withdrawn = move(message, Status.WITHDRAWN, by=by, why="Taken down again.")
    by_itself = withdrawn.reply.mode == "auto"
    outcomes.taken_back(withdrawn, Verdict.WITHDRAWN, withdrawn.moved_at, by_itself)
    return withdrawn


def retry(message: Message, by: str, now: datetime | None = None) -> Message:
    """Try a failed message again: send it if sending is what failed, else judge it anew. Raises as `redraft`."""
    _must_be(message, Status.FAILED)
    to = Status.APPROVED if failed_while_sent(message) else Status.RECEIVED
    if to is Status.RECEIVED:
        _must_have_words(message)
    return move(
        message, to, by=by, why="Tried again.", now=now or utcnow(), send_after=None, problem="", reply__tries=0
    )


def change(message: Message, by: str) -> Message:
    """Lay a reply that the platform did not take back into review, to be changed; its reason stays with it.

    Raises BadReply when the reply may stand there already: other words would be a second answer. Lost, IllegalMove.
    """
    _must_be(message, Status.FAILED)
    if not failed_while_sent(message):
        raise BadReply("There is no answer yet that could be changed. Try again, and one is written.")
    if message.reply.doubtful_since:
        raise BadReply("This answer may stand on the platform already. Try again: Fanmail looks there first.")
    return _into_review(message, by, "To be changed.", reply__tries=0)


def give_up(message: Message, by: str) -> Message:
    """Nothing more is tried with a failed message. Raises Lost, IllegalMove."""
    _must_be(message, Status.FAILED)
    return reject(message, by, "Given up")


def failed_while_sent(message: Message) -> bool:
    """Was it the platform that failed it, so that there is a reply to send again?"""
    moves = [step.before for step in message.history if step.before != step.after]
    return bool(moves) and moves[-1] == Status.SENDING


def _into_review(message: Message, by: str, why: str, **changes: object) -> Message:
    return move(
        message, Status.IN_REVIEW, by=by, why=why, send_after=None, slot_at=None, reply__mode="", reply__reject_reason="",
        reply__private=False, **changes,
    )  # fmt: skip


def _words(message: Message, limits: Limits, text: str | None) -> str:
    _must_be(message, Status.IN_REVIEW)
    words = (message.reply.text if text is None else text).strip()
    if not words:
        raise BadReply("There is no text to send yet.")
    size = len(words.encode())
    if size > limits.max_reply_bytes:
        raise BadReply(
            f"This is {size - limits.max_reply_bytes} bytes longer than the {limits.max_reply_bytes:,} that fit."
        )
    return words


def _must_be_in_time(message: Message, limits: Limits, words: str, now: datetime) -> None:
    """Some platforms take a person's own words for longer than a draft."""
    if not message.reply_by or message.reply_by > now:
        return
    until = by_hand_until(message, limits)
    if until is None or until <= now:
        raise BadReply("The platform's time to answer is over. Nothing was sent.")
    if words == message.reply.draft_text:
        raise BadReply(
            f"The time for a drafted answer is over. Until {until:%d %b, %H:%M} UTC the platform takes only your own words: "
            "change the text or write it yourself. Nothing was sent."
        )


def _approved(message: Message, by: str, words: str, private: bool = False, *, is_read: bool = True) -> Message:
    now = utcnow()
    drafted = message.reply.draft_text
    why = "Written by you." if not drafted else "Approved." if words == drafted else "Approved with changes."
    why = why if is_read else "Approved with others at once."
    approved = move(
        message, Status.APPROVED, by=by, why=f"{why} Goes to the fan's inbox." if private else why, now=now,
        send_after=now + timedelta(seconds=settings().undo_seconds), reply__text=words, reply__approved_by=by,
        reply__mode="approved" if drafted else "human", reply__private=private, problem="",
    )  # fmt: skip
    if is_read:
        outcomes.approved(approved, now)
    return approved


def _must_have_words(message: Message) -> None:
    if message.text_deleted_at:
        raise BadReply(
            "The platform's rules made us delete what the fan wrote, so nothing can be drafted for it any more."
        )


def _must_be(message: Message, status: Status) -> None:
    """The graph has roads that only machines take; a person's second click must not find one."""
    if message.status is not status:
        raise IllegalMove(f"{message.status} is not {status}")
