"""A new key for the stored tokens, as an operator brings it in: in processes of their own."""

import os
import subprocess
import sys
from typing import Any

import pytest
from cryptography.fernet import Fernet, InvalidToken

from models import SocialAccount, fields
from models.keys import rewrite_tokens
from settings import settings
from tests.connectors.contract import configured
from tests.models import make

pytestmark = pytest.mark.usefixtures("clean")
NEW = Fernet.generate_key().decode()


def stored(account: SocialAccount) -> bytes:
    return bytes(SocialAccount._get_collection().find_one({"_id": account.id})["access_token"])


def rotate(keys: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "web.commands", "rotate-keys"]
    return subprocess.run(
        command, env={**os.environ, "ENCRYPTION_KEYS": keys}, capture_output=True, text=True, timeout=60
    )


def test_after_the_command_the_new_key_alone_reads_every_token() -> None:
    old, workspace = settings().encryption_keys, make.workspace()
    accounts = [make.account(workspace, access_token=f"token {n}", refresh_token="lasting") for n in range(5)]
    make.account(workspace)  # it has none
    done = rotate(f"{NEW},{old}")
    assert done.returncode == 0 and "10 tokens were written again" in done.stdout
    assert "token" not in done.stderr
    assert [Fernet(NEW).decrypt(stored(account)) for account in accounts] == [f"token {n}".encode() for n in range(5)]
    with pytest.raises(InvalidToken):
        Fernet(old).decrypt(stored(accounts[0]))
    again = rotate(f"{NEW},{old}")
    assert "0 tokens were written again" in again.stdout and "10 had it already" in again.stdout


def test_a_token_that_no_key_reads_is_told_and_kept() -> None:
    account = make.account(make.workspace(), access_token="secret")
    before = stored(account)
    done = rotate(f"{NEW},{Fernet.generate_key().decode()}")
    assert done.returncode == 1 and "1 cannot be read" in done.stdout
    assert stored(account) == before


def test_a_token_that_is_renewed_meanwhile_is_not_overwritten_by_its_past() -> None:
    old, account = settings().encryption_keys, make.account(make.workspace(), access_token="first")
    with configured(ENCRYPTION_KEYS=f"{NEW},{old}"):
        fields._keys.cache_clear()
        try:
            counted = rewrite_tokens([_Renewed(account)])
            assert (counted.rewritten, counted.unreadable) == (0, 0)
            assert Fernet(NEW).decrypt(stored(account)) == b"second"
        finally:
            fields._keys.cache_clear()


class _Renewed:
    """The accounts, one of which gets a new token right after it was read."""

    _fields = SocialAccount._fields

    def __init__(self, account: SocialAccount) -> None:
        self.account = account

    def _get_collection(self) -> "_Renewed":
        return self

    def find(self, *asked: Any) -> list[dict[str, Any]]:
        rows = list(SocialAccount._get_collection().find(*asked))
        SocialAccount.objects(id=self.account.id).update_one(set__access_token="second")
        return rows

    def update_one(self, *changes: Any) -> Any:
        return SocialAccount._get_collection().update_one(*changes)
