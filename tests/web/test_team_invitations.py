"""Invitations: from the address on the team page to the desk, and every wrong turn on the way."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask

from models import AuditEntry, Invitation, Membership, User, Workspace
from models.fields import utcnow
from models.invitation import Answer
from models.user import Role
from pipeline.members import Refused, accept, invite
from tests.web.desk import PASSWORD, Desk, Visitor
from tests.web.mailbox import mailing
from web.afterwards import settle

NEW = {"name": "Ana Lima", "password": PASSWORD}
EMAIL = "ana@example.com"


def _link(desk: Desk, email: str = EMAIL, role: str = "reviewer") -> str:
    """The path of an invitation, as the team page shows it."""
    assert desk.browser.click("/team/invitations", email=email, role=role).location == "/team"
    found = re.search(r'value="[^"]*(/invitations/[^"]+)"', desk.browser.get("/team").text)
    assert found
    return found[1]


def test_a_new_person_signs_up_with_the_invited_address_and_joins(desk: Desk, visitor: Visitor) -> None:
    link = _link(desk, " Ana@Example.com ")
    page = visitor.get(link).text
    assert "Join Nika" in page and "a reviewer" in page and EMAIL in page
    assert visitor.click(link, **NEW, email="another@example.com").location == "/"
    user = User.objects.get(email=EMAIL)
    member = Membership.objects.get(user_id=user.id)
    assert (member.workspace_id, member.role) == (desk.workspace.id, Role.REVIEWER)
    assert Workspace.objects.count() == 1, "they get no workspace of their own"
    assert visitor.get("/review").status_code == 200
    actions = [entry.action for entry in AuditEntry.of(desk.workspace.id).order_by("at")]
    assert actions == ["invitation.sent", "invitation.accepted"]


def test_a_known_person_signs_in_first_and_then_joins(app: Flask, desk: Desk, visitor: Visitor) -> None:
    other = Desk(app)
    link = _link(desk, other.user.email, "analyst")
    page = visitor.get(link).text
    assert f"/sign-in?next={link}" in page and "Your name" not in page
    assert visitor.click(link, **NEW).location == f"/sign-in?next={link}"
    assert visitor.click(f"/sign-in?next={link}", email=other.user.email, password=PASSWORD).location == link
    assert "Join" in visitor.get(link).text
    assert visitor.click(link).location == "/"
    joined = Membership.between(other.user.id, desk.workspace.id)
    assert joined and joined.role is Role.ANALYST
    assert f"Go to {other.workspace.name}" in visitor.get("/review").text, (
        "the new desk is open, the old one in the menu"
    )


def test_the_database_keeps_no_link_and_the_page_shows_it_once(desk: Desk) -> None:
    link = _link(desk)
    secret = link.rpartition("/")[2]
    stored = Invitation._get_collection().find_one({})
    assert secret not in str(stored)
    assert secret not in desk.browser.get("/team").text
    assert EMAIL in desk.browser.get("/team").text


def test_an_invitation_is_mailed_with_its_link(desk: Desk) -> None:
    with mailing() as box:
        link = _link(desk)
        [letter] = box.letters()
        assert letter["To"] == EMAIL and letter["Subject"] == "Nika Vidal invites you to Nika"
        assert link in box.text() and "a reviewer" in box.text()
    assert "The mail went out" in desk.browser.get("/team").text


def test_a_mail_that_is_refused_is_said_beside_the_invitation(desk: Desk) -> None:
    with mailing():
        _link(desk, "nobody@example.com")
        assert settle(20)
        assert "refuses this address" in desk.browser.get("/team").text
    assert Invitation.objects.get().mailed_at is None


def test_an_invitation_works_once(app: Flask, desk: Desk, visitor: Visitor) -> None:
    link = _link(desk)
    visitor.click(link, **NEW)
    again = Visitor(app).get(link)
    assert (again.status_code, "This link was used" in again.text) == (410, True)
    assert "You are in" in visitor.get(link).text
    assert Visitor(app).click(link, **NEW).status_code == 410
    assert Membership.objects.count() == 2


def test_whoever_was_removed_does_not_come_back_by_the_old_link(app: Flask, desk: Desk, visitor: Visitor) -> None:
    link = _link(desk)
    visitor.click(link, **NEW)
    user = User.objects.get(email=EMAIL)
    Membership.objects(user_id=user.id).delete()
    late = Visitor(app).sign_in(user)
    assert late.click(link).status_code == 410
    assert Membership.between(user.id, desk.workspace.id) is None


def test_of_two_clicks_at_once_one_joins(desk: Desk) -> None:
    owner = Membership.between(desk.user.id, desk.workspace.id)
    assert owner
    for number in range(5):
        user = User(email=f"twin{number}@example.com", name="Twin", password_hash="x").save()
        invitation, _secret = invite(owner, user.email, Role.REVIEWER)
        with ThreadPoolExecutor(4) as threads:
            joined = list(threads.map(lambda _n, i=invitation, u=user: _try(i, u), range(4)))
        assert sorted(joined) == [False, False, False, True]
        assert Membership.objects(user_id=user.id).count() == 1


def _try(invitation: Invitation, user: User) -> bool:
    try:
        accept(invitation, user)
    except Refused:
        return False
    return True


def test_somebody_else_who_is_signed_in_is_told_whose_it_is(app: Flask, desk: Desk) -> None:
    link, other = _link(desk), Desk(app)
    for answer in (other.browser.get(link), other.browser.click(link)):
        assert answer.status_code == 409
        assert EMAIL in answer.text and other.user.email in answer.text and "Sign out" in answer.text
    assert Membership.between(other.user.id, desk.workspace.id) is None


def test_a_week_later_it_is_over_and_a_new_link_can_be_made(desk: Desk, visitor: Visitor) -> None:
    link = _link(desk)
    Invitation.objects.update(set__ends_at=utcnow() - timedelta(seconds=1))
    for answer in (visitor.get(link), visitor.click(link, **NEW)):
        assert (answer.status_code, "Ask Nika Vidal for a new one" in answer.text) == (410, True)
    assert "The seven days are over" in desk.browser.get("/team").text
    old = Invitation.objects.get()
    assert desk.browser.click(f"/team/invitations/{old.id}/again").location == "/team"
    [new] = Invitation.open_of(desk.workspace.id)
    assert new.id != old.id and new.ends_at > utcnow() + timedelta(days=6)
    assert "taken back" in visitor.get(link).text


def test_nobody_joins_by_an_invitation_that_is_over(desk: Desk) -> None:
    owner = Membership.between(desk.user.id, desk.workspace.id)
    assert owner
    invitation, _secret = invite(owner, EMAIL, Role.REVIEWER)
    invitation.ends_at = utcnow()
    user = User(email=EMAIL, name="Ana", password_hash="x").save()
    with pytest.raises(Refused, match="over"):
        accept(invitation, user)
    assert Membership.between(user.id, desk.workspace.id) is None


def test_an_invitation_taken_back_says_so(desk: Desk, visitor: Visitor) -> None:
    link = _link(desk)
    invitation = Invitation.objects.get()
    assert desk.browser.ask(f"/team/invitations/{invitation.id}/revoke").status_code == 200
    assert desk.browser.ask(f"/team/invitations/{invitation.id}/revoke").status_code == 409
    answer = visitor.click(link, **NEW)
    assert (answer.status_code, "was taken back" in answer.text) == (410, True)
    assert User.objects(email=EMAIL).first() is None


def test_a_link_that_is_none_of_ours_says_so(visitor: Visitor, desk: Desk) -> None:
    for answer in (visitor.get("/invitations/cut-off"), visitor.click("/invitations/cut-off", **NEW)):
        assert (answer.status_code, "no invitation of ours" in answer.text) == (404, True)


@pytest.mark.parametrize(
    ("field", "value", "sentence"), [("name", " ", "Write your name"), ("password", "short", "Take a longer password")]
)
def test_a_sign_up_that_lacks_something_can_be_tried_again(
    desk: Desk, visitor: Visitor, field: str, value: str, sentence: str
) -> None:
    link = _link(desk)
    answer = visitor.click(link, **{**NEW, field: value})
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert visitor.click(link, **NEW).location == "/"


def test_a_member_is_not_invited_again_and_a_wrong_address_is_refused(desk: Desk) -> None:
    assert desk.browser.ask("/team/invitations", email=desk.user.email, role="analyst").status_code == 409
    assert desk.browser.ask("/team/invitations", email="no address", role="analyst").status_code == 422
    assert desk.browser.ask("/team/invitations", email=EMAIL, role="king").status_code == 422
    assert Invitation.objects.count() == 0


def test_a_second_invitation_to_one_address_ends_the_first(desk: Desk) -> None:
    _link(desk)
    _link(desk, role="analyst")
    assert sorted(one.answer for one in Invitation.objects) == [Answer.OPEN, Answer.REVOKED]
