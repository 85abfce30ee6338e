"""The report by mail: which period is due, and once to each person who wants it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bson import ObjectId

from connectors.base import Platform
from connectors.errors import Permanent, Transient
from logs import log
from models import AuditEntry, Membership, ReportPlan, ReportSent, User, Workspace
from models.fields import utcnow
from models.report import Rhythm
from pipeline.analytics import midnights
from pipeline.looking_back import Asked, Period
from pipeline.report import Report, report
from pipeline.report_pdf import as_pdf

AFTER = timedelta(hours=6)
"""After midnight of the day that follows: the last day is counted by then, and people wake up."""
KEPT = timedelta(days=120)


@dataclass(frozen=True)
class Letter:
    """One report for one person."""

    to: str
    subject: str
    text: str
    pdf: bytes


Post = Callable[[Letter], None]
"""Sends one letter. Raises Transient when it was not sent and may be tried again, Permanent when it never will be."""


class NobodyChosen(ValueError):
    """A plan needs somebody to send to; the sentence says so."""


def last_ended(rhythm: Rhythm, today: date) -> Period:
    """The last whole week, Monday to Sunday, or month that is over on `today`."""
    if rhythm is Rhythm.WEEKLY:
        monday = today - timedelta(days=today.weekday())
        return Period(monday - timedelta(days=7), monday - timedelta(days=1))
    last = today.replace(day=1) - timedelta(days=1)
    return Period(last.replace(day=1), last)


def due(plan: ReportPlan, workspace: Workspace, now: datetime) -> Period | None:
    """The period whose report should be out by now; None while it is too early, or it ended before the plan was made."""
    zone = ZoneInfo(workspace.time_zone)
    period = last_ended(plan.rhythm, now.astimezone(zone).date())
    ended = midnights(period.last, zone)[1]
    return period if ended + AFTER <= now and ended > plan.since else None


def plan(workspace_id: ObjectId, rhythm: Rhythm, to: Collection[str], by: str) -> ReportPlan:
    """Send reports to these members from the next period on. Raises NobodyChosen when none of `to` works here."""
    here = [user_id for user_id in _members(workspace_id) if user_id in to]
    if not here:
        raise NobodyChosen("Choose at least one person who should get the report.")
    ReportPlan.objects(workspace_id=workspace_id).update_one(
        upsert=True, set__rhythm=rhythm, set__to=here, set_on_insert__since=utcnow()
    )
    AuditEntry.add(workspace_id, by, "report.planned", workspace_id, str(rhythm))
    return ReportPlan.objects.get(workspace_id=workspace_id)


def stop(workspace_id: ObjectId, by: str) -> None:
    """No more reports by mail."""
    if ReportPlan.objects(workspace_id=workspace_id).delete():
        AuditEntry.add(workspace_id, by, "report.stopped", workspace_id)


def send(plan: ReportPlan, workspace: Workspace, platforms: Collection[Platform], post: Post, now: datetime) -> int:
    """The report that is due, to each chosen member who has not had it. Returns how many went out.

    Each is claimed before it is sent; a mail server that is away gives the claim back. A crash in between loses one mail
    rather than sending it twice.
    """
    period = due(plan, workspace, now)
    users = [one for one in _users(plan) if period and _is_unsent(plan, period, one)] if period else []
    if period is None or not users:
        return 0
    made = report(workspace, Asked(period), platforms, now)
    pdf = as_pdf(made)
    return sum(_sent(plan, period, _letter(user, made, pdf), post, str(user.id)) for user in users)


def _sent(plan: ReportPlan, period: Period, letter: Letter, post: Post, user_id: str) -> bool:
    key = _key(plan, period, user_id)
    if not ReportSent.take(key, utcnow() + KEPT):
        return False
    try:
        post(letter)
    except Transient:
        ReportSent.give_back(key)
        log.info("report waits for the mail server", workspace=str(plan.workspace_id))
        return False
    except Permanent:
        log.warning("report refused", workspace=str(plan.workspace_id), user=user_id)
        return False
    return True


def _letter(user: User, made: Report, pdf: bytes) -> Letter:
    lines = [f"{card.title}: {card.value}. {card.sentence}" for card in made.cards]
    text = "\n\n".join((f"Hello {user.name},", f"this is what became of the letters to {made.name}, {made.period}.", *lines,
                        "The charts are in the file that comes along. Who gets this mail is chosen on the Analytics page."))  # fmt: skip
    return Letter(user.email, f"{made.name}: {made.period}", text, pdf)


def _is_unsent(plan: ReportPlan, period: Period, user: User) -> bool:
    return ReportSent.objects(key=_key(plan, period, str(user.id))).first() is None


def _key(plan: ReportPlan, period: Period, user_id: str) -> str:
    return f"{plan.workspace_id} {plan.rhythm} {period.first} {user_id}"


def _users(plan: ReportPlan) -> list[User]:
    """Those who were chosen and work here still."""
    here = [user_id for user_id in _members(plan.workspace_id) if user_id in plan.to]
    return list(User.objects(id__in=[ObjectId(one) for one in here]))


def _members(workspace_id: ObjectId) -> list[str]:
    return [str(one.user_id) for one in Membership.objects(workspace_id=workspace_id).only("user_id")]
