"""What Instagram's connector does beyond the contract: direct messages, long threads, sparing reads, private replies."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from connectors.base import DIRECT_MESSAGE, ReplyTarget
from connectors.errors import (
    AccessRevoked,
    MessageGone,
    OutcomeUnknown,
    RateLimited,
    ReplyRefused,
    Unavailable,
    WindowClosed,
)
from connectors.limits import Moderation
from tests.connectors.contract import gather, long_ago
from tests.connectors.instagram.conftest import InstagramStage


def test_fetch_hands_over_direct_messages_by_fan(stage: InstagramStage) -> None:
    first = stage.fan_sends("hi", username="ada", seconds_ago=120)
    second = stage.fan_sends("are you there?", username="ada", seconds_ago=60)
    other = stage.fan_sends("hello", username="ben")
    found = gather(stage.connector())
    ada = stage.world.person("instagram", "ada")
    assert {found[first].conversation_id, found[second].conversation_id} == {ada}
    assert found[other].conversation_id == stage.world.person("instagram", "ben")
    assert (found[first].kind, found[first].author_username, found[first].answers) == (DIRECT_MESSAGE, "ada", "")


def test_a_direct_message_may_be_answered_for_24_hours_and_a_comment_for_ever(stage: InstagramStage) -> None:
    message, comment = stage.fan_sends("hi"), stage.fan_writes("hi")
    found = gather(stage.connector())
    assert found[message].reply_by == found[message].created_at + timedelta(hours=24)
    assert found[comment].reply_by is None


def test_fetch_keeps_what_hangs_on_a_message_as_words(stage: InstagramStage) -> None:
    picture = stage.fan_sends("", attachments=[{"type": "image", "url": "https://x.test/1"}, {"type": "file"}])
    story = stage.fan_sends("", attachments=[{"type": "story_mention"}])
    found = gather(stage.connector())
    assert found[picture].attachments == ("image", "file")
    assert found[story].attachments == ("story_mention",)


def test_fetch_marks_the_creators_own_direct_messages(stage: InstagramStage) -> None:
    question = stage.fan_sends("hi")
    sent = stage.connector().send(stage.message_target(question), "hello ada")
    own = gather(stage.connector())[sent.external_id]
    assert (own.from_account, own.text, own.reply_by) == (True, "hello ada", None)
    assert own.conversation_id == stage.world.person("instagram", "ada")


def test_fetch_reads_every_conversation_beyond_the_first_page(stage: InstagramStage) -> None:
    written = {stage.fan_sends("hi", username=f"fan{n}", seconds_ago=60 + n) for n in range(60)}
    assert set(gather(stage.connector())) == written


def test_fetch_finds_a_new_message_in_an_old_conversation(stage: InstagramStage) -> None:
    written = {stage.fan_sends("hi", username=f"fan{n}", seconds_ago=600 + n) for n in range(60)}
    new = stage.fan_sends("again", username="fan59", seconds_ago=1)
    assert set(gather(stage.connector(), written)) == {new}


def test_fetch_reads_replies_beyond_those_that_come_with_a_comment(stage: InstagramStage) -> None:
    top = stage.fan_writes("a long thread", seconds_ago=900)
    written = {stage.fan_writes(f"reply {n}", username=f"fan{n}", parent=top, seconds_ago=800 - n) for n in range(120)}
    found = gather(stage.connector())
    assert set(found) == written | {top}
    assert {found[id].conversation_id for id in written} == {top}


def test_fetch_finds_a_new_reply_below_an_old_comment_though_the_newest_page_is_known(stage: InstagramStage) -> None:
    written = stage.many_comments(180)
    oldest = stage.fan_writes("the oldest", seconds_ago=5_000)
    connector = stage.connector()
    assert set(gather(connector)) == written | {oldest}
    reply = stage.fan_writes("and another thing", parent=oldest, seconds_ago=0)
    assert set(gather(connector, written | {oldest})) == {reply}


def test_fetch_reads_every_post(stage: InstagramStage) -> None:
    stage.world.add_post("instagram", stage.account_id, "older", "", "Older", time.time() - 90_000)
    here = stage.fan_writes("here")
    stage.post_id = "older"
    there = stage.fan_writes("there")
    found = gather(stage.connector())
    assert set(found) == {here, there}
    post = found[there].post
    assert post and (post.caption, post.external_id) == ("Older", "older")


def test_fetch_reads_two_thousand_comments_in_a_few_seconds(stage: InstagramStage) -> None:
    written = stage.many_comments(2_000)
    started = time.monotonic()
    assert set(gather(stage.connector())) == written
    assert time.monotonic() - started < 10


def test_send_answers_a_direct_message_and_finds_it_again(stage: InstagramStage) -> None:
    target = stage.message_target(stage.fan_sends("hi"))
    connector = stage.connector()
    sent = connector.send(target, "hello")
    assert [reply.text for reply in stage.our_replies()] == ["hello"]
    found = connector.find_reply(target, "hello", long_ago(), taken=())
    assert found and found.external_id == sent.external_id
    assert connector.find_reply(target, "hello", long_ago(), taken={sent.external_id}) is None


@pytest.mark.parametrize(
    ("mode", "happened"), [("fail_before", 0), ("timeout_before", 0), ("fail_after", 1), ("timeout_after", 1)]
)
def test_a_direct_message_in_doubt_is_found_if_and_only_if_it_was_sent(
    stage: InstagramStage, mode: str, happened: int
) -> None:
    target = stage.message_target(stage.fan_sends("hi"))
    stage.goes_wrong("send", mode)
    with pytest.raises(OutcomeUnknown):
        stage.connector().send(target, "hello")
    assert len(stage.our_replies()) == happened
    assert bool(stage.connector().find_reply(target, "hello", long_ago(), taken=())) is bool(happened)


def test_a_reply_of_this_very_second_is_found(stage: InstagramStage) -> None:
    """The platform's times are whole seconds: a reply can look a little older than the claim that came before it."""
    target = stage.target(stage.fan_writes("hello"))
    claimed_at = datetime.now(UTC)
    stage.connector().send(target, "hi there")
    assert stage.connector().find_reply(target, "hi there", claimed_at, taken=())


def test_send_says_that_the_window_is_closed(stage: InstagramStage) -> None:
    late = stage.message_target(stage.fan_sends("hi", seconds_ago=25 * 3600))
    with pytest.raises(WindowClosed) as closed:
        stage.connector().send(late, "hello")
    assert "24 hours" in closed.value.sentence
    assert stage.our_replies() == []


def test_send_refuses_a_direct_message_over_1000_bytes(stage: InstagramStage) -> None:
    target = stage.message_target(stage.fan_sends("hi"))
    with pytest.raises(ReplyRefused) as refused:
        stage.connector().send(target, "ж" * 501)
    assert refused.value.sentence == "This is 1,002 bytes long; Instagram takes 1,000. Make it shorter."
    assert stage.connector().send(target, "ж" * 500).external_id


def test_a_person_who_never_wrote_cannot_be_written_to(stage: InstagramStage) -> None:
    with pytest.raises(MessageGone):
        stage.connector().send(ReplyTarget(DIRECT_MESSAGE, "x", "1234", "1234"), "hello")


def test_a_comment_gets_one_private_reply(stage: InstagramStage) -> None:
    comment = stage.fan_writes("how much?")
    stage.connector().send(stage.private_target(comment), "I wrote you a message")
    with pytest.raises(ReplyRefused):
        stage.connector().send(stage.private_target(comment), "once more")
    (reply,) = stage.our_replies()
    assert (reply.kind, reply.answers) == (DIRECT_MESSAGE, comment)
    own = gather(stage.connector())[reply.id]
    assert own.from_account and own.conversation_id == stage.world.person("instagram", "ada")


def test_a_private_reply_does_not_open_the_window(stage: InstagramStage) -> None:
    comment = stage.fan_writes("how much?")
    stage.connector().send(stage.private_target(comment), "I wrote you a message")
    fan = stage.world.person("instagram", "ada")
    with pytest.raises(MessageGone):
        stage.connector().send(ReplyTarget(DIRECT_MESSAGE, "x", fan, fan), "and more")


def test_a_comment_older_than_seven_days_gets_no_private_reply(stage: InstagramStage) -> None:
    late = stage.private_target(stage.fan_writes("how much?", seconds_ago=8 * 86_400))
    with pytest.raises(ReplyRefused):
        stage.connector().send(late, "hello")


def test_direct_messages_cannot_be_taken_back(stage: InstagramStage) -> None:
    sent = stage.connector().send(stage.message_target(stage.fan_sends("hi")), "hello")
    with pytest.raises(ReplyRefused):
        stage.connector().delete_reply(DIRECT_MESSAGE, sent.external_id)
    assert len(stage.our_replies()) == 1


def test_a_hidden_comment_cannot_be_answered(stage: InstagramStage) -> None:
    id = stage.fan_writes("spam")
    stage.connector().moderate(id, Moderation.HIDE)
    with pytest.raises(ReplyRefused):
        stage.connector().send(stage.target(id), "hello")


def test_find_reply_finds_nothing_where_the_thread_is_gone(stage: InstagramStage) -> None:
    id = stage.fan_writes("hello")
    target = stage.target(id)
    stage.connector().send(target, "hi there")
    stage.world.delete_entry("instagram", id)
    assert stage.connector().find_reply(target, "hi there", long_ago(), taken=()) is None


@pytest.mark.parametrize(
    ("mode", "branch"),
    [
        ("throttle", RateLimited),
        ("quota_exceeded", RateLimited),
        ("expire_token", AccessRevoked),
        ("gone", MessageGone),
    ],
)
def test_each_fault_of_a_send_has_its_branch_and_writes_nothing(
    stage: InstagramStage, mode: str, branch: type[Exception]
) -> None:
    target = stage.target(stage.fan_writes("hello"))
    stage.goes_wrong("send", mode)
    with pytest.raises(branch):
        stage.connector().send(target, "hi there")
    assert stage.our_replies() == []


def test_a_closed_window_is_a_fault_of_direct_messages(stage: InstagramStage) -> None:
    target = stage.message_target(stage.fan_sends("hi"))
    stage.goes_wrong("send", "close_window")
    with pytest.raises(WindowClosed):
        stage.connector().send(target, "hello")


def test_a_throttle_says_how_long(stage: InstagramStage) -> None:
    stage.goes_wrong("send", "throttle", seconds=180)
    with pytest.raises(RateLimited) as limited:
        stage.connector().send(stage.target(stage.fan_writes("hello")), "hi")
    assert limited.value.retry_after_seconds == 180


@pytest.mark.parametrize(("operation", "action"), [("delete", Moderation.DELETE), ("hide", Moderation.HIDE)])
def test_a_moderation_whose_answer_is_lost_is_unknown(
    stage: InstagramStage, operation: str, action: Moderation
) -> None:
    id = stage.fan_writes("hello")
    stage.goes_wrong(operation, "fail_after")
    with pytest.raises(OutcomeUnknown):
        stage.connector().moderate(id, action)


def test_a_look_that_fails_halfway_keeps_what_it_had_and_the_next_finds_the_rest(stage: InstagramStage) -> None:
    comments, message = stage.many_comments(120), stage.fan_sends("hi")
    seen: set[str] = set()
    pages = stage.connector().fetch(seen.intersection)
    seen |= {found.external_id for found in next(pages)}
    stage.goes_wrong("fetch", "fail_before")
    with pytest.raises(Unavailable):
        for page in pages:
            seen |= {found.external_id for found in page}
    assert seen == comments
    assert set(gather(stage.connector(), seen)) == {message}


def test_a_post_that_is_deleted_meanwhile_does_not_hide_the_others(stage: InstagramStage) -> None:
    here = stage.fan_writes("here")
    stage.world.add_post("instagram", stage.account_id, "older", "", "Older", time.time() - 90_000)
    stage.post_id = "older"
    stage.fan_writes("there")
    stage.world.add_post("instagram", stage.account_id, "oldest", "", "Oldest", time.time() - 99_000)
    stage.post_id = "oldest"
    last = stage.fan_writes("far away")
    pages = stage.connector().fetch(set().intersection)
    found = {message.external_id for message in next(pages)}
    stage.world.rows("delete from posts where id='older'")
    found |= {message.external_id for page in pages for message in page}
    assert found == {here, last}
