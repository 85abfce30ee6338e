"""A person does something with a fan's comment at the platform: hides it, shows it again, deletes it, bans the fan."""

from collections.abc import Callable

from connectors.base import Connector
from connectors.errors import OutcomeUnknown, Unavailable
from connectors.limits import Moderation
from models import AuditEntry, Fan, Message, Status
from models.fields import utcnow
from models.lifecycle import Lost, move, touch
from models.message import Change

DONE = {
    Moderation.HIDE: "Hidden on the platform.",
    Moderation.SHOW: "Shown on the platform again.",
    Moderation.DELETE: "Deleted on the platform.",
    Moderation.SPAM: "Marked as spam on the platform.",
    Moderation.BAN: "The fan was banned on the platform.",
}
"""What the history says, and the reason why such a message is not answered."""

AUDIT = {
    Moderation.HIDE: "message.hidden",
    Moderation.SHOW: "message.shown",
    Moderation.DELETE: "message.deleted",
    Moderation.SPAM: "message.marked_as_spam",
    Moderation.BAN: "fan.banned",
}
HIDDEN = "hidden"
AT_ONCE = 50
TRIES = 3
_UNDER_WAY = frozenset({Status.RECEIVED, Status.CLASSIFIED})


def choices(message: Message, allowed: frozenset[Moderation]) -> list[Moderation]:
    """What may be done now with what the platform allows, mildest first. Nothing after what cannot be taken back."""
    if message.status is Status.WITHDRAWN_BY_FAN or message.moderation in (Moderation.DELETE, Moderation.BAN):
        return []
    is_away = bool(message.held) or message.moderation in (Moderation.HIDE, Moderation.SPAM)
    idle = {Moderation.HIDE} if is_away else {Moderation.SHOW}
    if message.moderation == Moderation.SPAM:
        idle.add(Moderation.SPAM)
    return [action for action in DONE if action in allowed and action not in idle]


def moderate(message: Message, connector: Connector, action: Moderation, by: str) -> Message:
    """Do it at the platform, then take the message out of the queue, or bring it back when it is shown again.

    Every action may be done twice. Raises the connector's errors; a platform that did not answer is Unavailable.
    """
    try:
        connector.moderate(message.external_id, action)
    except OutcomeUnknown as doubt:
        again = f"{doubt.sentence} Try again: done twice is the same as done once."
        raise Unavailable(doubt.platform, again) from doubt
    AuditEntry.add(message.workspace_id, by, AUDIT[action], message.id)
    done = _surely(message, lambda: _record(message, action, by))
    if action is Moderation.BAN:
        _block(done, by)
    return done


def _surely(message: Message, record: Callable[[], Message]) -> Message:
    """The platform has done it, whoever moved the message meanwhile: look again and write it down."""
    for _ in range(TRIES - 1):
        try:
            return record()
        except Lost:
            message.reload()
    return record()


def _record(message: Message, action: Moderation, by: str) -> Message:
    if action is Moderation.SHOW:
        return _shown(message, by)
    held = HIDDEN if action is Moderation.HIDE else message.held
    return _put_aside(message, by, DONE[action], moderation=str(action), held=held)


def _put_aside(message: Message, by: str, why: str, **changes: object) -> Message:
    """Out of the queue, by the roads that the graph has. What is sent or over keeps its status and gets a line."""
    if message.status in _UNDER_WAY:
        return move(message, Status.IGNORED, by=by, why=why, **changes)
    if message.status is Status.APPROVED:
        message = move(message, Status.IN_REVIEW, by=by, why=why, send_after=None, slot_at=None, reply__mode="")
    if message.status is Status.IN_REVIEW:
        return move(message, Status.REJECTED, by=by, why=why, reply__reject_reason=why, **changes)
    return _noted(message, by, why, **changes)


def _shown(message: Message, by: str) -> Message:
    why, changes = DONE[Moderation.SHOW], {"moderation": str(Moderation.SHOW), "held": ""}
    if not _was_put_aside(message):
        return _noted(message, by, why, **changes)
    if message.status is Status.REJECTED:
        return move(message, Status.IN_REVIEW, by=by, why=why, reply__reject_reason="", **changes)
    return move(message, Status.RECEIVED, by=by, why=why, **changes)


def _was_put_aside(message: Message) -> bool:
    """Is it closed because of what was done at the platform, and for no other reason?"""
    closed = message.status in (Status.REJECTED, Status.IGNORED)
    reasons = (DONE[Moderation.HIDE], DONE[Moderation.SPAM])
    return closed and bool(message.history) and message.history[-1].why in reasons


def _noted(message: Message, by: str, why: str, **changes: object) -> Message:
    line = Change(at=utcnow(), before=message.status, after=message.status, by=by, why=why)
    return touch(message, history=[*message.history, line], **changes)


def _block(message: Message, by: str) -> None:
    """Nothing of this fan is answered any more, nor what waits already."""
    if not message.fan_id:
        return
    Fan.objects(id=message.fan_id, workspace_id=message.workspace_id).update_one(set__blocked=True)
    waiting = Message.of(message.workspace_id).filter(status=Status.IN_REVIEW, fan_id=message.fan_id)
    for other in waiting.limit(AT_ONCE):
        _surely(other, lambda other=other: _put_aside(other, by, DONE[Moderation.BAN]))  # type: ignore[misc]
