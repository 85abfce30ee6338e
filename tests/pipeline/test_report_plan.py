from datetime import UTC, date, datetime, timedelta

import pytest

import connectors
from connectors.errors import Permanent, Unavailable
from models import AuditEntry, Membership, ReportPlan, ReportSent, User, Workspace
from models.report import Rhythm
from models.user import Role
from pipeline.looking_back import Period
from pipeline.report_plan import Letter, NobodyChosen, due, last_ended, plan, send, stop
from tests.models import make

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
PLATFORMS = list(connectors.platforms().values())


@pytest.fixture
def workspace(clean: None, database: object) -> Workspace:
    return make.workspace(name="Nika")


class Box:
    """Keeps what it is given, after `away` letters that the server was not there for."""

    def __init__(self, away: int = 0) -> None:
        self.letters: list[Letter] = []
        self.away = away

    def __call__(self, letter: Letter) -> None:
        if letter.to.startswith("no"):
            raise Permanent("mail", "Nobody here.")
        if self.away:
            self.away -= 1
            raise Unavailable("mail", "Not now.")
        self.letters.append(letter)


def person(workspace: Workspace, address: str) -> User:
    user = User(email=address, name="Ada", password_hash="x").save()
    Membership(user_id=user.id, workspace_id=workspace.id, role=Role.MANAGER).save()
    return user


def planned(workspace: Workspace, *users: User, rhythm: Rhythm = Rhythm.WEEKLY) -> ReportPlan:
    made = plan(workspace.id, rhythm, [str(user.id) for user in users], "ada")
    made.modify(since=MONDAY - timedelta(days=3))
    return made


@pytest.mark.parametrize(
    ("rhythm", "today", "first", "last"),
    [
        (Rhythm.WEEKLY, date(2026, 11, 16), date(2026, 11, 9), date(2026, 11, 15)),
        (Rhythm.WEEKLY, date(2026, 11, 22), date(2026, 11, 9), date(2026, 11, 15)),
        (Rhythm.MONTHLY, date(2026, 3, 1), date(2026, 2, 1), date(2026, 2, 28)),
        (Rhythm.MONTHLY, date(2026, 1, 31), date(2025, 12, 1), date(2025, 12, 31)),
    ],
)
def test_a_report_is_about_the_last_whole_week_or_month(rhythm: Rhythm, today: date, first: date, last: date) -> None:
    assert last_ended(rhythm, today) == Period(first, last)


def test_a_report_is_due_in_the_morning_of_the_people_and_not_before_the_plan(workspace: Workspace) -> None:
    made = planned(workspace, person(workspace, "ada@example.com"))
    early = datetime(2026, 11, 16, 5, tzinfo=UTC)
    assert due(made, workspace, early) is None and due(made, workspace, MONDAY) is not None
    workspace.time_zone = "America/Los_Angeles"
    assert due(made, workspace, MONDAY) is None
    made.since = MONDAY
    workspace.time_zone = "UTC"
    assert due(made, workspace, MONDAY) is None, "that week had ended when the plan was made"


def test_everybody_who_was_chosen_gets_it_once(workspace: Workspace) -> None:
    made, box = planned(workspace, person(workspace, "ada@example.com"), person(workspace, "ben@example.com")), Box()
    person(workspace, "not.chosen@example.com")
    assert send(made, workspace, PLATFORMS, box, MONDAY) == 2
    assert send(made, workspace, PLATFORMS, box, MONDAY + timedelta(hours=1)) == 0
    assert [letter.to for letter in box.letters] == ["ada@example.com", "ben@example.com"]
    assert box.letters[0].subject == "Nika: 9 to 15 November 2026"
    assert box.letters[0].pdf.startswith(b"%PDF-") and "Nothing yet" in box.letters[0].text


def test_a_mail_server_that_is_away_is_tried_again(workspace: Workspace) -> None:
    made, box = (
        planned(workspace, person(workspace, "ada@example.com"), person(workspace, "ben@example.com")),
        Box(away=1),
    )
    assert send(made, workspace, PLATFORMS, box, MONDAY) == 1
    assert send(made, workspace, PLATFORMS, box, MONDAY + timedelta(hours=1)) == 1
    assert sorted(letter.to for letter in box.letters) == ["ada@example.com", "ben@example.com"]


def test_an_address_that_is_refused_is_not_tried_again(workspace: Workspace) -> None:
    made, box = planned(workspace, person(workspace, "no@example.com")), Box()
    assert send(made, workspace, PLATFORMS, box, MONDAY) == send(made, workspace, PLATFORMS, box, MONDAY) == 0
    assert ReportSent.objects.count() == 1


def test_whoever_left_gets_nothing_any_more(workspace: Workspace) -> None:
    user = person(workspace, "ada@example.com")
    made, box = planned(workspace, user), Box()
    Membership.objects(user_id=user.id).delete()
    assert send(made, workspace, PLATFORMS, box, MONDAY) == 0


def test_a_plan_names_members_of_this_workspace_alone(workspace: Workspace) -> None:
    stranger = person(make.workspace(), "stranger@example.com")
    with pytest.raises(NobodyChosen):
        plan(workspace.id, Rhythm.WEEKLY, [str(stranger.id)], "ada")
    here = person(workspace, "ada@example.com")
    plan(workspace.id, Rhythm.WEEKLY, [str(stranger.id), str(here.id)], "ada")
    first = ReportPlan.objects.get().since
    plan(workspace.id, Rhythm.MONTHLY, [str(here.id)], "ada")
    assert (ReportPlan.objects.get().to, ReportPlan.objects.get().rhythm) == ([str(here.id)], Rhythm.MONTHLY)
    assert ReportPlan.objects.get().since == first, "a change is no new beginning"
    stop(workspace.id, "ada")
    stop(workspace.id, "ada")
    assert [entry.action for entry in AuditEntry.objects.order_by("id")] == ["report.planned"] * 2 + ["report.stopped"]
