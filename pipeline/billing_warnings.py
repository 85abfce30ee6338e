"""People are told when the replies of a period are nearly used up: at each share of the limit once."""

from datetime import datetime, timedelta

from bson import ObjectId

from models import Notification, Usage, notify, resolve
from pipeline.billing import PAGE, UNDER_BILLING, InForce, in_force
from pipeline.plans import WARNINGS, Limit

REPLIES = "limit:replies"
LEVELS = (*(round(share * 100) for share in WARNINGS), 100)
_LATELY = timedelta(minutes=5)


def warn_lately(now: datetime) -> None:
    """Look at every count that changed a moment ago."""
    for counted in Usage.objects(changed_at__gte=now - _LATELY).only("workspace_id"):
        warn(counted.workspace_id, in_force(counted.workspace_id, now))


def close_old(now: datetime) -> None:
    """Put away the warnings of periods that are over."""
    for notice in Notification.objects(resolved_at=None).only("workspace_id", "key"):
        if notice.key == REPLIES:
            warn(notice.workspace_id, in_force(notice.workspace_id, now))


def warn(workspace_id: ObjectId, holds: InForce) -> None:
    """Say how much is used, if that is news; put the notice away where there is room again."""
    most, counted = holds.terms.limit(Limit.REPLIES), Usage.in_period(workspace_id, holds.period.start)
    level = level_of(counted.replies if counted else 0, most)
    if not level or counted is None:
        resolve(workspace_id, REPLIES)
        return
    same_limit = counted.warned if counted.warned_of == most else 0
    if level <= same_limit:
        return
    as_seen = Usage.objects(slot=counted.slot, warned=counted.warned, warned_of=counted.warned_of)
    if as_seen.update_one(set__warned=level, set__warned_of=most):
        notify(workspace_id, REPLIES, sentence_of(level, holds), PAGE)


def level_of(used: int, most: int | None) -> int:
    """The highest of LEVELS that is reached, in per cent; 0 for none."""
    if not most:
        return 0
    return max((level for level in LEVELS if used * 100 >= level * most), default=0)


def sentence_of(level: int, holds: InForce) -> str:
    """What people are told at a level."""
    most, day = holds.terms.limit(Limit.REPLIES), holds.period.ends_on
    whole = f"the {most:,} replies a month that your {'spend cap pays for' if holds.is_capped else 'plan has'}"
    way = f"choose a {'higher cap' if holds.is_capped else 'larger plan'} {UNDER_BILLING}"
    if level >= LEVELS[-1]:
        return f"All of {whole} are sent. What comes now waits for {day}; to send it sooner, {way}"
    return f"{level} % of {whole} are sent. It begins anew on {day}; if that is too late, {way}"
