"""Every address, who may open it, and that nobody sees another workspace's documents."""

from flask import Flask

from tests.web.desk import Desk, Visitor
from tests.web.filled import OWNED, filled, routes
from web.access import PUBLIC

ROUTES = {
    "GET /",
    "GET /healthz",
    "GET /static/<path:filename>",
    "GET /sign-in", "POST /sign-in",
    "GET /sign-up", "POST /sign-up",
    "POST /sign-out",
    "GET /start", "POST /start/creator", "POST /start/aside", "POST /start/up",
    "GET /review",
    "GET /review/count",
    "GET /review/queue",
    "GET /review/<message_id>",
    "GET /review/<message_id>/letter",
    "POST /review/<message_id>/approve",
    "POST /review/<message_id>/reject",
    "POST /review/<message_id>/redraft",
    "POST /review/<message_id>/label", "POST /review/<message_id>/label/right",
    "GET /teach", "POST /teach", "POST /teach/undo", "POST /teach/end",
    "POST /teach/<message_id>/right", "POST /teach/<message_id>/label", "POST /teach/<message_id>/skip",
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
    "POST /persona/example", "GET /persona/example/<example_id>",
    "POST /persona/preferences", "POST /persona/preferences/<preference_id>", "POST /persona/preferences/<preference_id>/on",
    "POST /persona/preferences/<preference_id>/off", "POST /persona/preferences/<preference_id>/delete",
    "GET /training", "POST /training/dataset", "GET /training/dataset/<dataset_id>/<method>.jsonl",
    "POST /training/jobs", "GET /training/jobs/<tuning_id>", "POST /training/models/<number>",
    "GET /training/jobs/<tuning_id>/compare", "GET /training/jobs/<tuning_id>/metrics.json", "GET /training/jobs/<tuning_id>/files/<name>",
    *(f"POST /training/jobs/<tuning_id>/{act}" for act in ("cancel", "promote", "shadow", "compare", "delete")),
    "GET /billing", *(f"POST /billing/{act}" for act in ("buy", "portal", "preview", "change", "cancel", "resume", "cap")),
    "POST /webhooks/stripe",
    "POST /profile/language",
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
    "GET /settings", "POST /settings/general", "POST /settings/quiet",
    "GET /settings/retention", "POST /settings/retention",
    "GET /settings/disclosure", "POST /settings/disclosure/<surface>/<language>",
    "GET /settings/notifications", "POST /settings/notifications", "POST /settings/waiting",
    "GET /settings/export", "POST /settings/export", "GET /settings/export/<export_id>.zip",
    "GET /settings/delete", "POST /settings/delete", "POST /settings/keep", "GET /farewell/<code>",
    "GET /mails/<token>", "POST /mails/<token>",
    "POST /stop",
    "POST /go-on",
    "GET /webhooks/<platform_name>", "POST /webhooks/<platform_name>",
}  # fmt: skip
OPEN = {
    "home",
    "health",
    "static",
    "auth.sign_in",
    "auth.sign_up",
    "webhooks.receive",
    "webhooks.somebody_leaves",
    "billing_door.told",
    "receipts.status",
    "second_step.ask",
    "second_step.give_up",
    "passwords.forgot",
    "passwords.renew",
    "invitations.show",
    "invitations.accept",
    "api_docs.page",
    "api_docs.openapi",
    "notification_choices.ask",
    "notification_choices.end",
    "delete_all.status",
}


def test_the_routes_are_those_we_know(app: Flask) -> None:
    assert set(routes(app)) == ROUTES


def test_the_open_pages_are_those_we_know() -> None:
    assert set(PUBLIC) == OPEN


def test_strangers_are_sent_to_the_sign_in_page_from_everywhere_else(app: Flask, desk: Desk) -> None:
    letter, stranger, wrong = desk.letter(), Visitor(app), []
    for route, endpoint in routes(app).items():
        method, path = route.split(" ")
        if endpoint in OPEN:
            continue
        answer = stranger.get(filled(path, letter)) if method == "GET" else stranger.click(filled(path, letter))
        if answer.status_code != 302 or not answer.location.startswith("/sign-in?next="):
            wrong.append((route, answer.status_code))
    assert wrong == []


def test_members_of_another_workspace_find_nothing(app: Flask, desk: Desk) -> None:
    letter, other, wrong = desk.letter(), Desk(app), []
    for route in routes(app):
        method, path = route.split(" ")
        if not any(f"<{name}>" in path for name in OWNED):
            continue
        answer = (
            other.browser.get(filled(path, letter)) if method == "GET" else other.browser.click(filled(path, letter))
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
