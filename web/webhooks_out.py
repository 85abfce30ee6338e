"""Outgoing webhooks: where this workspace wants to be told what happens, and what became of each telling."""

from bson import ObjectId
from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from connectors.outgoing import problem_with
from models import Delivery, Endpoint
from models.fields import utcnow
from models.outgoing_webhook import KEPT, DeliveryState, Event
from pipeline import outgoing
from pipeline import webhook_endpoints as endpoints
from pipeline.webhook_endpoints import CHOICES, BadEndpoint
from web.access import MANAGES, only
from web.auth import me
from web.replies import done
from web.said import N_
from web.words import Sign
from worker.outgoing import ring_delivery

pages = Blueprint("webhooks_out", __name__, url_prefix="/settings/webhooks")
SHOWN = 50
WORDS: dict[Event, str] = {
    Event.MESSAGE_RECEIVED: N_("A fan wrote"),
    Event.MESSAGE_WAITING: N_("A message waits for a person"),
    Event.REPLY_SENT: N_("A reply was sent"),
    Event.REPLY_FAILED: N_("A reply failed"),
    Event.CRISIS_SEEN: N_("Somebody may be in danger"),
    Event.TEST: N_("A test"),
}
SIGNS: dict[DeliveryState, Sign] = {
    DeliveryState.WAITING: Sign(N_("Being tried"), "hourglass", "amber"),
    DeliveryState.DELIVERED: Sign(N_("Arrived"), "check", "leaf"),
    DeliveryState.GIVEN_UP: Sign(N_("Given up"), "triangle-alert", "stamp"),
}


@pages.get("")
def overview() -> str:
    """All endpoints of this workspace."""
    return _overview()


@pages.post("")
@only(MANAGES)
def add() -> tuple[str, int]:
    """A new endpoint. Its secret is on this answer and on no other page."""
    url = request.form.get("url", "").strip()
    events = [one for one in CHOICES if one in request.form.getlist("event")]
    try:
        if problem := problem_with(url):
            raise BadEndpoint(problem)
        endpoint = endpoints.add(me().workspace_id, me().id, url, events)
    except BadEndpoint as error:
        return _overview(problem=str(error)), 422
    return _page(endpoint, secret_text=endpoint.secret), 201


@pages.get("/<endpoint_id>")
def endpoint_page(endpoint_id: str) -> str:
    """One endpoint and what was sent there lately."""
    return _page(_one(endpoint_id))


@pages.post("/<endpoint_id>/test")
@only(MANAGES)
def test(endpoint_id: str) -> Response:
    """Send an event about nothing."""
    endpoint = _one(endpoint_id)
    ring_delivery(outgoing.about_nothing(endpoint, f"test-{ObjectId()}", utcnow()).id)
    return done(
        gettext("A test is on its way. Load this page again in a moment to see whether it arrived."), _at(endpoint)
    )


@pages.post("/<endpoint_id>/rotate")
@only(MANAGES)
def rotate(endpoint_id: str) -> str:
    """A new secret."""
    endpoint = _one(endpoint_id)
    return _page(endpoint, secret_text=endpoints.rotate(endpoint, me().id, utcnow()), rotated=True)


@pages.post("/<endpoint_id>/on")
@only(MANAGES)
def switch_on(endpoint_id: str) -> Response:
    """It is told again, from now on."""
    endpoint = _one(endpoint_id)
    endpoints.switch(endpoint, True, me().id)
    return done(gettext("It is told again what happens from now on."), _at(endpoint))


@pages.post("/<endpoint_id>/off")
@only(MANAGES)
def switch_off(endpoint_id: str) -> Response:
    """It is told nothing more."""
    endpoint = _one(endpoint_id)
    endpoints.switch(endpoint, False, me().id)
    return done(gettext("It is told nothing more. What is meanwhile is not told later."), _at(endpoint))


@pages.post("/<endpoint_id>/delete")
@only(MANAGES)
def delete(endpoint_id: str) -> Response:
    """Gone, with its log."""
    endpoints.take_away(_one(endpoint_id), me().id)
    return done(gettext("Deleted, and its log with it."), url_for("webhooks_out.overview"))


@pages.post("/<endpoint_id>/deliveries/<delivery_id>/again")
@only(MANAGES)
def again(endpoint_id: str, delivery_id: str) -> Response:
    """Send one of them again."""
    endpoint, delivery = _one(endpoint_id), Delivery.one_of(me().workspace_id, delivery_id)
    if delivery is None or delivery.endpoint_id != endpoint.id:
        abort(404)
    endpoints.send_again(delivery, me().id, utcnow())
    ring_delivery(delivery.id)
    return done(gettext("It is sent again, with the same id."), _at(endpoint))


def _one(endpoint_id: str) -> Endpoint:
    found = Endpoint.one_of(me().workspace_id, endpoint_id)
    return found or abort(404)


def _at(endpoint: Endpoint) -> str:
    return url_for("webhooks_out.endpoint_page", endpoint_id=endpoint.id)


def _overview(**more: object) -> str:
    mine = list(Endpoint.of(me().workspace_id))
    return render_template(
        "webhooks_out/list.html", endpoints=mine, words=WORDS, choices=CHOICES, may_edit=me().role in MANAGES,
        asked=request.form, **more,
    )  # fmt: skip


def _page(endpoint: Endpoint, **more: object) -> str:
    log = Delivery.latest_of(endpoint.id, utcnow() - KEPT, SHOWN)
    return render_template(
        "webhooks_out/endpoint.html", endpoint=endpoint, log=log, words=WORDS, signs=SIGNS, may_edit=me().role in MANAGES,
        days=KEPT.days, **more,
    )  # fmt: skip
