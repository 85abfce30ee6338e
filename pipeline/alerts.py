"""Mails to members about what the bell says: each cause once a day at most, at once or gathered in the morning."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bson import ObjectId

from connectors.errors import ConnectorError, Transient
from logs import log
from models import Mailing, Membership, Notification, NotificationChoice, NotUnique, User, Workspace
from models.notification_choice import Kind, Way, kind_of
from pipeline.mail_links import Subscription, link_of
from settings import settings

MORNING = time(8)
"""On the workspace's clock: what is gathered comes then."""
TRIES = 12
LOST = "The mail server did not take it."
_CLAIM, _FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=5), timedelta(minutes=1), timedelta(hours=1)
_KEPT = timedelta(days=60)
_AT_ONCE = 200
SUBJECTS = {
    Kind.CRISIS: "A letter needs you now",
    Kind.ACCESS: "The access to an account",
    Kind.STOPPED: "Something rests or was closed",
    Kind.WAITING: "Letters wait for you",
    Kind.LIMIT: "A limit is near",
    Kind.READY: "Something is ready",
}
Send = Callable[[str, str, str], None]
"""To whom, the subject, the text. Raises the branches of connectors.errors."""


@dataclass(frozen=True)
class Letter:
    """One mail: what it says, to whom."""

    to: str
    subject: str
    text: str


def make_mailings(now: datetime, can_mail: bool) -> int:
    """For each notice that is new, a mailing for each member who wants one. Gives how many were made.

    Where no mail can be sent the notice is only marked: what nobody could send is not sent when it is old.
    """
    count = 0
    for notice in Notification.objects(resolved_at=None, alerted_at=None).limit(_AT_ONCE):
        count += _make(notice, now) if can_mail else 0
        as_seen = Notification.objects(id=notice.id, alerted_at=None, sentence=notice.sentence)
        as_seen.update_one(set__alerted_at=now)
    return count


def send_due(send: Send, now: datetime) -> int:
    """Send what is due; gives how many mails went. Whoever dies between sending and noting it sends that mail once more."""
    due = Mailing.objects(due_at__lt=now).order_by("due_at").limit(_AT_ONCE)
    mine = [one for one in due if _claim(one, now)]
    apart = [[one] for one in mine if one.way is Way.NOW]
    gathered = sorted((one for one in mine if one.way is not Way.NOW), key=_member)
    together = [list(ones) for _, ones in groupby(gathered, _member)]
    return sum(_send(ones, send, now) for ones in apart + together)


def letter_of(ones: Sequence[Mailing]) -> Letter | None:
    """The mail about these causes; None when the member has left or wants none of them any more."""
    first = ones[0]
    user, workspace = User.objects(id=first.user_id).first(), Workspace.objects(id=first.workspace_id).first()
    membership = Membership.objects(user_id=first.user_id, workspace_id=first.workspace_id).first()
    if not (user and workspace and membership):
        return None
    choices = NotificationChoice.choices_of(workspace.id, user.id, membership.role)
    wanted = [one for one in ones if choices[one.kind].way is not Way.NONE]
    if not wanted:
        return None
    subject = SUBJECTS[wanted[0].kind] if first.way is Way.NOW else f"{len(wanted)} things since yesterday"
    base = settings().base_url.rstrip("/")
    causes = "\n\n".join(f"{one.sentence}\n{base}{one.url or '/notices'}" for one in wanted)
    kinds = sorted({one.kind for one in wanted})
    ends = "\n".join(f"{SUBJECTS[kind]}: {link_of(Subscription(workspace.id, user.id, kind))}" for kind in kinds)
    foot = f"You get this as a member of {workspace.name}. To get no more mails of this kind:\n{ends}"
    return Letter(user.email, f"{subject} ({workspace.name})", f"{causes}\n\n--\n{foot}\n")


def next_morning(zone: str, now: datetime) -> datetime:
    """The next MORNING on a clock."""
    there = now.astimezone(ZoneInfo(zone))
    today = datetime.combine(there.date(), MORNING, there.tzinfo)
    tomorrow = datetime.combine(there.date() + timedelta(days=1), MORNING, there.tzinfo)
    return (today if today > there else tomorrow).astimezone(now.tzinfo)


def _make(notice: Notification, now: datetime) -> int:
    kind, workspace = kind_of(notice.key), Workspace.objects(id=notice.workspace_id).only("time_zone").first()
    if kind is None or workspace is None:
        return 0
    made = 0
    for member in Membership.objects(workspace_id=notice.workspace_id):
        way = NotificationChoice.choices_of(notice.workspace_id, member.user_id, member.role)[kind].way
        if way is Way.NONE:
            continue
        mailing = Mailing(
            workspace_id=notice.workspace_id, user_id=member.user_id, kind=kind, way=way, sentence=notice.sentence, url=notice.url,
            key=f"{notice.workspace_id} {notice.key} {notice.created_at:%Y-%m-%d}", made_at=now, gone_at=now + _KEPT,
            due_at=now if way is Way.NOW else next_morning(workspace.time_zone, now),
        )  # fmt: skip
        try:
            mailing.save(force_insert=True)
        except NotUnique:
            continue
        made += 1
    return made


def _claim(mailing: Mailing, now: datetime) -> bool:
    mine = Mailing.objects(id=mailing.id, due_at=mailing.due_at)
    mailing.tries += 1
    return bool(mine.update_one(set__due_at=now + _CLAIM, inc__tries=1))


def _send(ones: Sequence[Mailing], send: Send, now: datetime) -> int:
    ids, letter = [one.id for one in ones], letter_of(ones)
    if letter is None:
        Mailing.end(ids, problem="It was not wanted any more.")
        return 0
    try:
        send(letter.to, letter.subject, letter.text)
    except Transient:
        _later(ones, now)
        return 0
    except ConnectorError as error:
        log.warning("mail refused", mailing=str(ids[0]))
        Mailing.end(ids, problem=error.sentence)
        return 0
    Mailing.end(ids, sent_at=now, problem="")
    return 1


def _later(ones: Sequence[Mailing], now: datetime) -> None:
    for one in ones:
        if one.tries >= TRIES:
            Mailing.end([one.id], problem=LOST)
        else:
            pause = min(_FIRST_PAUSE * 2 ** (one.tries - 1), _LONGEST_PAUSE)
            Mailing.objects(id=one.id).update_one(set__due_at=now + pause, set__problem=LOST)


def _member(one: Mailing) -> tuple[ObjectId, ObjectId]:
    return one.workspace_id, one.user_id
