"""What a person says of a fan: dear, blocked, or to be answered by people alone. Each can be taken back."""

from collections.abc import Callable

from bson import ObjectId

from logs import log
from models import AuditEntry, Fan, Message, Status
from models.lifecycle import IllegalMove, Lost, move

BLOCKED = "You blocked this fan."
OPTED_OUT = "This fan wants no answer from a machine, so only a person answers."
AT_ONCE = 500
_OPEN = (Status.IN_REVIEW, Status.APPROVED, Status.CLASSIFIED, Status.RECEIVED)
_CLOSED = (Status.REJECTED, Status.IGNORED)
_TRIES = 3


def mark_vip(fan: Fan, vip: bool, by: str) -> None:
    """Their letters are worth more while a budget is short, and rules can speak of them."""
    Fan.objects(id=fan.id).update_one(set__vip=vip)
    AuditEntry.add(fan.workspace_id, by, "fan.vip" if vip else "fan.not_vip", fan.id)


def block(fan: Fan, by: str) -> list[Message]:
    """Nothing of this fan is answered any more: what waits is put aside. Returns what was moved."""
    Fan.objects(id=fan.id).update_one(set__blocked=True)
    AuditEntry.add(fan.workspace_id, by, "fan.blocked", fan.id)
    return _each(fan, _OPEN, lambda message: _put_aside(message, by))


def unblock(fan: Fan, by: str) -> list[Message]:
    """Take it back; what the block alone had put aside waits again. Returns what was moved."""
    Fan.objects(id=fan.id).update_one(set__blocked=False)
    AuditEntry.add(fan.workspace_id, by, "fan.unblocked", fan.id)
    return _each(fan, _CLOSED, lambda message: _take_up(message, by))


def opt_out(fan: Fan, by: str) -> list[Message]:
    """The avatar writes nothing to this fan from now on: what would go by itself waits for a person. Returns what was moved."""
    Fan.objects(id=fan.id).update_one(set__opted_out=True)
    AuditEntry.add(fan.workspace_id, by, "fan.opted_out", fan.id)
    return _each(fan, (Status.APPROVED,), lambda message: _to_a_person(message, by))


def opt_in(fan: Fan, by: str) -> None:
    """The avatar may answer again."""
    Fan.objects(id=fan.id).update_one(set__opted_out=False)
    AuditEntry.add(fan.workspace_id, by, "fan.opted_in", fan.id)


def wants_people(fan_id: ObjectId | None, workspace_id: ObjectId) -> str:
    """Why the avatar must not answer this fan, as a sentence; "" when it may. Asked anew each time."""
    fan = Fan.objects(id=fan_id).only("workspace_id", "opted_out", "blocked").first() if fan_id else None
    if fan is None or fan.workspace_id != workspace_id:
        return ""
    return BLOCKED if fan.blocked else OPTED_OUT if fan.opted_out else ""


def _each(fan: Fan, statuses: tuple[Status, ...], act: Callable[[Message], Message | None]) -> list[Message]:
    moved: list[Message] = []
    theirs = Message.of(fan.workspace_id).filter(fan_id=fan.id).order_by("-created_at").limit(AT_ONCE)
    for message in [one for one in theirs if one.status in statuses]:
        try:
            after = _surely(message, act)
        except (Lost, IllegalMove) as error:  # whoever was faster has decided
            log.info("mark lost", message=str(message.id), error=type(error).__name__)
            continue
        moved += [after] if after else []
    return moved


def _surely(message: Message, act: Callable[[Message], Message | None]) -> Message | None:
    for _ in range(_TRIES - 1):
        try:
            return act(message)
        except Lost:
            message.reload()
    return act(message)


def _put_aside(message: Message, by: str) -> Message | None:
    if message.status is Status.APPROVED:
        message = move(message, Status.IN_REVIEW, by=by, why=BLOCKED, send_after=None, slot_at=None, reply__mode="")
    if message.status is Status.IN_REVIEW:
        return move(message, Status.REJECTED, by=by, why=BLOCKED, reply__reject_reason=BLOCKED)
    if message.status in (Status.CLASSIFIED, Status.RECEIVED):
        return move(message, Status.IGNORED, by=by, why=BLOCKED)
    return None


def _take_up(message: Message, by: str) -> Message | None:
    if not message.history or message.history[-1].why != BLOCKED:
        return None
    why = "Not blocked after all."
    if message.status is Status.REJECTED:
        return move(message, Status.IN_REVIEW, by=by, why=why, reply__reject_reason="")
    return move(message, Status.RECEIVED, by=by, why=why) if message.status is Status.IGNORED else None


def _to_a_person(message: Message, by: str) -> Message | None:
    if message.status is not Status.APPROVED or message.reply.mode != "auto":
        return None
    return move(message, Status.IN_REVIEW, by=by, why=OPTED_OUT, send_after=None, slot_at=None, reply__mode="")
