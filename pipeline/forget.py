"""An account leaves: its access is given back, its tokens go at once, and what was read of it in time. With a receipt."""

from datetime import datetime, timedelta
from typing import Any

import models
from connectors.base import Platform, Tokens
from connectors.errors import ConnectorError, Transient
from logs import log
from models import AuditEntry, Receipt, SocialAccount, Workspace, notify, resolve
from models.receipt import Reason
from models.social_account import AccountStatus
from pipeline.access import WORKS, access_key, lose
from pipeline.breaker import close

DELETE_AFTER = timedelta(days=7)
"""After a disconnect in the app. Some developer policies ask for it (platform reference 2.9: III.D.2.c); we keep it everywhere."""
GIVE_BACK_WITHIN = timedelta(days=7)
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
_AT_ONCE = 500
_GIVEN_UP = (
    "The platform did not answer for a week, so the access could not be given back. Remove Fanmail there yourself."
)
_ENDED_THERE = "The access was ended at {}. Connect the account again if that was not meant."
_GONE = {f"unset__{name}": True for name in ("access_token", "refresh_token", "token_refreshed_at", "token_expires_at")}
_DEAD = "The access had ended there already; nothing was left to give back."


def disconnect_account(account: SocialAccount, by: str, now: datetime, reason: Reason = Reason.DISCONNECTED) -> Receipt:
    """A person lets it go: nothing is read or sent any more, and the tokens go at once, onto a receipt that gives them back.

    What was read is deleted after DELETE_AFTER; with the reason ERASED as soon as nobody reads any more.
    """
    wanted = now if reason is Reason.ERASED else now + DELETE_AFTER
    SocialAccount.objects(id=account.id).update_one(set__status=AccountStatus.DISCONNECTED, set__problem="")
    receipt = _leave(account, by, now, reason, min(wanted, account.forget_at or wanted))
    resolve(account.workspace_id, access_key(account.id))
    close(account)
    account.reload()
    return receipt


def withdraw_account(account: SocialAccount, platform: Platform, now: datetime) -> Receipt:
    """The platform says that the person ended the access there. What was read stays as long as its rules allow."""
    lose(account, _ENDED_THERE.format(platform.title), platform, now)
    account.reload()
    receipt = _leave(account, "platform", now, Reason.WITHDRAWN, account.forget_at)
    account.reload()
    return receipt


def give_back(receipt: Receipt, platform: Platform, now: datetime) -> None:
    """Tell the platform that the access has ended. Silence is tried again, for a week; then the person must do it there."""
    if receipt.undone_at or receipt.give_back_after is None:  # connected again, or there is nothing to give back
        return
    tokens = Tokens(receipt.access_token or "", receipt.refresh_token or "")
    try:
        said = platform.revoke(tokens)
    except Transient as error:
        _try_later(receipt, error, now)
        return
    except ConnectorError as error:  # what is refused for good will be refused tomorrow
        said = error.sentence
    _close(receipt, said, set__given_back_at=now)


def forget(receipt: Receipt, now: datetime) -> bool:
    """Delete all that was read of an account whose day has come, and the account. False: not yet, or not any more.

    Cut short it is simply done again: what is counted is what was deleted.
    """
    account = SocialAccount.objects(id=receipt.account_id).first()
    if not receipt.is_open or not receipt.delete_by or receipt.delete_by > now or (account and _stays(account, now)):
        return False
    for kind in kept_of_accounts():
        _delete(kind, receipt)
    if account and not SocialAccount.objects(id=account.id, forget_at=account.forget_at).delete():
        SocialAccount.objects(id=account.id).update_one(unset__onboarded_at=True)
        return False  # connected again at this very moment: what is gone is read again from the platform
    Receipt.objects(id=receipt.id).update_one(set__deleted_at=now, unset__delete_by=True)
    Workspace.objects(id=receipt.workspace_id).update_one(inc__told=1)  # nobody goes on with what its posts said
    log.info("account forgotten", account=str(receipt.account_id), receipt=str(receipt.id))
    resolve(receipt.workspace_id, access_key(receipt.account_id))
    sentence = f"All that was read of @{receipt.username} is deleted. The receipt says what it was."
    notify(receipt.workspace_id, f"forgotten:{receipt.id}", sentence, receipt.page)
    return True


def close_withdrawn(account: SocialAccount, now: datetime) -> Receipt | None:
    """Nobody came back to a lost account within the days that the platform's rules allow: its receipt is due now."""
    if account.status is not AccountStatus.NEEDS_RECONNECT or not account.forget_at or account.forget_at > now:
        return None
    return Receipt.open_for(account.id) or _leave(account, "system", now, Reason.WITHDRAWN, account.forget_at)


def undo_leaving(account: SocialAccount, now: datetime) -> None:
    """The account is connected again in time: nothing is deleted."""
    Receipt.objects(account_id=account.id, deleted_at=None, undone_at=None).update(
        set__undone_at=now,
        unset__access_token=True,
        unset__refresh_token=True,
        unset__give_back_after=True,
        unset__delete_by=True,
    )


def kept_of_accounts() -> list[Any]:
    """Every kind of document that belongs to one account, receipts aside: those of later rooms too."""
    return [kind for kind in models.DOCUMENTS if hasattr(kind, "account_id") and kind is not Receipt]


def _leave(account: SocialAccount, by: str, now: datetime, reason: Reason, last_day: datetime | None) -> Receipt:
    """The tokens move from the account to its open receipt, made stricter, or to a new one."""
    receipt = Receipt.open_for(account.id) or Receipt(account_id=account.id, asked_at=now)
    receipt.workspace_id, receipt.platform, receipt.username = account.workspace_id, account.platform, account.username
    receipt.reason, receipt.by, receipt.delete_by = reason, by, last_day
    if account.access_token or account.refresh_token:
        receipt.access_token, receipt.refresh_token = account.access_token or "", account.refresh_token or ""
        receipt.give_back_after = now
    elif receipt.id is None:
        receipt.given_back_at, receipt.said = now, _DEAD
    receipt.save()
    day = {"set__forget_at": last_day} if last_day else {"unset__forget_at": True}
    SocialAccount.objects(id=account.id).update_one(set__token_problem="", **day, **_GONE)
    account.end_consents(by, now)
    AuditEntry.add(account.workspace_id, by, f"account.{reason}", account.id)
    return receipt


def _stays(account: SocialAccount, now: datetime) -> bool:
    """In use again, or somebody still reads from it."""
    if account.status in WORKS or not account.forget_at or account.forget_at > now:
        return True
    return bool(account.leased_until and account.leased_until > now)


def _delete(kind: Any, receipt: Receipt) -> None:
    """In small bites, each counted, so that no other work waits long."""
    while ids := [one.id for one in kind.objects(account_id=receipt.account_id).only("id").limit(_AT_ONCE)]:
        count = kind.objects(id__in=ids).delete()
        name = kind._get_collection_name()
        Receipt.objects(id=receipt.id).update_one(**{f"inc__deleted__{name}": count})


def _try_later(receipt: Receipt, error: Transient, now: datetime) -> None:
    if now - receipt.asked_at > GIVE_BACK_WITHIN:
        _close(receipt, _GIVEN_UP)
        return
    pause = min(_FIRST_PAUSE * 2**receipt.tries, _LONGEST_PAUSE)
    later = now + max(pause, timedelta(seconds=error.retry_after_seconds))
    Receipt.objects(id=receipt.id).update_one(inc__tries=1, set__give_back_after=later, set__said=error.sentence)
    receipt.reload()


def _close(receipt: Receipt, said: str, **more: Any) -> None:
    """Nothing is left to give back, so nothing is kept for it."""
    gone = {f"unset__{name}": True for name in ("access_token", "refresh_token", "give_back_after")}
    Receipt.objects(id=receipt.id).update_one(set__said=said, **gone, **more)
    receipt.reload()
