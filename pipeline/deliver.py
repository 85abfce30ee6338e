"""Last step: put an approved reply on the platform, exactly once. Claim first; look before any second try."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from connectors.base import Connector, Platform, ReplyTarget, SentReply
from connectors.errors import AccessRevoked, Blocked, MessageGone, OutcomeUnknown, Permanent, RateLimited, Transient
from connectors.limits import Limits
from logs import log
from models import Message, ReplyExample, SocialAccount, Status, Workspace
from models.lifecycle import Lost, move, touch
from models.social_account import AccountStatus
from pipeline.autonomy import closed_meanwhile
from pipeline.breaker import blocked, refused, rests_until, worked
from pipeline.budget import waits_until
from pipeline.disclosure import record
from pipeline.fan_marks import wants_people
from pipeline.memory import forget_message
from pipeline.pace import slot_of
from pipeline.quiet import paused
from pipeline.shadow import compare
from pipeline.usage import auto_send_refused, give_back_reply, report_reply, rests, take_reply
from pipeline.windows import closes_at, is_by_hand, is_over
from settings import settings

TRIES = 6
"""How often a platform that does not answer is asked before a person must look."""
NEVER_ARRIVES = f"It was sent {TRIES} times and is not on the platform."
MAYBE_THERE = "It may be there all the same: have a look before you try again."
TAKEN_BACK = "Auto-send was switched off before this was sent."
WAITED_LONG = "It had waited while everything was stopped. Have a look whether it still fits."
STALE_AFTER = timedelta(hours=1)
WHILE_CLOSED = timedelta(minutes=1)
NOT_TAKEN = frozenset({Status.APPROVED, Status.FAILED, Status.WITHDRAWN_BY_FAN})
"""How a reply ends that the platform surely did not take."""
CLOCK_SKEW = timedelta(minutes=5)


@dataclass(frozen=True)
class Line:
    """The way to one account's platform, and what the platform allows."""

    connector: Connector
    platform: Platform


def deliver(message: Message, account: SocialAccount, line: Line, now: datetime) -> Message:
    """Send the reply of an approved message whose undo window is over. `account` is as it was stored a moment ago.

    Ends as sent; as failed with a sentence; approved again where it was surely not done or must wait; back in review where
    a person must look again; or still sending where nobody knows: `reconcile` looks then. AccessRevoked is passed on after
    the message is approved again.
    """
    if message.send_after and message.send_after > now:
        return _waits(message, message.send_after)
    if is_over(message, line.platform.limits[message.kind], now):
        return move(message, Status.EXPIRED, by="worker", why="The platform's time to answer is over.")
    workspace = Workspace.objects(id=message.workspace_id).only("stopped", "resumed_at").first()
    if account.status is not AccountStatus.CONNECTED or workspace is None or workspace.stopped:
        return _waits(message, now + WHILE_CLOSED, slot_at=None)
    if unpaid := rests(message.workspace_id, now):
        return _waits(message, unpaid.until, problem=unpaid.sentence, slot_at=None)
    if doubt := _must_be_seen(message, account, workspace, now):
        return move(message, Status.IN_REVIEW, by="worker", why=doubt, send_after=None, slot_at=None, reply__mode="")
    if message.reply.mode == "auto" and (quiet := paused(message, now)):  # they began while it waited for its turn
        if quiet.ask:
            return move(
                message, Status.IN_REVIEW, by="worker", why=quiet.ask, send_after=None, slot_at=None, reply__mode=""
            )
        return _waits(message, quiet.until, send_after=quiet.until, slot_at=None)
    if until := rests_until(account, now):
        return _waits(message, until, problem=account.sending_problem, slot_at=None)
    if waits := waits_until(message, line.platform, now):
        return _waits(message, waits[0], problem=waits[1], slot_at=None)
    if (slot := slot_of(message, account, line.platform, now)) > now:
        return _waits(message, slot, slot_at=slot)
    if room := take_reply(message, now):
        return _waits(message, room.until, problem=room.sentence, slot_at=None)
    return _claim_and_send(message, account, line, now)


def _claim_and_send(message: Message, account: SocialAccount, line: Line, now: datetime) -> Message:
    """It is counted already; what surely does not go counts no more."""
    started = time.monotonic()
    try:
        tries = message.reply.tries + 1
        claimed = move(message, Status.SENDING, by="worker", why="", claimed_at=now, reply__tries=tries)
    except Lost:
        give_back_reply(message, now, now)
        raise
    if time.monotonic() - started > settings().doubt_seconds / 2:  # too long ago: others may believe we are dead
        return claimed
    try:
        after = _send(claimed, account, line, now)
    except AccessRevoked:
        give_back_reply(claimed, now, now)
        raise
    except Lost:
        if claimed.reload().status is not Status.SENT:
            raise
        return claimed  # its echo was here before the platform's answer
    if after.status in NOT_TAKEN:
        give_back_reply(after, now, now)
    return after


def _waits(message: Message, until: datetime, **changes: Any) -> Message:
    """Through nobody's fault: it keeps its attempts."""
    return touch(message, wake_at=until, busy_until=None, attempts=0, **changes)


def _send(claimed: Message, account: SocialAccount, line: Line, now: datetime) -> Message:
    limits, started = line.platform.limits[claimed.kind], time.monotonic()
    try:
        sent = _look_first(claimed, line)
        if sent is None and time.monotonic() - started > settings().doubt_seconds / 2:  # looking took too long
            return claimed
        sent = sent or line.connector.send(target_of(claimed, limits), claimed.reply.text)
    except OutcomeUnknown as doubt:
        log.warning("delivery in doubt", message=str(claimed.id))
        return touch(claimed, problem=doubt.sentence)
    except RateLimited as limit:
        if isinstance(limit, Blocked):
            blocked(account, limit, now)
        claimed.reply.tries -= 1  # nothing was tried
        return _not_now(claimed, limit.sentence, now + timedelta(seconds=limit.retry_after_seconds))
    except Transient as error:
        if claimed.reply.tries >= TRIES:
            return move(claimed, Status.FAILED, by="worker", why=error.sentence, problem=error.sentence)
        pause = settings().retry_seconds * 2 ** (claimed.reply.tries - 1) / 4
        return _not_now(claimed, error.sentence, now + timedelta(seconds=pause))
    except AccessRevoked as error:
        _not_now(claimed, error.sentence, now + WHILE_CLOSED)
        raise
    except MessageGone as error:  # nothing to answer any more: no failure that a person could mend
        forget_message(claimed.id)
        return move(claimed, Status.WITHDRAWN_BY_FAN, by="worker", why=error.sentence)
    except Permanent as error:
        refused(account, error, now)
        return move(claimed, Status.FAILED, by="worker", why=error.sentence, problem=error.sentence)
    worked(account)
    return arrived(claimed, sent, now)


def reconcile(message: Message, line: Line, now: datetime) -> Message:
    """Ask the platform whether a delivery that nobody saw the end of has happened: then it is sent, else approved again."""
    clear_at = message.claimed_at + timedelta(seconds=settings().doubt_seconds)
    if clear_at > now:
        return touch(message, wake_at=clear_at, busy_until=None)
    try:
        found = _find(message, line, message.claimed_at)
    except AccessRevoked:
        raise
    except Permanent as error:
        return give_up_looking(message, error.sentence)
    if found is None and message.reply.tries >= TRIES:
        return give_up_looking(message, NEVER_ARRIVES)
    if found is None:
        why = "The platform does not have it: it is sent again."
        again = move(message, Status.APPROVED, by="worker", why=why, wake_at=now, send_after=None)
        give_back_reply(again, again.claimed_at, now)
        return again
    log.info("delivery found", message=str(message.id))
    return arrived(message, found, now)


def give_up_looking(message: Message, why: str) -> Message:
    """Fail without knowing. The doubt stays on the message: whoever tries again looks first."""
    since = message.reply.doubtful_since or message.claimed_at
    problem = f"{why} {MAYBE_THERE}"
    return move(message, Status.FAILED, by="worker", why=problem, problem=problem, reply__doubtful_since=since)


def _look_first(message: Message, line: Line) -> SentReply | None:
    since = message.reply.doubtful_since
    return _find(message, line, since) if since else None


def _find(message: Message, line: Line, since: datetime) -> SentReply | None:
    """Our reply on the platform, unless it is another message's: the same words may have gone to somebody else there."""
    same = Message.objects(account_id=message.account_id, reply__text=message.reply.text, id__ne=message.id)
    taken = {other.reply.external_id for other in same.only("reply.external_id") if other.reply.external_id}
    target = target_of(message, line.platform.limits[message.kind])
    return line.connector.find_reply(target, message.reply.text, since - CLOCK_SKEW, taken)


def target_of(message: Message, limits: Limits) -> ReplyTarget:
    """What the connector must know of the message it answers."""
    private = message.reply.private
    reply_by = closes_at(message, limits, by_hand=False) if private else message.reply_by
    return ReplyTarget(
        message.kind, message.external_id, message.conversation_id, message.fan_external_id, message.answers,
        reply_by=reply_by, by_hand=is_by_hand(message), private=private,
    )  # fmt: skip


def arrived(message: Message, sent: SentReply, now: datetime) -> Message:
    """It stands on the platform as `sent`. Raises Lost when somebody has moved the message meanwhile."""
    record(message, sent.created_at or now)
    report_reply(message, sent.created_at or now, now)
    done = move(
        message, Status.SENT, by="worker", why="Sent.", now=now, problem="",
        reply__external_id=sent.external_id, reply__sent_at=sent.created_at or now, reply__doubtful_since=None,
    )  # fmt: skip
    if done.reply.mode != "auto":
        _learn(done, now)
        compare(done)
    return done


def _learn(message: Message, now: datetime) -> None:
    """What a person approved or wrote is an example, and with the draft it replaced a preference pair."""
    edited = message.reply.text != message.reply.draft_text
    ReplyExample.objects(account_id=message.account_id, external_id=message.reply.external_id).update_one(
        upsert=True, set__workspace_id=message.workspace_id, set__platform=message.platform, set__kind=message.kind,
        set__source="edited" if edited else "approved", set__fan_text=message.text, set__text=message.reply.text,
        set__draft_text=message.reply.draft_text, set__conversation_id=message.conversation_id,
        set__fan_username=message.fan_username, set__post_external_id=message.post.external_id if message.post else "",
        set__answers=message.external_id, set__language=message.label.language if message.label else "", set__created_at=now,
        set__read_at=message.read_at, set__checked_at=message.checked_at,
    )  # fmt: skip


def _not_now(claimed: Message, sentence: str, again_at: datetime) -> Message:
    return move(
        claimed, Status.APPROVED, by="worker", why=sentence, problem=sentence, wake_at=again_at, send_after=again_at,
        slot_at=None, reply__tries=claimed.reply.tries,
    )  # fmt: skip


def _must_be_seen(message: Message, account: SocialAccount, workspace: Workspace, now: datetime) -> str:
    """Why what was to go by itself needs a person after all; "" when it may go. What a person approved may."""
    if message.reply.mode != "auto":
        return ""
    if unwanted := wants_people(message.fan_id, message.workspace_id):
        return unwanted
    consented = account.auto_send and message.label and message.label.intent in account.auto_send_intents
    if not consented:
        return TAKEN_BACK
    if closed := closed_meanwhile(message) or auto_send_refused(message.workspace_id, now):
        return closed
    drafted, resumed = message.reply.drafted_at, workspace.resumed_at
    waited = drafted and resumed and drafted + STALE_AFTER < resumed
    return WAITED_LONG if waited else ""
