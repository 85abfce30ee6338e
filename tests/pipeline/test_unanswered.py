from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId

from connectors.embeddings import embed
from models import Knowledge, Message, SocialAccount, Status, Unanswered
from models.fields import utcnow
from models.message import Reply
from pipeline import unanswered
from pipeline.entries import BadEntry
from pipeline.knowledge import facts_for
from pipeline.memory import forget_message
from pipeline.unanswered import GroupGone, answer_once, dismiss, found_an_answer, groups_of, note
from tests.models import make


@pytest.fixture
def account(clean: None, database: object) -> SocialAccount:
    return make.account(make.workspace())


def asks(account: SocialAccount, text: str, **fields: Any) -> Message:
    """A fan's question that waits without a draft, noted."""
    message = make.message(account, text=text, **{"status": Status.IN_REVIEW, **fields})
    note(message, embed([text])[0], utcnow())
    return message


def test_the_same_question_is_one_group_with_its_waiting_letters(account: SocialAccount) -> None:
    first = asks(account, "@nika do you ship to Germany?")
    second = asks(account, "do you deliver to germany?")
    asks(account, "what oven do you have?")
    answered = asks(account, "do you ship to germany", reply=Reply(text="yes"))
    groups = groups_of(account.workspace_id)
    assert [(group.asked, group.count) for group in groups] == [
        ("do you ship to Germany?", 3),
        ("what oven do you have?", 1),
    ]
    assert set(groups[0].waiting) == {first.id, second.id} and answered.id not in groups[0].waiting


def test_one_answer_serves_all_who_asked_and_will_ask(account: SocialAccount) -> None:
    waiting = [asks(account, text) for text in ("do you ship to Germany?", "do you deliver to germany?")]
    group = groups_of(account.workspace_id)[0]
    assert set(answer_once(account.workspace_id, group.id, "Yes, it takes a week.", "nika")) == {
        one.id for one in waiting
    }
    assert groups_of(account.workspace_id) == []
    entry = Knowledge.objects.get()
    assert (entry.source, entry.title, entry.text, entry.written_by) == (
        "faq",
        "do you ship to Germany?",
        "Yes, it takes a week.",
        "nika",
    )
    later = make.message(account, text="can you ship to Germany?")
    assert [fact.text for fact in facts_for(later, embed([later.text])[0], utcnow(), embed)] == [
        "Yes, it takes a week."
    ]


def test_a_second_click_finds_the_group_gone(account: SocialAccount) -> None:
    asks(account, "do you ship to Germany?")
    group = groups_of(account.workspace_id)[0]
    answer_once(account.workspace_id, group.id, "Yes.", "nika")
    with pytest.raises(GroupGone):
        answer_once(account.workspace_id, group.id, "Yes.", "nika")
    assert Knowledge.objects.count() == 1


def test_an_empty_answer_keeps_the_group(account: SocialAccount) -> None:
    asks(account, "do you ship to Germany?")
    with pytest.raises(BadEntry):
        answer_once(account.workspace_id, groups_of(account.workspace_id)[0].id, "  ", "nika")
    assert len(groups_of(account.workspace_id)) == 1


def test_a_message_noted_twice_counts_once(account: SocialAccount) -> None:
    message = asks(account, "do you ship to Germany?")
    note(message, embed([message.text])[0], utcnow())
    assert groups_of(account.workspace_id)[0].count == 1


def test_what_only_makes_sense_where_it_was_asked_is_left_out(account: SocialAccount) -> None:
    for text in ("what is that?", "which lens at 4:12?", "why?"):
        asks(account, text)
    assert Unanswered.objects.count() == 0


def test_a_group_belongs_to_its_workspace(account: SocialAccount) -> None:
    asks(account, "do you ship to Germany?")
    stranger = make.workspace()
    group = groups_of(account.workspace_id)[0]
    assert groups_of(stranger.id) == []
    for act in (
        lambda: answer_once(stranger.id, group.id, "Yes.", "eve"),
        lambda: dismiss(stranger.id, group.id, "eve"),
    ):
        with pytest.raises(GroupGone):
            act()
    assert len(groups_of(account.workspace_id)) == 1


def test_a_question_goes_when_it_is_dismissed_drafted_or_deleted_by_the_fan(account: SocialAccount) -> None:
    asks(account, "do you ship to Germany?")
    dismiss(account.workspace_id, groups_of(account.workspace_id)[0].id, "nika")
    found_an_answer(asks(account, "what oven do you have?"))
    forget_message(asks(account, "which flour do you buy?").id)
    assert Unanswered.objects.count() == 0


def test_the_words_stay_with_the_message_and_go_with_it(account: SocialAccount) -> None:
    message = asks(account, "do you ship to Germany?")
    stored = Unanswered._get_collection().find_one()
    assert not any(isinstance(value, str) and "Germany" in value for value in stored.values())
    Message.objects(id=message.id).update_one(set__text="")
    assert groups_of(account.workspace_id) == []


def test_the_oldest_make_room(account: SocialAccount) -> None:
    now = utcnow()
    rows = [
        {
            "workspace_id": account.workspace_id,
            "account_id": account.id,
            "message_id": ObjectId(),
            "vector": b"",
            "created_at": now - timedelta(days=2, seconds=n),
            "expires_at": now,
        }
        for n in range(unanswered.MOST_OPEN)
    ]
    Unanswered._get_collection().insert_many(rows)
    asks(account, "do you ship to Germany?")
    assert Unanswered.objects.count() == unanswered.MOST_OPEN
    assert Unanswered.objects(created_at=rows[-1]["created_at"]).count() == 0
