"""Payments at Stripe: keeps the border of `connectors/payments.py`. One object serves all threads."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import stripe
from stripe.params.billing_portal import SessionCreateParams as PortalParams
from stripe.params.billing_portal import SessionCreateParamsFlowData as FlowParams
from stripe.params.checkout import SessionCreateParams as CheckoutParams

from connectors.payments import Bought, Happened, Invoice, Preview
from connectors.stripe_client import asking, client, is_gone
from connectors.stripe_prices import amount, configuration, is_metered, meter_id, price_of
from connectors.stripe_values import bought, happened, invoice, moment
from settings import settings

_TOLERANCE_SECONDS = 300
_MINUTE = timedelta(minutes=1)
_ENDED = ("canceled", "incomplete_expired")
_WAITS_FOR_PAYMENT = ("incomplete", "past_due", "unpaid")
_COUNTED_ALREADY = "already exists with identifier"


class StripePayments:
    """What each method promises stands at `Payments`."""

    def customer(self, workspace: str, email: str, name: str, key: str) -> str:
        with asking(write=True):
            return (
                client()
                .v1.customers.create(
                    {"email": email, "name": name, "metadata": {"workspace": workspace}}, {"idempotency_key": key}
                )
                .id
            )

    def checkout(
        self, customer: str, price: str, currency: str, addresses: tuple[str, str], trial_days: int, key: str
    ) -> str:
        found = price_of(price)
        asked = _order(customer, found, currency, trial_days)
        asked["success_url"], asked["cancel_url"] = addresses
        with asking(write=True):
            session = client().v1.checkout.sessions.create(asked, {"idempotency_key": key})
        return session.url or ""

    def portal(self, customer: str, back: str, flow: str = "") -> str:
        asked: PortalParams = {"customer": customer, "return_url": back}
        if ours := configuration():
            asked["configuration"] = ours
        if wanted := self._flow(customer, back, flow):
            asked["flow_data"] = wanted
        with asking(write=True):
            return client().v1.billing_portal.sessions.create(asked).url

    def _flow(self, customer: str, back: str, flow: str) -> FlowParams | None:
        after: Any = {"type": "redirect", "redirect": {"return_url": back}}
        if flow == "payment_method":
            return {"type": "payment_method_update", "after_completion": after}
        running = [one for one in self.subscriptions(customer) if one.status not in _ENDED] if flow else []
        if not running or (flow == "cancel" and running[0].cancel_at):
            return None
        about: Any = {"subscription": running[0].id}
        if flow == "cancel":
            return {"type": "subscription_cancel", "after_completion": after, "subscription_cancel": about}
        return {"type": "subscription_update", "after_completion": after, "subscription_update": about}

    def subscriptions(self, customer: str) -> Sequence[Bought]:
        with asking(write=False):
            try:
                asked = client().v1.subscriptions.list(
                    {"customer": customer, "status": "all", "limit": 100, "expand": ["data.latest_invoice"]}
                )
                found = list(asked.auto_paging_iter())
            except stripe.InvalidRequestError as error:
                if not is_gone(error):
                    raise
                found = []
            return [bought(one, _page_to_confirm(one)) for one in found]

    def preview(self, subscription: str, price: str) -> Preview:
        new = price_of(price)
        with asking(write=False):
            now = client().v1.subscriptions.retrieve(subscription)
            shown = client().v1.invoices.create_preview(
                {
                    "subscription": subscription,
                    "subscription_details": {"items": [_swap(now, new)], "proration_behavior": "always_invoice"},
                }
            )
        ends = [line.period.end for line in shown.lines.data] or [item.current_period_end for item in now.items.data]
        return Preview(
            due_now=min(shown.total, 0) or shown.amount_due,
            currency=shown.currency,
            next_amount=amount(new, shown.currency),
            next_at=moment(max(ends)),
            lines=[(line.description or "", line.amount) for line in shown.lines.data],
        )

    def change(self, subscription: str, price: str, key: str) -> Bought:
        new = price_of(price)
        with asking(write=False):
            now = client().v1.subscriptions.retrieve(subscription)
        with asking(write=True):
            changed = client().v1.subscriptions.update(
                subscription,
                {
                    "items": [_swap(now, new)],
                    "proration_behavior": "always_invoice",
                    "payment_behavior": "error_if_incomplete",  # declined: nothing is changed
                },
                {"idempotency_key": key},
            )
        return bought(changed)

    def cancel(self, subscription: str, at_period_end: bool, reason: str, key: str) -> Bought:
        why: Any = {"comment": reason[:500]} if reason else {}
        with asking(write=True):
            if at_period_end:
                return bought(
                    client().v1.subscriptions.update(
                        subscription,
                        {"cancel_at_period_end": True, "cancellation_details": why},
                        {"idempotency_key": key},
                    )
                )
            return bought(
                client().v1.subscriptions.cancel(
                    subscription,
                    {"cancellation_details": why, "invoice_now": True, "prorate": False},
                    {"idempotency_key": key},
                )
            )

    def resume(self, subscription: str, key: str) -> Bought:
        with asking(write=True):
            return bought(
                client().v1.subscriptions.update(
                    subscription, {"cancel_at_period_end": False}, {"idempotency_key": key}
                )
            )

    def invoices(self, customer: str, most: int = 24) -> Sequence[Invoice]:
        with asking(write=False):
            found = client().v1.invoices.list({"customer": customer, "limit": min(most, 100)})
            return [invoice(one) for one in found.data if one.status != "draft"]

    def report_use(self, customer: str, meter: str, value: int, identifier: str, at: datetime) -> None:
        with asking(write=True):
            try:
                client().v1.billing.meter_events.create(
                    {
                        "event_name": meter,
                        "payload": {"stripe_customer_id": customer, "value": str(value)},
                        "identifier": identifier,
                        "timestamp": int(at.timestamp()),
                    }
                )
            except stripe.InvalidRequestError as error:
                if _COUNTED_ALREADY not in (error.user_message or ""):
                    raise

    def used(self, customer: str, meter: str, start: datetime, end: datetime) -> int:
        """Stripe counts by whole minutes: what was used in the minutes of `start` and `end` is in it."""
        first = start.replace(second=0, microsecond=0)
        last = end.replace(second=0, microsecond=0) + (_MINUTE if end.second or end.microsecond else timedelta())
        with asking(write=False):
            found = client().v1.billing.meters.event_summaries.list(
                meter_id(meter),
                {"customer": customer, "start_time": int(first.timestamp()), "end_time": int(last.timestamp())},
            )
            return int(sum(one.aggregated_value for one in found.data))

    def delete(self, customer: str) -> None:
        with asking(write=True):
            try:
                client().v1.customers.delete(customer)
            except stripe.InvalidRequestError as error:
                if not is_gone(error):
                    raise

    def read(self, body: bytes, signature: str) -> Happened:
        try:
            stripe.WebhookSignature.verify_header(body, signature, settings().stripe_webhook_secret, _TOLERANCE_SECONDS)
        except stripe.SignatureVerificationError:
            raise ValueError("Stripe did not sign this, or too long ago.") from None
        return happened(body)


def _order(customer: str, price: stripe.Price, currency: str, trial_days: int) -> CheckoutParams:
    line: Any = {"price": price.id} if is_metered(price) else {"price": price.id, "quantity": 1}
    asked: CheckoutParams = {
        "mode": "subscription",
        "customer": customer,
        "currency": currency,
        "line_items": [line],
        "payment_method_collection": "if_required",
    }
    if trial_days:
        asked["subscription_data"] = {
            "trial_period_days": trial_days,
            "trial_settings": {"end_behavior": {"missing_payment_method": "cancel"}},
        }
    if settings().stripe_tax:
        asked["automatic_tax"] = {"enabled": True}
        asked["tax_id_collection"] = {"enabled": True}
        asked["customer_update"] = {"address": "auto", "name": "auto"}
    return asked


def _swap(subscription: stripe.Subscription, price: stripe.Price) -> Any:
    item = subscription.items.data[0]
    return {"id": item.id, "price": price.id} | ({} if is_metered(price) else {"quantity": 1})


def _page_to_confirm(subscription: stripe.Subscription) -> str:
    """Where the customer confirms a payment that the bank asks about; "" when no bank does."""
    latest = subscription.latest_invoice
    if (
        subscription.status not in _WAITS_FOR_PAYMENT
        or not isinstance(latest, stripe.Invoice)
        or latest.status != "open"
    ):
        return ""
    tried = client().v1.invoice_payments.list({"invoice": latest.id, "expand": ["data.payment.payment_intent"]})
    intents = [getattr(one.payment, "payment_intent", None) for one in tried.data]
    waits = any(getattr(intent, "status", "") == "requires_action" for intent in intents)
    return latest.hosted_invoice_url or "" if waits else ""
