"""The life of a message as tasks. Reading this file from top to bottom is reading the product."""

from dataclasses import replace
from datetime import datetime

import connectors
from connectors.errors import ConnectorError, Transient
from logs import log
from models import Message, SocialAccount, Status
from models.fields import utcnow
from models.social_account import AccountStatus
from pipeline.alert_causes import tell_crisis
from pipeline.budget import units_for_looking
from pipeline.classify import classify
from pipeline.deliver import Line, deliver, give_up_looking, reconcile
from pipeline.draft import draft
from pipeline.ingest import HOLD, hold, ingest
from pipeline.ruling import hide, wants_hidden
from schedules.cadence import Seen, next_poll
from settings import settings
from worker.app import app
from worker.fine_tuning import ring_shadow
from worker.personas import ring_persona
from worker.ports import connector_of, judge
from worker.rounds import ring_learning
from worker.steps import RING, ring, step
from worker.trainers import writer_for

BROKEN = "Something here could not be read; it is written down for the people who run Fanmail."
UNITS_A_LOOK = 1.4
"""On average, where looks cost units: a page, and its part of the rarer looks at what is held and at old threads."""

__all__ = ["RING", "ring"]


@app.task
def poll_due_accounts() -> None:
    """One look for every connected account whose time has come."""
    due = SocialAccount.objects(status=AccountStatus.CONNECTED, poll_after__lt=utcnow())
    for account in due.only("id"):
        poll_account.apply_async([str(account.id)], expires=settings().retry_seconds)


@app.task
def poll_account(account_id: str) -> None:
    """Fetch what is new at one account, unless somebody else is at it."""
    account = SocialAccount.objects(id=account_id, status=AccountStatus.CONNECTED).first()
    if account is None or account.poll_after > utcnow() or not account.lease(utcnow(), HOLD * settings().retry_seconds):
        return
    try:
        found = _read(account)
    except ConnectorError as error:
        log.warning("poll failed", account=account_id, error=type(error).__name__)
        pause = error.retry_after_seconds if isinstance(error, Transient) else 0
        account.release(
            poll_after=_next(account, pause, failed=True), failures=account.failures + 1, problem=error.sentence
        )
        return
    except Exception:  # a mistake of ours: say so on the page, let others have their turn, and crash loudly
        account.release(poll_after=_next(account, failed=True), failures=account.failures + 1, problem=BROKEN)
        raise
    now = utcnow()
    account.active_at = now if found else account.active_at
    account.failures = 0
    log.info("polled", account=account_id, new=found)
    if account.onboarded_at is None:
        ring_learning(account)
        ring_persona(account.workspace_id)
    onboarded_at = account.onboarded_at or now
    account.release(
        poll_after=_next(account),
        polled_at=now,
        active_at=account.active_at,
        pressure=account.pressure,
        failures=0,
        problem=account.problem,
        onboarded_at=onboarded_at,
    )


def _read(account: SocialAccount) -> int:
    found = 0
    with connector_of(account) as connector:
        for messages in ingest(account, connector, utcnow()):
            hold(account)
            found += len(messages)
            for message in messages:
                ring(message)
        account.pressure, account.problem = connector.pressure.share, connector.trouble
    return found


def _next(account: SocialAccount, retry_after_seconds: float = 0, failed: bool = False) -> datetime:
    now = utcnow()
    looking = units_for_looking(connectors.get(account.platform), now)
    seen = Seen(
        active_at=account.active_at, failures=account.failures + 1 if failed else 0, retry_after_seconds=retry_after_seconds,
        hours=tuple(account.hours), pressure=account.pressure,
    )  # fmt: skip
    if looking is not None:
        units, seconds = looking
        sharing = SocialAccount.objects(platform=account.platform, status=AccountStatus.CONNECTED).count()
        seen = replace(
            seen, units_left=units, seconds_left_today=seconds, sharing=max(sharing, 1), poll_cost=UNITS_A_LOOK
        )
    return next_poll(now, seen, settings().poll_seconds)


@step(Status.RECEIVED)
def classify_message(message: Message) -> Message:
    """received -> classified, ignored"""
    return tell_crisis(classify(message, judge(), utcnow()))


@step(Status.CLASSIFIED)
def draft_reply(message: Message) -> Message:
    """classified -> approved, in_review, ignored"""
    if wants_hidden(message):
        account = SocialAccount.objects(id=message.account_id).first()
        with connector_of(account) as connector:
            return hide(message, connector, connectors.get(message.platform))
    drafted = draft(message, writer_for(message.workspace_id), utcnow())
    ring_shadow(drafted)
    return drafted


@step(Status.APPROVED)
def deliver_reply(message: Message) -> Message:
    """approved -> sending -> sent, failed, approved"""
    account = SocialAccount.objects(id=message.account_id).first()
    with connector_of(account) as connector:
        return deliver(message, account, Line(connector, connectors.get(message.platform)), utcnow())


@step(Status.SENDING)
def reconcile_reply(message: Message) -> Message:
    """sending -> sent, approved"""
    account = SocialAccount.objects(id=message.account_id).first()
    if account.status is AccountStatus.DISCONNECTED:
        return give_up_looking(message, "The account was disconnected while this was being sent.")
    with connector_of(account) as connector:
        return reconcile(message, Line(connector, connectors.get(message.platform)), utcnow())
