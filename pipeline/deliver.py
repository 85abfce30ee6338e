"""Last step: put an approved reply on the platform, exactly once. Claim first; look before any second try."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.base import Connector, Platform, ReplyTarget, SentReply
from connectors.errors import AccessRevoked, MessageGone, OutcomeUnknown, Permanent, RateLimited, Transient
from logs import log
from models import Budget, Message, ReplyExample, SocialAccount, Status, Workspace
from models.budget import day_of
from models.lifecycle import move, touch
from models.social_account import AccountStatus
from settings import settings

TRIES = 6
"""How often a platform that does not answer is asked before a person must look."""
NEVER_ARRIVES = f"It was sent {TRIES} times and is not on the platform."
MAYBE_THERE = "It may be there all the same: have a look before you try again."
TAKEN_BACK = "Auto-send was switched off before this was sent."
WHILE_CLOSED = timedelta(minutes=1)
CLOCK_SKEW = timedelta(minutes=5)


@dataclass(frozen=True)
class Line:
    """The way to one account's platform, and what the platform allows."""

    connector: Connector
    platform: Platform


def deliver(message: Message, account: SocialAccount, line: Line, now: datetime) -> Message:
    """Send the reply of an approved message whose undo window is over. `account` is as it was stored a moment ago.

    Ends as sent; as failed with a sentence; approved again where it was surely not done; or still sending where nobody
    knows: `reconcile` looks then. AccessRevoked is passed on after the message is approved again.
    """
    if message.send_after and message.send_after > now:
        return touch(message, wake_at=message.send_after, busy_until=None, attempts=0)
    if message.reply_by and message.reply_by <= now:
        return move(message, Status.EXPIRED, by="worker", why="The platform's time to answer is over.")
    if _is_closed(message, account):
        return touch(message, wake_at=now + WHILE_CLOSED, busy_until=None, attempts=0)
    if message.reply.mode == "auto" and not _may_still_go_by_itself(message, account):
        return move(message, Status.IN_REVIEW, by="worker", why=TAKEN_BACK, send_after=None, reply__mode="")
    if (again_at := _budget_refuses(message, line.platform, now)) is not None:
        problem = "Today's budget of the platform is spent. It is sent when the new day begins there."
        return touch(message, wake_at=again_at, busy_until=None, attempts=0, problem=problem)
    started = time.monotonic()
    claimed = move(message, Status.SENDING, by="worker", why="", claimed_at=now, reply__tries=message.reply.tries + 1)
    if time.monotonic() - started > settings().doubt_seconds / 2:  # too long ago: others may believe we are dead
        return claimed
    return _send(claimed, line.connector, now)


def _send(claimed: Message, connector: Connector, now: datetime) -> Message:
    try:
        sent = _look_first(claimed, connector) or connector.send(target_of(claimed), claimed.reply.text)
    except OutcomeUnknown as doubt:
        log.warning("delivery in doubt", message=str(claimed.id))
        return touch(claimed, problem=doubt.sentence)
    except RateLimited as limit:
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
        return move(claimed, Status.WITHDRAWN_BY_FAN, by="worker", why=error.sentence)
    except Permanent as error:
        return move(claimed, Status.FAILED, by="worker", why=error.sentence, problem=error.sentence)
    return _sent(claimed, sent, now)


def reconcile(message: Message, connector: Connector, now: datetime) -> Message:
    """Ask the platform whether a delivery that nobody saw the end of has happened: then it is sent, else approved again."""
    clear_at = message.claimed_at + timedelta(seconds=settings().doubt_seconds)
    if clear_at > now:
        return touch(message, wake_at=clear_at, busy_until=None)
    try:
        found = _find(message, connector, message.claimed_at)
    except AccessRevoked:
        raise
    except Permanent as error:
        return give_up_looking(message, error.sentence)
    if found is None and message.reply.tries >= TRIES:
        return give_up_looking(message, NEVER_ARRIVES)
    if found is None:
        return move(
            message,
            Status.APPROVED,
            by="worker",
            why="The platform does not have it: it is sent again.",
            wake_at=now,
            send_after=None,
        )
    log.info("delivery found", message=str(message.id))
    return _sent(message, found, now)


def give_up_looking(message: Message, why: str) -> Message:
    """Fail without knowing. The doubt stays on the message: whoever tries again looks first."""
    since = message.reply.doubtful_since or message.claimed_at
    problem = f"{why} {MAYBE_THERE}"
    return move(message, Status.FAILED, by="worker", why=problem, problem=problem, reply__doubtful_since=since)


def _look_first(message: Message, connector: Connector) -> SentReply | None:
    since = message.reply.doubtful_since
    return _find(message, connector, since) if since else None


def _find(message: Message, connector: Connector, since: datetime) -> SentReply | None:
    """Our reply on the platform, unless it is another message's."""
    thread = Message.objects(account_id=message.account_id, conversation_id=message.conversation_id)
    taken = {other.reply.external_id for other in thread.only("reply.external_id") if other.reply.external_id}
    return connector.find_reply(target_of(message), message.reply.text, since - CLOCK_SKEW, taken)


def target_of(message: Message) -> ReplyTarget:
    """What the connector must know of the message it answers."""
    return ReplyTarget(
        message.kind, message.external_id, message.conversation_id, message.fan_external_id, message.answers
    )


def _sent(message: Message, sent: SentReply, now: datetime) -> Message:
    done = move(
        message, Status.SENT, by="worker", why="Sent.", now=now, problem="",
        reply__external_id=sent.external_id, reply__sent_at=sent.created_at or now, reply__doubtful_since=None,
    )  # fmt: skip
    if done.reply.mode != "auto":
        _learn(done, now)
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
    )  # fmt: skip


def _not_now(claimed: Message, sentence: str, again_at: datetime) -> Message:
    return move(
        claimed, Status.APPROVED, by="worker", why=sentence, problem=sentence, wake_at=again_at, send_after=again_at
    )


def _is_closed(message: Message, account: SocialAccount) -> bool:
    workspace = Workspace.objects(id=message.workspace_id).only("stopped").first()
    return account.status is not AccountStatus.CONNECTED or workspace is None or workspace.stopped


def _may_still_go_by_itself(message: Message, account: SocialAccount) -> bool:
    """The consent says that it stops at once, also for what waits already."""
    return account.auto_send and bool(message.label) and message.label.intent in account.auto_send_intents


def _budget_refuses(message: Message, platform: Platform, now: datetime) -> datetime | None:
    """None when the reply may be paid for; else when the platform's next day begins."""
    cost = platform.limits[message.kind].reply_cost
    if not cost or platform.daily_budget is None:
        return None
    day, ends_at = day_of(now)
    gone_at = ends_at + timedelta(days=40)
    return None if Budget.spend(f"{platform.name}:{day}", cost, platform.daily_budget, gone_at) else ends_at
