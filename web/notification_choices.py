"""What a member is told of and how, and the page behind the link at the end of a mail."""

from dataclasses import dataclass

from bson import ObjectId
from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from connectors.mail import can_mail
from models import AuditEntry, Mailing, Membership, NotificationChoice, User, Workspace
from models.notification_choice import Kind, Way
from pipeline.alerts import MORNING
from pipeline.mail_links import Subscription, read_link
from web.access import MANAGES, only
from web.auth import me
from web.replies import done, failed
from web.said import N_

pages = Blueprint("notification_choices", __name__)
MOST_HOURS = 168


@dataclass(frozen=True)
class Words:
    """How a kind is called, and what belongs to it."""

    title: str
    about: str


WORDS = {
    Kind.CRISIS: Words(
        N_("Somebody may be in danger"), N_("A letter is labelled as a crisis. The mail comes within a minute.")
    ),
    Kind.ACCESS: Words(N_("Access is ending"), N_("A platform's access ends soon, could not be renewed, or is lost.")),
    Kind.STOPPED: Words(
        N_("Something was stopped"), N_("Sending rests for an account, or auto-send closed for a kind of letters.")
    ),
    Kind.WAITING: Words(N_("Letters wait too long"), N_("Drafts that nobody has decided.")),
    Kind.LIMIT: Words(N_("A limit is near"), N_("Less than a tenth of a day's replies is left.")),
    Kind.READY: Words(N_("Something is ready"), N_("An export, a report or a deletion is done.")),
}


@pages.get("/settings/notifications")
def overview() -> str:
    """A line for each kind."""
    mine = NotificationChoice.choices_of(me().workspace_id, ObjectId(me().id), me().role)
    lately = Mailing.of(me().workspace_id).filter(user_id=ObjectId(me().id)).order_by("-made_at").first()
    return render_template(
        "settings/notifications.html", lines=[(WORDS[kind], mine[kind]) for kind in WORDS], can_mail=can_mail(), morning=MORNING,
        may_edit=me().role in MANAGES, most_hours=MOST_HOURS, trouble=lately.problem if lately else "",
    )  # fmt: skip


@pages.post("/settings/notifications")
def save() -> Response:
    """Keep what one member chose. Where no mail can be sent, what was chosen about mails stays as it was."""
    mine = NotificationChoice.choices_of(me().workspace_id, ObjectId(me().id), me().role)
    for kind, choice in mine.items():
        choice.in_app = request.form.get(f"bell-{kind}") == "yes"
        way = request.form.get(f"mail-{kind}", "")
        choice.way = Way(way) if can_mail() and way in set(Way) else choice.way
        choice.keep()
    AuditEntry.add(me().workspace_id, me().id, "member.notifications", me().id)
    return done(gettext("Saved."), url_for("notification_choices.overview"))


@pages.post("/settings/waiting")
@only(MANAGES)
def save_waiting() -> Response:
    """After how many hours a letter waits too long, for everybody."""
    hours, back = request.form.get("hours", ""), url_for("notification_choices.overview")
    if not (hours.isascii() and hours.isdecimal() and 1 <= int(hours[:4]) <= MOST_HOURS):
        sentence = gettext("Write a number of hours from 1 to %(most)s. Nothing was changed.", most=MOST_HOURS)
        return failed(422, sentence, back)
    Workspace.objects(id=me().workspace_id).update_one(set__waiting_hours=int(hours))
    AuditEntry.add(me().workspace_id, me().id, "workspace.waiting_hours", me().workspace_id, hours)
    return done(gettext("Saved."), back)


@pages.get("/mails/<token>")
def ask(token: str) -> str:
    """A question with one button, for who is signed out too: a machine that only looks at links must end nothing."""
    wanted = _known(token)
    return render_template(
        "settings/mails.html", words=WORDS[wanted.kind], of=_workspace(wanted), token=token, ended=False
    )


@pages.post("/mails/<token>")
def end(token: str) -> str:
    """No more mails of that kind to that member."""
    wanted = _known(token)
    membership = Membership.objects(user_id=wanted.user_id, workspace_id=wanted.workspace_id).first() or abort(404)
    choice = NotificationChoice.choices_of(wanted.workspace_id, wanted.user_id, membership.role)[wanted.kind]
    choice.way = Way.NONE
    choice.keep()
    AuditEntry.add(wanted.workspace_id, str(wanted.user_id), "member.mails_ended", wanted.user_id, str(wanted.kind))
    return render_template(
        "settings/mails.html", words=WORDS[wanted.kind], of=_workspace(wanted), token=token, ended=True
    )


def _known(token: str) -> Subscription:
    """What the link speaks of, if it is ours and the member is still there; else 404."""
    wanted = read_link(token)
    if wanted is None or User.objects(id=wanted.user_id).first() is None:
        abort(404)
    return wanted


def _workspace(wanted: Subscription) -> Workspace:
    found: Workspace = Workspace.objects(id=wanted.workspace_id).first() or abort(404)
    return found
