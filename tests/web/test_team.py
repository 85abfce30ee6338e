"""The team: roles, who may change them, leaving, several workspaces."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from bson import ObjectId
from flask import Flask

from models import AuditEntry, Invitation, Membership, NotUnique, SignIn, User, Workspace
from models.user import Role
from pipeline.members import Refused, change_role, leave, objection, remove
from tests.web.desk import Desk, Visitor
from web.access import MANAGES, OWNS, PERMISSIONS, READS, REVIEWS, only


def _member(desk: Desk, user: User) -> Membership:
    found = Membership.between(user.id, desk.workspace.id)
    assert found
    return found


def _actions(desk: Desk) -> list[str]:
    return [entry.action for entry in AuditEntry.of(desk.workspace.id).order_by("at")]


def test_everybody_sees_who_is_in_the_team_and_what_each_role_may_do(app: Flask, desk: Desk) -> None:
    analyst = desk.add_person(Role.ANALYST, "Ana Lima")
    page = Visitor(app).sign_in(analyst).get("/team").text
    assert "Nika Vidal" in page and "Ana Lima" in page and "2 members" in page
    for permission in PERMISSIONS:
        assert all(sentence in page for sentence in permission.sentences)
    assert "Invite somebody" not in page and "Remove" not in page


def test_what_a_page_asks_for_is_what_the_table_shows() -> None:
    assert (Role.ANALYST in READS, Role.ANALYST in REVIEWS, Role.REVIEWER in MANAGES, Role.MANAGER in OWNS) == (
        True,
        False,
        False,
        False,
    )
    with pytest.raises(ValueError, match="PERMISSIONS"):
        only(frozenset({Role.ANALYST}))


def test_the_table_has_a_yes_for_each_role_that_may(desk: Desk) -> None:
    page = desk.browser.get("/team").text
    rows = sum(len(permission.sentences) * len(permission) for permission in PERMISSIONS)
    assert page.count('aria-label="yes"') == rows


def test_a_role_changes_at_once_and_is_written_down(app: Flask, desk: Desk) -> None:
    user = desk.add_person(Role.REVIEWER)
    browser, letter = Visitor(app).sign_in(user), desk.letter()
    assert desk.browser.ask(f"/team/members/{_member(desk, user).id}/role", role="analyst").status_code == 200
    assert browser.ask(f"/review/{letter.id}/approve").status_code == 403
    [entry] = AuditEntry.of(desk.workspace.id)
    assert (entry.action, entry.by, entry.subject) == ("member.role_changed", str(desk.user.id), str(user.id))
    assert entry.note == "reviewer to analyst"


@pytest.mark.parametrize("role", ["", "king"])
def test_a_role_that_is_none_is_asked_for_again(desk: Desk, role: str) -> None:
    user = desk.add_person(Role.REVIEWER)
    assert desk.browser.ask(f"/team/members/{_member(desk, user).id}/role", role=role).status_code == 422


@pytest.mark.parametrize(
    ("actor", "touched", "may"),
    [
        (Role.OWNER, (Role.OWNER, Role.ANALYST), True),
        (Role.MANAGER, (Role.REVIEWER, Role.MANAGER), True),
        (Role.MANAGER, (Role.OWNER, Role.REVIEWER), False),
        (Role.MANAGER, (Role.REVIEWER, Role.OWNER), False),
        (Role.REVIEWER, (Role.ANALYST, Role.REVIEWER), False),
        (Role.ANALYST, (Role.ANALYST,), False),
    ],
)
def test_an_objection_stands_where_a_role_may_not_touch_another(
    actor: Role, touched: tuple[Role, ...], may: bool
) -> None:
    assert (objection(actor, *touched) is None) is may


def test_a_manager_touches_no_owner(app: Flask, desk: Desk) -> None:
    boss = Visitor(app).sign_in(desk.add_person(Role.MANAGER))
    owner, reviewer = _member(desk, desk.user), _member(desk, desk.add_person(Role.REVIEWER))
    answers = [
        boss.ask(f"/team/members/{owner.id}/role", role="reviewer"),
        boss.ask(f"/team/members/{owner.id}/remove"),
        boss.ask(f"/team/members/{reviewer.id}/role", role="owner"),
        boss.ask("/team/invitations", email="new@example.com", role="owner"),
    ]
    assert [answer.status_code for answer in answers] == [409] * 4
    assert "Only an owner" in answers[0].json["sentence"]
    assert owner.reload().role is Role.OWNER and reviewer.reload().role is Role.REVIEWER
    assert Invitation.objects.count() == 0 and _actions(desk) == []


def test_a_reviewer_changes_nobody_and_reads_no_log(app: Flask, desk: Desk) -> None:
    browser, me = Visitor(app), desk.add_person(Role.REVIEWER)
    browser.sign_in(me)
    own = _member(desk, me)
    for path in (f"/team/members/{own.id}/role", f"/team/members/{own.id}/remove", "/team/invitations"):
        assert browser.ask(path, role="owner", email="a@example.com").status_code == 403
    assert browser.get("/audit").status_code == 403 and browser.get("/audit.csv").status_code == 403
    assert browser.ask("/team/second-factor", wanted="yes").status_code == 403


def test_the_last_owner_stays(desk: Desk) -> None:
    own = _member(desk, desk.user)
    for answer in (desk.browser.ask(f"/team/members/{own.id}/role", role="analyst"), desk.browser.ask("/team/leave")):
        assert answer.status_code == 409
        assert "needs an owner" in answer.json["sentence"]
    assert own.reload().role is Role.OWNER and _actions(desk) == []
    assert desk.browser.get("/team").status_code == 200


def test_of_two_owners_who_step_down_at_once_one_stays(desk: Desk) -> None:
    for _ in range(5):
        Membership.objects.delete()
        pair = [_member(desk, desk.add_person(Role.OWNER)) for _ in range(2)]
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(_try_leaving, pair))
        assert Membership.objects(workspace_id=desk.workspace.id, role=Role.OWNER).count() >= 1


def _try_leaving(member: Membership) -> None:
    try:
        leave(member)
    except Refused:
        return


def test_whoever_is_removed_is_signed_out_at_the_next_click_and_what_they_decided_stays(app: Flask, desk: Desk) -> None:
    user, letter = desk.add_person(Role.REVIEWER, "Ana Lima"), desk.letter()
    browser = Visitor(app).sign_in(user)
    assert browser.ask(f"/review/{letter.id}/approve").status_code == 200
    answer = desk.browser.ask(f"/team/members/{_member(desk, user).id}/remove")
    assert "Ana Lima is out" in answer.json["sentence"]
    again = browser.ask(f"/review/{desk.letter().id}/approve")
    assert (again.status_code, "signed out" in again.json["sentence"]) == (401, True)
    assert browser.get("/team").location.startswith("/sign-in")
    assert SignIn.objects(user_id=user.id).count() == 0
    assert any(change.by == str(user.id) for change in letter.reload().history)
    assert "Ana Lima" in desk.browser.get(f"/messages/{letter.id}").text


def test_the_invitations_of_whoever_is_removed_die_with_them(app: Flask, desk: Desk) -> None:
    boss = desk.add_person(Role.MANAGER)
    Visitor(app).sign_in(boss).ask("/team/invitations", email="friend@example.com", role="manager")
    remove(_member(desk, desk.user), _member(desk, boss))
    assert Invitation.open_of(desk.workspace.id) == []


def test_nobody_removes_themselves_by_the_button_for_others(desk: Desk) -> None:
    answer = desk.browser.ask(f"/team/members/{_member(desk, desk.user).id}/remove")
    assert (answer.status_code, "Leave this workspace" in answer.json["sentence"]) == (409, True)


def test_a_role_that_somebody_else_changed_meanwhile_is_looked_at_again(desk: Desk) -> None:
    seen = _member(desk, desk.add_person(Role.REVIEWER))
    Membership.objects(id=seen.id).update_one(set__role=Role.ANALYST)
    with pytest.raises(Refused, match="a moment ago"):
        change_role(_member(desk, desk.user), seen, Role.MANAGER)


def test_whoever_leaves_goes_on_in_their_other_workspace(app: Flask, desk: Desk) -> None:
    user, other = desk.add_person(Role.REVIEWER), Desk(app)
    Membership(user_id=user.id, workspace_id=other.workspace.id, role=Role.ANALYST).save()
    browser = Visitor(app).sign_in(user)
    browser.click("/team/leave")
    assert Membership.between(user.id, desk.workspace.id) is None
    assert [one.workspace_id for one in SignIn.objects(user_id=user.id)] == [other.workspace.id]
    assert browser.get("/team").status_code == 200
    browser.click("/team/leave")
    assert browser.get("/team").location.startswith("/sign-in")


def test_the_browser_remembers_which_workspace_is_open(app: Flask, desk: Desk) -> None:
    other = Desk(app)
    Workspace.objects(id=other.workspace.id).update_one(set__name="The other one")
    Membership(user_id=desk.user.id, workspace_id=other.workspace.id, role=Role.ANALYST).save()
    hers, second = desk.letter(text="of the first"), other.letter(text="of the second")
    assert "Go to The other one" in desk.browser.get("/review").text
    assert desk.browser.click(f"/workspaces/{other.workspace.id}/enter").location == "/"
    assert desk.browser.get(f"/messages/{second.id}").status_code == 200
    assert desk.browser.get(f"/messages/{hers.id}").status_code == 404
    assert desk.browser.ask(f"/review/{second.id}/approve").status_code == 403, "an analyst there, whatever elsewhere"
    assert Visitor(app).sign_in(desk.user).get(f"/messages/{second.id}").status_code == 200, "where they were last"


def test_nobody_enters_a_workspace_they_do_not_belong_to(app: Flask, desk: Desk) -> None:
    other = Desk(app)
    for id in (other.workspace.id, ObjectId(), "none"):
        assert desk.browser.click(f"/workspaces/{id}/enter").status_code == 404
    assert desk.browser.get("/team").status_code == 200


def test_a_user_is_once_in_a_workspace(desk: Desk) -> None:
    with pytest.raises(NotUnique):
        Membership(user_id=desk.user.id, workspace_id=desk.workspace.id, role=Role.ANALYST).save()
