"""A person decides: approve, edit, reject, ask for another draft, undo, take down, try again."""

from datetime import datetime, timedelta

from connectors.base import Connector
from connectors.limits import Limits
from models import Message, Status
from models.fields import utcnow
from models.lifecycle import IllegalMove, Lost, move
from settings import settings


class BadReply(ValueError):
    """The text cannot be sent. The sentence says why."""


def approve(message: Message, by: str, limits: Limits, text: str | None = None) -> Message:
    """Send `text`, or the draft as it stands, once the undo window is over.

    Raises BadReply when there is nothing to send or it is too long, Lost when somebody else decided first.
    """
    _must_be(message, Status.IN_REVIEW)
    words = (message.reply.text if text is None else text).strip()
    if not words:
        raise BadReply("There is no text to send yet.")
    size = len(words.encode())
    if size > limits.max_reply_bytes:
        raise BadReply(
            f"This is {size - limits.max_reply_bytes} bytes longer than the {limits.max_reply_bytes:,} that fit."
        )
    now = utcnow()
    drafted = message.reply.draft_text
    why = "Written by you." if not drafted else "Approved." if words == drafted else "Approved with changes."
    return move(
        message, Status.APPROVED, by=by, why=why, now=now, send_after=now + timedelta(seconds=settings().undo_seconds),
        reply__text=words, reply__approved_by=by, reply__mode="approved" if drafted else "human", problem="",
    )  # fmt: skip


def reject(message: Message, by: str, reason: str = "") -> Message:
    """Do not answer. Raises Lost."""
    why = f"Rejected: {reason.strip()}" if reason.strip() else "Rejected."
    return move(message, Status.REJECTED, by=by, why=why, reply__reject_reason=reason.strip())


def redraft(message: Message, by: str, hint: str = "") -> Message:
    """Ask for another draft, with a hint to the avatar. Raises Lost, IllegalMove when it is not in review."""
    _must_be(message, Status.IN_REVIEW)
    why = f"Asked for another draft: {hint.strip()}" if hint.strip() else "Asked for another draft."
    return move(message, Status.CLASSIFIED, by=by, why=why, reply__hint=hint.strip())


def undo(message: Message, by: str) -> Message:
    """Back to review: an approved message before it is sent, or a rejected one. Raises Lost or IllegalMove when it was too late."""
    try:
        return _undo(message, by)
    except Lost:  # a worker may have looked at it and found that it is not due yet
        return _undo(message.reload(), by)


def _undo(message: Message, by: str) -> Message:
    if message.status not in (Status.APPROVED, Status.REJECTED):
        raise IllegalMove(f"{message.status} cannot be undone")
    why = "Undone before it was sent." if message.status is Status.APPROVED else "Not rejected after all."
    return move(message, Status.IN_REVIEW, by=by, why=why, send_after=None, reply__mode="", reply__reject_reason="")


def withdraw(message: Message, by: str, connector: Connector) -> Message:
    """Delete our reply at the platform. Raises the connector's errors, Lost, IllegalMove."""
    _must_be(message, Status.SENT)
    connector.delete_reply(message.kind, message.reply.external_id)
    return move(message, Status.WITHDRAWN, by=by, why="Taken down again.")


def retry(message: Message, by: str, now: datetime | None = None) -> Message:
    """Try a failed message again: send it if sending is what failed, else judge it anew. Raises Lost or IllegalMove."""
    _must_be(message, Status.FAILED)
    to = Status.APPROVED if message.history[-1].before == Status.SENDING else Status.RECEIVED
    return move(
        message, to, by=by, why="Tried again.", now=now or utcnow(), send_after=None, problem="", reply__tries=0
    )


def _must_be(message: Message, status: Status) -> None:
    """The graph has roads that only machines take; a person's second click must not find one."""
    if message.status is not status:
        raise IllegalMove(f"{message.status} is not {status}")
