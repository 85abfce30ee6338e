from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet, MultiFernet
from mongoengine.errors import ValidationError

from models import SocialAccount
from models.fields import rotated
from settings import settings
from tests.models import make

pytestmark = pytest.mark.usefixtures("clean")


def test_a_token_is_stored_encrypted_and_read_back() -> None:
    account = make.account(make.workspace(), access_token="IGAA-secret")
    raw = SocialAccount._get_collection().find_one({"_id": account.id})
    assert b"IGAA-secret" not in bytes(raw["access_token"])
    assert SocialAccount.objects.get(id=account.id).access_token == "IGAA-secret"


def test_a_token_set_by_an_update_is_encrypted_too() -> None:
    account = make.account(make.workspace())
    SocialAccount.objects(id=account.id).update_one(set__refresh_token="1//refresh")
    raw = SocialAccount._get_collection().find_one({"_id": account.id})
    assert b"1//refresh" not in bytes(raw["refresh_token"])
    assert account.reload().refresh_token == "1//refresh"


def test_a_rotated_token_reads_under_the_newest_key_alone() -> None:
    newest = settings().encryption_keys.split(",")[0]
    token = MultiFernet([Fernet(newest)]).encrypt(b"x")
    assert Fernet(newest).decrypt(rotated(token)) == b"x"


def test_times_without_a_zone_are_refused_and_come_back_in_utc() -> None:
    workspace = make.workspace()
    with pytest.raises(ValidationError):
        make.account(workspace, polled_at=datetime(2026, 1, 1))  # noqa: DTZ001 that is the point
    account = make.account(workspace, polled_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert SocialAccount.objects.get(id=account.id).polled_at == datetime(2026, 1, 1, tzinfo=UTC)
