"""The team: who belongs to the workspace, in which role, and what each role may do."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import logout_user
from werkzeug.wrappers import Response

from connectors.mail import can_mail
from models import AuditEntry, Invitation, Membership, User, Workspace
from models.user import Role
from pipeline.members import Refused, change_role, leave, objection, remove
from web.access import MANAGES, OWNS, PERMISSIONS, only
from web.auth import me
from web.doors import seat
from web.pages import workspace
from web.replies import done, failed
from web.said import N_, said

ORDER = list(Role)
WORDS = {
    Role.OWNER: N_("Owner"),
    Role.MANAGER: N_("Manager"),
    Role.REVIEWER: N_("Reviewer"),
    Role.ANALYST: N_("Analyst"),
}
ABOUT = {
    Role.OWNER: N_("everything, also what concerns owners and auto-send"),
    Role.MANAGER: N_("all but what only owners may"),
    Role.REVIEWER: N_("letters, fans and knowledge"),
    Role.ANALYST: N_("reads everything, decides nothing"),
}
pages = Blueprint("team", __name__, url_prefix="/team")


@dataclass(frozen=True)
class Member:
    """One line of the page. `roles` are those that whoever looks may give them; none: their role is not theirs to change."""

    id: str
    name: str
    email: str
    role: Role
    since: datetime
    seen_at: datetime | None
    has_factor: bool
    is_me: bool
    roles: tuple[Role, ...]


@pages.get("")
def overview() -> str:
    """Members, open invitations, and the table of what each role may do."""
    manages = me().role in MANAGES
    invitations = Invitation.open_of(me().workspace_id) if manages else []
    return render_template(
        "team/team.html", members=_members(), invitations=invitations, permissions=PERMISSIONS, roles=ORDER, about=ABOUT,
        role_words=WORDS, may_manage=manages, may_own=me().role in OWNS, gives=_gives(), can_mail=can_mail(),
        link=session.pop("invitation_link", ""), names=_names(invitations),
    )  # fmt: skip


@pages.post("/members/<member_id>/role")
@only(MANAGES)
def give_role(member_id: str) -> Response:
    """Another role, at once."""
    member, role = _one(member_id), _role()
    if role is None:
        return failed(422, gettext("Choose a role."), _back())
    try:
        change_role(me().membership, member, role)
    except Refused as refused:
        return failed(409, str(refused), _back())
    return done(gettext("%(name)s is now %(role)s.", name=_name(member), role=said(WORDS[role]).lower()), _back())


@pages.post("/members/<member_id>/remove")
@only(MANAGES)
def take_out(member_id: str) -> Response:
    """They are signed out of this workspace at once."""
    member = _one(member_id)
    if member.id == me().membership.id:
        return failed(409, gettext("This is you. Use “Leave this workspace” below."), _back())
    try:
        remove(me().membership, member)
    except Refused as refused:
        return failed(409, str(refused), _back())
    return done(
        gettext("%(name)s is out. What they decided stays; you can invite them again.", name=_name(member)), _back()
    )


@pages.post("/leave")
def go() -> Response:
    """Whoever leaves goes on in another workspace of theirs, or is signed out."""
    user, name = me().user, workspace().name
    try:
        leave(me().membership)
    except Refused as refused:
        return failed(409, str(refused), _back())
    other = Membership.first_of(user.id)
    logout_user()
    if other is None:
        session.clear()
        flash(gettext("You have left %(workspace)s. Sign in again for a workspace of your own.", workspace=name))
        return redirect(url_for("auth.sign_in"))
    seat(other)
    flash(gettext("You have left %(workspace)s.", workspace=name))
    return redirect("/")


@pages.post("/second-factor")
@only(OWNS)
def ask_for_factor() -> Response:
    """Every member needs a second factor, or no longer does."""
    wanted = request.form.get("wanted") == "yes"
    if wanted and not me().has_factor:
        sentence = gettext("Set up your own second factor first, so that you are not the first one locked out.")
        return failed(409, sentence, url_for("second_factor.overview"))
    Workspace.objects(id=me().workspace_id).update_one(set__factor_required=wanted)
    action = "workspace.factor_required" if wanted else "workspace.factor_optional"
    AuditEntry.add(me().workspace_id, me().id, action)
    if not wanted:
        return done(gettext("A second factor is now everybody’s own choice."), _back())
    return done(gettext("Whoever has no second factor is asked to set it up at their next click."), _back())


def _members() -> list[Member]:
    every = list(Membership.objects(workspace_id=me().workspace_id))
    users = {user.id: user for user in User.objects(id__in=[one.user_id for one in every])}
    found = [_member(one, users[one.user_id]) for one in every if one.user_id in users]
    return sorted(found, key=lambda one: (ORDER.index(one.role), one.since))


def _member(one: Membership, user: User) -> Member:
    roles = tuple(role for role in ORDER if objection(me().role, one.role, role) is None)
    return Member(
        str(one.id), user.name, user.email, one.role, one.since, one.seen_at, user.factor_since is not None,
        one.id == me().membership.id, roles,
    )  # fmt: skip


def _one(member_id: str) -> Membership:
    found = next((one for one in Membership.objects(workspace_id=me().workspace_id) if str(one.id) == member_id), None)
    if found is None:
        abort(404)
    return found


def _gives() -> list[Role]:
    """The roles that whoever looks may invite people to, the smallest first."""
    return [role for role in reversed(ORDER) if objection(me().role, role) is None]


def _role() -> Role | None:
    wanted = request.form.get("role", "")
    return Role(wanted) if wanted in set(Role) else None


def _name(member: Membership) -> str:
    user = User.objects(id=member.user_id).first()
    return user.name if user else gettext("This member")


def _names(invitations: list[Invitation]) -> dict[object, str]:
    return {user.id: user.name for user in User.objects(id__in=[one.invited_by for one in invitations])}


def _back() -> str:
    return url_for("team.overview")
