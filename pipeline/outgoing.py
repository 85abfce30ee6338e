"""Outgoing webhooks: what happened becomes an event in the outbox, and is sent until it arrives or a day is over."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from avatar.labels import Intent, Risk
from connectors.errors import ConnectorError
from models import AuditEntry, Delivery, Endpoint, Message, Status, notify, resolve
from models.fields import utcnow
from models.many import insert_new
from models.outgoing_webhook import KEPT, DeliveryState, Event
from pipeline.remembered import Remembered

Post = Callable[[str, bytes, Mapping[str, str]], int]
"""`connectors.outgoing.post`: address, body, headers -> HTTP status."""

BACKOFF = tuple(timedelta(seconds=one) for one in (5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800))
"""How long to wait after each try."""
LASTS = sum(BACKOFF, timedelta())
"""From the first try to the last: not quite 24 hours."""
DAY = timedelta(days=1)
GONE = 410
AFTER: dict[str, Event] = {
    Status.RECEIVED: Event.MESSAGE_RECEIVED,
    Status.IN_REVIEW: Event.MESSAGE_WAITING,
    Status.SENT: Event.REPLY_SENT,
    Status.FAILED: Event.REPLY_FAILED,
}
_SECONDS = 5.0
_endpoints: Remembered[list[Endpoint]] = Remembered(_SECONDS)


def note(message: Message, now: datetime) -> list[Delivery]:
    """Put what happened to `message` into the outbox, for every endpoint that wants it. Gives what is new there.

    All of its history is looked at, and an event has the same id each time: said twice, it is sent once.
    """
    wanting = _endpoints.get(message.workspace_id, lambda: list(Endpoint.of(message.workspace_id).filter(enabled=True)))
    if not wanting:
        return []
    found = list(events_of(message))
    new = [
        _delivery(endpoint, event_id, event, body)
        for endpoint in wanting
        for event_id, event, at, body in found
        if event in endpoint.events and at >= max(endpoint.made_at, now - DAY)
    ]
    return insert_new(Delivery, new)


def events_of(message: Message) -> Iterator[tuple[str, Event, datetime, str]]:
    """Id, kind, time and body of everything in the life of `message` that is an event."""
    label = message.label
    for place, step in enumerate(message.history):
        arrived = step.after == Status.RECEIVED and step.before is not None
        if step.after in AFTER and step.before != step.after and not arrived:
            event = AFTER[step.after]
            yield f"{message.id}-{place}", event, step.at, body_of(event, step.at, _facts(message, step.after))
    if label and (label.intent == Intent.CRISIS or Risk.CRISIS in label.risks):
        at = message.moved_at
        yield (
            f"{message.id}-crisis",
            Event.CRISIS_SEEN,
            at,
            body_of(Event.CRISIS_SEEN, at, _facts(message, message.status)),
        )


def body_of(event: Event, at: datetime, facts: dict[str, object]) -> str:
    """The JSON that is sent."""
    return json.dumps(
        {"type": event, "timestamp": at.isoformat().replace("+00:00", "Z"), "data": facts}, ensure_ascii=False
    )


def about_nothing(endpoint: Endpoint, event_id: str, now: datetime) -> Delivery:
    """An event about nothing, to see whether it arrives."""
    body = body_of(Event.TEST, now, {"workspace_id": str(endpoint.workspace_id)})
    delivery: Delivery = _delivery(endpoint, event_id, Event.TEST, body).save(force_insert=True)
    return delivery


def forget_endpoints() -> None:
    """Read anew, in this process, who wants to be told."""
    _endpoints.forget()


def attempt(delivery: Delivery, endpoint: Endpoint, post: Post, now: datetime) -> None:
    """Send once. A person or the clock may be at it too: one of them makes this try."""
    if not delivery.claim(now, now + BACKOFF[min(delivery.tries, len(BACKOFF) - 1)]):
        return
    try:
        code = post(endpoint.url, delivery.body.encode(), headers_of(delivery, endpoint, now))
        problem = "" if 200 <= code < 300 else f"It answered with {code}."
    except ConnectorError as error:
        code, problem = 0, error.sentence
    (_arrived if not problem else _failed)(delivery, endpoint, (code, problem), now)


def headers_of(delivery: Delivery, endpoint: Endpoint, now: datetime) -> dict[str, str]:
    """Id, time and signatures, as the Standard Webhooks specification names and makes them."""
    stamp = str(int(now.timestamp()))
    secrets = [endpoint.secret]
    if endpoint.old_secret and endpoint.old_until and endpoint.old_until > now:
        secrets.append(endpoint.old_secret)
    signed = f"{delivery.event_id}.{stamp}.{delivery.body}".encode()
    signatures = " ".join(f"v1,{_signature(secret, signed)}" for secret in secrets)
    return {"webhook-id": delivery.event_id, "webhook-timestamp": stamp, "webhook-signature": signatures}


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def _arrived(delivery: Delivery, endpoint: Endpoint, outcome: tuple[int, str], _now: datetime) -> None:
    code, problem = outcome
    Delivery.objects(id=delivery.id).update_one(
        set__state=DeliveryState.DELIVERED, set__code=code, set__problem=problem
    )
    if endpoint.failing_since:
        Endpoint.objects(id=endpoint.id).update_one(set__failing_since=None)


def _failed(delivery: Delivery, endpoint: Endpoint, outcome: tuple[int, str], now: datetime) -> None:
    code, problem = outcome
    is_over = code == GONE or delivery.tries > len(BACKOFF)
    state = DeliveryState.GIVEN_UP if is_over else DeliveryState.WAITING
    Delivery.objects(id=delivery.id).update_one(set__state=state, set__code=code, set__problem=problem)
    since = endpoint.failing_since or now
    if endpoint.failing_since is None:
        Endpoint.objects(id=endpoint.id).update_one(set__failing_since=now)
    if code == GONE or (is_over and since <= now - LASTS):
        why = "It says that it is gone for good." if code == GONE else "Nothing has arrived there for a day."
        _switched_off(endpoint, why)


def _switched_off(endpoint: Endpoint, why: str) -> None:
    if not endpoint.enabled:
        return
    Endpoint.objects(id=endpoint.id).update_one(set__enabled=False, set__problem=why)
    AuditEntry.add(endpoint.workspace_id, "system", "webhook.off", endpoint.id, why)
    sentence = f"Fanmail no longer tells {endpoint.url.split('/')[2]} what happens. {why}"
    notify(endpoint.workspace_id, notice_key(endpoint), sentence, f"/settings/webhooks/{endpoint.id}")
    forget_endpoints()


def notice_key(endpoint: Endpoint) -> str:
    """The cause under which people are told that an endpoint was switched off."""
    return f"webhook:{endpoint.id}"


def mended(endpoint: Endpoint) -> None:
    """Somebody has switched it on again or taken it away."""
    resolve(endpoint.workspace_id, notice_key(endpoint))
    forget_endpoints()


def _delivery(endpoint: Endpoint, event_id: str, event: Event, body: str) -> Delivery:
    return Delivery(
        workspace_id=endpoint.workspace_id, endpoint_id=endpoint.id, event_id=event_id, event=event, body=body,
        expires_at=utcnow() + KEPT,
    )  # fmt: skip


def _facts(message: Message, status: str) -> dict[str, object]:
    """What is told of a message: where to read on, and none of its words."""
    return {
        "workspace_id": str(message.workspace_id), "message_id": str(message.id), "account_id": str(message.account_id),
        "fan_id": str(message.fan_id) if message.fan_id else None, "kind": message.kind, "status": str(status),
        "intent": message.label.intent if message.label else None,
    }  # fmt: skip
