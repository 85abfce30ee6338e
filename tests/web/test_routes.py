"""Every address, who may open it, and that nobody sees another workspace's documents."""

from datetime import timedelta

from bson import ObjectId
from flask import Flask

from avatar.rules import Effect, Rule, Then
from models import (
    BlindTest,
    BulkJob,
    Endpoint,
    Erasure,
    Fan,
    Invitation,
    Membership,
    Memory,
    Message,
    Note,
    Notification,
    Receipt,
    SavedView,
    Unanswered,
    notify,
)
from models.api_token import Scope
from models.fan import Sighting
from models.fields import utcnow
from models.outgoing_webhook import Event
from models.user import Role
from pipeline.api_tokens import Wanted, make
from pipeline.entries import add_answer
from pipeline.outgoing import about_nothing
from pipeline.rules import keep
from pipeline.webhook_endpoints import add
from tests.web.desk import Desk, Visitor
from web.access import PUBLIC

ROUTES = {
    "GET /",
    "GET /healthz",
    "GET /static/<path:filename>",
    "GET /sign-in", "POST /sign-in",
    "GET /sign-up", "POST /sign-up",
    "POST /sign-out",
    "GET /review",
    "GET /review/count",
    "GET /review/queue",
    "GET /review/<message_id>",
    "GET /review/<message_id>/letter",
    "POST /review/<message_id>/approve",
    "POST /review/<message_id>/reject",
    "POST /review/<message_id>/redraft",
    "POST /review/<message_id>/label",
    "POST /review/send-again/<account_id>",
    "GET /review/snoozed",
    "POST /review/<message_id>/snooze", "POST /review/<message_id>/unsnooze",
    "POST /review/<message_id>/assign", "POST /review/<message_id>/vip", "POST /review/<message_id>/once",
    "POST /review/<message_id>/typed",
    "POST /review/<message_id>/notes",
    "POST /review/<message_id>/notes/<note_id>/delete", "POST /review/<message_id>/notes/<note_id>/restore",
    "POST /review/bulk", "GET /review/bulk/<job_id>",
    "POST /review/bulk/<job_id>/cancel", "POST /review/bulk/<job_id>/undo",
    "GET /conversations",
    "GET /sent",
    "POST /conversations/export",
    "POST /conversations/views",
    "POST /conversations/views/<view_id>/change", "POST /conversations/views/<view_id>/move",
    "POST /conversations/views/<view_id>/delete", "POST /conversations/views/<view_id>/restore",
    "GET /messages/<message_id>",
    "POST /messages/<message_id>/undo",
    "POST /messages/<message_id>/withdraw",
    "POST /messages/<message_id>/retry",
    "POST /messages/<message_id>/change",
    "POST /messages/<message_id>/give-up",
    "POST /messages/<message_id>/moderate/<action>",
    "GET /knowledge",
    "POST /knowledge/answers", "POST /knowledge/links",
    "POST /knowledge/entries/<entry_id>/change", "POST /knowledge/entries/<entry_id>/delete",
    "POST /knowledge/questions/<group_id>/answer", "POST /knowledge/questions/<group_id>/dismiss",
    "GET /persona", "POST /persona",
    "POST /persona/measure", "GET /persona/measuring",
    "POST /persona/versions/<version>/back",
    "GET /persona/blind-test", "POST /persona/blind-test",
    "GET /persona/blind-test/<test_id>", "POST /persona/blind-test/<test_id>/answer",
    "GET /fans", "GET /fans/<fan_id>",
    "POST /fans/<fan_id>/vip", "POST /fans/<fan_id>/block", "POST /fans/<fan_id>/opt-out",
    "GET /fans/<fan_id>/erasure", "POST /fans/<fan_id>/erasure", "POST /fans/<fan_id>/export",
    "GET /fans/erasures/<erasure_id>", "GET /fans/erasures/<erasure_id>.txt",
    "POST /fans/<fan_id>/memories/<memory_id>/correct", "POST /fans/<fan_id>/memories/<memory_id>/erase",
    "POST /fans/<fan_id>/erase", "POST /fans/<fan_id>/remember",
    "GET /accounts",
    "GET /accounts/connect/<platform_name>",
    "GET /accounts/return/<platform_name>",
    "GET /accounts/choose", "POST /accounts/choose",
    "POST /accounts/<account_id>/pause",
    "POST /accounts/<account_id>/resume",
    "POST /accounts/<account_id>/disconnect",
    "POST /accounts/<account_id>/erase",
    "GET /accounts/receipts/<receipt_id>",
    "GET /accounts/receipts/<receipt_id>.txt",
    "GET /deletion/<code>",
    "GET /notices", "GET /notices/bell", "POST /notices/seen", "POST /notices/<notice_id>/seen",
    "POST /webhooks/<platform_name>/deauthorize", "POST /webhooks/<platform_name>/delete",
    "POST /accounts/<account_id>/auto-send",
    "POST /accounts/<account_id>/auto-send/off",
    "GET /rules", "GET /rules/matched", "POST /rules/order", "POST /rules/clock",
    "GET /rules/new", "POST /rules/new",
    "GET /rules/<rule_id>",
    "GET /rules/<rule_id>/edit", "POST /rules/<rule_id>/edit",
    "POST /rules/<rule_id>/on", "POST /rules/<rule_id>/off",
    "POST /rules/<rule_id>/move",
    "POST /rules/<rule_id>/delete", "POST /rules/<rule_id>/restore",
    "GET /analytics", "GET /analytics/figures.csv", "GET /analytics/report.pdf", "POST /analytics/derived",
    "POST /analytics/mail", "POST /analytics/mail/stop",
    "GET /sign-in/code", "POST /sign-in/code", "POST /sign-in/again",
    "GET /password/forgot", "POST /password/forgot",
    "GET /password/<secret>", "POST /password/<secret>",
    "GET /profile", "POST /profile/name", "POST /profile/password",
    "POST /profile/sign-ins/end", "POST /profile/sign-ins/<sign_in_id>/end",
    "GET /profile/second-factor",
    "POST /profile/second-factor/begin", "POST /profile/second-factor/confirm",
    "POST /profile/second-factor/codes", "POST /profile/second-factor/off",
    "GET /team", "POST /team/leave", "POST /team/second-factor",
    "POST /team/members/<member_id>/role", "POST /team/members/<member_id>/remove",
    "POST /team/invitations",
    "POST /team/invitations/<invitation_id>/again", "POST /team/invitations/<invitation_id>/revoke",
    "GET /invitations/<secret>", "POST /invitations/<secret>",
    "POST /workspaces/<workspace_id>/enter",
    "GET /audit", "GET /audit.csv",
    "GET /settings/tokens", "POST /settings/tokens", "POST /settings/tokens/<token_id>/revoke",
    "GET /settings/webhooks", "POST /settings/webhooks", "GET /settings/webhooks/<endpoint_id>",
    "POST /settings/webhooks/<endpoint_id>/test", "POST /settings/webhooks/<endpoint_id>/rotate",
    "POST /settings/webhooks/<endpoint_id>/on", "POST /settings/webhooks/<endpoint_id>/off",
    "POST /settings/webhooks/<endpoint_id>/delete", "POST /settings/webhooks/<endpoint_id>/deliveries/<delivery_id>/again",
    "GET /api", "GET /api/v1/openapi.json",
    "POST /stop",
    "POST /go-on",
    "GET /webhooks/<platform_name>", "POST /webhooks/<platform_name>",
}  # fmt: skip
ALWAYS = Rule("", (), (Effect(Then.TAG, "a secret"),))
OPEN = {
    "home",
    "health",
    "static",
    "auth.sign_in",
    "auth.sign_up",
    "webhooks.receive",
    "webhooks.somebody_leaves",
    "receipts.status",
    "second_step.ask",
    "second_step.give_up",
    "passwords.forgot",
    "passwords.renew",
    "invitations.show",
    "invitations.accept",
    "api_docs.page",
    "api_docs.openapi",
}


OWNED = (
    "<message_id>",
    "<account_id>",
    "<receipt_id>",
    "<notice_id>",
    "<rule_id>",
    "<entry_id>",
    "<fan_id>",
    "<memory_id>",
    "<test_id>",
    "<member_id>",
    "<invitation_id>",
    "<workspace_id>",
    "<token_id>",
    "<endpoint_id>",
    "<view_id>",
    "<erasure_id>",
    "<job_id>",
)
DAY = timedelta(days=1)


def _routes(app: Flask) -> dict[str, str]:
    """ "GET /path" -> endpoint, of what people open; what programs call is asked for in tests/web/api/test_doors.py."""
    return {
        f"{method} {rule.rule}": rule.endpoint
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if method in ("GET", "POST") and not rule.endpoint.startswith("api.")
    }


def _filled(path: str, message: Message) -> str:
    path = path.replace("<message_id>", str(message.id)).replace("<account_id>", str(message.account_id))
    if "<receipt_id>" in path:
        left = Receipt(
            workspace_id=message.workspace_id, platform="x", username="a secret", reason="erased", by="system"
        )
        path = path.replace("<receipt_id>", str(left.save().id))
    if "<notice_id>" in path:
        notify(message.workspace_id, "key", "A secret notice.", "/")
        path = path.replace("<notice_id>", str(Notification.of(message.workspace_id).get().id))
    if "<rule_id>" in path:
        path = path.replace("<rule_id>", str(keep(message.workspace_id, ALWAYS, "ada").id))
    return _known(path, message).replace("<platform_name>", message.platform)


def _known(path: str, message: Message) -> str:
    """The same, with ids of what is known and remembered in the workspace of `message`."""
    mine = {"workspace_id": message.workspace_id, "account_id": message.account_id}
    fan = Fan.known(message.workspace_id, message.account_id, [Sighting("f1", "ada", utcnow())])["f1"]
    if "<memory_id>" in path:
        kept = Memory(
            **mine,
            fan_id=fan.id,
            kind="name",
            text="x",
            message_id=ObjectId(),
            said_at=utcnow(),
            expires_at=utcnow() + DAY,
        ).save()
        path = path.replace("<memory_id>", str(kept.id))
    if "<entry_id>" in path:
        path = path.replace("<entry_id>", str(add_answer(message.workspace_id, "a question", "a secret", "x").id))
    if "<group_id>" in path:
        asked = Unanswered(**mine, message_id=message.id, vector=bytes(8), expires_at=utcnow() + DAY)
        Unanswered.objects(message_id=message.id).delete()
        path = path.replace("<group_id>", str(asked.save().id))
    if "<member_id>" in path:
        member = Membership(user_id=ObjectId(), workspace_id=message.workspace_id, role=Role.ANALYST).save()
        path = path.replace("<member_id>", str(member.id))
    if "<invitation_id>" in path:
        asked_in, _ = Invitation.write(message.workspace_id, "ada@example.com", Role.ANALYST, ObjectId())
        path = path.replace("<invitation_id>", str(asked_in.id))
    path = path.replace("<workspace_id>", str(message.workspace_id))
    if "<test_id>" in path:
        path = path.replace("<test_id>", str(BlindTest(workspace_id=message.workspace_id, by="ada").save().id))
    if "<token_id>" in path:
        wanted = Wanted("a secret", frozenset(Scope), 30)
        path = path.replace("<token_id>", str(make(message.workspace_id, str(ObjectId()), wanted, utcnow())[0].id))
    if "<endpoint_id>" in path:
        told = add(message.workspace_id, "x", "https://a.example/", [Event.REPLY_SENT])
        sent = about_nothing(told, str(ObjectId()), utcnow())
        path = path.replace("<endpoint_id>", str(told.id)).replace("<delivery_id>", str(sent.id))
        Endpoint.objects(id__ne=told.id).delete()
    if "<view_id>" in path:
        view = SavedView(workspace_id=message.workspace_id, name="a secret", by="ada", shared=True).save()
        path = path.replace("<view_id>", str(view.id))
    if "<erasure_id>" in path:
        erasure = Erasure(workspace_id=message.workspace_id, platform=message.platform, by="ada").save()
        path = path.replace("<erasure_id>", str(erasure.id))
    if "<note_id>" in path:
        beside = Note(**mine, message_id=message.id, by="ada", text="a secret")
        path = path.replace("<note_id>", str(beside.save().id))
    if "<job_id>" in path:
        job = BulkJob(workspace_id=message.workspace_id, by="ada", verb="reject", gone_after=utcnow() + DAY)
        path = path.replace("<job_id>", str(job.save().id))
    return path.replace("<version>", "1").replace("<fan_id>", str(fan.id))


def test_the_routes_are_those_we_know(app: Flask) -> None:
    assert set(_routes(app)) == ROUTES


def test_the_open_pages_are_those_we_know() -> None:
    assert set(PUBLIC) == OPEN


def test_strangers_are_sent_to_the_sign_in_page_from_everywhere_else(app: Flask, desk: Desk) -> None:
    letter, stranger, wrong = desk.letter(), Visitor(app), []
    for route, endpoint in _routes(app).items():
        method, path = route.split(" ")
        if endpoint in OPEN:
            continue
        answer = stranger.get(_filled(path, letter)) if method == "GET" else stranger.click(_filled(path, letter))
        if answer.status_code != 302 or not answer.location.startswith("/sign-in?next="):
            wrong.append((route, answer.status_code))
    assert wrong == []


def test_members_of_another_workspace_find_nothing(app: Flask, desk: Desk) -> None:
    letter, other, wrong = desk.letter(), Desk(app), []
    for route in _routes(app):
        method, path = route.split(" ")
        if not any(name in path for name in OWNED):
            continue
        answer = (
            other.browser.get(_filled(path, letter)) if method == "GET" else other.browser.click(_filled(path, letter))
        )
        if answer.status_code != 404:
            wrong.append((route, answer.status_code))
    assert wrong == []
    assert letter.reload().revision == 0


def test_ids_that_are_none_find_nothing(desk: Desk) -> None:
    assert desk.browser.get("/messages/none").status_code == 404
    assert desk.browser.get("/review/%00").status_code == 404
    assert desk.browser.click("/accounts/none/pause").status_code == 404


def test_lists_show_only_the_letters_of_this_workspace(app: Flask, desk: Desk) -> None:
    desk.letter(text="a secret of this workspace")
    other = Desk(app)
    for path in ("/review", "/review/queue", "/conversations", "/sent"):
        assert "a secret of this workspace" not in other.browser.get(path).text
    assert other.browser.get("/review/count").json == {"count": 0}


def test_health_says_what_answers(visitor: Visitor) -> None:
    answer = visitor.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"database": True, "redis": True})
