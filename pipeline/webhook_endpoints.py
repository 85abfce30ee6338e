"""Where a workspace wants to be told: added, signed anew, switched, taken away."""

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from bson import ObjectId

from models import AuditEntry, Delivery, Endpoint
from models.outgoing_webhook import DeliveryState, Event
from pipeline.outgoing import forget_endpoints, mended

MOST_ENDPOINTS = 10
OLD_SIGNS = timedelta(hours=24)
CHOICES = tuple(one for one in Event if one is not Event.TEST)


class BadEndpoint(ValueError):
    """It cannot be kept. The sentence says why."""


def add(workspace_id: ObjectId, by: str, url: str, events: Sequence[Event]) -> Endpoint:
    """A new endpoint with a secret of its own; `url` was looked at already. Raises BadEndpoint."""
    if not events:
        raise BadEndpoint("Tick at least one thing that it wants to know.")
    if Endpoint.of(workspace_id).count() >= MOST_ENDPOINTS:
        raise BadEndpoint(f"There are {MOST_ENDPOINTS} already. Delete one that nobody listens at.")
    if len(url) > Endpoint.url.max_length:
        raise BadEndpoint("This address is too long.")
    endpoint: Endpoint = Endpoint(workspace_id=workspace_id, url=url, events=list(events), secret=_secret()).save()
    AuditEntry.add(workspace_id, by, "webhook.added", endpoint.id, ", ".join(events))
    forget_endpoints()
    return endpoint


def rotate(endpoint: Endpoint, by: str, now: datetime) -> str:
    """A new secret, which is given back; the old one signs too for a day, so that nothing is missed while it is changed there."""
    new = _secret()
    Endpoint.objects(id=endpoint.id).update_one(
        set__secret=new, set__old_secret=endpoint.secret, set__old_until=now + OLD_SIGNS
    )
    AuditEntry.add(endpoint.workspace_id, by, "webhook.secret_changed", endpoint.id)
    return new


def switch(endpoint: Endpoint, enabled: bool, by: str) -> None:
    """On or off, by a person."""
    Endpoint.objects(id=endpoint.id).update_one(set__enabled=enabled, set__problem="", set__failing_since=None)
    AuditEntry.add(endpoint.workspace_id, by, "webhook.on" if enabled else "webhook.off", endpoint.id)
    mended(endpoint)


def take_away(endpoint: Endpoint, by: str) -> None:
    """Gone, with its log."""
    endpoint.delete()
    Delivery.objects(endpoint_id=endpoint.id).delete()
    AuditEntry.add(endpoint.workspace_id, by, "webhook.deleted", endpoint.id)
    mended(endpoint)


def send_again(delivery: Delivery, by: str, now: datetime) -> None:
    """From the beginning: a first try now, and all the others if it fails. The id stays, so they can tell it is the same."""
    Delivery.objects(id=delivery.id).update_one(
        set__state=DeliveryState.WAITING, set__next_at=now - timedelta(seconds=1), set__tries=0, set__problem=""
    )
    AuditEntry.add(delivery.workspace_id, by, "webhook.sent_again", delivery.endpoint_id, delivery.event)


def _secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}"
