"""Messages are found by their words and by what is known of them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from bson import ObjectId

from connectors.base import InboundMessage
from models import Fan, Message, SearchEntry, SocialAccount, Status, Workspace
from models.fan import Sighting
from models.fields import utcnow
from models.message import Reply, StoredLabel
from pipeline.fading import fade
from pipeline.forget import kept_of_accounts
from pipeline.freshness import terms
from pipeline.indexing import index, index_anew, index_stored
from pipeline.ingest import receive
from pipeline.search import NOBODY, Cursor, Found, Look, Search, every, find
from tests.models import make

NOW = utcnow()


@pytest.fixture
def account(clean: None) -> SocialAccount:
    workspace = make.workspace(created_at=NOW - timedelta(days=60))
    return make.account(workspace)


def stored(account: SocialAccount, text: str, hours: float = 0.0, **fields: Any) -> Message:
    message = make.message(account, text=text, created_at=NOW - timedelta(hours=hours), **fields)
    index([message])
    return message


def look(wanted: int = 40, **more: Any) -> Look:
    return Look(NOW - timedelta(days=60), NOW + timedelta(hours=1), wanted, **more)


def texts(account: SocialAccount, search: Search, found: Found | None = None) -> list[str]:
    found = found or find(account.workspace_id, search, look())
    return [Message.objects.get(id=id).text for id in found.ids]


def test_words_and_their_beginnings_find_messages_newest_first(account: SocialAccount) -> None:
    stored(account, "Your BREAD is great", 30)
    stored(account, "no words of it")
    stored(account, "which bread do you bake?", 900)
    assert texts(account, Search("brea")) == ["Your BREAD is great", "which bread do you bake?"]
    assert texts(account, Search("brea bake")) == ["which bread do you bake?"]
    assert texts(account, Search("read")) == []


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("cafe", "Un café, s'il te plaît"),
        ("नमस्ते", "नमस्ते दीदी"),
        ("パン", "このパンが好きです"),
        ("パ", "このパンが好きです"),
        ("is", "is it"),
        ("빵", "빵 좋아"),
    ],
)
def test_every_language_is_searched(account: SocialAccount, query: str, text: str) -> None:
    stored(account, text)
    stored(account, "something else here")
    assert texts(account, Search(query)) == [text]


@pytest.mark.parametrize(
    ("search", "wanted"),
    [
        (Search(intents=("question",)), {"a", "b"}),
        (Search(intents=("question", "praise")), {"a", "b", "c"}),
        (Search(risks=("money",)), {"b"}),
        (Search(statuses=(Status.FAILED,)), {"c"}),
        (Search(statuses=(Status.FAILED, Status.SENT)), {"c", "b"}),
        (Search(tag="gear"), {"a"}),
        (Search(assigned_to="7"), {"b"}),
        (Search(assigned_to=NOBODY), {"a", "c"}),
        (Search(name="ad"), {"a", "c"}),
        (Search(modes=("auto",)), {"b"}),
        (Search(since=NOW - timedelta(hours=3)), {"a", "b"}),
        (Search(until=NOW - timedelta(hours=1)), {"c", "b"}),
        (Search(intents=("question",), tag="gear", name="ada"), {"a"}),
        (Search("b", risks=("hate",)), set()),
        (Search(), {"a", "b", "c"}),
    ],
)  # fmt: skip
def test_everything_that_is_known_of_a_message_narrows_the_search(
    account: SocialAccount, search: Search, wanted: set[str]
) -> None:
    ada, bob = (
        Fan.known(account.workspace_id, account.id, [Sighting(name, name, NOW)])[name] for name in ("Ada", "bob")
    )
    question = StoredLabel(intent="question")
    stored(account, "a", label=question, tags=["gear"], status=Status.IN_REVIEW, fan_id=ada.id)
    stored(
        account, "b", 2, label=StoredLabel(intent="question", risks=["money"]), status=Status.SENT, assigned_to="7", fan_id=bob.id,
        fan_username="bob", reply=Reply(mode="auto"),
    )  # fmt: skip
    stored(account, "c", 4, label=StoredLabel(intent="praise"), status=Status.FAILED, fan_id=ada.id)
    assert set(texts(account, search)) == wanted


def test_a_fan_is_found_by_id(account: SocialAccount) -> None:
    fan_id = ObjectId()
    stored(account, "mine", fan_id=fan_id)
    stored(account, "other", fan_id=ObjectId())
    assert texts(account, Search(fan_id=fan_id)) == ["mine"]


def test_no_other_workspace_is_searched(account: SocialAccount) -> None:
    other = make.account(make.workspace(created_at=NOW - timedelta(days=60)))
    stored(other, "our bread", fan_username="ada")
    for search in (Search("bread"), Search(name="ada"), Search()):
        assert texts(account, search) == []


def pages(account: SocialAccount, search: Search, wanted: int, ahead: bool = False) -> Iterator[list[ObjectId]]:
    cursor = Cursor(NOW - timedelta(days=59), ObjectId("0" * 24)) if ahead else None
    while True:
        found = find(account.workspace_id, search, look(wanted, cursor=cursor, ahead=ahead))
        yield found.ids
        if (cursor := found.cursor) is None:
            return


@pytest.mark.parametrize("ahead", [False, True])
@pytest.mark.parametrize("search", [Search("bread"), Search(statuses=(Status.RECEIVED, Status.SENT)), Search()])
def test_pages_neither_repeat_nor_lose_anything_in_both_directions(
    account: SocialAccount, search: Search, ahead: bool
) -> None:
    for number in range(23):
        stored(
            account, f"bread {number}", hours=24 * (number // 3), status=Status.SENT if number % 2 else Status.RECEIVED
        )
    found = [id for page in pages(account, search, 5, ahead) for id in page]
    rows = sorted(Message.objects, key=lambda one: (one.created_at, one.id), reverse=not ahead)
    assert found == [message.id for message in rows]
    assert sorted(every(account.workspace_id, search, NOW - timedelta(days=60), NOW + timedelta(hours=1))) == sorted(
        found
    )


def test_a_search_whose_time_is_up_says_how_far_it_looked_and_goes_on_there(account: SocialAccount) -> None:
    for hours in (1, 500, 1000):
        stored(account, "praise", hours, label=StoredLabel(intent="praise" if hours == 1000 else "spam"))
    search, found, rounds = Search(intents=("praise",)), Found(), 0
    cursor: Cursor | None = None
    while not found.ids:
        found = find(account.workspace_id, search, look(cursor=cursor, seconds=0.0))
        assert found.ids or (found.looked_to and found.cursor)
        cursor, rounds = found.cursor, rounds + 1
    assert rounds > 1 and texts(account, search, found) == ["praise"]


def test_changed_words_are_found_and_the_old_ones_not_any_more(account: SocialAccount) -> None:
    message = stored(account, "bread")
    message.modify(text="cheese")
    index_anew(message)
    assert texts(account, Search("cheese")) == ["cheese"] and texts(account, Search("bread")) == []


def test_what_was_stored_before_there_was_a_search_is_made_findable_once(account: SocialAccount) -> None:
    make.message(account, text="old bread", created_at=NOW - timedelta(days=40))
    workspace = Workspace.objects.get(id=account.workspace_id)
    assert texts(account, Search("bread")) == []
    assert (index_stored(workspace, NOW), index_stored(workspace, NOW)) == (1, 0)
    assert texts(account, Search("bread")) == ["old bread"]


def test_what_it_is_found_by_holds_no_words(account: SocialAccount) -> None:
    stored(account, "bread")
    (entry,) = SearchEntry._get_collection().find()
    assert "bre" not in str(entry) and all(isinstance(key, int) for key in entry["keys"])


def test_a_cursor_survives_its_way_through_an_address() -> None:
    cursor = Cursor(datetime.fromtimestamp(1_700_000_000.123, NOW.tzinfo), ObjectId())
    assert Cursor.read(str(cursor)) == cursor


def parcel(text: str, **more: Any) -> InboundMessage:
    whose = {"author_external_id": "7", "author_username": "Ada", "created_at": utcnow()}
    given = {"external_id": "p1", "kind": "comment", "conversation_id": "p1", **whose}
    return InboundMessage(text=text, **{**given, **more})


def test_what_comes_in_is_found_and_changes_and_goes_with_its_words(account: SocialAccount) -> None:
    account.modify(connected_at=NOW - timedelta(days=1))
    receive(account, [parcel("fresh bread")])
    assert texts(account, Search("bread")) == ["fresh bread"] and texts(account, Search(name="ad")) == ["fresh bread"]
    receive(account, [parcel("fresh cheese", edited_at=utcnow())])
    assert (texts(account, Search("bread")), texts(account, Search("chee"))) == ([], ["fresh cheese"])
    receive(account, [parcel("", deleted=True)])
    assert texts(account, Search("chee")) == [] and SearchEntry.objects.count() == 0


def test_words_that_may_not_be_kept_any_longer_are_not_found_any_more(account: SocialAccount) -> None:
    old = stored(account, "bread", 24 * 30, status=Status.SENT, read_at=NOW - timedelta(days=30))
    fresh = stored(account, "bread today")
    fade(account, terms(30, NOW), NOW)
    assert [entry.message_id for entry in SearchEntry.objects] == [fresh.id] and not old.reload().text


def test_an_account_that_leaves_takes_its_entries_along(account: SocialAccount) -> None:
    assert SearchEntry in kept_of_accounts()
