"""What people read."""

from datetime import timedelta

import pytest

from avatar.labels import Intent, Risk
from connectors.limits import Moderation
from models import Status
from models.fields import utcnow
from models.social_account import AccountStatus
from web.accounts import HEALTH
from web.build import ASSETS
from web.words import INTENTS, MODERATION, RISKS, STATUSES, clock, handle, span, when


def test_every_state_has_a_word_and_a_shape() -> None:
    assert set(STATUSES) == set(Status)
    assert set(INTENTS) == set(Intent)
    assert set(RISKS) == set(Risk)
    assert set(MODERATION) == set(Moderation)
    assert set(HEALTH) == set(AccountStatus)


def test_every_shape_is_in_the_sprite() -> None:
    named = {sign.icon for signs in (STATUSES, INTENTS, HEALTH) for sign in signs.values()}
    assert named <= set((ASSETS / "icons.txt").read_text().split())


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 m"),
        (3599, "59 m"),
        (3600, "1 h"),
        (86_400, "1 d"),
        (86_400 * 61, "2 mo"),
        (-5, "0 s"),
    ],
)
def test_a_length_of_time_is_said_in_its_largest_unit(seconds: float, words: str) -> None:
    assert span(seconds) == words


def test_a_time_says_both_how_long_ago_and_when() -> None:
    html = when(utcnow() - timedelta(minutes=5, seconds=2), "", " ago")
    assert ">5 m ago</time>" in html and 'title="' in html and "UTC" in html
    assert when(None) == ""


@pytest.mark.parametrize(("name", "shown"), [("ada", "@ada"), ("@ada", "@ada"), ("", "somebody"), ("@", "somebody")])
def test_a_name_is_written_with_one_sign(name: str, shown: str) -> None:
    assert handle(name) == shown


def test_a_clock_names_the_day_only_when_it_is_another() -> None:
    tomorrow = utcnow() + timedelta(days=1)
    assert clock(utcnow()) == f"{utcnow():%H:%M} UTC"
    assert clock(tomorrow) == f"{tomorrow:%d %b, %H:%M} UTC"
