"""Billing: the plan, what is used of it, buying, changing, cancelling, invoices; and the door for the payment vendor's webhooks."""

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from connectors.errors import ConnectorError
from connectors.payments import Invoice, Payments
from logs import log
from models import Subscription
from models.fields import utcnow
from pipeline.billing_changes import (
    Order,
    Refused,
    Till,
    buy,
    cancel,
    change_plan,
    customer_of,
    resume,
    set_spend_cap,
    too_much_for,
)
from pipeline.billing_events import take
from pipeline.billing_overview import overview
from pipeline.plans import ORDER, PLANS, TRIAL, Plan, price_key
from web.access import MANAGES, only
from web.auth import me
from web.billing_words import STATES, money
from web.pages import workspace
from web.replies import done, failed
from worker.billing import payments, ring_event

pages = Blueprint("billing", __name__, url_prefix="/billing")
door = Blueprint("billing_door", __name__, url_prefix="/webhooks")
CURRENCIES = ("usd", "eur", "brl")
INTERVALS = ("month", "year")


@pages.get("")
@only(MANAGES)
def page() -> str:
    """What holds and what is used; without a vendor, that there is nothing to pay."""
    shown, vendor, problem = overview(me().workspace_id, utcnow()), payments(), ""
    invoices: tuple[Invoice, ...] = ()
    bought = shown.bought
    if vendor and bought and bought.customer_id:
        try:
            invoices = tuple(vendor.invoices(bought.customer_id))
        except ConnectorError as error:
            problem = error.sentence
    return render_template(
        "billing/page.html", shown=shown, sold=vendor is not None, plans=[(plan, PLANS[plan]) for plan in ORDER], invoices=invoices,
        problem=problem, currencies=CURRENCIES, trial_days=TRIAL.days, states=STATES, money=money, waits=request.args.get("sid", ""),
        has_one=bool(bought and bought.status in ("trialing", "active", "past_due", "unpaid", "paused")),
    )  # fmt: skip


@pages.post("/buy")
@only(MANAGES)
def order() -> AnyResponse | str:
    """To the vendor's page."""
    plan, interval, currency = _plan(), request.form.get("interval", ""), request.form.get("currency", "")
    if plan is None or interval not in INTERVALS or currency not in CURRENCIES:
        return failed(422, gettext("Choose a plan, a month or a year, and a currency."), _back())
    try:
        mine = customer_of(workspace(), me().user.email, _vendor())
        back = url_for("billing.page", _external=True)
        address = buy(mine, Order(plan, interval, currency, (f"{back}?sid={{CHECKOUT_SESSION_ID}}", back)), _till())
    except Refused as error:
        return failed(409, str(error), _back())
    except ConnectorError as error:
        return failed(503, error.sentence, _back())
    return _onward(address, gettext("Go to the payment page"))


@pages.post("/portal")
@only(MANAGES)
def own_page() -> AnyResponse | str:
    """To the customer's page at the vendor: cards, invoices, address."""
    mine = _mine()
    try:
        address = _vendor().portal(mine.customer_id, url_for("billing.page", _external=True), "")
    except ConnectorError as error:
        return failed(503, error.sentence, _back())
    return _onward(address, gettext("Go to your payment details"))


@pages.post("/preview")
@only(MANAGES)
def preview() -> AnyResponse | str:
    """What another plan would cost now, before it is chosen."""
    plan, interval, mine = _plan(), request.form.get("interval", ""), _mine()
    if plan is None or plan is Plan.FREE or interval not in INTERVALS:
        return failed(422, gettext("Choose a plan, a month or a year, and a currency."), _back())
    try:
        found = _vendor().preview(mine.subscription_id, price_key(plan, interval))
    except ConnectorError as error:
        return failed(503, error.sentence, _back())
    less = too_much_for(me().workspace_id, plan, utcnow())
    return render_template(
        "billing/preview.html", found=found, plan=plan, terms=PLANS[plan], interval=interval, less=less, money=money
    )


@pages.post("/change")
@only(MANAGES)
def change() -> AnyResponse:
    """Another plan, at once."""
    plan, interval = _plan(), request.form.get("interval", "")
    if plan is None or plan is Plan.FREE or interval not in INTERVALS:
        return failed(422, gettext("Choose a plan, a month or a year, and a currency."), _back())
    return _did(lambda mine, till: change_plan(mine, plan, interval, till), gettext("Your plan is changed."))


@pages.post("/cancel")
@only(MANAGES)
def end() -> AnyResponse:
    """It ends with its period."""
    reason = request.form.get("reason", "").strip()[:500]
    said = gettext("Cancelled. Everything works until the period ends; then you keep what is there on the free plan.")
    return _did(lambda mine, till: cancel(mine, True, reason, till), said)


@pages.post("/resume")
@only(MANAGES)
def keep() -> AnyResponse:
    """Not cancelled after all."""
    return _did(resume, gettext("It goes on."))


@pages.post("/cap")
@only(MANAGES)
def cap() -> AnyResponse:
    """The most that a month may cost."""
    text = request.form.get("amount", "").strip().replace(",", ".")
    try:
        cents = round(float(text) * 100) if text else None
        set_spend_cap(me().workspace_id, cents, str(me().id), utcnow())
    except Refused as error:
        return failed(409, str(error), _back())
    except (ValueError, OverflowError):
        return failed(422, gettext("Write an amount, like 50, or nothing for no bound."), _back())
    return done(gettext("Kept."), _back())


@door.post("/stripe")
def told() -> Response:
    """The vendor says that something happened. It is written down and answered at once; a worker asks what is true."""
    vendor = payments()
    if vendor is None:
        abort(404)
    try:
        event = take(vendor, request.get_data(), request.headers.get("Stripe-Signature", ""), utcnow())
    except ValueError:
        log.warning("payment webhook not signed")
        abort(400)
    if event is not None:
        ring_event(event)
    return Response("", 200)


def _did(act: object, sentence: str) -> AnyResponse:
    try:
        act(_mine(), _till())  # type: ignore[operator]
    except Refused as error:
        return failed(409, str(error), _back())
    except ConnectorError as error:
        return failed(503, error.sentence, _back())
    return done(sentence, _back())


def _onward(address: str, word: str) -> str:
    """A page with a link: our pages send forms to no other house."""
    return render_template("billing/onward.html", address=address, word=word)


def _plan() -> Plan | None:
    name = request.form.get("plan", "")
    return Plan(name) if name in {str(one) for one in ORDER} else None


def _vendor() -> Payments:
    return payments() or abort(404)


def _till() -> Till:
    return Till(_vendor(), str(me().id))


def _mine() -> Subscription:
    _vendor()
    return Subscription.for_workspace(me().workspace_id) or abort(404)


def _back() -> str:
    return url_for("billing.page")
