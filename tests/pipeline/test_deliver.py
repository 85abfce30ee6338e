from datetime import timedelta

import pytest

from connectors.errors import AccessRevoked
from connectors.world import Fault
from models import Message, ReplyExample, Status, Workspace
from models.fields import utcnow
from models.lifecycle import move
from models.message import StoredLabel
from models.social_account import AccountStatus, SocialAccount
from pipeline.deliver import TRIES, Line, deliver, give_up_looking, reconcile
from pipeline.review import retry, withdraw
from tests.pipeline.conftest import PLATFORM, Scene


def approved(scene: Scene, text: str = "thank you", kind: str = "comment", **reply: object) -> Message:
    """A fan's message with an approved reply that is due."""
    message = scene.fan_writes("love it", kind)
    scene.poll()
    praise = StoredLabel(intent="praise")
    classified = move(scene.stored(message), Status.CLASSIFIED, by="worker", why="", label=praise)
    SocialAccount.objects(id=scene.account.id).update_one(set__auto_send=True, set__auto_send_intents=["praise"])
    fields = {f"reply__{name}": value for name, value in {"text": text, "mode": "auto", **reply}.items()}
    return move(classified, Status.APPROVED, by="worker", why="", **fields)


def go(scene: Scene, message: Message) -> Message:
    return deliver(message, scene.account.reload(), Line(scene.connector, scene.platform), utcnow())


def look(scene: Scene, message: Message) -> Message:
    """Reconcile, when it is time to."""
    return reconcile(message, Line(scene.connector, scene.platform), utcnow() + timedelta(seconds=3))


def fails(scene: Scene, mode: str, times: int = 1) -> None:
    scene.world.add_fault(Fault(PLATFORM, "send", mode, times, 0.1))


@pytest.mark.parametrize("kind", ["comment", "direct_message"])
def test_deliver_puts_the_reply_on_the_platform_once(scene: Scene, kind: str) -> None:
    sent = go(scene, approved(scene, kind=kind))
    assert (sent.status, scene.sent()) == (Status.SENT, ["thank you"])
    assert sent.reply.external_id
    assert sent.reply.sent_at


def test_deliver_waits_until_the_undo_window_is_over(scene: Scene) -> None:
    later = utcnow() + timedelta(seconds=30)
    message = approved(scene)
    Message.objects(id=message.id).update_one(set__send_after=later)
    waiting = go(scene, message.reload())
    assert (waiting.status, waiting.wake_at, scene.sent()) == (Status.APPROVED, later, [])


@pytest.mark.parametrize("mode", ["fail_after", "timeout_after"])
def test_deliver_waits_when_the_outcome_is_unknown_and_reconcile_finds_it(scene: Scene, mode: str) -> None:
    message = approved(scene)
    fails(scene, mode)
    unknown = go(scene, message)
    assert unknown.status is Status.SENDING
    found = look(scene, unknown)
    assert (found.status, scene.sent()) == (Status.SENT, ["thank you"])


def test_reconcile_sends_again_only_what_is_surely_not_there(scene: Scene) -> None:
    message = approved(scene)
    fails(scene, "timeout_before")
    again = look(scene, go(scene, message))
    assert (again.status, scene.sent()) == (Status.APPROVED, [])
    assert (go(scene, again).status, scene.sent()) == (Status.SENT, ["thank you"])


def test_reconcile_does_not_take_another_messages_reply_for_its_own(scene: Scene) -> None:
    first, second = approved(scene, kind="direct_message"), approved(scene, kind="direct_message")
    Message.objects(id=second.id).update_one(
        set__conversation_id=first.conversation_id, set__fan_external_id=first.fan_external_id
    )
    second.reload()
    go(scene, first)
    fails(scene, "fail_before")
    again = look(scene, go(scene, second))
    assert again.status is Status.APPROVED
    assert scene.sent() == ["thank you"]


def test_reconcile_leaves_a_delivery_alone_that_may_still_be_going_on(scene: Scene) -> None:
    message = approved(scene)
    fails(scene, "timeout_before")
    unknown = go(scene, message)
    before = unknown.claimed_at - timedelta(seconds=1)
    assert reconcile(unknown, Line(scene.connector, scene.platform), before).status is Status.SENDING


def test_a_throttled_reply_is_approved_again_and_waits(scene: Scene) -> None:
    message = approved(scene)
    fails(scene, "throttle")
    waiting = go(scene, message)
    assert waiting.status is Status.APPROVED
    assert waiting.wake_at > utcnow()
    assert waiting.problem.endswith(".")


def test_a_closed_window_fails_with_a_sentence(scene: Scene) -> None:
    message = approved(scene, kind="direct_message")
    fails(scene, "close_window")
    failed = go(scene, message)
    assert (failed.status, failed.problem.endswith(".")) == (Status.FAILED, True)


def test_a_message_that_is_gone_is_withdrawn(scene: Scene) -> None:
    message = approved(scene)
    scene.world.delete_entry(PLATFORM, message.external_id)
    assert go(scene, message).status is Status.WITHDRAWN_BY_FAN


def test_a_lost_account_keeps_the_reply_for_later(scene: Scene) -> None:
    message = approved(scene)
    scene.world.expire_token(scene.account.access_token)
    with pytest.raises(AccessRevoked):
        go(scene, message)
    assert (message.reload().status, scene.sent()) == (Status.APPROVED, [])


def test_a_platform_that_never_answers_is_given_up_with_a_sentence(scene: Scene) -> None:
    message = approved(scene, tries=TRIES - 1)
    scene.connector = scene.platform.open(
        type("Away", (), {"external_id": scene.account.external_id, "tokens": scene.connector.tokens})()
    )
    from tests.connectors.contract import configured
    from tests.system import free_port

    with configured(INSTAGRAM_API_URL=f"http://127.0.0.1:{free_port()}/v26.0"):
        failed = go(scene, message)
    assert failed.status is Status.FAILED
    assert failed.problem.endswith(".")


def test_nothing_is_sent_while_the_workspace_is_stopped_or_the_account_paused(scene: Scene) -> None:
    message = approved(scene)
    Workspace.objects(id=message.workspace_id).update_one(set__stopped=True)
    assert go(scene, message).status is Status.APPROVED
    Workspace.objects(id=message.workspace_id).update_one(set__stopped=False)
    SocialAccount.objects(id=message.account_id).update_one(set__status=AccountStatus.PAUSED)
    assert go(scene, message.reload()).status is Status.APPROVED
    assert scene.sent() == []


def test_what_expired_meanwhile_is_not_sent(scene: Scene) -> None:
    message = approved(scene, kind="direct_message")
    Message.objects(id=message.id).update_one(set__reply_by=utcnow() - timedelta(seconds=1))
    assert go(scene, message.reload()).status is Status.EXPIRED
    assert scene.sent() == []


def test_what_a_person_approved_is_learned_and_what_went_out_by_itself_is_not(scene: Scene) -> None:
    go(scene, approved(scene, text="auto words"))
    assert ReplyExample.objects.count() == 0
    go(scene, approved(scene, text="my words", mode="approved", draft_text="its words"))
    example = ReplyExample.objects.get()
    assert (example.source, example.text, example.draft_text) == ("edited", "my words", "its words")


def test_a_sent_comment_can_be_taken_down_again(scene: Scene) -> None:
    down = withdraw(go(scene, approved(scene)), "ada", scene.connector)
    assert (down.status, scene.sent()) == (Status.WITHDRAWN, [])


def test_what_waits_to_go_by_itself_asks_a_person_when_auto_send_was_switched_off(scene: Scene) -> None:
    message = approved(scene)
    SocialAccount.objects(id=message.account_id).update_one(set__auto_send=False)
    assert go(scene, message).status is Status.IN_REVIEW
    assert scene.sent() == []


def test_who_tries_again_after_a_doubt_looks_first(scene: Scene) -> None:
    message = approved(scene)
    fails(scene, "fail_after")
    failed = give_up_looking(go(scene, message), "Nobody could look.")
    assert (failed.status, "have a look" in failed.problem) == (Status.FAILED, True)
    assert go(scene, retry(failed, "ada")).status is Status.SENT
    assert scene.sent() == ["thank you"]
