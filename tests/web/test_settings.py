"""Settings over real HTTP: the clock, quiet hours, the line that tells who answers, and for how long words are kept."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from models import AuditEntry, Workspace
from models.fields import utcnow
from models.user import Role
from pipeline.disclosure import own_lines
from pipeline.quiet import quiet_of
from tests.web.desk import Desk, Visitor

QUIET = {"begins": "22:30", "ends": "07:00", "days": ["0", "4"]}
LINE = "/settings/disclosure/comment/en"


def house(desk: Desk) -> Workspace:
    return Workspace.objects.get(id=desk.workspace.id)


def noted(desk: Desk) -> list[str]:
    return [one.action for one in AuditEntry.of(desk.workspace.id).order_by("at")]


def test_the_name_and_the_clock_are_kept(desk: Desk) -> None:
    assert "General" in desk.browser.get("/settings").text
    desk.browser.click("/settings/general", name=" Nika bakes ", zone="America/Bogota")
    assert (house(desk).name, house(desk).time_zone) == ("Nika bakes", "America/Bogota")
    assert noted(desk) == ["workspace.changed"]
    text = desk.browser.get("/settings").text
    assert '<option value="America/Bogota" selected>America/Bogota' in text and "Nika bakes" in text


@pytest.mark.parametrize("wrong", [{"name": " "}, {"name": "x" * 121}, {"zone": "Mars/Olympus"}, {"zone": ""}])
def test_what_is_no_name_and_no_clock_changes_nothing(desk: Desk, wrong: dict[str, str]) -> None:
    answer = desk.browser.ask("/settings/general", **{"name": "New", "zone": "UTC", **wrong})
    assert answer.status_code == 422 and answer.json and "Nothing was changed" in answer.json["sentence"]
    assert house(desk).name == "Nika" and noted(desk) == []


def test_quiet_hours_are_kept_shown_and_taken_away(desk: Desk) -> None:
    assert "There are no quiet hours" in desk.browser.get("/settings").text
    desk.browser.click("/settings/quiet", **QUIET)
    quiet = quiet_of(desk.workspace.id)
    assert quiet and (quiet.begins.isoformat("minutes"), quiet.ends.isoformat("minutes")) == ("22:30", "07:00")
    assert quiet.days == {0, 4}
    text = desk.browser.get("/settings").text
    assert 'name="begins" value="22:30"' in text and text.count(" checked>") == 3, "two days, and the colours"
    now = utcnow()
    around = {name: f"{now + timedelta(hours=hours):%H:%M}" for name, hours in (("begins", -1), ("ends", 1))}
    desk.browser.click("/settings/quiet", **around, days=[str(day) for day in range(7)])
    assert "Quiet now" in desk.browser.get("/settings").text
    desk.browser.click("/settings/quiet", begins="", ends="")
    assert quiet_of(desk.workspace.id) is None and noted(desk) == ["workspace.quiet_hours"] * 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"begins": ""},
        {"ends": "25:00"},
        {"begins": "10:77"},
        {"begins": "ten"},
        {"begins": "07:00", "days": list("0123456")},
    ],
)
def test_hours_that_are_none_or_never_end_change_nothing(desk: Desk, wrong: dict[str, Any]) -> None:
    assert desk.browser.ask("/settings/quiet", **{**QUIET, **wrong}).status_code == 422
    assert quiet_of(desk.workspace.id) is None


def test_an_own_line_is_kept_previewed_and_reset(desk: Desk) -> None:
    text = desk.browser.get("/settings/disclosure").text
    assert "(NAME&#39;s AI assistant)" in text and "(Nika&#39;s AI assistant)" in text and "Yours" not in text
    desk.browser.click(LINE, text="(the bot of NAME)")
    assert own_lines(desk.workspace.id) == {("comment", "en"): "(the bot of NAME)"}
    text = desk.browser.get("/settings/disclosure").text
    assert "thank you so much! (the bot of Nika)" in text and "Yours" in text and "17 of 120 bytes" in text
    desk.browser.click("/settings/disclosure/direct_message/de", text="Hier schreibt die KI von NAME.")
    desk.browser.click(LINE, text="(NAME's robot)")
    assert own_lines(desk.workspace.id)["comment", "en"] == "(NAME's robot)" and len(own_lines(desk.workspace.id)) == 2
    desk.browser.click(LINE, text="(NAME's robot)", reset="yes")
    assert list(own_lines(desk.workspace.id)) == [("direct_message", "de")]
    assert noted(desk) == ["workspace.disclosure"] * 4


def test_a_line_that_hides_the_machine_is_refused_and_stays_in_its_field(desk: Desk) -> None:
    answer = desk.browser.click(LINE, text="(team NAME, no bots)")
    assert answer.status_code == 422 and "as if a person answered" in answer.text
    assert 'value="(team NAME, no bots)"' in answer.text and own_lines(desk.workspace.id) == {}
    assert desk.browser.ask("/settings/disclosure/wall/en", text="(NAME's AI)").status_code == 404
    assert desk.browser.ask("/settings/disclosure/comment/xx", text="(NAME's AI)").status_code == 404


def test_a_line_of_words_is_shown_as_words(desk: Desk) -> None:
    desk.browser.click(LINE, text="<b>NAME's AI</b>")
    text = desk.browser.get("/settings/disclosure").text
    assert "<b>NAME" not in text and "&lt;b&gt;Nika" in text


def test_how_many_lose_their_words_is_said_before_anything_is_chosen(desk: Desk) -> None:
    for days in (10, 40, 50):
        desk.letter(platform_created_at=utcnow() - timedelta(days=days))
    assert "Kept as long as the platforms allow" in desk.browser.get("/settings/retention").text
    text = desk.browser.get("/settings/retention?days=30").text
    assert "2 letters lose their words tonight" in text and "cannot be undone" in text and house(desk).keep_days is None
    assert "No letter is older" in desk.browser.get("/settings/retention?days=180").text
    assert desk.browser.ask("/settings/retention", days="30").status_code == 422, "nobody is surprised"
    desk.browser.click("/settings/retention", days="30", sure="yes")
    assert house(desk).keep_days == 30 and "Kept for 30 days" in desk.browser.get("/settings/retention").text
    desk.browser.click("/settings/retention", days="all")
    assert house(desk).keep_days is None and noted(desk) == ["workspace.retention"] * 2


@pytest.mark.parametrize("days", ["", "7", "-30", "none", "30.0"])
def test_only_the_times_on_the_page_can_be_chosen(desk: Desk, days: str) -> None:
    assert desk.browser.ask("/settings/retention", days=days, sure="yes").status_code == 422
    assert desk.browser.get(f"/settings/retention?days={days}").status_code == 200
    assert house(desk).keep_days is None


def test_a_letter_that_lost_its_words_says_why(desk: Desk) -> None:
    letter = desk.letter(text="", text_deleted_at=datetime(2026, 11, 2, tzinfo=UTC))
    text = desk.browser.get(f"/messages/{letter.id}").text
    assert "Your settings say for how long words of fans are kept; this text was deleted on 2 November 2026." in text


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ANALYST])
def test_who_does_not_manage_looks_and_changes_nothing(desk: Desk, role: Role) -> None:
    looks = Visitor(desk.app).sign_in(desk.add_person(role, "Ben"))
    for path in ("/settings", "/settings/disclosure", "/settings/retention", "/settings/retention?days=30"):
        assert looks.get(path).status_code == 200, path
    assert "Save quiet hours" not in looks.get("/settings").text
    for path, fields in (
        ("/settings/general", {"name": "Ben's", "zone": "UTC"}),
        ("/settings/quiet", QUIET),
        ("/settings/retention", {"days": "30", "sure": "yes"}),
        (LINE, {"text": "(NAME's bot)"}),
    ):
        assert looks.click(path, **fields).status_code == 403, path
    assert (house(desk).name, house(desk).keep_days, noted(desk)) == ("Nika", None, [])


def test_another_workspace_keeps_its_own(app: Flask, desk: Desk) -> None:
    other = Desk(app)
    desk.browser.click(LINE, text="(the bot of NAME)")
    desk.browser.click("/settings/quiet", **QUIET)
    assert own_lines(other.workspace.id) == {} and quiet_of(other.workspace.id) is None
    assert "the bot of" not in other.browser.get("/settings/disclosure").text
