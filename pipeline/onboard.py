"""An account is connected, for the first time or again."""

from datetime import datetime
from typing import Any

from bson import ObjectId

from connectors.base import Identity, Tokens
from models import AuditEntry, NotUnique, Receipt, SocialAccount, resolve
from models.fields import utcnow
from models.social_account import AccountStatus
from pipeline.access import access_key
from pipeline.forget import disconnect_account, undo_leaving
from pipeline.plans import Limit
from pipeline.usage import exceeded, refused

_ELSEWHERE = "@{} is connected to another workspace. Disconnect it there first."


class CannotConnect(ValueError):
    """It was not connected. The sentence says why."""


class AlreadyConnected(CannotConnect):
    """Another workspace has this account."""


class NoRoom(CannotConnect):
    """The plan has no room for another account."""


def connect_account(
    workspace_id: ObjectId, platform: str, tokens: Tokens, identity: Identity, by: str
) -> SocialAccount:
    """Keep the tokens of an account that its owner just gave us. A refresh token that works is never overwritten by none.

    Raises AlreadyConnected when it belongs to another workspace, NoRoom when the plan allows no more of them.
    """
    now = utcnow()
    known = SocialAccount.objects(platform=platform, external_id=identity.external_id).first()
    is_more = known is None or known.status is AccountStatus.DISCONNECTED
    if known and known.workspace_id != workspace_id and not is_more:
        raise AlreadyConnected(_ELSEWHERE.format(identity.username))
    if is_more and (sentence := refused(workspace_id, Limit.ACCOUNTS, now)):
        raise NoRoom(sentence)
    if known and known.workspace_id != workspace_id:
        _step_aside(known, now)
        known = None
    found = _found(tokens, identity, now)
    account = (known and _again(known, found)) or _first(workspace_id, platform, identity, found)
    undo_leaving(account, now)
    resolve(workspace_id, access_key(account.id))
    AuditEntry.add(workspace_id, by, "account.connected", account.id)
    too_many = exceeded(workspace_id, Limit.ACCOUNTS, now) if is_more else ""
    if too_many:  # another was connected at this very moment
        disconnect_account(account, "system", now)
        raise NoRoom(too_many)
    return account


def _found(tokens: Tokens, identity: Identity, now: datetime) -> dict[str, Any]:
    """What every connection brings; also that nothing is wrong and that it is read at once."""
    found = {
        "username": identity.username, "name": identity.name, "picture_url": identity.picture_url,
        "app_scoped_id": identity.app_scoped_id, "scopes": list(tokens.scopes), "access_token": tokens.access_token,
        "token_expires_at": tokens.expires_at, "token_refreshed_at": now, "token_problem": "", "poll_after": now,
        "status": AccountStatus.CONNECTED, "problem": "", "failures": 0,
    }  # fmt: skip
    return {**found, "refresh_token": tokens.refresh_token} if tokens.refresh_token else found


def _again(known: SocialAccount, found: dict[str, Any]) -> SocialAccount | None:
    """With its history, and without the lease of a poll that still holds the old tokens. None: it was deleted just now."""
    sets = {f"set__{name}": value for name, value in found.items()}
    if not SocialAccount.objects(id=known.id).update_one(unset__leased_until=True, unset__forget_at=True, **sets):
        return None
    return known.reload()


def _first(workspace_id: ObjectId, platform: str, identity: Identity, found: dict[str, Any]) -> SocialAccount:
    account = SocialAccount(workspace_id=workspace_id, platform=platform, external_id=identity.external_id, **found)
    try:
        return account.save(force_insert=True)
    except NotUnique:  # somebody connected it at this very moment
        raise AlreadyConnected(_ELSEWHERE.format(identity.username)) from None


def _step_aside(account: SocialAccount, now: datetime) -> None:
    """A disconnected account of another workspace gives its place free; what it read stays there until its day.

    Deleted and written again: the small database never frees a unique value that was changed. The receipt comes first, so
    that the day is kept whatever happens in between.
    """
    if Receipt.open_for(account.id) is None:
        disconnect_account(account, "system", now)
    account.delete()
    account.external_id = f"{account.external_id} until {now:%Y-%m-%d %H:%M:%S}"
    account.save(force_insert=True)
