"""What we sent comes back, as the platform pushes it: it ends the waiting of its own message and of no other."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connectors.base import COMMENT, DIRECT_MESSAGE, InboundMessage, ReplyTarget, SentReply
from connectors.errors import AccessRevoked, ConnectorError, OutcomeUnknown, ReplyRefused, Unavailable
from connectors.instagram import webhooks
from connectors.instagram.sandbox import webhook_body
from models import Message, ReplyExample, Status
from models.fields import utcnow
from models.lifecycle import Lost, move
from pipeline.deliver import Line, arrived, deliver, reconcile, target_of
from pipeline.ingest import Way, receive
from tests.models import make
from tests.pipeline.conftest import PLATFORM, Scene

WORDS = "thank you"


def claimed(scene: Scene, kind: str = DIRECT_MESSAGE, **reply: object) -> Message:
    """A fan's message whose reply was claimed for sending just now."""
    return move(
        approved(scene, kind, **reply), Status.SENDING, by="worker", why="", claimed_at=utcnow(), reply__tries=1
    )


def approved(scene: Scene, kind: str = DIRECT_MESSAGE, **reply: object) -> Message:
    id = scene.fan_writes("love it", kind)
    scene.poll()
    classified = move(scene.stored(id), Status.CLASSIFIED, by="worker", why="")
    fields = {
        f"reply__{name}": value
        for name, value in {"text": WORDS, "draft_text": WORDS, "mode": "approved", **reply}.items()
    }
    return move(classified, Status.APPROVED, by="worker", why="", **fields)


def beside(scene: Scene, other: Message, make_one: Callable[[Scene], Message] = claimed) -> Message:
    """Another message of the same fan in the same conversation."""
    message = make_one(scene)
    place = {"set__conversation_id": other.conversation_id, "set__fan_external_id": other.fan_external_id}
    Message.objects(id=message.id).update_one(**place)
    return message.reload()


def send(scene: Scene, message: Message) -> SentReply:
    """Only what the connector does, as if its worker died right after."""
    return scene.connector.send(target_of(message, scene.platform.limits[message.kind]), message.reply.text)


def echo(scene: Scene, sent: SentReply) -> InboundMessage:
    """The parcel in the platform's own webhook."""
    entry = scene.world.entry(PLATFORM, sent.external_id)
    assert entry
    ((_account, parcel),) = webhooks.parse(json.dumps(webhook_body(scene.world, entry)).encode())
    return parcel


def push(scene: Scene, parcel: InboundMessage) -> None:
    receive(scene.account, [parcel], by=Way.PUSH)


@pytest.mark.parametrize(("kind", "private"), [(DIRECT_MESSAGE, False), (COMMENT, False), (COMMENT, True)])
def test_an_echo_ends_the_waiting_at_once(scene: Scene, kind: str, private: bool) -> None:
    message = claimed(scene, kind, private=private)
    sent = send(scene, message)
    push(scene, echo(scene, sent))
    message.reload()
    assert (message.status, message.reply.external_id) == (Status.SENT, sent.external_id)
    assert ReplyExample.objects.get().source == "approved", "learned as what a person approved, not as by hand"
    push(scene, echo(scene, sent))
    assert len(message.reload().history) == 5 and ReplyExample.objects.count() == 1


def test_a_look_ends_the_waiting_as_well(scene: Scene) -> None:
    message = claimed(scene, COMMENT)
    sent = send(scene, message)
    scene.poll()
    assert (message.reload().status, message.reply.external_id) == (Status.SENT, sent.external_id)


class Echoing:
    """The scene's connector at a platform whose echo is faster than its answer, which is `ends` where that is an error."""

    def __init__(self, scene: Scene, ends: ConnectorError | None) -> None:
        self._scene, self._ends = scene, ends

    def __getattr__(self, name: str) -> Any:
        return getattr(self._scene.connector, name)

    def send(self, target: ReplyTarget, text: str) -> SentReply:
        sent = self._scene.connector.send(target, text)
        push(self._scene, echo(self._scene, sent))
        if self._ends:
            raise self._ends
        return sent


@pytest.mark.parametrize(
    "ends", [None, *(kind(PLATFORM, "No.") for kind in (OutcomeUnknown, Unavailable, ReplyRefused, AccessRevoked))]
)
def test_the_worker_that_comes_back_later_finds_it_sent_and_changes_nothing(
    scene: Scene, ends: ConnectorError | None
) -> None:
    line = Line(Echoing(scene, ends), scene.platform)
    done = deliver(approved(scene), scene.account.reload(), line, utcnow())
    (entry,) = scene.world.entries(PLATFORM, "via_api=1")
    assert (done.status, done.reply.external_id, done.problem) == (Status.SENT, entry.id, "")
    assert [step.after for step in done.history].count("sent") == 1


def test_a_message_that_was_moved_elsewhere_is_still_lost_to_its_worker(scene: Scene) -> None:
    message = approved(scene)

    class Meddling(Echoing):
        def send(self, target: ReplyTarget, text: str) -> SentReply:
            move(message.reload(), Status.FAILED, by="worker", why="")
            return self._scene.connector.send(target, text)

    with pytest.raises(Lost):
        deliver(
            Message.objects.get(id=message.id), scene.account, Line(Meddling(scene, None), scene.platform), utcnow()
        )
    assert message.reload().status is Status.FAILED


def test_a_look_for_a_doubt_that_an_echo_ended_meanwhile_loses(scene: Scene) -> None:
    message = claimed(scene)
    old, sent = Message.objects.get(id=message.id), send(scene, message)
    push(scene, echo(scene, sent))
    with pytest.raises(Lost):
        reconcile(old, Line(scene.connector, scene.platform), utcnow() + timedelta(minutes=3))
    assert message.reload().reply.external_id == sent.external_id


def test_the_same_words_that_still_wait_are_not_taken_for_sent(scene: Scene) -> None:
    first = claimed(scene)
    second = beside(scene, first, approved)
    push(scene, echo(scene, send(scene, first)))
    assert (first.reload().status, second.reload().status) == (Status.SENT, Status.APPROVED)


def test_of_two_that_are_being_sent_with_the_same_words_an_echo_proves_none(scene: Scene) -> None:
    first = claimed(scene)
    second = beside(scene, first)
    one, other = send(scene, first), send(scene, second)
    push(scene, echo(scene, one))
    assert {first.reload().status, second.reload().status} == {Status.SENDING}
    arrived(second, other, utcnow())
    push(scene, echo(scene, other)), push(scene, echo(scene, one))
    assert (first.reload().reply.external_id, second.reload().reply.external_id) == (one.external_id, other.external_id)


@pytest.mark.parametrize("known", ["tries", "doubtful_since"])
def test_the_same_words_that_may_stand_there_leave_the_doubt_open(scene: Scene, known: str) -> None:
    first = claimed(scene)
    second = beside(scene, first, approved)
    doubt = {"tries": 1} if known == "tries" else {"doubtful_since": utcnow()}
    Message.objects(id=second.id).update_one(**{f"set__reply__{name}": value for name, value in doubt.items()})
    push(scene, echo(scene, send(scene, first)))
    assert (first.reload().status, second.reload().status) == (Status.SENDING, Status.APPROVED)
    assert ReplyExample.objects.count() == 0, "ours all the same"


@pytest.mark.parametrize(
    "other", [{"text": "thank you!"}, {"conversation_id": "elsewhere"}, {"kind": COMMENT}, {"created_at": timedelta(seconds=-2)}]
)  # fmt: skip
def test_an_echo_of_something_else_proves_nothing(scene: Scene, other: dict[str, Any]) -> None:
    message = claimed(scene)
    parcel = echo(scene, send(scene, message))
    if "created_at" in other:
        other = {"created_at": message.claimed_at + other["created_at"]}
    push(scene, replace(parcel, **other))
    assert message.reload().status is Status.SENDING


def test_an_echo_at_another_account_proves_nothing_here(scene: Scene) -> None:
    message = claimed(scene)
    elsewhere = make.account(make.workspace(), platform=PLATFORM)
    receive(elsewhere, [echo(scene, send(scene, message))], by=Way.PUSH)
    assert message.reload().status is Status.SENDING


def test_echoes_and_the_answer_at_the_same_moment_move_a_message_once(scene: Scene) -> None:
    for _ in range(12):
        message = claimed(scene)
        sent = send(scene, message)
        parcel, together = echo(scene, sent), threading.Barrier(4)

        def answered(mine: Message = message, sent: SentReply = sent, together: threading.Barrier = together) -> None:
            together.wait()
            try:
                arrived(mine, sent, utcnow())
            except Lost:
                assert Message.objects.get(id=mine.id).status is Status.SENT

        def pushed(parcel: InboundMessage = parcel, together: threading.Barrier = together) -> None:
            together.wait()
            push(scene, parcel)

        with ThreadPoolExecutor(4) as pool:
            for task in [pool.submit(answered), *(pool.submit(pushed) for _ in range(3))]:
                task.result()
        stored = Message.objects.get(id=message.id)
        assert [step.after for step in stored.history].count("sent") == 1
        assert stored.reply.external_id == sent.external_id


def test_many_replies_of_the_same_words_to_one_fan_each_keep_their_own_id(scene: Scene) -> None:
    first = approved(scene)
    messages = [first, *(beside(scene, first, approved) for _ in range(5))]
    echoes: list[InboundMessage] = []

    def late(scene: Scene, sent: SentReply) -> None:
        """Every echo so far once more, in any order."""
        echoes.append(echo(scene, sent))
        for parcel in reversed(echoes):
            push(scene, parcel)

    class Repeating(Echoing):
        def send(self, target: ReplyTarget, text: str) -> SentReply:
            sent = scene.connector.send(target, text)
            late(scene, sent)
            return sent

    line = Line(Repeating(scene, None), scene.platform)
    with ThreadPoolExecutor(3) as pool:
        tasks = [pool.submit(deliver, message, scene.account.reload(), line, utcnow()) for message in messages]
        done = [task.result() for task in tasks]
    ids = {entry.id for entry in scene.world.entries(PLATFORM, "via_api=1")}
    assert len(ids) == 6 and {message.reload().reply.external_id for message in done} == ids
