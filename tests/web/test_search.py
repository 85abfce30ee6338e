"""The search page: an address, a sentence, parts that can be taken away, neighbours, saved views, files."""

import csv
import html
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from models import AuditEntry, Fan, Message, SavedView, Status
from models.fields import utcnow
from models.message import Reply, StoredLabel
from models.user import Role
from pipeline.indexing import index
from tests.web.desk import Desk, Visitor
from web.commands import index_messages


def letter(desk: Desk, text: str, hours: float = 0.0, **fields: Any) -> Message:
    made = desk.letter(text=text, created_at=utcnow() - timedelta(hours=hours), **fields)
    index([made])
    return made


def test_a_search_is_an_address_with_a_sentence_and_parts_to_take_away(desk: Desk) -> None:
    letter(desk, "which bread is it", label=StoredLabel(intent="question"))
    letter(desk, "lovely bread", label=StoredLabel(intent="praise"))
    text = html.unescape(desk.browser.get("/conversations?q=bread&intent=question").text)
    assert "which bread is it" in text and "lovely bread" not in text
    assert "Letters with “bread” read as question, newest first." in text
    assert 'href="/conversations?q=bread"' in text and 'href="/conversations?intent=question"' in text


def test_every_filter_has_words_in_the_sentence(desk: Desk) -> None:
    query = "q=bread+@ada&show=failed&risk=money&tag=gear&assigned=me&from=2026-11-01&to=2026-11-05"
    text = html.unescape(desk.browser.get(f"/conversations?{query}&account={desk.account.id}").text)
    for words in ("whose answer failed", "marked “about money”", "tagged gear", "assigned to you", "since 1 November 2026",
                  "until 5 November 2026", f"to @{desk.account.username} on Instagram", "No letter fits"):  # fmt: skip
        assert words in text, words


@pytest.mark.parametrize(
    "query", ["intent=love", "risk=x", "from=soon", "to=2026-13-40", "to=9999-12-31", "from=0001-01-01", "assigned=somebody", "fan=none",
     "show=nothing", "tag=%00", "q=" + "a" * 5000]
)  # fmt: skip
def test_what_makes_no_sense_in_an_address_is_left_out(desk: Desk, query: str) -> None:
    assert desk.browser.get(f"/conversations?{query}").status_code == 200


def test_a_date_is_a_day_where_the_workspace_is(desk: Desk) -> None:
    desk.workspace.modify(time_zone="Asia/Tokyo")
    noon = utcnow().replace(hour=16, minute=0) - timedelta(days=2)  # past midnight in Tokyo
    desk.letter(text="of the next day there", created_at=noon)
    day = (noon + timedelta(days=1)).date().isoformat()
    assert "of the next day there" in desk.browser.get(f"/conversations?from={day}&to={day}").text
    assert "of the next day there" not in desk.browser.get(f"/conversations?to={noon.date().isoformat()}").text


def test_a_letter_leads_to_its_neighbours_in_the_search(desk: Desk) -> None:
    first, _other, last = letter(desk, "bread one", 3), letter(desk, "cheese", 2), letter(desk, "bread two", 1)
    text = html.unescape(desk.browser.get("/conversations?q=bread").text)
    assert f"/messages/{last.id}?in=q%3Dbread" in text
    text = html.unescape(desk.browser.get(f"/messages/{last.id}?in=q%3Dbread").text)
    assert f'data-near="older" href="/messages/{first.id}?in=q%3Dbread"' in text and 'data-near="newer"' not in text
    text = html.unescape(desk.browser.get(f"/messages/{first.id}?in=q%3Dbread").text)
    assert f'data-near="newer" href="/messages/{last.id}?in=q%3Dbread"' in text and "Your search" in text


def test_a_view_is_saved_changed_moved_deleted_and_brought_back(desk: Desk) -> None:
    for name in ("Bread", "Cheese"):
        desk.browser.click("/conversations/views", name=name, query=f"q={name}&nonsense=1", shared="yes")
    bread, cheese = SavedView.objects.order_by("place")
    assert (bread.query, bread.shared) == ("q=Bread", True)
    desk.browser.click(f"/conversations/views/{cheese.id}/move", to="left")
    page = desk.browser.get("/conversations").text
    assert page.index("Cheese") < page.index("Bread")
    desk.browser.click(f"/conversations/views/{bread.id}/change", name="Rye")
    assert not bread.reload().shared
    gone = desk.browser.click(f"/conversations/views/{bread.id}/delete")
    assert "Undo" in desk.browser.get(gone.location).text and "Rye</a>" not in desk.browser.get("/conversations").text
    desk.browser.click(f"/conversations/views/{bread.id}/restore")
    assert "Rye" in desk.browser.get("/conversations").text
    assert [one.action for one in AuditEntry.objects(action__in=["view.deleted", "view.restored"]).order_by("at")] == [
        "view.deleted",
        "view.restored",
    ]


def test_a_view_of_ones_own_is_nobody_elses(desk: Desk) -> None:
    colleague = Visitor(desk.app).sign_in(desk.add_person(Role.REVIEWER, "Ben"))
    desk.browser.click("/conversations/views", name="Mine", query="q=x")
    desk.browser.click("/conversations/views", name="Ours", query="q=y", shared="yes")
    mine, ours = SavedView.objects.order_by("place")
    text = colleague.get("/conversations").text
    assert "Ours" in text and "Mine" not in text
    assert colleague.click(f"/conversations/views/{mine.id}/delete").status_code == 404
    assert colleague.click(f"/conversations/views/{ours.id}/delete").status_code == 403


def export(browser: Visitor, **fields: Any) -> str:
    answer = browser.click("/conversations/export", **fields)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_all_that_fits_a_search_is_exported_safe_for_spreadsheets(desk: Desk) -> None:
    reply = Reply(text="+1 thanks", mode="auto", sent_at=utcnow())
    letter(desk, '=HYPERLINK("bread")', status=Status.SENT, reply=reply, fan_username="@ada", tags=["gear"])
    letter(desk, "bread, with\na line", 3)
    letter(desk, "cheese")
    rows = list(csv.DictReader(io.StringIO(export(desk.browser, query="q=bread", **{"as": "csv"}))))
    assert [row["text"] for row in rows] == ['\'=HYPERLINK("bread")', "bread, with\na line"]
    assert (rows[0]["fan"], rows[0]["answer"], rows[0]["answered_by"], rows[0]["tags"]) == (
        "'@ada",
        "'+1 thanks",
        "avatar",
        "gear",
    )
    assert rows[1]["answer"] == ""  # a draft is nobody's answer
    entry = AuditEntry.objects(action="conversations.exported").get()
    assert entry.note == "csv, all by q" and entry.by == str(desk.user.id)


def test_a_selection_is_exported_as_json_lines(app: Flask, desk: Desk) -> None:
    chosen, other = letter(desk, "ひとつ"), letter(desk, "two")
    foreign = Desk(app).letter(text="of others")
    text = export(desk.browser, what="selected", ids=[str(chosen.id), str(foreign.id), "none"], **{"as": "jsonl"})
    (row,) = [json.loads(line) for line in text.splitlines()]
    assert (row["text"], row["id"]) == ("ひとつ", str(chosen.id)) and str(other.id) not in text


def test_who_only_reviews_exports_nothing_and_an_empty_selection_is_a_sentence(desk: Desk) -> None:
    letter(desk, "bread")
    reviewer = Visitor(desk.app).sign_in(desk.add_person(Role.REVIEWER, "Ben"))
    assert reviewer.click("/conversations/export", **{"as": "csv"}).status_code == 403
    assert "Export" not in reviewer.get("/conversations").text
    answer = desk.browser.ask("/conversations/export", what="selected", **{"as": "csv"})
    assert answer.status_code == 422 and "Select letters first" in answer.json["sentence"]
    analyst = Visitor(desk.app).sign_in(desk.add_person(Role.ANALYST, "Cy"))
    assert "bread" in export(analyst, **{"as": "csv"})


def test_what_was_stored_before_the_search_is_made_findable_by_a_command(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.letter(text="old bread")
    whose = {"workspace_id": desk.workspace.id, "account_id": desk.account.id, "external_id": "f"}
    Fan(**whose, username="Zoë", first_seen_at=utcnow(), last_seen_at=utcnow()).save()
    assert "No letter fits" in desk.browser.get("/conversations?q=bread").text
    assert index_messages() == 0 and "1 messages and 1 fans" in capsys.readouterr().out
    assert (
        "old bread" in desk.browser.get("/conversations?q=bread").text
        and "@Zoë" in desk.browser.get("/fans?name=zoe").text
    )
