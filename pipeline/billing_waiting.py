"""Replies and drafts that wait for a plan, for a payment or for room in it, go on by themselves."""

from datetime import datetime, timedelta

from bson import ObjectId

from models import Message, Status, Usage
from pipeline.billing import UNDER_BILLING, in_force
from pipeline.usage import has_room

SOON = timedelta(seconds=3)
"""Longer than any worker remembers the plan that was in force before."""
SETTLED = timedelta(seconds=30)
"""So old a wait must be: whoever noted it has written it into the message by then."""
_WAITING = (Status.APPROVED, Status.CLASSIFIED)


def wake(workspace_id: ObjectId, now: datetime) -> int:
    """Have what waits for a plan or a payment looked at soon. Gives how many."""
    count = 0
    for status in _WAITING:
        for message in Message.of(workspace_id).filter(status=status).only("problem", "revision"):
            if message.problem.endswith(UNDER_BILLING):
                as_seen = Message.objects(id=message.id, status=status, revision=message.revision)
                count += as_seen.update_one(set__wake_at=now + SOON, inc__revision=1)
    return count


def wake_where_there_is_room(now: datetime) -> int:
    """The same in each workspace where a reply found no room and there is some again. Gives how many."""
    count = 0
    for counted in Usage.objects(waits_since__lt=now - SETTLED):
        if has_room(counted.workspace_id, in_force(counted.workspace_id, now)):
            as_seen = Usage.objects(slot=counted.slot, waits_since=counted.waits_since)
            if as_seen.update_one(unset__waits_since=True):
                count += wake(counted.workspace_id, now)
    return count
