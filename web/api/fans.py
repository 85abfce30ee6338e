"""Fans, and what the avatar remembers of them."""

from pydantic import Field

from models import Fan, Memory
from models.api_token import Scope
from models.fields import utcnow
from pipeline import memory as memories
from web.anew import draft_anew_in
from web.api.gate import caller, wrote
from web.api.operations import operation
from web.api.paging import fans_of
from web.api.problems import Refused
from web.api.shapes import Given, Id, Page, Paged, Taken, Time


class FanShape(Given):
    """Somebody who writes to one account."""

    id: Id
    account_id: Id
    username: str
    name: str
    first_seen_at: Time
    last_seen_at: Time
    messages: int = Field(description="How many they wrote.")
    vip: bool
    blocked: bool
    remembers: bool = Field(description="Whether the avatar may remember what they tell.")


class FanPage(Page[FanShape]):
    """Fans, who wrote last first."""


class FanChange(Taken):
    """What to change of a fan."""

    vip: bool


class FanChanged(Given):
    """What stands now."""

    id: Id
    vip: bool


class MemoryShape(Given):
    """One thing that a fan told, and where."""

    id: Id
    kind: str
    text: str
    message_id: Id = Field(description="The message that told it. It may be deleted by now.")
    said_at: Time
    expires_at: Time = Field(description="When it is forgotten.")


class Memories(Given):
    """All that is remembered of a fan, newest first: 30 at most."""

    data: list[MemoryShape]


@operation("GET /fans", Scope.FANS_READ)
def list_fans(query: Paged) -> FanPage:
    """List fans, who wrote last first."""
    found, older = fans_of(caller().workspace_id, query.limit, query.cursor)
    return FanPage(data=[FanShape.model_validate(fan) for fan in found], next=older)


@operation("GET /fans/<fan_id>", Scope.FANS_READ)
def get_fan(fan_id: str) -> FanShape:
    """Read one fan."""
    return FanShape.model_validate(_fan(fan_id))


@operation("PATCH /fans/<fan_id>", Scope.FANS_WRITE)
def change_fan(fan_id: str, body: FanChange) -> FanChanged:
    """Make a fan a VIP, or no longer.

    VIPs are answered first where the platform's budget is short, and rules can ask for them.
    """
    fan = _fan(fan_id)
    if fan.vip != body.vip:
        Fan.objects(id=fan.id).update_one(set__vip=body.vip)
        wrote("fan.vip" if body.vip else "fan.not_vip", fan.id)
    return FanChanged(id=str(fan.id), vip=body.vip)


@operation("GET /fans/<fan_id>/memories", Scope.FANS_READ)
def list_memories(fan_id: str) -> Memories:
    """List what is remembered of a fan."""
    return Memories.model_validate({"data": memories.shown_of(caller().workspace_id, _fan(fan_id).id, utcnow())})


@operation("DELETE /fans/<fan_id>/memories/<memory_id>", Scope.FANS_WRITE, 204)
def erase_memory(fan_id: str, memory_id: str) -> None:
    """Erase one memory for good.

    Drafts that used it and still wait are written anew.
    """
    fan, found = _fan(fan_id), Memory.one_of(caller().workspace_id, memory_id)
    if found is None or found.fan_id != fan.id:
        raise Refused("not-found")
    draft_anew_in(caller().workspace_id, caller().by, memories.erase(found, caller().by))


def _fan(fan_id: str) -> Fan:
    found: Fan | None = Fan.one_of(caller().workspace_id, fan_id)
    if found is None:
        raise Refused("not-found")
    return found
