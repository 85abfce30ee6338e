"""Inviting people, and what they find behind the link."""

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from connectors.mail import can_mail
from models import Invitation, Membership, User, Workspace
from models.fields import utcnow
from models.invitation import Answer
from models.user import AddressTaken, Role
from pipeline.members import Refused, invite, revoke
from pipeline.members import accept as join
from web.access import MANAGES, only
from web.afterwards import afterwards
from web.auth import is_somebody, me
from web.doors import email_problem, enter, name_problem, password_problem, written_email
from web.mails import invitation_link, mail_invitation
from web.replies import done, failed
from web.said import N_
from web.throttle import too_many

A_DAY, DAY = 60, 24 * 3600
NEW_FROM_ONE_PLACE, QUARTER = 60, 15 * 60
ROLES = {
    Role.OWNER: N_("an owner"),
    Role.MANAGER: N_("a manager"),
    Role.REVIEWER: N_("a reviewer"),
    Role.ANALYST: N_("an analyst"),
}
pages = Blueprint("invitations", __name__)


@pages.post("/team/invitations")
@only(MANAGES)
def send() -> Response:
    """Ask somebody in. The link is shown once, mailed or not."""
    email, role = written_email(), request.form.get("role", "")
    if role not in set(Role):
        return failed(422, gettext("Choose a role."), _team())
    if sentence := email_problem(email):
        return failed(422, sentence, _team())
    return _invited(email, Role(role))


@pages.post("/team/invitations/<invitation_id>/again")
@only(MANAGES)
def send_again(invitation_id: str) -> Response:
    """A new link for another week; the old one dies."""
    old = _one(invitation_id)
    if old.answer is not Answer.OPEN:
        return failed(409, gettext("This invitation was answered or taken back before."), _team())
    return _invited(old.email, old.role)


@pages.post("/team/invitations/<invitation_id>/revoke")
@only(MANAGES)
def take_back(invitation_id: str) -> Response:
    """Its link works no longer."""
    invitation = _one(invitation_id)
    try:
        revoke(me().membership, invitation)
    except Refused as refused:
        return failed(409, str(refused), _team())
    return done(gettext("The link for %(email)s works no longer.", email=invitation.email), _team())


@pages.get("/invitations/<secret>")
def show(secret: str) -> str | tuple[str, int]:
    """Join, sign in to join, sign up to join; or why this link leads nowhere, and what to do."""
    invitation = Invitation.by_secret(secret)
    return _page(invitation, secret)


@pages.post("/invitations/<secret>")
def accept(secret: str) -> Response | str | tuple[str, int]:
    """Join, as whoever is signed in with the invited address, or as the new person who signs up with it."""
    invitation = Invitation.by_secret(secret)
    if invitation is None or invitation.answer is not Answer.OPEN or invitation.is_over(utcnow()):
        return _page(invitation, secret)
    if is_somebody():
        return _join(invitation, secret) if me().email == invitation.email else _page(invitation, secret)
    if User.known(invitation.email):
        return redirect(url_for("auth.sign_in", next=request.path))
    return _sign_up(invitation, secret)


def _join(invitation: Invitation, secret: str) -> Response | str | tuple[str, int]:
    try:
        membership = join(invitation, me().user)
    except Refused as refused:
        flash(str(refused), "problem")
        return _page(Invitation.by_secret(secret), secret)
    me().sign_in.enter(membership, utcnow())
    return done(gettext("Welcome. This is the desk you were invited to."), "/")


def _sign_up(invitation: Invitation, secret: str) -> Response | str | tuple[str, int]:
    name, password = request.form.get("name", ""), request.form.get("password", "")
    if sentence := name_problem(name) or password_problem(password):
        return _page(invitation, secret, sentence)
    if too_many("sign-up-place", request.remote_addr or "", limit=NEW_FROM_ONE_PLACE, seconds=QUARTER):
        return _page(
            invitation, secret, gettext("Too many new people from here. Wait a quarter of an hour, then try again.")
        )
    try:
        user = User.sign_up(invitation.email, name, password)
        join(invitation, user)
    except AddressTaken:
        return redirect(url_for("auth.sign_in", next=request.path))
    except Refused:
        flash(
            gettext("Your sign-up worked, but the invitation was taken back meanwhile. This is a desk of your own."),
            "problem",
        )
    return enter(user, "/")


def _page(invitation: Invitation | None, secret: str, sentence: str = "") -> str | tuple[str, int]:
    """`state` says which of the page's sentences stands there."""
    state, code = _state(invitation)
    if invitation is None:
        return render_template("auth/invitation.html", state=state), code
    workspace = Workspace.objects(id=invitation.workspace_id).first()
    host = User.objects(id=invitation.invited_by).first()
    shown = render_template(
        "auth/invitation.html", state=state, invitation=invitation, workspace_name=workspace.name if workspace else "",
        host=host.name if host else gettext("Somebody"), role=ROLES[invitation.role], sentence=sentence,
        address=url_for("invitations.accept", secret=secret), name=request.form.get("name", ""),
    )  # fmt: skip
    return shown, 422 if sentence else code


def _state(invitation: Invitation | None) -> tuple[str, int]:
    if invitation is None:
        return "wrong", 404
    if is_somebody() and me().email == invitation.email and _is_member(invitation):
        return "member", 200
    if invitation.answer is not Answer.OPEN:
        return ("used" if invitation.answer is Answer.ACCEPTED else "revoked"), 410
    if invitation.is_over(utcnow()):
        return "over", 410
    if is_somebody():
        return ("join", 200) if me().email == invitation.email else ("other", 409)
    return ("known" if User.known(invitation.email) else "new"), 200


def _is_member(invitation: Invitation) -> bool:
    return Membership.between(me().user.id, invitation.workspace_id) is not None


def _invited(email: str, role: Role) -> Response:
    if too_many("invitations", str(me().workspace_id), limit=A_DAY, seconds=DAY):
        return failed(429, gettext("%(count)s invitations a day are enough. Try again tomorrow.", count=A_DAY), _team())
    try:
        invitation, secret = invite(me().membership, email, role)
    except Refused as refused:
        return failed(409, str(refused), _team())
    session["invitation_link"] = invitation_link(secret)
    if can_mail():
        afterwards(mail_invitation, invitation.id, secret)
        return done(gettext("%(email)s gets a mail. You can also hand the link over yourself.", email=email), _team())
    return done(
        gettext("%(email)s is invited. Copy the link and hand it over; no mail server is set.", email=email), _team()
    )


def _one(invitation_id: str) -> Invitation:
    found: Invitation | None = Invitation.one_of(me().workspace_id, invitation_id)
    if found is None:
        abort(404)
    return found


def _team() -> str:
    return url_for("team.overview")
