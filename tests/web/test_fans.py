"""The page of a fan: what is remembered, put right, erased."""

from typing import Any

import pytest

from connectors.embeddings import embed
from models import Fan, Memory, Message, Status
from models.fan import Sighting
from models.fields import utcnow
from models.message import Reply, StoredLabel
from pipeline.memory import learn
from tests.web.desk import Desk


@pytest.fixture
def fan(desk: Desk) -> Fan:
    return Fan.known(desk.workspace.id, desk.account.id, [Sighting("f1", "ada", utcnow())])["f1"]


def told(desk: Desk, fan: Fan, text: str, **fields: Any) -> Message:
    letter = desk.letter(text=text, fan_id=fan.id, label=StoredLabel(intent="personal_story", language="en"), **fields)
    learn(letter, embed, utcnow())
    return letter


def test_a_fan_page_shows_what_is_remembered_and_from_where(desk: Desk, fan: Fan) -> None:
    letter = told(desk, fan, "I have a dog called Luna")
    text = desk.browser.get(f"/fans/{fan.id}").text
    assert "Has a dog called Luna." in text and f"/messages/{letter.id}" in text and "@ada" in text
    assert f"/fans/{fan.id}" in desk.browser.get(f"/review/{letter.id}/letter").text


def test_a_fan_of_whom_nothing_is_known_has_a_page_that_teaches(desk: Desk, fan: Fan) -> None:
    assert "Nothing yet" in desk.browser.get(f"/fans/{fan.id}").text


def test_a_memory_is_put_right_or_refused_with_a_sentence(desk: Desk, fan: Fan) -> None:
    told(desk, fan, "I live in Porto")
    place = f"/fans/{fan.id}/memories/{Memory.objects.get().id}/correct"
    refused = desk.browser.ask(place, text="Has diabetes.")
    assert refused.status_code == 422 and "must not remember" in refused.json["sentence"]
    desk.browser.ask(place, text="Writes from Braga.")
    text = desk.browser.get(f"/fans/{fan.id}").text
    assert "Writes from Braga." in text and "Writes from Porto." not in text and "Put right by a person" in text


def test_an_erased_memory_is_gone_and_its_drafts_are_written_anew(desk: Desk, fan: Fan) -> None:
    told(desk, fan, "I live in Porto")
    used = desk.letter(text="hi", fan_id=fan.id, reply=Reply(text="hi Porto!", memories=["Writes from Porto."]))
    going = desk.letter(
        Status.APPROVED, text="hi", fan_id=fan.id, reply=Reply(text="hi Porto!", memories=["Writes from Porto."])
    )
    answer = desk.browser.ask(f"/fans/{fan.id}/memories/{Memory.objects.get().id}/erase")
    assert "2 drafts that used it are written anew" in answer.json["sentence"]
    assert {one.reload().status for one in (used, going)} == {Status.CLASSIFIED}
    assert Memory.objects.count() == 0 and "Writes from Porto." not in desk.browser.get(f"/fans/{fan.id}").text


def test_everything_of_a_fan_is_erased_and_nothing_learned_where_they_do_not_want_it(desk: Desk, fan: Fan) -> None:
    told(desk, fan, "I live in Porto. Call me Sam!")
    desk.browser.ask(f"/fans/{fan.id}/erase")
    assert Memory.objects.count() == 0
    told(desk, fan, "I live in Porto")
    desk.browser.click(f"/fans/{fan.id}/remember", remember="no")
    told(desk, fan, "I live in Porto")
    assert Memory.objects.count() == 0 and not fan.reload().remembers
    assert "Remember what this fan tells again" in desk.browser.get(f"/fans/{fan.id}").text


def test_a_memory_is_reached_only_through_its_own_fan(desk: Desk, fan: Fan) -> None:
    told(desk, fan, "I live in Porto")
    other = Fan.known(desk.workspace.id, desk.account.id, [Sighting("f2", "bob", utcnow())])["f2"]
    assert desk.browser.ask(f"/fans/{other.id}/memories/{Memory.objects.get().id}/erase").status_code == 404
    assert Memory.objects.count() == 1
