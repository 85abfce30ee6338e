"""Who belongs to a workspace: invite, accept, change a role, remove, leave."""

from bson import ObjectId

from models import AuditEntry, Invitation, Membership, NotUnique, SignIn, User
from models.fields import utcnow
from models.invitation import Answer
from models.user import Role
from pipeline.plans import Limit
from pipeline.usage import exceeded, refused

LEADERS = frozenset({Role.OWNER, Role.MANAGER})
LAST_OWNER = "A workspace needs an owner. Make somebody else an owner first; then this works."


class Refused(ValueError):
    """It was not done. The sentence says why."""


def objection(actor: Role, *touched: Role) -> str | None:
    """Why somebody in this role may not give, take or change these roles; None: they may."""
    if actor not in LEADERS:
        return "Only owners and managers change who is in the team."
    if actor is not Role.OWNER and Role.OWNER in touched:
        return "Only an owner may make owners, change them or remove them."
    return None


def invite(actor: Membership, email: str, role: Role) -> tuple[Invitation, str]:
    """Ask somebody in. Returns the invitation and its link's secret. An older one to the same address dies. Raises Refused."""
    _must(actor.role, role)
    _must_have_room(actor.workspace_id)
    user = User.known(email)
    if user and Membership.between(user.id, actor.workspace_id):
        raise Refused(f"{user.name} is in this workspace already.")
    for older in Invitation.open_of(actor.workspace_id):
        if older.email == email.strip().lower():
            older.close(Answer.REVOKED)
    invitation, secret = Invitation.write(actor.workspace_id, email, role, actor.user_id)
    _note(actor, "invitation.sent", invitation.id, f"{invitation.email}, {role}")
    return invitation, secret


def revoke(actor: Membership, invitation: Invitation) -> None:
    """Its link works no longer. Raises Refused."""
    _must(actor.role, invitation.role)
    if not invitation.close(Answer.REVOKED):
        raise Refused("This invitation was answered or taken back before.")
    _note(actor, "invitation.revoked", invitation.id, invitation.email)


def accept(invitation: Invitation, user: User) -> Membership:
    """`user` joins. However often it is clicked there is one membership. Raises Refused."""
    if user.email != invitation.email:
        raise Refused("This invitation is for another address.")
    if invitation.is_over(utcnow()):
        raise Refused("This invitation is over. Ask for a new one.")
    _must_have_room(invitation.workspace_id)
    if not invitation.close(Answer.ACCEPTED):
        raise Refused("This invitation was used or taken back before.")
    member = Membership(user_id=user.id, workspace_id=invitation.workspace_id, role=invitation.role)
    try:
        member.save(force_insert=True)
    except NotUnique:
        raise Refused("You are in this workspace already.") from None
    _look_after(member, invitation)
    _note(member, "invitation.accepted", invitation.id, invitation.role)
    return member


def change_role(actor: Membership, member: Membership, role: Role) -> None:
    """Give a member another role, at once. Raises Refused."""
    _must(actor.role, member.role, role)
    before = member.role
    if role is before:
        return
    if not Membership.objects(id=member.id, role=before).update_one(set__role=role):
        raise Refused("Somebody changed this role a moment ago. Look again.")
    if before is Role.OWNER:
        _must_have_owner(member)
    _note(actor, "member.role_changed", member.user_id, f"{before} to {role}")


def remove(actor: Membership, member: Membership) -> None:
    """They are out at once, and so are their open invitations. What they decided stays. Raises Refused."""
    _must(actor.role, member.role)
    _part(actor, member, "member.removed")


def leave(member: Membership) -> None:
    """Somebody goes on their own. Raises Refused for the last owner."""
    _part(member, member, "member.left")


def note_everywhere(user_id: ObjectId, action: str, note: str = "") -> None:
    """Write what somebody did with their own sign-in into the log of each workspace they belong to."""
    for member in Membership.objects(user_id=user_id):
        AuditEntry.add(member.workspace_id, str(user_id), action, user_id, note)


def _part(actor: Membership, member: Membership, action: str) -> None:
    if member.role is Role.OWNER:
        Membership.objects(id=member.id, role=Role.OWNER).update_one(set__role=Role.MANAGER)
        _must_have_owner(member)
    Membership.objects(id=member.id).delete()
    SignIn.end_in(member.user_id, member.workspace_id)
    for invitation in Invitation.open_of(member.workspace_id):
        if invitation.invited_by == member.user_id:
            invitation.close(Answer.REVOKED)
    _note(actor, action, member.user_id)


def _must_have_owner(was: Membership) -> None:
    """Look after the step down, not before: of two owners who step down at once neither can be the last to look."""
    if not Membership.objects(workspace_id=was.workspace_id, role=Role.OWNER).count():
        Membership.objects(id=was.id).update_one(set__role=Role.OWNER)
        raise Refused(LAST_OWNER)


def _must_have_room(workspace_id: ObjectId) -> None:
    if sentence := refused(workspace_id, Limit.MEMBERS, utcnow()):
        raise Refused(sentence)


def _look_after(member: Membership, invitation: Invitation) -> None:
    """Of several who join at once nobody may be one too many: who is, is out again, and the invitation open."""
    if sentence := exceeded(member.workspace_id, Limit.MEMBERS, utcnow()):
        member.delete()
        Invitation.objects(id=invitation.id, answer=Answer.ACCEPTED).update_one(set__answer=Answer.OPEN)
        raise Refused(sentence)


def _must(actor: Role, *touched: Role) -> None:
    if sentence := objection(actor, *touched):
        raise Refused(sentence)


def _note(actor: Membership, action: str, subject: object, note: str = "") -> None:
    AuditEntry.add(actor.workspace_id, str(actor.user_id), action, subject, note)
