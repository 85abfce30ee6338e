"""A creator for whoever wants to try: whole, its own, and the same one when it is asked for again."""

import pytest

import connectors
from connectors.base import Credentials, Tokens
from connectors.errors import Unavailable
from connectors.made_up import can_make_up, make_up
from connectors.world import World
from infra.demo import content
from infra.sandbox.creators import NEW_LETTERS, move_in
from infra.sandbox.remote import Refused, Remote
from tests.connectors.contract import configured

NOW = 1_790_000_000.0
PLATFORM = "instagram"
TOLD = [row for row in content.replies() if row["platform"] == PLATFORM]


def counted(world: World, account_id: str) -> tuple[int, int, int]:
    """Posts, letters of fans, answers of the creator."""
    entries = world.entries(PLATFORM, "account_id=?", account_id)
    own = sum(one.by_account for one in entries)
    return len(world.posts(PLATFORM, account_id)), len(entries) - own, own


def test_a_creator_moves_in_with_a_past_and_new_letters_once(world: World) -> None:
    made = move_in(world, "a key", "http://here", NOW)
    posts, letters, answers = counted(world, made["id"])
    assert (made["platform"], made["username"]) == (PLATFORM, "nika.rides.bread.1")
    assert posts >= 6 and (letters, answers) == (len(TOLD) + NEW_LETTERS, len(TOLD))
    new = world.entries(PLATFORM, "by_account=0 and created_at>?", NOW - 3_600)
    assert len(new) == NEW_LETTERS
    assert move_in(world, "a key", "http://here", NOW + 60) == made
    assert counted(world, made["id"]) == (posts, letters, answers)


def test_each_key_has_a_creator_of_its_own(world: World) -> None:
    first, second = (move_in(world, key, "http://here", NOW) for key in ("a", "b"))
    assert first["id"] != second["id"] and second["username"] == "nika.rides.bread.2"
    assert counted(world, first["id"]) == counted(world, second["id"])


def test_what_broke_off_is_gone_on_with(world: World) -> None:
    made = move_in(world, "a key", "http://here", NOW)
    whole = counted(world, made["id"])
    account = world.account(PLATFORM, made["id"])
    assert account
    world.add_account(PLATFORM, made["id"], made["username"], account["name"], settled=False)
    world.rows("delete from entries where number > 300")
    assert counted(world, made["id"]) != whole
    assert move_in(world, "a key", "http://here", NOW) == made
    assert counted(world, made["id"]) == whole


def test_the_dashboard_asks_for_one_over_http_and_may_read_it(sandbox: str, world: World) -> None:
    made = make_up("a key")
    assert can_make_up() and made.username == "nika.rides.bread.1"
    [account] = world.accounts(PLATFORM)
    given = Remote(sandbox).post("/control/tokens", platform=PLATFORM, account_id=account["id"])
    connector = connectors.get(PLATFORM).open(Credentials(account["id"], Tokens(given["access_token"])))
    read = [parcel for page in connector.fetch(lambda _ids: set(), history=True) for parcel in page]
    assert sum(parcel.from_account for parcel in read) == len(TOLD)
    with pytest.raises(Refused):
        Remote(sandbox).post("/control/creators")


def test_nobody_there_is_a_sentence() -> None:
    with configured(SANDBOX_URL="http://127.0.0.1:1"), pytest.raises(Unavailable, match="could not be reached"):
        make_up("a key")
    with configured(SANDBOX_URL=""):
        assert not can_make_up()
