"""Outgoing webhooks: which events there are, how they are signed, tried again and given up."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.errors import Unavailable
from models import Delivery, Endpoint, Message, Notification, Status
from models.fields import utcnow
from models.lifecycle import move
from models.message import StoredLabel
from models.outgoing_webhook import DeliveryState, Event
from pipeline.outgoing import BACKOFF, LASTS, about_nothing, attempt, forget_endpoints, headers_of, note
from pipeline.webhook_endpoints import CHOICES, BadEndpoint, add, rotate, send_again, switch, take_away
from tests.models import make

URL = "https://shop.example/hook"


class Ear:
    """Listens: gives these answers in turn, then 204; None: nobody is there."""

    def __init__(self, *answers: int | None) -> None:
        self.answers, self.heard = list(answers), list[tuple[str, bytes, Mapping[str, str]]]()

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        self.heard.append((url, body, headers))
        code = self.answers.pop(0) if self.answers else 204
        if code is None:
            raise Unavailable("webhook", "It could not be reached, or its certificate is not valid.")
        return code


@pytest.fixture
def account(clean: None) -> Any:
    return make.account(make.workspace())


def endpoint_of(account: Any, *events: Event) -> Endpoint:
    return add(account.workspace_id, "ada", URL, list(events or CHOICES))


def letter(account: Any, **fields: Any) -> Message:
    return make.message(account, text="a secret", **fields)


def test_the_life_of_a_message_is_told_once_without_its_words(account: Any) -> None:
    endpoint_of(account)
    message, now = letter(account), utcnow()
    message = move(message, Status.CLASSIFIED, by="worker", why="")
    message = move(message, Status.IN_REVIEW, by="worker", why="", reply__text="a secret answer")
    first, second = note(message, now), note(message, now)
    assert [one.event for one in first] == [Event.MESSAGE_RECEIVED, Event.MESSAGE_WAITING] and second == []
    told = json.loads(first[1].body)
    assert (told["type"], told["data"]["message_id"], told["data"]["status"]) == (
        "message.waiting",
        str(message.id),
        "in_review",
    )
    assert all("secret" not in one.body for one in Delivery.objects)


def test_sent_failed_and_danger_are_told(account: Any) -> None:
    endpoint_of(account)
    sent = letter(account, status=Status.SENDING)
    failed = letter(account, status=Status.SENDING, label=StoredLabel(intent="other", risks=["crisis"]))
    for message, to in ((sent, Status.SENT), (failed, Status.FAILED)):
        note(move(message, to, by="worker", why=""), utcnow())
    assert {one.event for one in Delivery.objects} == set(CHOICES) - {Event.MESSAGE_WAITING}


def test_only_who_wants_an_event_is_told_and_only_of_their_own_workspace(account: Any) -> None:
    endpoint_of(account, Event.REPLY_FAILED)
    endpoint_of(make.account(make.workspace()))
    assert note(letter(account), utcnow()) == []


def test_what_was_before_an_endpoint_is_not_told(account: Any) -> None:
    message = letter(account)
    Endpoint.objects(id=endpoint_of(account).id).update_one(set__made_at=utcnow() + timedelta(seconds=1))
    forget_endpoints()
    assert note(message, utcnow()) == []


def test_what_is_sent_is_signed_as_the_specification_says(account: Any) -> None:
    """The secret, id, time, body and signature that its libraries are tested with."""
    endpoint = endpoint_of(account)
    endpoint.secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    delivery = Delivery(event_id="msg_p5jXN8AQM9LWM0D4loKWxJek", body='{"test": 2432232314}')
    headers = headers_of(delivery, endpoint, datetime.fromtimestamp(1614265330, UTC))
    assert headers["webhook-timestamp"] == "1614265330"
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_after_a_new_secret_the_old_one_signs_too_for_a_day(account: Any) -> None:
    endpoint, now = endpoint_of(account), utcnow()
    old = headers_of(about_nothing(endpoint, "t1", now), endpoint, now)["webhook-signature"]
    assert rotate(endpoint, "ada", now) != endpoint.secret
    endpoint.reload()
    both = headers_of(Delivery.objects.get(), endpoint, now)["webhook-signature"].split()
    later = headers_of(Delivery.objects.get(), endpoint, now + timedelta(days=2))["webhook-signature"].split()
    assert len(both) == 2 and old in both and len(later) == 1


def test_what_arrived_is_not_sent_again(account: Any) -> None:
    endpoint, ear, now = endpoint_of(account), Ear(), utcnow()
    delivery = about_nothing(endpoint, "t1", now)
    attempt(delivery, endpoint, ear, now)
    attempt(delivery.reload(), endpoint, ear, now)
    assert (len(ear.heard), delivery.reload().state, delivery.code) == (1, DeliveryState.DELIVERED, 204)


def test_two_who_try_at_once_send_once(account: Any) -> None:
    endpoint, ear, now = endpoint_of(account), Ear(500), utcnow()
    delivery = about_nothing(endpoint, "t1", now)
    twin = Delivery.objects.get()
    attempt(delivery, endpoint, ear, now)
    attempt(twin, endpoint, ear, now)
    assert len(ear.heard) == 1


def test_a_failure_is_tried_again_later_and_later(account: Any) -> None:
    endpoint, ear, now = endpoint_of(account), Ear(500, None), utcnow()
    delivery = about_nothing(endpoint, "t1", now)
    attempt(delivery, endpoint, ear, now)
    assert (delivery.reload().next_at, delivery.problem) == (now + BACKOFF[0], "It answered with 500.")
    now = delivery.next_at
    attempt(delivery, endpoint.reload(), ear, now)
    assert (delivery.reload().next_at, delivery.code) == (now + BACKOFF[1], 0) and endpoint.reload().failing_since
    attempt(delivery, endpoint, ear, delivery.next_at)
    assert delivery.reload().state is DeliveryState.DELIVERED and endpoint.reload().failing_since is None


def test_after_a_day_it_is_given_up_and_the_address_switched_off_with_a_notice(account: Any) -> None:
    endpoint, now = endpoint_of(account), utcnow()
    delivery, ear, began = about_nothing(endpoint, "t1", now), Ear(*[500] * 20), now
    while delivery.state is DeliveryState.WAITING:
        attempt(delivery, endpoint.reload(), ear, now)
        now = delivery.reload().next_at
    assert len(ear.heard) == len(BACKOFF) + 1 and timedelta(hours=23) < delivery.tried_at - began <= timedelta(hours=24)
    assert delivery.tried_at - began == LASTS and delivery.state is DeliveryState.GIVEN_UP
    assert not endpoint.reload().enabled and "for a day" in endpoint.problem
    notice = Notification.open_of(account.workspace_id)[0]
    assert "shop.example" in notice.sentence and notice.url == f"/settings/webhooks/{endpoint.id}"
    switch(endpoint, True, "ada")
    assert Notification.open_of(account.workspace_id) == [] and endpoint.reload().enabled


def test_gone_for_good_is_believed_at_once(account: Any) -> None:
    endpoint, now = endpoint_of(account), utcnow()
    attempt(about_nothing(endpoint, "t1", now), endpoint, Ear(410), now)
    assert not endpoint.reload().enabled and Delivery.objects.get().state is DeliveryState.GIVEN_UP
    assert note(letter(account), utcnow()) == []


def test_send_again_begins_anew_with_the_same_id(account: Any) -> None:
    endpoint, ear, now = endpoint_of(account), Ear(), utcnow()
    delivery = about_nothing(endpoint, "t1", now)
    attempt(delivery, endpoint, ear, now)
    send_again(delivery, "ada", now)
    attempt(delivery.reload(), endpoint, ear, now)
    assert [headers["webhook-id"] for _, _, headers in ear.heard] == ["t1", "t1"]


def test_the_secret_is_stored_encrypted(account: Any, database: Any) -> None:
    endpoint = endpoint_of(account)
    assert endpoint.secret.startswith("whsec_") and endpoint.secret not in str(database.webhook_endpoints.find_one())


def test_an_endpoint_takes_its_log_with_it_and_there_are_not_too_many(account: Any) -> None:
    with pytest.raises(BadEndpoint, match="Tick at least one"):
        add(account.workspace_id, "ada", URL, [])
    every = [endpoint_of(account) for _ in range(10)]
    with pytest.raises(BadEndpoint, match="10 already"):
        endpoint_of(account)
    about_nothing(every[0], "t1", utcnow())
    take_away(every[0], "ada")
    assert Delivery.objects.count() == 0 and Endpoint.objects.count() == 9
