"""Outgoing webhooks: what happened is noted at once and sent at once; the clock sends what did not arrive."""

from bson import ObjectId
from kombu.exceptions import OperationalError

from connectors import outgoing as world
from logs import log
from models import Delivery, Endpoint, Message
from models.fields import utcnow
from models.outgoing_webhook import DeliveryState
from pipeline import outgoing
from worker.app import app

AT_ONCE = 200
EXPIRES_SECONDS = 60
SWITCHED_OFF = "The address is switched off."


@app.task
def send_due() -> None:
    """Ring for everything in the outbox whose next try has come."""
    for delivery in Delivery.due(utcnow(), AT_ONCE):
        ring_delivery(delivery.id)


@app.task
def send_delivery(delivery_id: str) -> None:
    """One try of one delivery."""
    delivery = Delivery.objects(id=delivery_id, state=DeliveryState.WAITING).first()
    if delivery is None or delivery.next_at > utcnow():
        return
    endpoint = Endpoint.one_of(delivery.workspace_id, delivery.endpoint_id)
    if endpoint is None:
        delivery.delete()
    elif not endpoint.enabled:
        Delivery.objects(id=delivery.id).update_one(set__state=DeliveryState.GIVEN_UP, set__problem=SWITCHED_OFF)
    else:
        outgoing.attempt(delivery, endpoint, world.post, utcnow())


def note_events(message: Message) -> None:
    """Put what happened to a message into the outbox, and ring for what is new there."""
    for delivery in outgoing.note(message, utcnow()):
        ring_delivery(delivery.id)


def ring_delivery(delivery_id: ObjectId) -> None:
    """Ask a worker to send. A broker that is away is no error: the clock rings again."""
    try:
        send_delivery.apply_async([str(delivery_id)], expires=EXPIRES_SECONDS)
    except OperationalError:
        log.warning("nobody hears the bell", delivery=str(delivery_id))
