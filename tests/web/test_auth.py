"""Signing up, in and out."""

import pytest

from models import Membership, Persona, User, Workspace
from models.user import Role
from tests.web.desk import PASSWORD, Desk, Visitor

NEW = {"name": "Ana Lima", "email": "Ana@Example.com", "password": PASSWORD}


def test_the_first_page_asks_the_first_person_to_sign_up(visitor: Visitor) -> None:
    assert visitor.get("/").location == "/sign-up"
    User.sign_up("a@example.com", "A", PASSWORD)
    assert visitor.get("/").location == "/sign-in"


def test_sign_up_makes_a_workspace_with_an_owner_and_an_empty_persona(visitor: Visitor) -> None:
    assert visitor.click("/sign-up", **NEW).location == "/"
    user = User.objects.get(email="ana@example.com")
    membership = Membership.objects.get(user_id=user.id)
    assert membership.role is Role.OWNER
    assert Workspace.objects.get(id=membership.workspace_id).name == "Ana Lima"
    persona = Persona.of(membership.workspace_id).get()
    assert (persona.name, persona.traits, persona.facts) == ("Ana Lima", [], [])
    assert visitor.get("/").location == "/start"


def test_sign_up_stays_open(visitor: Visitor, desk: Desk) -> None:
    assert visitor.click("/sign-up", **NEW).status_code == 302
    assert Workspace.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", " ", "Write your name"),
        ("name", "x" * 121, "Write your name"),
        ("email", "ana", "not an e-mail address"),
        ("email", "ana@example", "not an e-mail address"),
        ("password", "short", "Take a longer password"),
    ],
)
def test_sign_up_says_what_is_missing_and_keeps_what_was_typed(
    visitor: Visitor, field: str, value: str, sentence: str
) -> None:
    answer = visitor.click("/sign-up", **{**NEW, field: value})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert User.objects.count() == 0
    assert PASSWORD not in answer.text


def test_an_address_signs_up_once_however_it_is_written(visitor: Visitor, desk: Desk) -> None:
    answer = visitor.click("/sign-up", name="B", email=f" {desk.user.email.upper()} ", password=PASSWORD)
    assert answer.status_code == 422
    assert "signed up with this address" in answer.text


def test_a_user_without_a_workspace_gets_one_at_sign_in(visitor: Visitor) -> None:
    user = User.sign_up("late@example.com", "Late", PASSWORD)
    visitor.sign_in(user)
    assert Membership.first_of(user.id)
    assert visitor.get("/review").status_code == 200


def test_sign_in_says_the_same_to_a_wrong_password_and_an_unknown_address(visitor: Visitor, desk: Desk) -> None:
    wrong = visitor.click("/sign-in", email=desk.user.email, password="wrong password")
    unknown = visitor.click("/sign-in", email="nobody@example.com", password=PASSWORD)
    sentence = "This address and password do not belong together."
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert sentence in wrong.text and sentence in unknown.text


def test_sign_in_is_throttled_for_one_address_from_one_place(visitor: Visitor, desk: Desk) -> None:
    for _ in range(8):
        assert visitor.click("/sign-in", email=desk.user.email, password="wrong").status_code == 422
    assert visitor.click("/sign-in", email=desk.user.email, password=PASSWORD).status_code == 429
    other = desk.add_person(Role.REVIEWER)
    assert visitor.click("/sign-in", email=other.email, password=PASSWORD).status_code == 302


def test_the_right_password_is_not_counted_against_anybody(visitor: Visitor, desk: Desk) -> None:
    for _ in range(10):
        visitor.sign_in(desk.user)


def test_sign_out_ends_the_session(desk: Desk) -> None:
    assert desk.browser.click("/sign-out").location == "/sign-in"
    assert desk.browser.get("/review").status_code == 302


def test_sign_in_leads_where_one_wanted_to_go(visitor: Visitor, desk: Desk) -> None:
    wanted = visitor.get("/conversations?show=sent").location
    assert visitor.click(wanted, email=desk.user.email, password=PASSWORD).location == "/conversations?show=sent"


AWAY = [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/a\nb",
    "evil.example",
]


@pytest.mark.parametrize("away", AWAY)
def test_sign_in_never_leads_away(visitor: Visitor, desk: Desk, away: str) -> None:
    answer = visitor.client.post(
        "/sign-in",
        query_string={"next": away},
        data={"csrf_token": visitor.secret(), "email": desk.user.email, "password": PASSWORD},
    )
    assert answer.location == "/"


def test_a_session_of_somebody_who_was_removed_is_nobody(desk: Desk) -> None:
    Membership.objects(user_id=desk.user.id).delete()
    assert desk.browser.get("/review").status_code == 302


def test_our_script_is_told_to_sign_in_with_a_sentence(visitor: Visitor, desk: Desk) -> None:
    answer = visitor.ask(f"/review/{desk.letter().id}/approve")
    assert answer.status_code == 401
    assert "Sign in again" in answer.json["sentence"]
