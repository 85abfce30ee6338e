import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from models import AuditEntry, DayTally, ReportPlan, Status, Workspace
from models.fields import utcnow
from models.message import Reply, StoredLabel
from models.report import Rhythm
from models.user import Role
from tests.connectors.contract import configured
from tests.models import make
from tests.web.desk import Desk, Visitor
from worker.analytics import count_days


def sent(desk: Desk, mode: str = "auto", days: int = 0, **fields: Any) -> None:
    at = utcnow() - timedelta(days=days)
    reply = Reply(text="so kind", draft_text="so kind", mode=mode, sent_at=at + timedelta(minutes=4), style_score=80.0)
    given = {
        "reply": reply,
        "created_at": at,
        "platform_created_at": at,
        "moved_at": at,
        "label": StoredLabel(intent="praise"),
    }
    make.message(fields.pop("of", desk.account), status=Status.SENT, **{**given, **fields})


def cards(page: str) -> dict[str, str]:
    """Name of the figure -> what it shows."""
    found = re.findall(r'id="figure-(\w+)">.*?<b class="figure">([^<]+)</b>', page, re.S)
    assert len(found) == 9
    return dict(found)


def test_an_empty_page_says_that_there_is_nothing_and_when_there_will_be(desk: Desk) -> None:
    text = desk.browser.get("/analytics").text
    found = cards(text)
    assert found["received"] == "0" and found["response"] == found["automatic"] == "–"
    assert "Nothing yet: no reply went out in these days." in text and "<canvas" not in text
    desk.account.delete()
    assert "Connect an account" in desk.browser.get("/analytics").text


def test_figures_stand_with_their_sentence_and_every_chart_with_its_table(desk: Desk) -> None:
    for days in (0, 1, 2):
        sent(desk, days=days)
    desk.letter(Status.REJECTED)
    count_days()
    text = desk.browser.get("/analytics").text
    assert cards(text)["received"] == "4" and cards(text)["response"] == "4 minutes"
    assert "Of 3 replies the avatar sent 3 by itself." in text
    charts = re.findall(r'<figure class="chart".*?</figure>', text, re.S)
    assert len(charts) == 4
    for chart in charts:
        assert (
            "<canvas" in chart
            and 'role="img" aria-label="' in chart
            and '<th scope="row">' in chart
            and "<summary>" in chart
        )
    assert "Today is counted as you look" in text


def test_the_page_asks_for_a_period_an_account_and_a_kind(desk: Desk) -> None:
    other = make.account(desk.workspace)
    sent(desk)
    sent(desk, days=10)
    sent(desk, of=other, label=StoredLabel(intent="question"))
    count_days()

    def received(query: str) -> str:
        return cards(desk.browser.get(f"/analytics?{query}").text)["received"]

    today = utcnow().date()
    assert (received(""), received("days=7"), received("days=90")) == ("3", "2", "3")
    assert received(f"from={today - timedelta(days=12)}&to={today - timedelta(days=9)}") == "1"
    assert received(f"account={other.id}") == "1" and received("intent=question") == "1"
    assert received(f"account={other.id}&intent=praise") == "0"


@pytest.mark.parametrize(
    "query",
    ["days=x", "days=99999999", "from=2026-02-30&to=x", "from=2030-01-01&to=2031-01-01", "from=0001-01-01&to=9999-12-31",
     "from=2026-05-05&to=2026-05-01", "account=x", "account=6b01659b0f823842eadf1060", "intent=x"],
)  # fmt: skip
def test_addresses_that_make_no_sense_show_the_page_all_the_same(desk: Desk, query: str) -> None:
    assert desk.browser.get(f"/analytics?{query}").status_code == 200


def test_the_files_hold_what_the_page_shows(desk: Desk) -> None:
    sent(desk)
    table = desk.browser.get("/analytics/figures.csv?days=7")
    assert table.content_type == "text/csv; charset=utf-8" and "attachment" in table.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert ["Letters", "1", "1 letter came in.", ""] in rows
    paper = desk.browser.get("/analytics/report.pdf?days=7")
    today = utcnow().date()
    assert paper.content_type == "application/pdf" and paper.data.startswith(b"%PDF-")
    assert f"fanmail-{today - timedelta(days=6)}-{today}.pdf" in paper.headers["Content-Disposition"]


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ANALYST])
def test_everybody_looks_and_exports_and_only_managers_decide(desk: Desk, role: Role) -> None:
    make.account(desk.workspace, platform="youtube")
    looks = Visitor(desk.app).sign_in(desk.add_person(role, "Ben"))
    for path in ("/analytics", "/analytics/figures.csv", "/analytics/report.pdf"):
        assert looks.get(path).status_code == 200
    text = looks.get("/analytics").text
    assert "Send it" not in text and "count it too" not in text and "The owner or a manager chooses" in text
    for path in ("/analytics/derived", "/analytics/mail", "/analytics/mail/stop"):
        assert looks.click(path, derived="yes", rhythm="weekly", to=str(desk.user.id)).status_code == 403
    assert ReportPlan.objects.count() == 0 and not Workspace.objects.get(id=desk.workspace.id).derived_figures


def test_figures_of_another_workspace_are_not_seen(app: Flask, desk: Desk) -> None:
    sent(desk)
    count_days()
    other = Desk(app)
    assert cards(other.browser.get(f"/analytics?account={desk.account.id}").text)["received"] == "0"


def test_a_platform_that_wants_to_be_asked_is_left_out_until_a_manager_says_otherwise(desk: Desk) -> None:
    assert "audited" not in desk.browser.get("/analytics").text, "no such account, no such question"
    asks_first = make.account(desk.workspace, platform="youtube", username="rides")
    sent(desk, of=asks_first)
    text = desk.browser.get("/analytics").text
    assert cards(text)["received"] == "0" and "@rides is left out" in text
    desk.browser.click("/analytics/derived", derived="yes")
    count_days()
    text = desk.browser.get("/analytics").text
    assert cards(text)["received"] == "1" and "Leave it out" in text and DayTally.objects.count() == 1
    desk.browser.click("/analytics/derived")
    assert cards(desk.browser.get("/analytics").text)["received"] == "0" and DayTally.objects.count() == 0
    assert [entry.note for entry in AuditEntry.objects(action="workspace.derived_figures").order_by("id")] == [
        "on",
        "off",
    ]


def test_without_a_mail_server_the_plan_cannot_be_made_and_the_page_says_why(desk: Desk) -> None:
    with configured(MAIL_URL=""):
        text = desk.browser.get("/analytics").text
        assert "sets MAIL_URL" in text and '<fieldset class="mail-plan" disabled' in text
        assert desk.browser.ask("/analytics/mail", rhythm="weekly", to=str(desk.user.id)).status_code == 409
    assert ReportPlan.objects.count() == 0


def test_a_manager_chooses_who_gets_the_report_and_ends_it(desk: Desk) -> None:
    manager = Visitor(desk.app).sign_in(desk.add_person(Role.MANAGER, "Mia"))
    with configured(MAIL_URL="smtp://127.0.0.1:9"):
        assert manager.ask("/analytics/mail", rhythm="weekly").status_code == 422
        assert manager.ask("/analytics/mail", rhythm="hourly", to=str(desk.user.id)).status_code == 422
        manager.click("/analytics/mail", rhythm="monthly", to=str(desk.user.id))
        kept = ReportPlan.objects.get()
        assert (kept.workspace_id, kept.rhythm, kept.to) == (desk.workspace.id, Rhythm.MONTHLY, [str(desk.user.id)])
        assert "Now sent monthly to Nika Vidal" in desk.browser.get("/analytics").text
    manager.click("/analytics/mail/stop")
    assert ReportPlan.objects.count() == 0


def test_today_is_the_day_of_the_people(desk: Desk) -> None:
    Workspace.objects(id=desk.workspace.id).update_one(set__time_zone="Pacific/Kiritimati")
    text = desk.browser.get("/analytics").text
    ahead = (utcnow() + timedelta(hours=14)).date()
    assert f'name="to" value="{ahead}"' in text and isinstance(ahead, date)
