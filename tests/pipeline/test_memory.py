"""What is learned of a fan, recalled for an answer, put right and erased."""

from datetime import timedelta
from typing import Any

import pytest

from connectors.embeddings import embed
from models import Fan, Memory, Message, SocialAccount, Status, Unanswered
from models.fan import Sighting
from models.fields import utcnow
from models.message import Reply, StoredLabel
from pipeline import memory
from pipeline.memory import (
    BadMemory,
    correct,
    erase,
    erase_fan,
    forget_message,
    learn,
    let_remember,
    remembered_of,
    shown_of,
)
from pipeline.unanswered import note
from tests.models import make

NOW = utcnow()


@pytest.fixture
def account(clean: None, database: object) -> SocialAccount:
    return make.account(make.workspace())


@pytest.fixture
def fan(account: SocialAccount) -> Fan:
    return Fan.known(account.workspace_id, account.id, [Sighting("f1", "ada", NOW)])["f1"]


def writes(fan: Fan, text: str, days_ago: float = 0, **fields: Any) -> Message:
    account = SocialAccount.objects.get(id=fan.account_id)
    label = StoredLabel(**{"intent": "personal_story", "language": "en", **fields.pop("label", {})})
    at = NOW - timedelta(days=days_ago)
    return make.message(account, text=text, fan_id=fan.id, label=label, platform_created_at=at, **fields)


def told(fan: Fan, text: str, days_ago: float = 0) -> Message:
    message = writes(fan, text, days_ago)
    learn(message, embed, NOW)
    return message


def recalled(fan: Fan, text: str) -> tuple[str, ...]:
    return remembered_of(writes(fan, text), embed([text])[0], NOW, embed)


def test_what_a_fan_told_comes_to_mind_with_its_source(fan: Fan) -> None:
    message = told(fan, "I have a dog called Luna", days_ago=3)
    assert recalled(fan, "mi perra te adora") == ("Has a dog called Luna.",)
    assert recalled(fan, "how hot is the oven?") == ()
    stored = Memory.objects.get()
    assert (stored.message_id, stored.said_at, stored.kind) == (message.id, message.platform_created_at, "pet")
    assert stored.expires_at > NOW and len(stored.vector) == 4 * 512


def test_what_the_message_itself_says_is_no_memory(fan: Fan) -> None:
    message = told(fan, "call me Sam!")
    assert remembered_of(message, embed([message.text])[0], NOW, embed) == ()


def test_learned_twice_it_is_there_once(fan: Fan) -> None:
    message = told(fan, "I live in Porto")
    assert learn(message, embed, NOW) == 0
    told(fan, "I live in Porto")
    assert Memory.objects.count() == 1


def test_a_newer_fact_takes_the_place_of_the_older_one_whatever_comes_first(fan: Fan) -> None:
    told(fan, "I live in Porto", days_ago=9)
    told(fan, "I moved to Lisbon", days_ago=2)
    told(fan, "I live in Rome", days_ago=30)
    assert [one.text for one in shown_of(fan.workspace_id, fan.id, NOW)] == ["Writes from Lisbon."]
    old = Memory.objects.get(text="Writes from Porto.")
    assert old.superseded_by == Memory.objects.get(text="Writes from Lisbon.").id
    assert recalled(fan, "are you coming to Portugal?") == ("Writes from Lisbon.",)


@pytest.mark.parametrize(
    "label", [{"risks": ["medical"]}, {"intent": "spam"}, {"intent": "crisis"}, {"language": "fr"}]
)
def test_nothing_is_learned_from_what_is_risky_junk_or_in_another_language(fan: Fan, label: dict[str, Any]) -> None:
    assert learn(writes(fan, "I live in Porto", label=label), embed, NOW) == 0
    assert Memory.objects.count() == 0


def test_words_that_the_fan_changed_are_learned_anew(fan: Fan) -> None:
    message = told(fan, "I live in Porto. I have a dog called Luna.")
    message.text = "I have a dog called Luna. Love this"
    learn(message, embed, NOW)
    assert [one.text for one in Memory.objects] == ["Has a dog called Luna."]


def test_a_message_that_the_fan_deleted_takes_its_memories_along(fan: Fan) -> None:
    message = told(fan, "I live in Porto")
    told(fan, "I have a dog called Luna")
    forget_message(message.id)
    assert [one.text for one in Memory.objects] == ["Has a dog called Luna."]


def test_a_fan_who_does_not_want_it_is_not_remembered(fan: Fan) -> None:
    told(fan, "I live in Porto")
    let_remember(fan, False, "nika")
    assert Memory.objects.count() == 0
    told(fan, "I live in Porto")
    assert Memory.objects.count() == 0 and recalled(fan, "are you coming to Portugal?") == ()
    let_remember(fan, True, "nika")
    told(fan, "I live in Porto")
    assert Memory.objects.count() == 1


def test_what_expired_comes_to_nobodys_mind(fan: Fan) -> None:
    told(fan, "call me Sam!")
    message = writes(fan, "hi there")
    vector = embed([message.text])[0]
    assert remembered_of(message, vector, NOW, embed) == ("Wants to be called Sam.",)
    assert remembered_of(message, vector, NOW + timedelta(days=500), embed) == ()


def test_an_erased_memory_reaches_no_later_answer_and_leaves_no_vector(fan: Fan) -> None:
    told(fan, "I live in Porto", days_ago=9)
    told(fan, "I live in Lisbon")
    assert recalled(fan, "are you coming to Portugal?") == ("Writes from Lisbon.",)
    erase(Memory.objects.get(superseded_at=None), "nika")
    assert recalled(fan, "are you coming to Portugal?") == ()
    assert Memory._get_collection().count_documents({}) == 0, "also what it had superseded"


def test_drafts_that_used_an_erased_memory_are_named_and_show_it_no_more(fan: Fan) -> None:
    told(fan, "I live in Porto")
    used = Reply(text="see you in Porto!", memories=["Writes from Porto.", "Has a dog."])
    waits = writes(fan, "coming?", status=Status.IN_REVIEW, reply=used)
    sent = writes(fan, "coming?", status=Status.SENT, reply=used)
    assert erase(Memory.objects.get(), "nika") == [waits.id]
    assert (
        Message.objects.get(id=waits.id).reply.memories
        == Message.objects.get(id=sent.id).reply.memories
        == ["Has a dog."]
    )


def test_a_corrected_memory_is_recalled_in_its_new_words(fan: Fan) -> None:
    message = told(fan, "I live in Porto")
    one = Memory.objects.get()
    correct(one, "  Writes from  Braga. ", "nika")
    assert recalled(fan, "are you coming to Portugal?") == ("Writes from Braga.",)
    stored = Memory.objects.get()
    assert stored.corrected_by == "nika" and stored.vector == embed(["Writes from Braga."])[0].tobytes()
    learn(message, embed, NOW)
    assert Memory.objects.get().text == "Writes from Braga.", "a person knows better than the message"


@pytest.mark.parametrize(
    "text", ["", "x" * 121, "Has diabetes.", "Her sister lives in Rome, my mother too.", "Mail: a.b@c.org"]
)
def test_a_correction_that_must_not_be_kept_is_refused(fan: Fan, text: str) -> None:
    told(fan, "I live in Porto")
    with pytest.raises(BadMemory):
        correct(Memory.objects.get(), text, "nika")
    assert Memory.objects.get().text == "Writes from Porto."


def test_erasing_a_fan_takes_everything_and_nothing_of_others(fan: Fan) -> None:
    other = Fan.known(fan.workspace_id, fan.account_id, [Sighting("f2", "bob", NOW)])["f2"]
    told(fan, "I live in Porto"), told(fan, "call me Sam!"), told(other, "I live in Lima")
    question = writes(fan, "do you ship to Germany?")
    note(question, embed([question.text])[0], NOW)
    erase_fan(fan, "nika")
    assert [one.fan_id for one in Memory.objects] == [other.id] and Unanswered.objects.count() == 0


def test_memories_stay_in_their_workspace(fan: Fan) -> None:
    told(fan, "call me Sam!")
    stranger = make.message(make.account(make.workspace()), text="hi", fan_id=fan.id, label=StoredLabel(intent="other"))
    assert remembered_of(stranger, embed(["hi"])[0], NOW, embed) == ()
    assert shown_of(stranger.workspace_id, fan.id, NOW) == []


def test_a_talkative_fan_is_remembered_by_the_newest_things(fan: Fan) -> None:
    for number in range(memory.MOST + 3):
        name = chr(ord("A") + number % 26) + "o" * (2 + number // 26)
        told(fan, f"I have a dog called {name}", days_ago=100 - number)
    shown = shown_of(fan.workspace_id, fan.id, NOW)
    assert len(shown) == memory.MOST and shown[0].said_at > shown[-1].said_at
