"""What keeps the house in order: ring again, close what is too late, keep access alive, finish what left."""

from datetime import timedelta
from typing import Any

from kombu.exceptions import OperationalError

import connectors
from logs import log
from models import Message, Receipt, SocialAccount, Status
from models.fields import utcnow
from models.lifecycle import Lost, move
from models.message import MACHINE
from models.social_account import AccountStatus
from pipeline.access import WORKS, remind, renew
from pipeline.forget import close_withdrawn, forget, give_back
from settings import settings
from worker.app import app
from worker.live import tell
from worker.steps import ring

AT_ONCE = 500
MINUTE, HOUR = 60, 3600


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
    """What the platform no longer lets anybody answer leaves the queue. Approved replies are looked at when they are sent."""
    now, waiting = utcnow(), (Status.RECEIVED, Status.CLASSIFIED, Status.IN_REVIEW)
    for platform in connectors.platforms().values():
        for kind, limits in platform.limits.items():
            window, longest = limits.reply_window, limits.human_window
            longer = longest - window if window and longest else timedelta()
            late = now - longer  # a person's own words may still go
            for status in waiting:
                _expire(Message.objects(platform=platform.name, kind=kind, status=status, reply_by__lt=late))


def _expire(messages: Any) -> None:
    for message in messages.limit(AT_ONCE):
        try:
            tell(move(message, Status.EXPIRED, by="worker", why="The platform's time to answer is over."))
        except Lost:
            log.info("expiring lost", message=str(message.id))


@app.task
def refresh_tokens() -> None:
    """Ring for every account whose access may need something, and remind of those that were lost."""
    for account in SocialAccount.objects(status__in=WORKS).only("id"):
        renew_access.apply_async([str(account.id)], expires=HOUR)
    for account in SocialAccount.objects(status=AccountStatus.NEEDS_RECONNECT):
        remind(account, connectors.get(account.platform), utcnow())


@app.task
def renew_access(account_id: str) -> None:
    """Keep one account's access alive."""
    account = SocialAccount.objects(id=account_id).first()
    if account is not None:
        renew(account, connectors.get(account.platform), utcnow())


@app.task
def finish_leaving() -> None:
    """What accounts that left still wait for: access to be given back, days of deletion that have come."""
    now = utcnow()
    for account in SocialAccount.objects(forget_at__lt=now):
        close_withdrawn(account, now)
    for receipt in Receipt.objects(give_back_after__lt=now).only("id"):
        give_access_back.apply_async([str(receipt.id)], expires=MINUTE)
    for receipt in Receipt.objects(delete_by__lt=now).only("id"):
        forget_account.apply_async([str(receipt.id)], expires=MINUTE)


@app.task
def give_access_back(receipt_id: str) -> None:
    """One try to give an account's access back at its platform."""
    receipt = Receipt.objects(id=receipt_id).first()
    if receipt is not None and receipt.give_back_after:
        give_back(receipt, connectors.get(receipt.platform), utcnow())


@app.task
def forget_account(receipt_id: str) -> None:
    """Delete what was read of one account, if its day has come."""
    receipt = Receipt.objects(id=receipt_id).first()
    if receipt is not None:
        forget(receipt, utcnow())


def ring_leaving(receipt: Receipt) -> None:
    """Begin at once with what a receipt promises. A broker that is away is no error: the clock comes by."""
    try:
        give_access_back.delay(str(receipt.id))
        forget_account.delay(str(receipt.id))
    except OperationalError:
        log.warning("nobody hears the bell", receipt=str(receipt.id))
