"""A waiting letter is given to a member, or to nobody."""

from bson import ObjectId

from models import AuditEntry, Membership, Message, Status
from models.lifecycle import Lost


class NotAMember(ValueError):
    """Nobody of that id works here. The sentence says so."""


def assign(message: Message, by: str, member_id: str) -> Message:
    """Give a waiting letter to `member_id`; "": to nobody. Whoever edits it can still decide. Raises NotAMember, Lost."""
    if member_id and not _works_here(message.workspace_id, member_id):
        raise NotAMember("This person is no member of your workspace any more.")
    if not Message.objects(id=message.id, status=Status.IN_REVIEW).update_one(set__assigned_to=member_id):
        raise Lost(f"{message.id} does not wait any more")
    message.assigned_to = member_id
    AuditEntry.add(message.workspace_id, by, "message.assigned", message.id, member_id)
    return message


def _works_here(workspace_id: ObjectId, member_id: str) -> bool:
    if not ObjectId.is_valid(member_id):
        return False
    return Membership.objects(user_id=ObjectId(member_id), workspace_id=workspace_id).first() is not None
