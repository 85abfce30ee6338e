"""What people are told of and no step notices by itself: a crisis, letters that wait too long, a limit that is near."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bson import ObjectId

from avatar.labels import Intent, Risk
from connectors.base import Platform
from models import Message, Notification, SocialAccount, Status, Workspace, notify, resolve
from models.message import WAITING
from models.social_account import AccountStatus
from pipeline.budget import replies_today

CRISIS = "Somebody may be in danger: a letter was labelled as a crisis. Read it now; help lines stand beside it."
NEAR = 10
"""One in so many of the day's replies is left: the limit is near."""
_EVER = timedelta(days=3650)


def tell_crisis(message: Message) -> Message:
    """Say at once that a letter which was just labelled speaks of danger to somebody. Gives the message back."""
    label = message.label
    if message.status is Status.CLASSIFIED and label and (label.intent == Intent.CRISIS or Risk.CRISIS in label.risks):
        notify(message.workspace_id, f"crisis:{message.id}", CRISIS, f"/messages/{message.id}")
    return message


def tend(workspace: Workspace, now: datetime) -> None:
    """Say that letters wait longer than the workspace wants, and put away what is over."""
    before = now - timedelta(hours=workspace.waiting_hours)
    waiting = Message.of(workspace.id).filter(
        status=Status.IN_REVIEW, created_at__gte=now - _EVER, created_at__lt=before
    )
    if waiting.only("id").limit(1).first():
        hours = "an hour" if workspace.waiting_hours == 1 else f"{workspace.waiting_hours} hours"
        notify(workspace.id, "waiting", f"Letters have waited for you longer than {hours}.", "/review")
    else:
        resolve(workspace.id, "waiting")
    for notice in Notification.open_of(workspace.id):
        kind, _, id = notice.key.partition(":")
        if kind == "crisis" and not _still_waits(id):
            resolve(workspace.id, notice.key)


def tend_limits(platforms: Iterable[Platform], now: datetime) -> None:
    """Say where a day's replies are nearly used up, to all who share them."""
    for platform in platforms:
        left, key = replies_today(platform, now), f"limit:{platform.name}"
        if left is None or platform.daily_budget is None:
            continue
        whole = platform.daily_budget // max(limits.reply_cost for limits in platform.limits.values())
        connected = SocialAccount.objects(platform=platform.name, status=AccountStatus.CONNECTED)
        for workspace_id in {account.workspace_id for account in connected.only("workspace_id")}:
            if left * NEAR > whole:
                resolve(workspace_id, key)
                continue
            sentence = f"Less than a tenth of today's replies at {platform.title} is left. What comes then waits for the new day there."
            notify(workspace_id, key, sentence, "/accounts")


def _still_waits(message_id: str) -> bool:
    message = Message.objects(id=ObjectId(message_id)).only("status").first()
    return bool(message and message.status in WAITING - {Status.APPROVED})
