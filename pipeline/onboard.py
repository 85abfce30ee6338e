"""An account is connected, again or for the first time, and let go."""

from bson import ObjectId

from connectors.base import Identity, Tokens
from models import AuditEntry, SocialAccount
from models.fields import utcnow
from models.social_account import AccountStatus


class AlreadyConnected(ValueError):
    """Another workspace has this account."""


def connect_account(
    workspace_id: ObjectId, platform: str, tokens: Tokens, identity: Identity, by: str
) -> SocialAccount:
    """Keep the tokens of an account that its owner just gave us. A refresh token that works is never overwritten by none.

    Raises AlreadyConnected when it belongs to another workspace.
    """
    account = SocialAccount.objects(platform=platform, external_id=identity.external_id).first()
    if account and account.workspace_id != workspace_id:
        if account.status is not AccountStatus.DISCONNECTED:
            raise AlreadyConnected(
                f"@{identity.username} is connected to another workspace. Disconnect it there first."
            )
        _step_aside(account)
        account = None
    account = account or SocialAccount(workspace_id=workspace_id, platform=platform, external_id=identity.external_id)
    if account.id is None or account.status is AccountStatus.DISCONNECTED:
        account.connected_at = utcnow()
    account.username, account.name, account.picture_url = identity.username, identity.name, identity.picture_url
    account.app_scoped_id, account.scopes = identity.app_scoped_id, list(tokens.scopes)
    account.access_token, account.token_expires_at = tokens.access_token, tokens.expires_at
    account.refresh_token = tokens.refresh_token or account.refresh_token or ""
    account.token_refreshed_at = account.poll_after = utcnow()
    account.status, account.problem, account.failures, account.leased_until = AccountStatus.CONNECTED, "", 0, None
    account.save()
    AuditEntry.add(workspace_id, by, "account.connected", account.id)
    return account


def disconnect_account(account: SocialAccount, by: str) -> SocialAccount:
    """Stop reading and sending and forget the tokens."""
    SocialAccount.objects(id=account.id).update_one(
        set__status=AccountStatus.DISCONNECTED,
        unset__access_token=True,
        unset__refresh_token=True,
        unset__token_refreshed_at=True,
        set__auto_send=False,
        set__problem="",
    )
    AuditEntry.add(account.workspace_id, by, "account.disconnected", account.id)
    return account.reload()


def _step_aside(account: SocialAccount) -> None:
    """A disconnected account of another workspace gives its place free; its history stays where it is."""
    SocialAccount.objects(id=account.id).update_one(
        set__external_id=f"{account.external_id} until {utcnow():%Y-%m-%d %H:%M:%S}"
    )
