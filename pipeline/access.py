"""The access to an account over the years: kept when it was renewed, renewed in time, lost with a sentence."""

from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from connectors.base import Platform, Tokens
from connectors.errors import AccessRevoked, ConnectorError
from logs import log
from models import SocialAccount, notify, resolve
from models.social_account import AccountStatus

WORKS = (AccountStatus.CONNECTED, AccountStatus.PAUSED)
"""A paused account keeps its access: it may go on any day."""

TOO_YOUNG = timedelta(hours=24)
RENEW_AFTER, RENEW_BEFORE = timedelta(days=7), timedelta(days=30)
PROVE_AFTER = timedelta(days=25)
"""Policy wants proof every 30 days that the access still works; where there is a refresh token, renewing is that proof."""
ALARM_DAYS = 10
"""From here on the people are told every day, however well the other days went."""


def tokens_of(account: SocialAccount) -> Tokens:
    """The stored tokens, decrypted."""
    return Tokens(
        account.access_token or "", account.refresh_token or "", account.token_expires_at, tuple(account.scopes)
    )


def is_due(account: SocialAccount, now: datetime) -> bool:
    """Should the access be renewed now?

    A token that ends is renewed once it is a day old and either a week old or in its last month; access that renews
    itself is tried when nothing has used it for 25 days.
    """
    age = now - (account.token_refreshed_at or account.connected_at)
    if account.refresh_token:
        return age > PROVE_AFTER
    if account.token_expires_at is None:
        return False
    return age > TOO_YOUNG and (age > RENEW_AFTER or account.token_expires_at - now < RENEW_BEFORE)


def renew(account: SocialAccount, platform: Platform, now: datetime) -> None:
    """Renew what is due, and tell the people of the workspace at the first failure and ten days before the end."""
    if account.status not in WORKS:
        return
    if is_due(account, now):
        _try(account, platform, now)
    if _has_ended(account, now):
        lose(account, f"The access to {platform.title} has ended. Connect the account again.", platform, now)
    days = days_left(account, now)
    if account.status in WORKS and days is not None and days <= ALARM_DAYS:
        _tell(account, f"The access to {_name(account, platform)} ends in {_days(days)}. Connect it again before.")


def days_left(account: SocialAccount, now: datetime) -> int | None:
    """Whole days until the access ends; None where it renews itself or has no end."""
    if account.refresh_token or account.token_expires_at is None:
        return None
    return max((account.token_expires_at - now).days, 0)


def _has_ended(account: SocialAccount, now: datetime) -> bool:
    ends = account.token_expires_at
    return account.status in WORKS and not account.refresh_token and ends is not None and ends <= now


def keep(account: SocialAccount, tokens: Tokens, now: datetime) -> None:
    """Store newer tokens, unless a person has changed them meanwhile. A refresh token is never replaced by none."""
    changes = {"set__access_token": tokens.access_token, "set__token_expires_at": tokens.expires_at}
    if tokens.refresh_token:
        changes["set__refresh_token"] = tokens.refresh_token
    if _as_known(account).update_one(set__token_refreshed_at=now, set__token_problem="", **changes):
        account.token_refreshed_at, account.token_expires_at, account.token_problem = now, tokens.expires_at, ""
        resolve(account.workspace_id, access_key(account.id))


def lose(account: SocialAccount, sentence: str, platform: Platform, now: datetime) -> None:
    """Only a person can help now: reading and sending pause, nothing is forgotten before the platform's rules demand it."""
    log.warning("account needs reconnect", account=str(account.id))
    days = platform.withdrawal_days
    end = {} if days is None else {"set__forget_at": now + timedelta(days=days)}
    lost = _as_known(account).filter(status__in=WORKS)
    if not lost.update_one(set__status=AccountStatus.NEEDS_RECONNECT, set__problem=sentence, **end):
        return
    account.reload()
    remind(account, platform, now)


def remind(account: SocialAccount, platform: Platform, now: datetime) -> None:
    """Say of a lost account what to do, until when, and what happens else. In the last week every day anew."""
    left = account.forget_at - now if account.forget_at else None
    until = ""
    if account.forget_at and left is not None:
        when = f"in {_days(left.days)}" if left < timedelta(days=7) else f"on {account.forget_at:%d %B %Y}"
        until = f" {platform.title}'s rules make us delete what was read there {when}, unless it is connected by then."
    _tell(account, f"{_name(account, platform)} is not read any more: {account.problem}{until}")


def access_key(account_id: ObjectId) -> str:
    """The cause under which an account's access is spoken of."""
    return f"access:{account_id}"


def _try(account: SocialAccount, platform: Platform, now: datetime) -> None:
    before = tokens_of(account)
    try:
        after = platform.refresh(before)
    except AccessRevoked as error:
        lose(account, error.sentence, platform, now)
        return
    except ConnectorError as error:
        log.warning("access not renewed", account=str(account.id), error=type(error).__name__)
        _as_known(account).update_one(set__token_problem=error.sentence)
        if not account.token_problem:
            why = f"The access to {_name(account, platform)} could not be renewed: {error.sentence}"
            _tell(account, f"{why} It still works, and Fanmail tries again every hour.")
        account.token_problem = error.sentence
        return
    if after != before or account.refresh_token:
        keep(account, after, now)


def _tell(account: SocialAccount, sentence: str) -> None:
    notify(account.workspace_id, access_key(account.id), sentence, account.page)


def _name(account: SocialAccount, platform: Platform) -> str:
    return f"@{account.username.lstrip('@')} on {platform.title}"


def _days(days: int) -> str:
    return "less than a day" if days < 1 else "1 day" if days == 1 else f"{days} days"


def _as_known(account: SocialAccount) -> Any:
    """The account if its tokens are still those we know: not if it was disconnected or connected anew meanwhile."""
    return SocialAccount.objects(id=account.id, token_refreshed_at=account.token_refreshed_at)
