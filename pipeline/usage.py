"""What a plan has room for: replies are counted before they are sent; accounts, members, personas and jobs as they are added."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bson import ObjectId

from models import FineTuningJob, JobStatus, Membership, Message, Persona, SocialAccount, Usage, UsageReport
from models.social_account import AccountStatus
from pipeline.billing import UNDER_BILLING, InForce, in_force, in_force_now
from pipeline.billing_period import Period
from pipeline.plans import Limit

LOOK_AGAIN = timedelta(hours=1)
NO_AUTO_SEND = f"Your plan has no auto-send, so a person decides. A larger plan has it; choose one {UNDER_BILLING}"
_ENDED = (JobStatus.FAILED, JobStatus.CANCELLED)
_WAY_ON = {
    Limit.ACCOUNTS: ("account", "accounts", "Disconnect one, or choose"),
    Limit.MEMBERS: ("member", "members", "Remove one, or choose"),
    Limit.PERSONAS: ("persona", "personas", "Delete one, or choose"),
    Limit.JOBS: ("fine-tuning job a month", "fine-tuning jobs a month", "Wait until {day}, or choose"),
}
"""One, several, and what makes room."""


@dataclass(frozen=True)
class Wait:
    """When to ask again, and why not now."""

    until: datetime
    sentence: str


def rests(workspace_id: ObjectId, now: datetime) -> Wait | None:
    """None while a machine may draft and send here."""
    if in_force(workspace_id, now).works:
        return None
    holds = in_force_now(workspace_id, now)
    return None if holds.works else Wait(now + LOOK_AGAIN, holds.sentence)


def auto_send_refused(workspace_id: ObjectId, now: datetime) -> str:
    """Why a person must decide, "" where the plan has auto-send."""
    return "" if in_force(workspace_id, now).terms.auto_send else NO_AUTO_SEND


def take_reply(message: Message, now: datetime) -> Wait | None:
    """Count the reply of `message`, which is claimed for sending at `now`. None: it may go; else it waits for room.

    A person's own words are not counted, nor what was counted before it got into doubt.
    """
    if not _is_counted(message):
        return None
    if _take(in_force(message.workspace_id, now), message, now):
        return None
    holds = in_force_now(message.workspace_id, now)
    if not holds.works:
        return Wait(now + LOOK_AGAIN, holds.sentence)
    if not _take(holds, message, now):
        Usage.wait(message.workspace_id, (holds.period.start, holds.period.end), now)
        return Wait(min(holds.period.end, message.reply_by or holds.period.end), waits_for_room(holds))
    return None


def give_back_reply(message: Message, taken_at: datetime, now: datetime) -> None:
    """The platform surely did not take it: it does not count."""
    if _is_counted(message):
        Usage.give_back(message.workspace_id, taken_at, now)


def report_reply(message: Message, sent_at: datetime, now: datetime) -> None:
    """Where use is metered, have the vendor told of a reply that stands on the platform. Done again, it is one report."""
    if not message.reply.draft_text:
        return
    holds = in_force(message.workspace_id, now)
    if holds.is_metered:
        UsageReport.keep(message.workspace_id, str(message.id), holds.customer_id, _in(holds.period, sent_at))


def used(workspace_id: ObjectId, limit: Limit, holds: InForce) -> int:
    """How many there are, or were in the period that holds."""
    if limit is Limit.REPLIES:
        counted = Usage.in_period(workspace_id, holds.period.start)
        return counted.replies if counted else 0
    if limit is Limit.ACCOUNTS:
        return SocialAccount.of(workspace_id).filter(status__ne=AccountStatus.DISCONNECTED).count()
    if limit is Limit.MEMBERS:
        return Membership.objects(workspace_id=workspace_id).count()
    if limit is Limit.PERSONAS:
        return Persona.of(workspace_id).count()
    begun = FineTuningJob.of(workspace_id).filter(created_at__gte=holds.period.start).only("status")
    return sum(job.status not in _ENDED for job in begun)


def has_room(workspace_id: ObjectId, holds: InForce) -> bool:
    """Whether one more reply may go."""
    most = holds.terms.limit(Limit.REPLIES)
    return holds.works and (most is None or used(workspace_id, Limit.REPLIES, holds) < most)


def refused(workspace_id: ObjectId, limit: Limit, now: datetime) -> str:
    """Why no more of these can be added now, and the way on; "" when one can."""
    return _refused(workspace_id, limit, now, more=1)


def exceeded(workspace_id: ObjectId, limit: Limit, now: datetime) -> str:
    """The same, asked after one was added: of several who add at once none may be the last to look."""
    return _refused(workspace_id, limit, now, more=0)


def may_begin_job(workspace_id: ObjectId, now: datetime) -> str:
    """Why no fine-tuning job can be begun now, "" when one can. Jobs that failed or were cancelled are not counted."""
    return refused(workspace_id, Limit.JOBS, now)


def waits_for_room(holds: InForce) -> str:
    """What stands beside a reply for which the period has no room."""
    most, day = holds.terms.limit(Limit.REPLIES), holds.period.ends_on
    who, way = ("spend cap pays for", "a higher cap") if holds.is_capped else ("plan has", "a larger plan")
    replies = "reply" if most == 1 else "replies"
    return (
        f"Your {who} {most:,} {replies} a month, and all are sent. This waits for {day}, or for {way} {UNDER_BILLING}"
    )


def _refused(workspace_id: ObjectId, limit: Limit, now: datetime, more: int) -> str:
    if in_force(workspace_id, now).terms.limit(limit) is None:
        return ""
    holds = in_force_now(workspace_id, now)
    most = holds.terms.limit(limit)
    if most is None or used(workspace_id, limit, holds) + more <= most:
        return ""
    one, several, way = _WAY_ON[limit]
    if not most:
        return f"Your plan has no {several}. Choose a larger one {UNDER_BILLING}"
    return f"Your plan has {most} {one if most == 1 else several}. {way.format(day=holds.period.ends_on)} a larger plan {UNDER_BILLING}"


def _is_counted(message: Message) -> bool:
    return bool(message.reply.draft_text) and message.reply.doubtful_since is None


def _take(holds: InForce, message: Message, now: datetime) -> bool:
    most = holds.terms.limit(Limit.REPLIES)
    return holds.works and Usage.take(message.workspace_id, (holds.period.start, holds.period.end), most, now)


def _in(period: Period, moment: datetime) -> datetime:
    """The platform's clock may be a little ahead or behind, but what is counted in a period is told in it."""
    return min(max(moment, period.start), period.end - timedelta(seconds=1))
