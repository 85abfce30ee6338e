"""Fans as a list, what a person says of them, and a fan's own rights, over real HTTP."""

import html
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from models import AuditEntry, Erasure, Fan, Message, Status
from models.fan import Sighting
from models.fields import utcnow
from models.message import Change, Reply
from models.user import Role
from pipeline.deliver import _must_be_seen
from pipeline.erase_person import SETTLED_AFTER, go_on
from pipeline.fan_marks import OPTED_OUT, wants_people
from tests.web.desk import Desk, Visitor


def fan_of(desk: Desk, name: str, hours: float = 0.0, **fields: Any) -> Fan:
    at = utcnow() - timedelta(hours=hours)
    fan = Fan.known(desk.workspace.id, desk.account.id, [Sighting(f"id-{name}", name, at)])[f"id-{name}"]
    fan.modify(**fields) if fields else None
    return fan


def names_in(page: str) -> list[str]:
    return re.findall(r'class="row-link" href="/fans/[0-9a-f]+"><b>@([^<]+)</b>', html.unescape(page))


def test_fans_are_listed_the_one_seen_last_first_in_pages(desk: Desk) -> None:
    for number in range(53):
        fan_of(desk, f"fan{number:02d}", hours=number * 9)
    fan_of(desk, "long_ago", hours=24 * 365 * 15)
    first = desk.browser.get("/fans").text
    assert names_in(first) == [f"fan{number:02d}" for number in range(50)]
    older = html.unescape(re.search(r'href="(/fans\?older=[^"]+)"', first)[1])  # type: ignore[index]
    second = desk.browser.get(older).text
    assert names_in(second) == ["fan50", "fan51", "fan52", "long_ago"] and "That is all of them" in second


def test_fans_are_found_by_name_and_by_what_was_said_of_them(desk: Desk) -> None:
    (
        fan_of(desk, "Zoë.b", vip=True),
        fan_of(desk, "zoo", hours=2),
        fan_of(desk, "amy", blocked=True),
        fan_of(desk, "ben", opted_out=True),
    )
    assert names_in(desk.browser.get("/fans?name=zo").text) == ["Zoë.b", "zoo"]
    assert names_in(desk.browser.get("/fans?name=@zoe").text) == ["Zoë.b"]
    for show, name in (("vip", "Zoë.b"), ("blocked", "amy"), ("opted-out", "ben")):
        assert names_in(desk.browser.get(f"/fans?show={show}").text) == [name]
    assert "No fan's name begins with" in html.unescape(desk.browser.get("/fans?name=xyz").text)


def test_fans_of_others_are_not_listed(app: Flask, desk: Desk) -> None:
    fan_of(desk, "ada")
    other = Desk(app)
    assert names_in(other.browser.get("/fans").text) == [] and names_in(other.browser.get("/fans?name=ada").text) == []
    assert "Nobody has written yet" in other.browser.get("/fans").text


def test_a_fan_page_has_their_letters_and_our_replies_in_pages(desk: Desk) -> None:
    fan = fan_of(desk, "ada")
    for number in range(17):
        desk.letter(text=f"letter {number:02d}.", fan_id=fan.id, created_at=utcnow() - timedelta(days=number))
    desk.letter(Status.SENT, text="thanks?", fan_id=fan.id, reply=Reply(text="so kind", mode="auto", sent_at=utcnow()))
    desk.letter(text="of somebody else")
    text = desk.browser.get(f"/fans/{fan.id}").text
    assert "so kind" in text and "The avatar answered" in text and "letter 13." in text and "letter 14." not in text
    assert "of somebody else" not in text
    older = html.unescape(re.search(rf'href="(/fans/{fan.id}\?older=[^"]+)"', text)[1])  # type: ignore[index]
    assert "letter 16." in desk.browser.get(older).text


def test_a_blocked_fan_leaves_the_queue_and_comes_back_when_unblocked(desk: Desk) -> None:
    fan = fan_of(desk, "ada")
    waiting, going = (
        desk.letter(fan_id=fan.id),
        desk.letter(Status.APPROVED, fan_id=fan.id, reply=Reply(text="x", mode="auto")),
    )
    sent, other = desk.letter(Status.SENT, fan_id=fan.id), desk.letter()
    answer = desk.browser.ask(f"/fans/{fan.id}/block", on="yes")
    assert "2 letters are put aside" in answer.json["sentence"]
    assert [one.reload().status for one in (waiting, going, sent, other)] == [
        Status.REJECTED,
        Status.REJECTED,
        Status.SENT,
        Status.IN_REVIEW,
    ]
    assert "You blocked this fan" in desk.browser.get(f"/messages/{waiting.id}").text
    assert "Unblock" in desk.browser.get(f"/fans/{fan.id}").text
    desk.browser.ask(f"/fans/{fan.id}/block", on="no")
    assert waiting.reload().status is Status.IN_REVIEW and not fan.reload().blocked
    assert [entry.action for entry in AuditEntry.objects.order_by("at")][-2:] == ["fan.blocked", "fan.unblocked"]


def test_what_a_person_had_rejected_stays_so_after_an_unblock(desk: Desk) -> None:
    fan = fan_of(desk, "ada", blocked=True)
    steps = [Change(at=utcnow(), after="rejected", by="x", why="Rejected.")]
    rejected = desk.letter(Status.REJECTED, fan_id=fan.id, history=steps)
    desk.browser.ask(f"/fans/{fan.id}/block", on="no")
    assert rejected.reload().status is Status.REJECTED


def test_a_fan_who_wants_no_machine_is_answered_by_people_alone(desk: Desk) -> None:
    fan = fan_of(desk, "ada")
    by_itself = desk.letter(Status.APPROVED, fan_id=fan.id, reply=Reply(text="x", mode="auto"))
    by_person = desk.letter(Status.APPROVED, fan_id=fan.id, reply=Reply(text="x", mode="approved"))
    answer = desk.browser.ask(f"/fans/{fan.id}/opt-out", on="yes")
    assert "1 letter is waiting for you" in answer.json["sentence"]
    assert (by_itself.reload().status, by_person.reload().status) == (Status.IN_REVIEW, Status.APPROVED)
    assert wants_people(fan.id, desk.workspace.id) == OPTED_OUT
    late = desk.letter(
        Status.APPROVED, fan_id=fan.id, reply=Reply(text="x", mode="auto")
    )  # drafted while that was said
    assert _must_be_seen(late, desk.account, desk.workspace, utcnow()) == OPTED_OUT
    desk.browser.ask(f"/fans/{fan.id}/opt-out", on="no")
    assert wants_people(fan.id, desk.workspace.id) == ""


def test_a_vip_is_marked_and_unmarked(desk: Desk) -> None:
    fan = fan_of(desk, "ada")
    for wanted in ("yes", "no"):
        desk.browser.click(f"/fans/{fan.id}/vip", on=wanted)
        assert fan.reload().vip is (wanted == "yes")


@pytest.mark.parametrize(
    ("role", "marks", "rights"), [(Role.MANAGER, 302, 302), (Role.REVIEWER, 302, 403), (Role.ANALYST, 403, 403)]
)
def test_who_may_say_what_of_a_fan(desk: Desk, role: Role, marks: int, rights: int) -> None:
    fan = fan_of(desk, "ada")
    person = Visitor(desk.app).sign_in(desk.add_person(role, "Ben"))
    assert person.get(f"/fans/{fan.id}").status_code == 200
    for name in ("vip", "block", "opt-out"):
        assert person.click(f"/fans/{fan.id}/{name}", on="yes").status_code == marks
    assert person.get(f"/fans/{fan.id}/erasure").status_code == (200 if rights == 302 else 403)
    assert person.click(f"/fans/{fan.id}/erasure", name="ada").status_code == rights


def test_an_erasure_says_before_what_goes_wants_the_name_and_ends_on_a_receipt(desk: Desk) -> None:
    fan = fan_of(desk, "ada.b")
    desk.letter(text="zanzibar", fan_id=fan.id), desk.letter(text="kept")
    page = desk.browser.get(f"/fans/{fan.id}/erasure").text
    assert "1 letter, with its drafts" in page and "Type <b>ada.b</b>" in page
    refused = desk.browser.ask(f"/fans/{fan.id}/erasure", name="ada")
    assert refused.status_code == 422 and Message.objects.count() == 2
    answer = desk.browser.click(f"/fans/{fan.id}/erasure", name="@ADA.B")
    erasure = Erasure.objects.get()
    assert answer.location == f"/fans/erasures/{erasure.id}" and "On its way" in desk.browser.get(answer.location).text
    go_on(erasure, utcnow()), go_on(erasure.reload(), utcnow() + 2 * SETTLED_AFTER)
    receipt = desk.browser.get(answer.location).text
    assert "1 letter, with its drafts" in receipt and "nothing is left" in receipt
    text = desk.browser.get(f"{answer.location}.txt").text
    assert "- 1 profile" in text and "Nika Vidal" not in text.replace("You", "")
    for page in (receipt, text, desk.browser.get("/fans").text):
        assert "ada.b" not in page
    assert [message.text for message in Message.objects] == ["kept"]
    assert desk.browser.get(f"/fans/{fan.id}").status_code == 404


def test_a_person_is_given_all_that_is_stored_of_them(desk: Desk) -> None:
    fan = fan_of(desk, "ada")
    desk.letter(text="mine", fan_id=fan.id), desk.letter(text="of others")
    answer = desk.browser.click(f"/fans/{fan.id}/export")
    stored = json.loads(answer.text)
    assert stored["messages"][0]["text"] == "mine" and "of others" not in answer.text
    assert AuditEntry.objects(action="fan.exported").get().subject == str(fan.id)
