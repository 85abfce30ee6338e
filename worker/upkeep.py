"""What keeps the house in order: ring again, close what is too late, keep tokens alive."""

from datetime import datetime, timedelta

import connectors
from connectors.errors import AccessRevoked, ConnectorError
from logs import log
from models import Message, SocialAccount, Status
from models.fields import utcnow
from models.lifecycle import Lost, move
from models.message import MACHINE, WAITING
from models.social_account import AccountStatus
from settings import settings
from worker.app import app
from worker.live import tell
from worker.ports import keep_tokens, mark_revoked, tokens_of
from worker.steps import ring

AT_ONCE = 500
REFRESH_AFTER, REFRESH_BEFORE, TOO_YOUNG = timedelta(days=7), timedelta(days=30), timedelta(hours=24)


@app.task
def resume_stalled() -> None:
    """Ring what should have moved by now: undo windows that ended, tasks that got lost, deliveries in doubt."""
    now = utcnow()
    later = now + timedelta(seconds=settings().retry_seconds)
    for status in sorted(MACHINE):
        due = Message.objects(status=status, wake_at__lt=now).order_by("wake_at").limit(AT_ONCE)
        for message in due.only("status", "revision", "send_after"):
            mine = Message.objects(id=message.id, status=status, revision=message.revision)
            if mine.update_one(set__wake_at=later):
                ring(message)


@app.task
def expire_closed() -> None:
    """What the platform no longer lets us answer leaves the queue."""
    now = utcnow()
    for status in sorted(WAITING):
        for message in Message.objects(status=status, reply_by__lt=now).limit(AT_ONCE):
            try:
                tell(move(message, Status.EXPIRED, by="worker", why="The platform's time to answer is over."))
            except Lost:
                log.info("expiring lost", message=str(message.id))


@app.task
def refresh_tokens() -> None:
    """Refresh every token that is a week old or has less than a month to live (an expired one cannot be refreshed)."""
    now = utcnow()
    for account in SocialAccount.objects(status=AccountStatus.CONNECTED):
        if account.token_expires_at and not account.refresh_token and _is_due(account, now):
            _refresh(account)


def _is_due(account: SocialAccount, now: datetime) -> bool:
    age = now - (account.token_refreshed_at or account.connected_at)
    return bool(age > TOO_YOUNG and (age > REFRESH_AFTER or account.token_expires_at - now < REFRESH_BEFORE))


def _refresh(account: SocialAccount) -> None:
    try:
        keep_tokens(account, connectors.get(account.platform).refresh(tokens_of(account)))
    except AccessRevoked as error:
        mark_revoked(account, error.sentence)
    except ConnectorError as error:
        log.warning("token not refreshed", account=str(account.id), error=type(error).__name__)
        SocialAccount.objects(id=account.id).update_one(set__problem=error.sentence)
