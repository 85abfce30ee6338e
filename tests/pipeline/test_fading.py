"""What may not be kept any longer loses its words, wherever they were copied to, and nothing else."""

import pytest

from models import Fan, Knowledge, Message, ReplyExample, Status, Workspace
from models.fields import utcnow
from models.message import PostCard
from pipeline import fading
from pipeline.deliver import Line, deliver
from pipeline.ingest import Way, receive
from pipeline.review import BadReply, approve, redraft
from tests.models import make
from tests.pipeline.channel import NAME, ROADS, Channel
from tests.pipeline.conftest import Scene

QUIET = [status for status in ROADS if status not in (Status.RECEIVED, Status.CLASSIFIED)]


def strings(found: object) -> list[str]:
    """Every text in a document."""
    if isinstance(found, dict):
        return [text for value in found.values() for text in strings(value)]
    if isinstance(found, list):
        return [text for value in found for text in strings(value)]
    return [found] if isinstance(found, str) else []


@pytest.mark.parametrize("status", QUIET)
def test_a_message_keeps_what_we_did_and_loses_what_was_read(channel: Channel, status: Status) -> None:
    post = PostCard(external_id="v1", title="Rye at dawn", caption="Rye all day", permalink="https://v.example/v1")
    message = channel.fan_writes("which secret flour?", status, post=post, attachments=["image"])
    name = message.fan_username
    assert channel.fades(channel.after(28)) == 0
    now = channel.after(29.5)
    assert channel.fades(now) == 1
    left = strings(channel.raw(message))
    for read in ("secret", "Rye", "rye", "has a dog", name, "image"):
        assert not [text for text in left if read in text], read
    message.reload()
    assert (message.status, message.external_id, message.reply.text) == (status, message.external_id, "thank you")
    assert message.reply.external_id and message.post.external_id == "v1" and message.post.permalink
    assert message.text_deleted_at and abs((message.text_deleted_at - now).total_seconds()) < 1


def test_what_was_deleted_is_not_found_again(channel: Channel) -> None:
    channel.example_of(channel.fan_writes("which flour?", Status.SENT))
    assert channel.fades(channel.after(30)) == 2
    assert channel.fades(channel.after(31)) == 0


@pytest.mark.parametrize("status", [Status.RECEIVED, Status.CLASSIFIED])
def test_what_still_waits_for_a_machine_expires_with_its_words(channel: Channel, status: Status) -> None:
    message = channel.fan_writes("which flour?", status)
    channel.fades(channel.after(30))
    assert (message.reload().status, message.text) == (Status.EXPIRED, "")
    assert "rules" in message.history[-1].why


def test_a_draft_may_still_go_but_no_other_is_written_from_nothing(channel: Channel) -> None:
    message = channel.fan_writes("which flour?")
    channel.fades(channel.after(30))
    message.reload()
    with pytest.raises(BadReply, match="rules"):
        redraft(message, "nika")
    assert approve(message, "nika", channel.platform.limits["comment"]).status is Status.APPROVED


def test_a_comment_that_comes_again_is_neither_stored_twice_nor_filled_in(channel: Channel) -> None:
    message = channel.fan_writes("which flour?", Status.IGNORED)
    channel.fades(channel.after(30))
    channel.world.edit_entry(NAME, message.external_id, "which oven?")
    channel.fan_writes("another")
    assert Message.objects(external_id=message.external_id).count() == 1
    assert (message.reload().status, message.text, message.fan_username) == (Status.IGNORED, "", "")


def test_a_fan_loses_the_name_with_the_last_message(channel: Channel) -> None:
    old, new = channel.fan_writes("hello", Status.SENT), channel.fan_writes("hi", Status.SENT)
    for message in (old, new):
        Fan.objects(id=message.fan_id).update_one(set__vip=True)
    Fan.objects(id=new.fan_id).update_one(set__last_seen_at=channel.after(20))
    channel.fades(channel.after(30))
    gone, stays = Fan.objects.get(id=old.fan_id), Fan.objects.get(id=new.fan_id)
    assert (gone.username, gone.vip, gone.messages) == ("", True, 1) and stays.username


def test_an_example_keeps_what_the_creator_wrote_and_half_its_vector(channel: Channel) -> None:
    example = channel.example_of(channel.fan_writes("which flour?", Status.SENT))
    channel.fades(channel.after(30))
    stored = ReplyExample._get_collection().find_one({"_id": example.id})
    assert stored and not {"fan_text", "fan_username", "read_at"} & set(stored)
    assert (stored["text"], stored["vector"]) == ("thank you so much", bytes(8) + b"\x01" * 8)


def test_what_was_quoted_elsewhere_goes_with_its_example(channel: Channel) -> None:
    """A draft of the same workspace for another platform was shown with it; somebody else's was not."""
    example = channel.example_of(channel.fan_writes("which flour?", Status.SENT))
    here = Workspace.objects.get(id=channel.account.workspace_id)
    quoting = make.message(make.account(here), status=Status.IN_REVIEW)
    stranger = make.message(make.account(make.workspace()), status=Status.IN_REVIEW)
    channel.quote(quoting, example)
    channel.quote(stranger, example)
    revision = quoting.reload().revision
    channel.fades(channel.after(30))
    (used,) = quoting.reload().reply.examples
    assert (used.fan_text, used.text, quoting.revision) == ("", "thank you so much", revision)
    assert stranger.reload().reply.examples[0].fan_text, "another workspace is never touched"


def test_what_posts_say_goes_too_and_no_copy_of_it_outlives_them(channel: Channel) -> None:
    post = PostCard(external_id="v1", title="Rye at dawn", caption="Rye all day")
    message = channel.fan_writes("which flour?", post=post)
    for number, age in enumerate((10, 31)):
        Knowledge(
            workspace_id=channel.account.workspace_id, account_id=channel.account.id, source="post",
            external_id=f"v{number}", text="Rye", learned_at=channel.after(30 - age),
        ).save()  # fmt: skip
    channel.asks_again(channel.after(24))
    channel.fades(channel.after(30))
    assert [known.external_id for known in Knowledge.objects] == ["v0"]
    assert (message.reload().text, message.post.caption, message.post.title) == ("which flour? 1", "", "")


def test_only_so_much_is_done_at_one_time_and_the_rest_follows(channel: Channel) -> None:
    first = channel.fan_writes("hello", Status.SENT)
    rows = [{**channel.raw(first), "external_id": f"x{number}"} for number in range(fading.AT_ONCE + 20)]
    for row in rows:
        del row["_id"]
    Message._get_collection().insert_many(rows)
    assert channel.fades(channel.after(30)) == fading.AT_ONCE
    assert channel.fades(channel.after(30)) == 21


def test_a_platform_without_such_a_rule_keeps_its_words(scene: Scene) -> None:
    assert scene.platform.keep_days is None


def test_another_account_is_not_touched(channel: Channel) -> None:
    other = make.message(make.account(make.workspace(), platform=NAME), status=Status.SENT)
    channel.fades(channel.after(30))
    assert other.reload().text == "love it" and utcnow() > other.read_at


def test_what_is_learned_from_a_message_is_as_old_as_the_message(channel: Channel) -> None:
    """Else words would live twice as long: once in the message, and once in what was sent to it at the end."""
    asked, answered = channel.fan_writes("which flour?", Status.APPROVED), channel.fan_writes("which oven?")
    then = channel.after(-20)
    Message.objects(account_id=channel.account.id).update(set__read_at=then)
    sent = asked.reload()
    sent.reply.mode = "human"
    deliver(sent, channel.account, Line(channel.connector(), channel.platform), utcnow())
    by_hand(channel, answered, "a stone one")
    ages = {example.text: (then - example.read_at).total_seconds() for example in ReplyExample.objects}
    assert set(ages) == {"thank you", "a stone one"} and max(map(abs, ages.values())) < 1
    channel.fades(channel.after(9.5))
    assert {example.fan_text for example in ReplyExample.objects} == {""}


def by_hand(channel: Channel, message: Message, text: str) -> None:
    """The creator answers at the platform itself, and we read it."""
    channel.world.add_entry(
        NAME, channel.account.external_id, "comment", f"{message.external_id}.own", channel.account.external_id, text,
        post_id=f"{NAME}post0", parent_id=message.external_id, conversation_id=message.external_id, author_username="nika",
        by_account=True, answers=message.external_id, created_at=utcnow().timestamp() + 5,
    )  # fmt: skip
    for page in channel.connector().fetch(lambda _ids: set(), history=True):
        receive(channel.account, page)


def test_what_a_fan_takes_back_goes_from_the_examples_too(channel: Channel) -> None:
    message, other = channel.fan_writes("which flour?", Status.SENT), channel.fan_writes("which oven?", Status.SENT)
    mine, stays = channel.example_of(message), channel.example_of(other)
    quoting = channel.fan_writes("and now?")
    channel.quote(quoting, mine)
    channel.world.delete_entry(NAME, message.external_id)
    receive(
        channel.account, channel.connector().revisit("comment", [message.external_id, other.external_id]), by=Way.ASKED
    )
    assert (mine.reload().fan_text, mine.text, stays.reload().fan_text) == ("", "thank you so much", "which oven? 2")
    assert quoting.reload().reply.examples[0].fan_text == ""
