"""The access to an account over the years. A year passes by making everything that is stored a day older, day by day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import connectors
from connectors.base import Identity, Tokens
from connectors.instagram.sandbox import blueprint as instagram
from connectors.world import Fault, World
from connectors.youtube.sandbox import blueprint as youtube
from models import Notification, SocialAccount
from models.fields import utcnow
from models.social_account import AccountStatus
from pipeline.access import is_due, keep, lose, renew, tokens_of
from pipeline.onboard import connect_account
from tests.connectors.contract import configured, serving
from tests.models import make

DAY = 86_400
CREATOR = "17841400000000001"
CHANNEL = "UC" + "creator".ljust(22, "0")


@dataclass
class Life:
    """One account, its stand-in platform, and a clock that one turns by hand."""

    world: World
    account: SocialAccount
    told_on: list[int]
    day: int = 0

    def pass_a_day(self, renews: bool = True) -> None:
        """Everything grows a day older; then the hourly task has its turn."""
        self.world.rows("update tokens set created_at=created_at-?, expires_at=expires_at-?", DAY, DAY)
        account = SocialAccount.objects.get(id=self.account.id)
        older = {"token_refreshed_at": account.token_refreshed_at, "forget_at": account.forget_at}
        older["token_expires_at"] = account.token_expires_at
        sets = {f"set__{name}": at - timedelta(days=1) for name, at in older.items() if at}
        SocialAccount.objects(id=account.id).update_one(**sets)
        self.day += 1
        account.reload()
        if renews:
            renew(account, connectors.get(account.platform), utcnow())
        if self.notices():
            self.told_on.append(self.day)
        self.account = account.reload()

    def notices(self) -> list[str]:
        return [one.sentence for one in Notification.open_of(self.account.workspace_id)]

    def works(self) -> bool:
        """Does the platform still take what is stored?"""
        return self._try(lambda platform: platform.identify(tokens_of(self.account)))

    def renews(self) -> bool:
        return self._try(lambda platform: platform.refresh(tokens_of(self.account)))

    def _try(self, call: Callable[[connectors.base.Platform], object]) -> bool:
        try:
            call(connectors.get(self.account.platform))
        except connectors.errors.ConnectorError:
            return False
        return True


@pytest.fixture
def world(clean: None, tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "world.sqlite")
    with serving(instagram(world), youtube(world)) as address, configured(
        SANDBOX_URL=address, INSTAGRAM_API_URL=f"{address}/instagram/v26.0", INSTAGRAM_OAUTH_URL=f"{address}/instagram",
        YOUTUBE_API_URL=f"{address}/youtube-api", YOUTUBE_OAUTH_URL=f"{address}/google",
        YOUTUBE_CLIENT_ID="app", YOUTUBE_CLIENT_SECRET="secret",
    ):  # fmt: skip
        yield world
    world.close()


@pytest.fixture
def life(world: World) -> Life:
    return Life(world, signed_in(world), [])


def signed_in(world: World, workspace: object = None) -> SocialAccount:
    """The person goes through consent, again or for the first time."""
    world.add_account("instagram", CREATOR, "nika", "Nika Vidal", account_type="Media_Creator")
    token = world.issue_token("instagram", CREATOR, "long", 60 * DAY, "instagram_business_basic")
    given = Tokens(token, expires_at=utcnow() + timedelta(days=60))
    home = workspace or make.workspace().id
    return connect_account(home, "instagram", given, Identity(CREATOR, "nika", "Nika Vidal"), "nika")  # type: ignore[arg-type]


def refused_refresh(world: World, times: int) -> None:
    world.add_fault(Fault("instagram", "refresh", "fail_before", times=times))


def test_a_year_goes_by_and_no_access_ends(life: Life) -> None:
    for _ in range(365):
        life.pass_a_day()
        assert life.account.status is AccountStatus.CONNECTED
        assert life.account.token_expires_at > utcnow()
        assert life.works(), f"dead on day {life.day}"
    assert life.told_on == []


def test_a_year_with_failing_weeks_and_new_consents_loses_nothing(life: Life) -> None:
    for _ in range(365):
        if life.day in (50, 120, 240):
            refused_refresh(life.world, times=21)  # three weeks in which no renewal works
        if life.day in (100, 300):
            life.account = signed_in(life.world, life.account.workspace_id)
        life.pass_a_day()
        assert life.works(), f"dead on day {life.day}"
    assert life.account.status is AccountStatus.CONNECTED
    assert life.told_on, "three weeks of failures and nobody was told"
    assert life.notices() == []


def test_a_platform_that_never_renews_again_is_told_of_long_before_the_end(life: Life) -> None:
    refused_refresh(life.world, times=10_000)
    said = {}
    while life.account.status is AccountStatus.CONNECTED and life.day < 90:
        life.pass_a_day()
        said[life.day] = life.notices()
    ended = life.day
    assert 59 <= ended <= 61
    assert life.told_on[0] <= 9, "the first failure is told at once"
    assert "could not be renewed" in said[life.told_on[0]][0]
    assert "ends in 10 days" in said[ended - 11][0] or "ends in 10 days" in said[ended - 10][0]
    assert any("ends in 1 day" in one for sentences in said.values() for one in sentences)


def test_a_clock_that_stood_still_for_weeks_still_tells_ten_days_before(life: Life) -> None:
    for _ in range(49):
        life.pass_a_day(renews=False)
    refused_refresh(life.world, times=10_000)
    life.pass_a_day()
    assert "ends in" in life.notices()[0]
    life.world.rows("delete from faults")
    life.pass_a_day()
    assert (life.notices(), life.account.token_problem) == ([], "")


def test_a_paused_account_keeps_its_access(life: Life) -> None:
    life.account.modify(status=AccountStatus.PAUSED)
    for _ in range(70):
        life.pass_a_day()
    assert life.works() and life.account.status is AccountStatus.PAUSED


def test_access_that_a_person_ended_is_told_at_the_first_failure(life: Life) -> None:
    life.pass_a_day()
    life.world.expire_token(life.account.access_token)
    for _ in range(8):
        life.pass_a_day()
    assert life.account.status is AccountStatus.NEEDS_RECONNECT
    assert "@nika on Instagram is not read any more" in life.notices()[0]
    signed_in(life.world, life.account.workspace_id)
    assert life.notices() == []


def test_access_that_renews_itself_is_proved_every_month_even_while_nothing_is_read(world: World) -> None:
    world.add_account("youtube", CHANNEL, "nika", "Nika")
    world.keep_token("lasting", "youtube", CHANNEL, "refresh", 180 * DAY)
    tokens = Tokens("old", "lasting", utcnow() + timedelta(hours=1))
    account = connect_account(make.workspace().id, "youtube", tokens, Identity(CHANNEL, "nika"), "nika")
    account.modify(status=AccountStatus.PAUSED)
    life, proved = Life(world, account, []), []
    for _ in range(100):
        before = life.account.access_token
        life.pass_a_day()
        proved += [life.day] if life.account.access_token != before else []
    assert proved and max(b - a for a, b in zip([0, *proved], proved, strict=False)) <= 30
    world.rows("delete from tokens")
    for _ in range(30):
        life.pass_a_day()
    assert life.account.status is AccountStatus.NEEDS_RECONNECT
    assert life.account.forget_at < utcnow() + timedelta(days=30)
    assert "make us delete what was read there" in life.notices()[0]


@pytest.mark.parametrize(
    ("age_hours", "days_left", "due"),
    [(23, 5, False), (25, 29, True), (25, 31, False), (7 * 24 + 1, 50, True), (7 * 24 - 1, 50, False)],
)
def test_a_token_is_due_by_age_and_by_what_is_left(age_hours: int, days_left: int, due: bool) -> None:
    now = datetime(2026, 11, 21, tzinfo=utcnow().tzinfo)
    account = SocialAccount(
        token_refreshed_at=now - timedelta(hours=age_hours), token_expires_at=now + timedelta(days=days_left)
    )
    assert is_due(account, now) is due


def test_a_refresh_token_that_works_is_never_replaced_by_none(world: World) -> None:
    account = signed_in(world)
    account.modify(refresh_token="lasting")
    keep(account, Tokens("newer"), utcnow())
    assert (account.reload().access_token, account.refresh_token) == ("newer", "lasting")
    signed_in(world, account.workspace_id)
    assert account.reload().refresh_token == "lasting"


def test_what_an_old_look_found_does_not_spoil_a_new_consent(world: World) -> None:
    account = signed_in(world)
    old = SocialAccount.objects.get(id=account.id)
    SocialAccount.objects(id=account.id).update_one(set__token_refreshed_at=utcnow() + timedelta(seconds=1))
    lose(old, "Connect again.", connectors.get("instagram"), utcnow())
    keep(old, Tokens("older"), utcnow())
    assert account.reload().status is AccountStatus.CONNECTED
    assert account.access_token != "older" and Notification.objects.count() == 0
