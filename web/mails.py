"""The mails that carry a link."""

from bson import ObjectId

from connectors.errors import ConnectorError
from connectors.mail import can_mail, send_mail
from models import Invitation, User, Workspace
from models.fields import utcnow
from models.user import Role
from settings import settings


def invitation_link(secret: str) -> str:
    """Where whoever was invited clicks."""
    return f"{settings().base_url}/invitations/{secret}"


def password_link(secret: str) -> str:
    """Where whoever forgot the password writes a new one."""
    return f"{settings().base_url}/password/{secret}"


def mail_invitation(invitation_id: ObjectId, secret: str) -> None:
    """Send it, and write down what the mail server said."""
    invitation = Invitation.objects(id=invitation_id).first()
    if invitation is None or not can_mail():
        return
    workspace, host = _of(Workspace, invitation.workspace_id), _of(User, invitation.invited_by)
    text = (
        f"{host.name} asks you to answer fans' letters together, in the workspace “{workspace.name}” on Fanmail, "
        f"as {article(invitation.role)}.\n\nJoin here, until {invitation.ends_at:%d %B %Y}:\n{invitation_link(secret)}\n\n"
        "The link works once, for you alone. If you do not know who asks, leave it: nothing happens.\n"
    )
    try:
        send_mail(invitation.email, f"{host.name} invites you to {workspace.name}", text)
    except ConnectorError as error:
        Invitation.objects(id=invitation.id).update_one(set__mail_problem=error.sentence)
        return
    Invitation.objects(id=invitation.id).update_one(set__mailed_at=utcnow(), set__mail_problem="")


def mail_password_link(email: str, secret: str) -> None:
    """Raises ConnectorError."""
    text = (
        f"Somebody, hopefully you, asked for a new password on Fanmail. Write it here, within an hour:\n{password_link(secret)}\n\n"
        "If it was not you, do nothing: your password stays as it is.\n"
    )
    send_mail(email, "A new password for Fanmail", text)


def article(role: Role) -> str:
    """ "an owner", "a reviewer"."""
    return f"{'an' if role.value[0] in 'aeiou' else 'a'} {role}"


def _of(kind: type, id: ObjectId) -> User | Workspace:
    return kind.objects(id=id).get()  # type: ignore[attr-defined]
