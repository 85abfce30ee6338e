"""Fans, personas, knowledge, rules, accounts, figures and jobs through the API."""

from datetime import timedelta

import pytest
from flask import Flask

from avatar.rules import Effect, Rule, Then
from models import AuditEntry, BulkJob, Export, Fan, Knowledge, Memory, Persona, SocialAccount, Status, StoredRule
from models.export import ExportState
from models.fan import Sighting
from models.fields import utcnow
from models.user import Role
from pipeline.persona_versions import change
from pipeline.rules import keep
from tests.web.api.program import Program, memory_of
from tests.web.desk import Desk

SENDS = Rule("", (), (Effect(Then.AUTO),))


def _fans(desk: Desk, count: int) -> list[Fan]:
    now = utcnow()
    seen = [Sighting(f"f{number}", f"fan{number}", now - timedelta(days=40 * number)) for number in range(count)]
    return list(Fan.known(desk.workspace.id, desk.account.id, seen).values())


def test_fans_come_in_pages_who_wrote_last_first(desk: Desk) -> None:
    _fans(desk, 5)
    program, names, cursor = Program(desk), list[str](), None
    for _ in range(3):
        page = program.get("/fans", query_string={"limit": 2, **({"cursor": cursor} if cursor else {})}).json
        names, cursor = [*names, *(one["username"] for one in page["data"])], page["next"]
    assert names == ["fan0", "fan1", "fan2", "fan3", "fan4"] and cursor is None


def test_a_fan_becomes_a_vip_and_it_is_on_record_once(desk: Desk) -> None:
    fan, program = _fans(desk, 1)[0], Program(desk)
    for _ in range(2):
        assert program.ask("PATCH", f"/fans/{fan.id}", json={"vip": True}).json == {"id": str(fan.id), "vip": True}
    assert program.get(f"/fans/{fan.id}").json["vip"] and AuditEntry.objects(action="fan.vip").count() == 1


def test_a_memory_is_listed_erased_and_leaves_the_drafts_that_used_it(desk: Desk) -> None:
    fan, program = _fans(desk, 1)[0], Program(desk)
    letter = desk.letter(fan_id=fan.id)
    letter.modify(reply__memories=["is called Ada"])
    memory = memory_of(fan, letter)
    assert [one["text"] for one in program.get(f"/fans/{fan.id}/memories").json["data"]] == ["is called Ada"]
    gone = program.ask("DELETE", f"/fans/{fan.id}/memories/{memory.id}", "key-1")
    assert (gone.status_code, gone.data, Memory.objects.count()) == (204, b"", 0)
    assert letter.reload().status is Status.CLASSIFIED
    assert program.ask("DELETE", f"/fans/{fan.id}/memories/{memory.id}", "key-1").status_code == 204
    assert program.ask("DELETE", f"/fans/{fan.id}/memories/{memory.id}").status_code == 404


def test_a_memory_is_only_found_at_its_own_fan(desk: Desk) -> None:
    fan, other = _fans(desk, 2)
    memory = memory_of(fan, desk.letter())
    assert Program(desk).ask("DELETE", f"/fans/{other.id}/memories/{memory.id}").status_code == 404
    assert Memory.objects.count() == 1


def test_a_persona_and_what_it_was_before(desk: Desk) -> None:
    persona, program = Persona.of(desk.workspace.id).get(), Program(desk)
    for motto in ("one", "two", "three"):
        persona = change(persona, str(desk.user.id), f"Now {motto}.", motto=motto)
    shown = program.get(f"/personas/{persona.id}")
    assert (shown.json["motto"], shown.json["revision"], shown.headers["ETag"]) == ("three", 4, '"4"')
    first = program.get(f"/personas/{persona.id}/versions?limit=2").json
    assert [(one["version"], one["motto"]) for one in first["data"]] == [(3, "two"), (2, "one")]
    rest = program.get(f"/personas/{persona.id}/versions?cursor={first['next']}").json
    assert [one["version"] for one in rest["data"]] == [1] and rest["next"] is None


def test_knowledge_is_added_listed_changed_and_deleted(desk: Desk) -> None:
    program = Program(desk)
    answer = program.post("/knowledge", json={"source": "answer", "title": "Do you ship?", "text": "Yes."})
    link = program.post("/knowledge", json={"source": "link", "title": "The shop", "url": "https://shop.example/a"})
    assert (answer.status_code, link.json["url"]) == (201, "https://shop.example/a")
    assert [one["text"] for one in program.get("/knowledge").json["data"]] == ["Yes."]
    assert [one["title"] for one in program.get("/knowledge?source=link").json["data"]] == ["The shop"]
    path = f"/knowledge/{answer.json['id']}"
    assert program.ask("PATCH", path, json={"title": "Do you ship?", "text": "No."}).json["text"] == "No."
    assert program.ask("DELETE", path).status_code == 204 and program.get(path).status_code == 404
    assert Knowledge.objects.get().source == "link"


def test_what_a_post_says_is_changed_at_the_platform_only(desk: Desk) -> None:
    post = Knowledge(
        workspace_id=desk.workspace.id, account_id=desk.account.id, source="post", external_id="p1", title="The coast", text="A ride.",
    ).save()  # fmt: skip
    program = Program(desk)
    assert program.get("/knowledge?source=post").json["data"][0]["title"] == "The coast"
    assert program.ask("DELETE", f"/knowledge/{post.id}").status_code == 422


def test_a_rule_that_sends_wants_the_owner_and_the_consent_in_so_many_words(desk: Desk) -> None:
    rule, program = keep(desk.workspace.id, SENDS, str(desk.user.id)), Program(desk)
    consent = program.get(f"/rules/{rule.id}").json["consent"]
    manager = Program(desk, by=desk.add_person(Role.MANAGER).id)
    assert manager.post(f"/rules/{rule.id}/on", json={"consent": consent}).status_code == 403
    assert program.post(f"/rules/{rule.id}/on", json={"consent": "yes"}).status_code == 422
    assert not StoredRule.objects.get().enabled
    assert program.post(f"/rules/{rule.id}/on", json={"consent": consent}).json["enabled"]
    assert SocialAccount.objects.get(id=desk.account.id).consented(str(rule.id))
    assert program.post(f"/rules/{rule.id}/off").json["enabled"] is False
    assert not SocialAccount.objects.get(id=desk.account.id).consented(str(rule.id))


def test_a_rule_whose_words_changed_is_not_switched_on(desk: Desk) -> None:
    rule, program = keep(desk.workspace.id, Rule("", (), (Effect(Then.TAG, "seen"),)), str(desk.user.id)), Program(desk)
    tag = program.get(f"/rules/{rule.id}").headers["ETag"]
    keep(desk.workspace.id, Rule(str(rule.id), (), (Effect(Then.TAG, "other"),)), str(desk.user.id))
    assert program.post(f"/rules/{rule.id}/on", headers={"If-Match": tag}).status_code == 412
    assert not StoredRule.objects.get().enabled


def test_an_account_shows_its_health_and_never_its_tokens(desk: Desk) -> None:
    desk.account.modify(access_token="a-secret-token")
    answer = Program(desk).get(f"/accounts/{desk.account.id}")
    assert (answer.json["username"], answer.json["status"]) == (desk.account.username, "connected")
    assert "secret" not in answer.text


def test_figures_are_those_of_the_page_and_of_this_workspace_alone(desk: Desk, app: Flask) -> None:
    for status in (Status.SENT, Status.IGNORED, Status.IN_REVIEW):
        desk.letter(status)
    Desk(app).letter(Status.SENT)
    program = Program(desk)
    found = program.get("/analytics").json
    assert (found["total"]["received"], found["total"]["sent"], found["total"]["waiting"]) == (3, 1, 1)
    assert len(found["days"]) == 28 and found["days"][-1]["figures"]["received"] == 3
    today = found["last_day"]
    one = program.get(f"/analytics?last_day={today}&days=1&intent=question").json
    assert (one["first_day"], one["total"]["received"]) == (today, 0)
    other = Desk(app)
    other.letter(Status.SENT)
    assert program.get(f"/analytics?account_id={other.account.id}").json["total"]["received"] == 0


@pytest.mark.parametrize("query", ["last_day=1", "last_day=2026-13-01", "days=0", "days=367", "intent=none"])
def test_a_period_that_cannot_be_counted_is_refused(desk: Desk, query: str) -> None:
    assert Program(desk).get(f"/analytics?{query}").status_code == 422


def test_long_work_is_listed_and_stopped(desk: Desk, app: Flask) -> None:
    gone = utcnow() + timedelta(days=1)
    mine = {"workspace_id": desk.workspace.id, "by": str(desk.user.id)}
    job = BulkJob(**mine, verb="reject", targets=["a 1", "b 1"], place=1, gone_after=gone).save()
    export = Export(**mine, slot="x", gone_at=gone, state=ExportState.READY).save()
    program, stranger = Program(desk), Program(Desk(app))
    assert {one["id"] for one in program.get("/jobs").json["data"]} == {str(job.id), str(export.id)}
    assert stranger.get("/jobs").json["data"] == [] and stranger.get(f"/jobs/{job.id}").status_code == 404
    assert stranger.post(f"/jobs/{job.id}/cancel").status_code == 404
    assert program.get(f"/jobs/{job.id}").json["done"] == 1
    assert program.post(f"/jobs/{job.id}/cancel").json["state"] == "cancelled"
    assert program.post(f"/jobs/{job.id}/cancel").status_code == 409
    assert program.post(f"/jobs/{export.id}/cancel").status_code == 409
