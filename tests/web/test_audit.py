"""The audit log: sentences, filters, pages, the file, and that nothing in it ever changes."""

import ast
import csv
import io
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from models import AuditEntry
from models.audit import Unchangeable
from models.fields import utcnow
from models.user import Role
from tests.web.desk import Desk, Visitor
from web.afterwards import settle
from web.audit import AT_ONCE, unharmed
from web.audit_words import KINDS, PLACES, SENTENCES, kind_of

HOUSE = Path(__file__).parent.parent.parent


def _entry(desk: Desk, action: str, at: datetime | None = None, **fields: Any) -> AuditEntry:
    given = {"workspace_id": desk.workspace.id, "by": str(desk.user.id), "action": action, "at": at or utcnow()}
    return AuditEntry(**{**given, **fields}).save()


def _rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_an_entry_is_a_sentence_with_a_link_to_what_it_is_about(desk: Desk) -> None:
    letter, member = desk.letter(), desk.add_person(Role.REVIEWER, "Ana Lima")
    _entry(desk, "message.hidden", subject=str(letter.id))
    _entry(desk, "member.role_changed", subject=str(member.id), note="reviewer to analyst")
    _entry(desk, "account.withdrawn", by="system", subject=str(desk.account.id))
    page = desk.browser.get("/audit").text
    assert f'<b>Nika Vidal</b> hid <a href="/messages/{letter.id}">a comment</a>.' in page
    assert '<b>Nika Vidal</b> changed the role of <a href="/team">Ana Lima</a>.' in page
    assert "reviewer to analyst" in page
    assert f'<b>Fanmail</b> lost <a href="/accounts#account-{desk.account.id}">an account</a>, which' in page


def test_an_action_without_a_sentence_is_still_words(desk: Desk) -> None:
    _entry(desk, "teapot.warmed_up")
    assert "warmed up teapot" in desk.browser.get("/audit").text


def _said(file: Path) -> set[str]:
    """The actions that a file hands to AuditEntry.add or to what is called like it."""
    calls = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
    adds = [
        call for call in calls if isinstance(call.func, ast.Attribute) and ast.unparse(call.func) == "AuditEntry.add"
    ]
    return {
        word.value
        for call in adds
        for argument in call.args[2:3]
        for word in ast.walk(argument)
        if isinstance(word, ast.Constant) and isinstance(word.value, str) and "." in word.value
    } - {"account.", "bulk.", "view."}  # these end in what was done


def test_every_action_that_the_code_writes_has_its_sentence() -> None:
    files = [file for room in ("pipeline", "web", "worker") for file in (HOUSE / room).rglob("*.py")]
    said = set().union(*(_said(file) for file in files if "node_modules" not in file.parts))
    assert {"rule.kept", "account.connected", "audit.exported"} <= said
    assert sorted(said - set(SENTENCES)) == [], "write these into web/audit_words.py"


def test_every_sentence_has_one_link_at_most_and_a_kind() -> None:
    for action, sentence in SENTENCES.items():
        assert sentence.count("[") == sentence.count("]") <= 1, action
        assert kind_of(action), action
        assert "[" not in sentence or action.partition(".")[0] in {*PLACES, "token", "report"}, action
    assert all(word for word, _nouns in KINDS.values())


def test_filters_show_one_person_one_kind_and_some_days(desk: Desk) -> None:
    member, day = desk.add_person(Role.REVIEWER, "Ana Lima"), timedelta(days=1)
    noon = utcnow().replace(hour=12, minute=0, second=0, microsecond=0)
    _entry(desk, "rule.on", noon - day)
    _entry(desk, "rule.off", noon - 2 * day, by=str(member.id))
    _entry(desk, "fan.remembered", noon - 3 * day, by=str(member.id))

    def shown(query: str) -> list[str]:
        return [row[4] for row in _rows(desk.browser.get(f"/audit.csv?{query}").text)[1:] if row[4] != "audit.exported"]

    assert shown("") == ["rule.on", "rule.off", "fan.remembered"]
    assert shown(f"by={member.id}") == ["rule.off", "fan.remembered"]
    assert shown("kind=rules") == ["rule.on", "rule.off"]
    assert shown(f"by={member.id}&kind=rules") == ["rule.off"]
    assert shown(f"since={noon - 2 * day:%Y-%m-%d}") == ["rule.on", "rule.off"]
    assert shown(f"until={noon - 2 * day:%Y-%m-%d}") == ["rule.off", "fan.remembered"]
    assert shown("by=nobody&kind=none&since=never") == ["rule.on", "rule.off", "fan.remembered"]
    page = desk.browser.get(f"/audit?by={member.id}&kind=rules").text
    assert "switched" in page and "remember" not in page and page.count("log-when") == 1


def test_days_are_those_of_the_workspace(desk: Desk) -> None:
    desk.workspace.modify(time_zone="Pacific/Auckland")
    day = utcnow().replace(hour=12, minute=30, second=0, microsecond=0) - timedelta(days=3)
    _entry(desk, "rule.on", day)  # half past midnight there
    assert "rule.on" in desk.browser.get(f"/audit.csv?since={day + timedelta(days=1):%Y-%m-%d}").text
    assert "rule.on" not in desk.browser.get(f"/audit.csv?until={day:%Y-%m-%d}").text


def test_pages_follow_each_other_without_gap_or_repetition(desk: Desk) -> None:
    base = utcnow() - timedelta(days=40)
    entries = [_entry(desk, "rule.on", base + timedelta(hours=number // 4)) for number in range(2 * AT_ONCE + 20)]
    seen: list[str] = []
    path = "/audit"
    while path:
        page = desk.browser.get(path).text
        seen += [part.partition('"')[0] for part in page.split('<time datetime="')[1:]]
        found = page.partition('href="/audit?older=')[2]
        path = f"/audit?older={found.partition(chr(34))[0]}" if found else ""
    assert seen == [f"{entry.at:%Y-%m-%dT%H:%M:%SZ}" for entry in reversed(entries)]


def test_the_log_of_another_workspace_is_not_seen(app: Flask, desk: Desk) -> None:
    _entry(desk, "rule.kept", note="a secret rule")
    other = Desk(app)
    for path in ("/audit", "/audit.csv", f"/audit?by={desk.user.id}"):
        assert "a secret rule" not in other.browser.get(path).text


@pytest.mark.parametrize(("role", "code"), [(Role.MANAGER, 200), (Role.REVIEWER, 403), (Role.ANALYST, 403)])
def test_owners_and_managers_read_it(app: Flask, desk: Desk, role: Role, code: int) -> None:
    browser = Visitor(app).sign_in(desk.add_person(role))
    assert browser.get("/audit").status_code == code
    assert ('href="/audit"' in browser.get("/team").text) is (code == 200)


def test_the_file_is_streamed_and_harms_no_spreadsheet(desk: Desk) -> None:
    _entry(desk, "rule.kept", note='=HYPERLINK("http://evil.example")')
    desk.user.modify(name="+Nika, “V”")
    answer = desk.browser.get("/audit.csv")
    assert answer.is_streamed and answer.mimetype == "text/csv"
    assert "attachment; filename=audit-" in answer.headers["Content-Disposition"]
    head, own, row = _rows(answer.text)
    assert own[2] == "took this log along as a file"
    assert head == ["when (UTC)", "who", "did what", "note", "action", "subject"]
    assert row[1:4] == ["'+Nika, “V”", "wrote a rule", '\'=HYPERLINK("http://evil.example")']


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\t=1", "\r=1"])
def test_a_cell_that_begins_like_a_formula_is_made_text(cell: str) -> None:
    assert unharmed(cell) == f"'{cell}"
    assert unharmed(f"a{cell}") == f"a{cell}"


def test_nothing_in_the_log_changes_or_goes(desk: Desk) -> None:
    entry = _entry(desk, "rule.on", utcnow() - timedelta(days=400))
    entry.note = "rewritten"
    mine = AuditEntry.of(desk.workspace.id)
    for wrong in (
        entry.save,
        entry.delete,
        lambda: entry.update(set__note="x"),
        lambda: entry.modify(note="x"),
        mine.delete,
        lambda: mine.update(set__note="x"),
        lambda: mine.update_one(set__note="x"),
        lambda: mine.modify(set__note="x"),
        lambda: mine.filter(by="x").upsert_one(set__note="x"),
    ):
        with pytest.raises(Unchangeable):
            wrong()
    [kept] = AuditEntry.of(desk.workspace.id)
    assert (kept.note, kept.action) == ("", "rule.on")


def test_what_is_older_than_it_may_be_kept_goes_from_its_workspace_alone(app: Flask, desk: Desk) -> None:
    other, old = Desk(app), utcnow() - timedelta(days=400)
    _entry(desk, "rule.on", old), _entry(desk, "rule.off"), _entry(other, "rule.on", old)
    assert AuditEntry.drop_before(desk.workspace.id, utcnow() - timedelta(days=365)) == 1
    assert [entry.action for entry in AuditEntry.of(desk.workspace.id)] == ["rule.off"]
    assert AuditEntry.of(other.workspace.id).count() == 1


def test_a_failed_sign_in_is_written_down_and_nobody_fills_the_log_with_them(app: Flask, desk: Desk) -> None:
    for number in range(24):
        stranger = Visitor(app)
        stranger.client.environ_base["REMOTE_ADDR"] = f"10.0.0.{number}"
        stranger.click("/sign-in", email=desk.user.email, password="wrong")
    stranger.click("/sign-in", email="nobody@nowhere.example", password="wrong")
    assert settle(20)
    entries = list(AuditEntry.of(desk.workspace.id))
    assert {entry.action for entry in entries} == {"member.sign_in_failed"} and len(entries) == 20
    assert entries[0].note.startswith("from 10.0.0.")
    assert "the password was wrong" in desk.browser.get("/audit?kind=team").text
