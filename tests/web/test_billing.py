"""Billing: without a payment vendor nothing is sold; with the local Stripe a plan is bought, changed and cancelled."""

from flask import Flask

from models import AuditEntry, BillingEvent, Subscription
from models.user import Role
from tests.web.desk import Desk, Visitor


def test_without_a_vendor_everything_is_yours_and_no_button_is_dead(desk: Desk) -> None:
    page = desk.browser.get("/billing").text
    assert "takes no payments" in page and '<form method="post" action="/billing' not in page
    for path in ("buy", "portal", "preview", "change", "cancel", "resume"):
        answer = desk.browser.ask(f"/billing/{path}", plan="creator", interval="month", currency="usd")
        assert answer.status_code == 404, path
    assert Subscription.objects.count() == 0


def test_only_owner_and_manager_see_it(desk: Desk, app: Flask) -> None:
    for role in (Role.REVIEWER, Role.ANALYST):
        other = Desk(app, role)
        assert other.browser.get("/billing").status_code == 403
        assert 'href="/billing"' not in other.browser.get("/settings").text
    assert 'href="/billing"' in desk.browser.get("/settings").text


def test_nobody_listens_at_the_vendors_door_without_a_vendor(app: Flask, clean: None) -> None:
    assert Visitor(app).client.post("/webhooks/stripe", data=b"{}").status_code in (403, 404)
    assert BillingEvent.objects.count() == 0 and AuditEntry.objects.count() == 0
