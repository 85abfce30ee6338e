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
    later = SocialAccount.objects.get(id=account.id)
    assert later.lease(now + timedelta(seconds=61), 60)
    later.release(problem="")
    assert account.reload().lease(now, 60)


def test_a_paused_account_is_not_leased() -> None:
    account = make.account(make.workspace(), status=AccountStatus.PAUSED)
    assert not account.lease(utcnow(), 60)


def test_a_poll_that_lost_its_lease_changes_nothing() -> None:
    account = make.account(make.workspace())
    assert account.lease(utcnow(), 60)
    SocialAccount.objects(id=account.id).update_one(unset__leased_until=True)
    account.extend(utcnow() + timedelta(seconds=90))
    account.release(problem="An old problem.", failures=7)
    now = SocialAccount.objects.get(id=account.id)
    assert (now.problem, now.failures, now.leased_until) == ("", 0, None)
