from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from models import SocialAccount
from models.fields import utcnow
from models.social_account import AccountStatus
from tests.models import make

pytestmark = pytest.mark.usefixtures("clean")


def test_of_many_pollers_one_gets_the_lease() -> None:
    account = make.account(make.workspace())
    copies = [SocialAccount.objects.get(id=account.id) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda copy: copy.lease(utcnow(), 60), copies)) == 1


def test_a_lease_ends_by_release_or_by_time() -> None:
    account = make.account(make.workspace())
    now = utcnow()
    assert account.lease(now, 60)
    assert not SocialAccount.objects.get(id=account.id).lease(now, 60)
    assert SocialAccount.objects.get(id=account.id).lease(now + timedelta(seconds=61), 60)
    account.release(problem="")
    assert account.lease(now, 60)


def test_a_paused_account_is_not_leased() -> None:
    account = make.account(make.workspace(), status=AccountStatus.PAUSED)
    assert not account.lease(utcnow(), 60)
