"""Who gets into the API: every operation, without a token, with another workspace's, with too little, with a dead one."""

from datetime import timedelta
from typing import Any

from flask import Flask

from avatar.rules import Effect, Rule, Then
from models import ApiToken, AuditEntry, Membership, Message
from models.api_token import Scope
from models.fields import utcnow
from models.user import Role
from tests.connectors.contract import configured
from tests.web.api.program import Program, addresses, things_of
from tests.web.desk import Desk, Visitor
from web.api.operations import OPERATIONS

RULE = Rule("", (), (Effect(Then.TAG, "seen"),))
ROUTES = {
    "GET /token",
    "GET /messages", "GET /messages/<message_id>", "GET /messages/<message_id>/thread",
    "POST /messages/<message_id>/approve", "POST /messages/<message_id>/reject", "POST /messages/<message_id>/undo",
    "POST /messages/<message_id>/drafts",
    "GET /fans", "GET /fans/<fan_id>", "PATCH /fans/<fan_id>", "GET /fans/<fan_id>/memories",
    "DELETE /fans/<fan_id>/memories/<memory_id>",
    "GET /personas", "GET /personas/<persona_id>", "GET /personas/<persona_id>/versions",
    "GET /knowledge", "POST /knowledge", "GET /knowledge/<entry_id>", "PATCH /knowledge/<entry_id>", "DELETE /knowledge/<entry_id>",
    "GET /rules", "GET /rules/<rule_id>", "POST /rules/<rule_id>/on", "POST /rules/<rule_id>/off",
    "GET /accounts", "GET /accounts/<account_id>",
    "GET /analytics", "GET /jobs", "GET /jobs/<job_id>", "POST /jobs/<job_id>/cancel",
}  # fmt: skip


def test_the_operations_are_those_we_know() -> None:
    assert {f"{one.method} {one.path}" for one in OPERATIONS} == ROUTES


def test_without_a_token_nobody_gets_in_whatever_their_browser_is_signed_in_to(desk: Desk) -> None:
    for method, path in addresses(things_of(desk, RULE)):
        answer = desk.browser.client.open(f"/api/v1{path}", method=method, json={})
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json"), path
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert Message.objects.get().revision == 0


def test_a_token_of_another_workspace_finds_nothing(app: Flask, desk: Desk) -> None:
    things, stranger = things_of(desk, RULE), Program(Desk(app))
    bodies = {"PATCH /fans": {"vip": True}, "PATCH /knowledge": {"title": "a", "text": "b"}}
    for method, path in addresses(things):
        if not any(id in path for id in things.values()):
            continue
        body = next((one for begin, one in bodies.items() if f"{method} {path}".startswith(begin)), {})
        assert stranger.ask(method, path, json=body).status_code == 404, (method, path)
    assert Message.objects.get().revision == 0


def test_lists_hold_only_what_belongs_to_the_workspace_of_the_token(app: Flask, desk: Desk) -> None:
    things_of(desk, RULE)
    stranger = Program(Desk(app))
    assert [stranger.get(path).json["data"] for path in ("/messages", "/fans", "/knowledge", "/rules")] == [[]] * 4
    ids = {one["id"] for path in ("/accounts", "/personas") for one in stranger.get(path).json["data"]}
    assert len(ids) == 2 and str(desk.account.id) not in ids


def test_every_operation_wants_the_scope_that_it_names(desk: Desk) -> None:
    things = things_of(desk, RULE)
    for one, (method, path) in zip(OPERATIONS, addresses(things), strict=True):
        if one.scope is None:
            continue
        poor = Program(desk, frozenset(Scope) - {one.scope}).ask(method, path, json={})
        assert (poor.status_code, poor.json["type"].rpartition("#")[2]) == (403, "forbidden"), path
        assert one.scope in poor.json["detail"]


def test_a_revoked_or_expired_token_is_dead_at_once(desk: Desk) -> None:
    program = Program(desk)
    assert program.get("/token").status_code == 200
    assert desk.browser.ask(f"/settings/tokens/{ApiToken.objects.get().id}/revoke").status_code == 200
    assert program.get("/token").status_code == 401
    late = Program(desk)
    ApiToken.objects(revoked_at=None).update_one(set__expires_at=utcnow() - timedelta(seconds=1))
    assert late.get("/token").status_code == 401


def test_a_token_dies_with_its_makers_membership_and_shrinks_with_their_role(desk: Desk) -> None:
    manager = desk.add_person(Role.MANAGER)
    program, letter = Program(desk, by=manager.id), desk.letter()
    Membership.objects(user_id=manager.id).update_one(set__role=Role.ANALYST)
    poor = program.post(f"/messages/{letter.id}/approve")
    assert poor.status_code == 403 and "role is analyst" in poor.json["detail"]
    assert program.get("/messages").status_code == 200
    assert "messages:decide" not in program.get("/token").json["scopes"]
    Membership.objects(user_id=manager.id).delete()
    assert program.get("/messages").status_code == 401


def test_tokens_that_we_did_not_sign_open_nothing(desk: Desk) -> None:
    from joserfc import jwt
    from joserfc.jwk import OctKey

    program = Program(desk)
    head, body, signature = program.token.split(".")
    forged = jwt.encode({"alg": "HS256"}, {"jti": "1", "aud": "fanmail-api"}, OctKey.import_key("x" * 32))
    unsigned = f"eyJhbGciOiJub25lIn0.{body}."
    for wrong in (forged, unsigned, f"{head}.{body}.{signature[:-2]}AA", head, "", "ü", "x" * 5_000):
        program.token = wrong
        assert program.get("/token").status_code == 401, wrong[:20]


def test_too_many_calls_wait_and_are_told_how_long(desk: Desk) -> None:
    with configured(API_CALLS_PER_MINUTE="2"):
        answers = _within_a_minute(desk)
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert [one.headers["RateLimit-Remaining"] for one in answers] == ["1", "0", "0"]
    assert answers[0].headers["RateLimit-Policy"] == "2;w=60"
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 60
    assert answers[2].json["type"].endswith("#too-many")


def _within_a_minute(desk: Desk) -> list[Any]:
    """Three calls with a token of their own; once more if the clock went over a minute meanwhile."""
    minute, program = utcnow().minute, Program(desk)
    answers = [program.get("/token") for _ in range(3)]
    return answers if utcnow().minute == minute else _within_a_minute(desk)


def test_a_token_is_shown_once_and_stored_nowhere(desk: Desk, database) -> None:  # type: ignore[no-untyped-def]
    page = desk.browser.click("/settings/tokens", name="The shop", scope=["messages:read", "nonsense"], days="90")
    assert page.status_code == 201
    text = page.text.split("token-text")[1].partition(">")[2].partition("<")[0]
    assert desk.browser.client.get("/api/v1/token", headers={"Authorization": f"Bearer {text}"}).json["scopes"] == [
        "messages:read"
    ]
    again = desk.browser.get("/settings/tokens").text
    assert "The shop" in again and text not in again
    assert text not in str(list(database.api_tokens.find())) and "token.made" in {
        one.action for one in AuditEntry.objects
    }


def test_only_owners_and_managers_make_and_revoke_tokens(desk: Desk) -> None:
    Program(desk)
    reviewer = Visitor(desk.app).sign_in(desk.add_person(Role.REVIEWER))
    assert reviewer.get("/settings/tokens").status_code == 200
    assert reviewer.click("/settings/tokens", name="x", scope="fans:read", days="30").status_code == 403
    assert reviewer.click(f"/settings/tokens/{ApiToken.objects.get().id}/revoke").status_code == 403
    for wrong in ({"name": ""}, {"scope": "x"}, {"days": "9999"}):
        form = {"name": "x", "scope": "fans:read", "days": "30", **wrong}
        assert desk.browser.click("/settings/tokens", **form).status_code == 422
    assert ApiToken.objects.count() == 1
