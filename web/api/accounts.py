"""Accounts: what is connected, and how it is."""

from pydantic import Field

from models import SocialAccount
from models.api_token import Scope
from models.social_account import AccountStatus
from web.api.gate import caller
from web.api.operations import operation
from web.api.problems import Refused
from web.api.shapes import Given, Id, Time


class AccountShape(Given):
    """An account at a platform."""

    id: Id
    platform: str
    username: str
    name: str
    status: AccountStatus
    problem: str = Field(description="What is wrong, as a sentence; empty when all is well.")
    connected_at: Time
    polled_at: Time | None = Field(description="When we looked there last.")
    token_expires_at: Time | None = Field(description="Until when our access lasts; it is renewed by itself.")
    auto_send: bool
    auto_send_intents: list[str] = Field(description="Which kinds of messages may be answered by themselves.")
    sending_rests_until: Time | None = Field(description="Nothing is sent until then.")
    sending_problem: str = Field(description="Why nothing is sent, as a sentence.")


class Accounts(Given):
    """All accounts of the workspace."""

    data: list[AccountShape]


@operation("GET /accounts", Scope.ACCOUNTS_READ)
def list_accounts() -> Accounts:
    """List the accounts."""
    return Accounts.model_validate({"data": list(SocialAccount.of(caller().workspace_id).order_by("id"))})


@operation("GET /accounts/<account_id>", Scope.ACCOUNTS_READ)
def get_account(account_id: str) -> AccountShape:
    """Read one account."""
    found = SocialAccount.one_of(caller().workspace_id, account_id)
    if found is None:
        raise Refused("not-found")
    return AccountShape.model_validate(found)
