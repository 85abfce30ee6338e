from datetime import timedelta

from connectors.base import DIRECT_MESSAGE, InboundMessage
from models import Fan, Message, ReplyExample, SocialAccount, Status
from models.fields import utcnow
from models.lifecycle import move
from pipeline.ingest import Way, receive
from tests.pipeline.conftest import Scene


def parcel(scene: Scene, **changes: object) -> InboundMessage:
    given = {
        "external_id": "m1", "kind": "comment", "text": "hello", "author_external_id": "77", "author_username": "ada",
        "created_at": utcnow(), "conversation_id": "m1",
    }  # fmt: skip
    return InboundMessage(**{**given, **changes})  # type: ignore[arg-type]


def test_what_a_fan_wrote_is_stored_once_however_often_it_is_seen(scene: Scene) -> None:
    id = scene.fan_writes("which flour is that?")
    assert [message.external_id for message in scene.poll()] == [id]
    assert scene.poll() == []
    message = scene.stored(id)
    assert message.status is Status.RECEIVED
    assert message.text.startswith("which flour is that?")
    assert message.post.external_id
    assert Fan.objects.get(id=message.fan_id).messages == 1


def test_two_doors_lead_into_one_hall(scene: Scene) -> None:
    first, second = receive(scene.account, [parcel(scene)]), receive(scene.account, [parcel(scene)])
    assert len(first) == 1
    assert second == []
    assert Message.objects.count() == 1


def test_a_page_of_many_is_stored_whole_and_every_fan_once(scene: Scene) -> None:
    page = [
        parcel(scene, external_id=f"m{n}", author_external_id=f"fan{n % 3}", conversation_id=f"m{n}") for n in range(9)
    ]
    receive(scene.account, page[:2])
    waiting = receive(scene.account, [*page, page[-1]])
    assert [message.external_id for message in waiting] == [f"m{n}" for n in range(2, 9)]
    assert Message.objects.count() == 9
    assert sorted((fan.external_id, fan.messages) for fan in Fan.objects) == [("fan0", 3), ("fan1", 3), ("fan2", 3)]


def test_an_answer_on_the_same_page_closes_what_it_answers(scene: Scene) -> None:
    now = utcnow()
    asked = parcel(scene, created_at=now - timedelta(minutes=2))
    own = parcel(
        scene, external_id="own", text="rye", from_account=True, conversation_id="m1", answers="m1",
        created_at=now - timedelta(minutes=1),
    )  # fmt: skip
    later = parcel(scene, external_id="m2", conversation_id="m2", created_at=now)
    receive(scene.account, [later, own, asked])
    assert (scene.stored("m1").status, scene.stored("m2").status) == (Status.ANSWERED, Status.RECEIVED)


def test_a_direct_message_says_until_when_it_can_be_answered(scene: Scene) -> None:
    id = scene.fan_writes("hi", DIRECT_MESSAGE)
    scene.poll()
    left = scene.stored(id).reply_by - utcnow()
    assert timedelta(hours=23) < left <= timedelta(hours=24)


def test_what_the_creator_answered_by_hand_is_answered_and_an_example(scene: Scene) -> None:
    id = scene.fan_writes("which flour is that?")
    scene.poll()
    scene.by_hand("rye, always rye", id)
    scene.poll()
    assert scene.stored(id).status is Status.ANSWERED
    example = ReplyExample.objects.get()
    assert (example.source, example.text) == ("by_hand", "rye, always rye")
    assert example.fan_text.startswith("which flour is that?")


def test_what_was_answered_before_we_looked_is_never_drafted(scene: Scene) -> None:
    comment, direct = scene.fan_writes("which flour is that?"), scene.fan_writes("hello there", DIRECT_MESSAGE)
    scene.by_hand("rye, always rye", comment)
    scene.by_hand("hola!", direct)
    scene.poll()
    assert {scene.stored(comment).status, scene.stored(direct).status} == {Status.ANSWERED}
    assert {example.text for example in ReplyExample.objects} == {"rye, always rye", "hola!"}


def test_our_own_reply_comes_back_as_neither_message_nor_example(scene: Scene) -> None:
    from pipeline.deliver import target_of

    id = scene.fan_writes("love it")
    scene.poll()
    message = scene.stored(id)
    sent = scene.connector.send(target_of(message, scene.platform.limits[message.kind]), "thank you")
    Message.objects(id=message.id).update_one(set__reply__external_id=sent.external_id, set__status=Status.SENT)
    scene.poll()
    assert Message.objects.count() == 1
    assert ReplyExample.objects.count() == 0


def test_our_own_reply_is_ours_even_before_its_id_is_known(scene: Scene) -> None:
    from pipeline.deliver import target_of

    id = scene.fan_writes("love it")
    scene.poll()
    message = scene.stored(id)
    Message.objects(id=message.id).update_one(set__status=Status.SENDING, set__reply__text="thank you")
    scene.connector.send(target_of(message, scene.platform.limits[message.kind]), "thank you")
    scene.poll()
    assert ReplyExample.objects.count() == 0
    assert scene.stored(id).status is Status.SENDING


def test_an_edit_is_judged_anew(scene: Scene) -> None:
    (message,) = receive(scene.account, [parcel(scene)])
    move(move(message, Status.CLASSIFIED, by="worker", why=""), Status.IN_REVIEW, by="worker", why="")
    (edited,) = receive(scene.account, [parcel(scene, text="hello again", edited_at=utcnow())])
    assert (edited.status, edited.text) == (Status.RECEIVED, "hello again")
    assert edited.history[-1].by == "fan"


def test_an_edit_after_the_answer_changes_the_words_only(scene: Scene) -> None:
    (message,) = receive(scene.account, [parcel(scene)])
    Message.objects(id=message.id).update_one(set__status=Status.SENT)
    assert receive(scene.account, [parcel(scene, text="hello again", edited_at=utcnow())]) == []
    assert (message.reload().status, message.text) == (Status.SENT, "hello again")


def test_a_deletion_withdraws_what_waits_and_forgets_its_words(scene: Scene) -> None:
    (message,) = receive(scene.account, [parcel(scene)])
    receive(scene.account, [parcel(scene, deleted=True)])
    assert (message.reload().status, message.text) == (Status.WITHDRAWN_BY_FAN, "")
    assert receive(scene.account, [parcel(scene, external_id="never seen", deleted=True)]) == []


def test_what_is_too_late_to_answer_expires_at_once(scene: Scene) -> None:
    assert receive(scene.account, [parcel(scene, reply_by=utcnow() - timedelta(seconds=1))]) == []
    assert Message.objects.get().status is Status.EXPIRED


def test_what_came_long_before_the_account_was_connected_is_kept_but_not_answered(scene: Scene) -> None:
    scene.account.connected_at = utcnow()
    assert receive(scene.account, [parcel(scene, created_at=utcnow() - timedelta(days=2))]) == []
    assert Message.objects.get().status is Status.IGNORED


def test_an_older_edit_that_comes_late_changes_nothing(scene: Scene) -> None:
    now = utcnow()
    (message,) = receive(scene.account, [parcel(scene, text="one")])
    receive(scene.account, [parcel(scene, text="three", edited_at=now)])
    receive(scene.account, [parcel(scene, text="two", edited_at=now - timedelta(seconds=5))])
    assert message.reload().text == "three"


def test_half_an_emoji_does_not_stop_the_reading(scene: Scene) -> None:
    assert receive(scene.account, [parcel(scene, text="love it \ud83d")]) != []
    assert Message.objects.get().text == "love it ?"


def test_an_answer_to_anna_does_not_close_what_ann_wrote(scene: Scene) -> None:
    top = scene.fan_writes("hello")
    scene.poll()
    for id, name in (("a1", "anna"), ("a2", "ann")):
        receive(scene.account, [parcel(scene, external_id=id, author_username=name, conversation_id=top, answers=top)])
    own = parcel(
        scene,
        external_id="own",
        text="@anna thank you",
        from_account=True,
        conversation_id=top,
        answers=top,
        created_at=utcnow(),
    )
    receive(scene.account, [own])
    assert (scene.stored("a1").status, scene.stored("a2").status) == (Status.ANSWERED, Status.RECEIVED)


def sending(scene: Scene, text: str) -> Message:
    (message,) = receive(scene.account, [parcel(scene)])
    message = move(move(message, Status.CLASSIFIED, by="w", why=""), Status.APPROVED, by="w", why="")
    return move(message, Status.SENDING, by="w", why="", reply__text=text, claimed_at=utcnow())


def test_our_own_private_answer_is_ours_though_it_lands_in_another_conversation(scene: Scene) -> None:
    sending(scene, "it is rye")
    dm = parcel(scene, external_id="d1", kind=DIRECT_MESSAGE, conversation_id="77")
    receive(scene.account, [dm])
    echo = parcel(
        scene, external_id="e1", kind=DIRECT_MESSAGE, conversation_id="77", text="it  is rye", from_account=True,
        created_at=utcnow() + timedelta(seconds=2),
    )  # fmt: skip
    receive(scene.account, [echo])
    assert scene.stored("d1").status is Status.RECEIVED
    assert ReplyExample.objects.count() == 0


def test_an_edit_brings_no_second_answer_while_the_first_may_stand_there(scene: Scene) -> None:
    failed = move(sending(scene, "it is rye"), Status.FAILED, by="w", why="", reply__doubtful_since=utcnow())
    assert receive(scene.account, [parcel(scene, text="and spelt?", edited_at=utcnow())]) == []
    assert (failed.reload().status, failed.text) == (Status.FAILED, "and spelt?")


def test_who_comes_without_an_id_is_nobody_and_not_all_the_same(scene: Scene) -> None:
    one = parcel(scene, author_external_id="", author_username="ada")
    other = parcel(scene, external_id="m2", conversation_id="m2", author_external_id="", author_username="")
    first, second = receive(scene.account, [one, other])
    assert (first.fan_id, first.fan_username, second.fan_id, second.fan_username) == (None, "ada", None, "")
    assert Fan.objects.count() == 0


def test_what_was_asked_for_and_is_not_stored_any_more_is_not_stored_again(scene: Scene) -> None:
    assert receive(scene.account, [parcel(scene)], by=Way.ASKED) == []
    assert Message.objects.count() == 0


def test_an_account_that_was_erased_meanwhile_keeps_nothing(scene: Scene) -> None:
    SocialAccount.objects(id=scene.account.id).delete()
    assert receive(scene.account, [parcel(scene)]) == []
    assert (Message.objects.count(), Fan.objects.count()) == (0, 0)


def test_a_push_that_does_not_say_whether_it_is_hidden_changes_nothing_of_it(scene: Scene) -> None:
    receive(scene.account, [parcel(scene, held="hidden")])
    receive(scene.account, [parcel(scene)], by=Way.PUSH)
    assert scene.stored("m1").held == "hidden"
    receive(scene.account, [parcel(scene)])
    assert scene.stored("m1").held == ""


def test_changed_words_of_what_was_asked_for_need_no_time_of_the_edit(scene: Scene) -> None:
    receive(scene.account, [parcel(scene)])
    receive(scene.account, [parcel(scene, text="other words")], by=Way.ASKED)
    assert scene.stored("m1").text == "other words"
