"""What Facebook's connector does beyond the contract: Messenger, private replies, long threads, what is hidden."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from connectors.base import COMMENT, DIRECT_MESSAGE, ReplyTarget
from connectors.errors import AccessRevoked, MessageGone, OutcomeUnknown, RateLimited, ReplyRefused, WindowClosed
from connectors.facebook import PLATFORM
from connectors.limits import Moderation, Pressure
from tests.connectors.contract import gather, long_ago
from tests.connectors.facebook.conftest import FacebookStage


def test_fetch_hands_over_messenger_by_fan(stage: FacebookStage) -> None:
    first, second = stage.fan_sends("hi", seconds_ago=120), stage.fan_sends("there?", seconds_ago=60)
    other = stage.fan_sends("hello", username="ben")
    found = gather(stage.connector())
    ada = stage.world.person("facebook", "ada")
    assert {found[first].conversation_id, found[second].conversation_id} == {ada}
    assert (found[first].kind, found[first].author_username, found[other].author_username) == (
        DIRECT_MESSAGE,
        "ada",
        "ben",
    )
    assert found[first].reply_by == found[first].created_at + timedelta(hours=24)


@pytest.mark.parametrize(
    ("mode", "happened"), [("fail_before", 0), ("timeout_before", 0), ("fail_after", 1), ("timeout_after", 1)]
)
def test_a_message_in_doubt_is_found_if_and_only_if_it_was_sent(stage: FacebookStage, mode: str, happened: int) -> None:
    target = stage.message_target(stage.fan_sends("hi"))
    stage.goes_wrong("send", mode)
    with pytest.raises(OutcomeUnknown):
        stage.connector().send(target, "hello")
    assert len(stage.our_replies()) == happened
    assert bool(stage.connector().find_reply(target, "hello", long_ago(), taken=())) is bool(happened)


def test_only_words_of_a_person_may_be_sent_after_24_hours_and_until_seven_days(stage: FacebookStage) -> None:
    for days, by_hand, allowed in ((2, True, True), (2, False, False), (8, True, False)):
        target = stage.message_target(
            stage.fan_sends("hi", username=f"fan {days} {by_hand}", seconds_ago=days * 86_400)
        )
        target = replace(target, reply_by=datetime.now(UTC) - timedelta(days=days - 1), by_hand=by_hand)
        if allowed:
            assert stage.connector().send(target, "sorry, I was away").external_id
            continue
        with pytest.raises(WindowClosed):
            stage.connector().send(target, "sorry, I was away")


def test_what_the_platform_calls_late_is_a_closed_window(stage: FacebookStage) -> None:
    with pytest.raises(WindowClosed):
        stage.connector().send(stage.message_target(stage.fan_sends("hi", seconds_ago=90_000)), "hello")


def test_a_person_who_never_wrote_cannot_be_written_to(stage: FacebookStage) -> None:
    with pytest.raises(MessageGone):
        stage.connector().send(ReplyTarget(DIRECT_MESSAGE, "x", "1234", "1234"), "hello")


def test_a_comment_gets_one_private_reply_which_is_found_again(stage: FacebookStage) -> None:
    target = stage.private_target(stage.fan_writes("how much?"))
    sent = stage.connector().send(target, "I wrote you a message")
    found = stage.connector().find_reply(target, "I wrote you a message", long_ago(), taken=())
    assert found and found.external_id == sent.external_id
    with pytest.raises(ReplyRefused) as refused:
        stage.connector().send(target, "once more")
    assert refused.value.sentence == "This comment has had its one private reply."
    assert [(reply.kind, reply.answers) for reply in stage.our_replies()] == [(DIRECT_MESSAGE, target.external_id)]


def test_fetch_reads_replies_beyond_those_that_come_with_a_comment(stage: FacebookStage) -> None:
    top = stage.fan_writes("a long thread", seconds_ago=900)
    written = {stage.fan_writes(f"reply {n}", username=f"fan{n}", parent=top, seconds_ago=800 - n) for n in range(120)}
    found = gather(stage.connector())
    assert set(found) == written | {top}
    assert {found[id].conversation_id for id in written} == {top}


def test_fetch_finds_a_new_reply_below_an_old_comment_though_the_newest_page_is_known(stage: FacebookStage) -> None:
    written = stage.many_comments(120) | {oldest := stage.fan_writes("the oldest", seconds_ago=5_000)}
    connector = stage.connector()
    assert set(gather(connector)) == written
    reply = stage.fan_writes("and another thing", parent=oldest, seconds_ago=0)
    assert set(gather(connector, written)) == {reply}


def test_a_hidden_comment_is_held(stage: FacebookStage) -> None:
    id = stage.fan_writes("spam")
    stage.connector().moderate(id, Moderation.HIDE)
    assert gather(stage.connector())[id].held == "hidden"


def test_what_hangs_on_a_comment_or_a_message_becomes_words(stage: FacebookStage) -> None:
    message = stage.fan_sends("", attachments=[{"type": "image", "url": "https://x.test/1"}])
    comment = stage.fan_writes("look")
    stage.world.rows("""update entries set attachments='[{"type": "photo"}]' where id=?""", comment)
    found = gather(stage.connector())
    assert (found[message].attachments, found[comment].attachments) == (("image",), ("photo",))


def test_who_wrote_is_asked_once_when_the_inbox_does_not_say(stage: FacebookStage) -> None:
    stage.account_with(hides_names=True)
    stage.fan_sends("hi", username="ada"), stage.fan_sends("there?", username="ada")
    assert {message.author_username for message in gather(stage.connector()).values()} == {"ada"}


def test_pressure_counts_the_uses_of_pages(stage: FacebookStage) -> None:
    connector = stage.connector()
    stage.goes_wrong("fetch", "throttle", seconds=240)
    with pytest.raises(RateLimited) as limited:
        gather(connector)
    assert limited.value.retry_after_seconds == 240
    assert connector.pressure == Pressure(1.0, 240)


def test_messages_that_are_not_among_the_latest_are_not_taken_for_deleted(stage: FacebookStage) -> None:
    ids = [stage.fan_sends(f"m{number}", seconds_ago=100 - number) for number in range(25)]
    found = list(stage.connector().revisit(DIRECT_MESSAGE, ids))
    assert {one.external_id for one in found} == set(ids[5:]) and not any(one.deleted for one in found)


def test_a_persons_own_token_is_no_key_to_a_page(stage: FacebookStage) -> None:
    stage.tokens = replace(stage.tokens, access_token="user token")
    with pytest.raises(AccessRevoked):
        gather(stage.connector())


def test_the_declared_limits_name_their_sources() -> None:
    for kind in (COMMENT, DIRECT_MESSAGE):
        facts = PLATFORM.limits[kind].facts
        assert facts and all(fact.sentence.endswith(".") and fact.source for fact in facts)
