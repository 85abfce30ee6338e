"""How long words of fans are kept, by the workspace's own choice and its plan, counted from the day on which they were written."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bson import ObjectId

from models import BlindTest, KeepBound, Message, ReplyExample, SocialAccount, Status, Workspace, notify, resolve
from models.lifecycle import Lost
from pipeline.billing import PAGE, UNDER_BILLING, State, in_force
from pipeline.billing_period import day
from pipeline.fading import AT_ONCE, Over, forget_words
from pipeline.plans import GRACE
from pipeline.quotes import forget_fans

CHOICES = (30, 90, 180, 365)
OVER = "Your workspace keeps the words of fans for {} days only, so this can no longer be answered here."
GONE = "[deleted]"
"""Stands in a past blind test where the words of a fan stood."""
BOUND = "limit:keeping"
_LATER = timedelta(days=1)


def days_before(days: int, now: datetime) -> datetime:
    """What was written before this moment is too old."""
    return now - timedelta(days=days)


def kept_days(workspace: Workspace, now: datetime) -> int | None:
    """For how many days words are kept: by choice, and not longer than the plan has; None: as long as the platforms allow."""
    bounds = [days for days in (workspace.keep_days, _plan_keeps(workspace, now)) if days]
    return min(bounds, default=None)


def how_many_lose(workspace_id: ObjectId, days: int, now: datetime) -> int:
    """How many letters would lose their words if `days` were chosen now."""
    before = days_before(days, now)
    accounts = SocialAccount.of(workspace_id).only("id")
    return sum(len(list(_old(account.id, status, before, now))) for account in accounts for status in Status)


def keep_no_longer(workspace: Workspace, now: datetime) -> int:
    """Delete what is older than the workspace keeps, wherever it was copied to; ids, labels and our replies stay.

    At most AT_ONCE of each account and status at one time; cut short it goes on the next time. Gives how many documents changed.
    """
    days = kept_days(workspace, now)
    if not days:
        return 0
    before = days_before(days, now)
    accounts = list(SocialAccount.of(workspace.id))
    why = OVER.format(days)
    count = sum(_messages(account, before, now, why) for account in accounts)
    return count + sum(_examples(account, before, now) for account in accounts)


def _plan_keeps(workspace: Workspace, now: datetime) -> int | None:
    """The plan's bound. One that is shorter than before holds only GRACE after it was first seen here, and people are told."""
    holds = in_force(workspace.id, now)
    if holds.state is State.LOCAL:
        return None
    days, known = holds.terms.keep_days, KeepBound.known(workspace.id)
    if known is None or known.days != days:
        known = KeepBound.note(workspace.id, days, known.days if known else None, now)
    holds_from, before = known.since + GRACE, known.before
    if days is None or (before is not None and before <= days) or holds_from <= now:
        resolve(workspace.id, BOUND)
        return days
    if workspace.created_at < days_before(days, now):
        sentence = (
            f"Your plan keeps the words of fans for {days} days. From {day(holds_from)} on older ones are deleted;"
            f" until then you can take everything along, or choose a larger plan {UNDER_BILLING}"
        )
        notify(workspace.id, BOUND, sentence, PAGE)
    return before


def _messages(account: SocialAccount, before: datetime, now: datetime, why: str) -> int:
    count = 0
    for status in Status:
        ids = [id for _, id in zip(range(AT_ONCE), _old(account.id, status, before, now), strict=False)]
        same = Message.objects(id__in=ids)
        count += forget_words(
            list(same.only("status", "revision", "fan_id")) if ids else [], same, Over(now, before, why)
        )
    return count


def _old(account_id: ObjectId, status: Status, before: datetime, now: datetime) -> Iterator[ObjectId]:
    """Ids of messages that still have words and are too old. `read_at` is stored only with words; any is before tomorrow."""
    with_words = Message.objects(account_id=account_id, status=status, read_at__lt=now + _LATER)
    for message in with_words.only("platform_created_at").no_cache():
        if message.platform_created_at < before:
            yield message.id


def _examples(account: SocialAccount, before: datetime, now: datetime) -> int:
    with_words = ReplyExample.objects(account_id=account.id, read_at__lt=now + _LATER)
    fields = ("workspace_id", "vector", "created_at")
    found = [one for one in with_words.only("created_at").no_cache() if one.created_at < before][:AT_ONCE]
    old = list(ReplyExample.objects(id__in=[one.id for one in found]).only(*fields)) if found else []
    _forget_in_tests(account.workspace_id, {one.id for one in old})
    forget_fans(old)
    return len(old)


def _forget_in_tests(workspace_id: ObjectId, example_ids: set[ObjectId]) -> None:
    """Past blind tests show what the examples were answers to. Raises Lost when somebody takes one just now: done again, it works."""
    for test in BlindTest.of(workspace_id) if example_ids else ():
        quoting = [pair for pair in test.pairs if pair.example_id in example_ids and pair.fan_text != GONE]
        for pair in quoting:
            pair.fan_text = GONE
        as_seen = BlindTest.objects(id=test.id, revision=test.revision)
        if quoting and not as_seen.update_one(set__pairs=test.pairs):
            raise Lost(f"{test.id} is being taken")
