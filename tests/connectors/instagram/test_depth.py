"""What Instagram's connector does where the platform has a peculiar rule: windows, tags, mentions, pace, looking again."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from flask import Blueprint

from connectors.base import COMMENT, DIRECT_MESSAGE, Credentials, ReplyTarget, Tokens
from connectors.errors import Blocked, MessageGone, ReplyRefused, WindowClosed
from connectors.graph.pace import OwnPace
from connectors.instagram import PLATFORM
from connectors.instagram.client import InstagramConnector
from connectors.instagram.refusals import refusal
from connectors.limits import Moderation, Pressure
from tests.connectors.contract import configured, gather, long_ago, serving
from tests.connectors.instagram.conftest import ACCOUNT, InstagramStage


@pytest.fixture(params=["own login", "through a page"])
def any_stage(request: pytest.FixtureRequest, stage: InstagramStage) -> Iterator[InstagramStage]:
    """The same account with either login."""
    yield request.getfixturevalue("linked") if request.param == "through a page" else stage


def late_target(stage: InstagramStage, hours: float, *, by_hand: bool) -> ReplyTarget:
    target = stage.message_target(stage.fan_sends("hi", seconds_ago=hours * 3600))
    reply_by = datetime.now(UTC) - timedelta(hours=hours - 24)
    return replace(target, reply_by=reply_by, by_hand=by_hand)


# windows


def test_words_of_a_person_may_be_sent_until_seven_days(any_stage: InstagramStage) -> None:
    assert any_stage.connector().send(late_target(any_stage, 100, by_hand=True), "sorry, I was away").external_id
    assert [reply.text for reply in any_stage.our_replies()] == ["sorry, I was away"]


@pytest.mark.parametrize(("hours", "by_hand", "word"), [(25, False, "24 hours"), (169, True, "7 days")])
def test_a_window_that_is_over_closes_without_a_call(
    any_stage: InstagramStage, hours: float, by_hand: bool, word: str
) -> None:
    target = late_target(any_stage, hours, by_hand=by_hand)
    before = any_stage.world.count("instagram calls", 0)
    with pytest.raises(WindowClosed) as closed:
        any_stage.connector().send(target, "hello")
    assert word in closed.value.sentence
    assert any_stage.world.count("instagram calls", 0) == before


def test_an_app_without_the_right_to_the_tag_keeps_its_account(any_stage: InstagramStage) -> None:
    any_stage.account_with(human_agent=False)
    with pytest.raises(WindowClosed) as closed:
        any_stage.connector().send(late_target(any_stage, 100, by_hand=True), "sorry")
    assert "answers by hand" in closed.value.sentence


def test_within_24_hours_nothing_is_tagged(any_stage: InstagramStage) -> None:
    any_stage.account_with(human_agent=False)
    assert any_stage.connector().send(late_target(any_stage, 20, by_hand=True), "hello").external_id


def test_a_private_reply_in_doubt_is_found_and_a_public_one_is_not_taken_for_it(any_stage: InstagramStage) -> None:
    target = any_stage.private_target(any_stage.fan_writes("how much?"))
    connector = any_stage.connector()
    assert connector.find_reply(target, "hello", long_ago(), taken=()) is None
    connector.send(replace(target, private=False), "hello")
    assert connector.find_reply(target, "hello", long_ago(), taken=()) is None
    any_stage.goes_wrong("send", "fail_after")
    with pytest.raises(Exception, match="did not say"):
        connector.send(target, "hello")
    found = connector.find_reply(target, "hello", long_ago(), taken=())
    assert found and found.external_id.startswith("aWdf")


def test_a_private_reply_is_measured_in_the_bytes_of_a_direct_message(stage: InstagramStage) -> None:
    target = stage.private_target(stage.fan_writes("how much?"))
    with pytest.raises(ReplyRefused):
        stage.connector().send(target, "x" * 1_001)
    assert stage.connector().send(replace(target, private=False), "x" * 1_001).external_id


def test_a_private_reply_after_its_time_closes_without_a_call(stage: InstagramStage) -> None:
    target = replace(stage.private_target(stage.fan_writes("how much?")), reply_by=long_ago())
    with pytest.raises(WindowClosed):
        stage.connector().send(target, "hello")
    assert stage.our_replies() == []


# reading


def test_a_hidden_comment_is_held_and_a_shown_one_is_not(any_stage: InstagramStage) -> None:
    id = any_stage.fan_writes("spam")
    any_stage.connector().moderate(id, Moderation.HIDE)
    assert gather(any_stage.connector())[id].held == "hidden"
    any_stage.connector().moderate(id, Moderation.SHOW)
    assert gather(any_stage.connector())[id].held == ""


def test_archived_posts_and_posts_without_comments_stop_nothing(stage: InstagramStage) -> None:
    here = stage.fan_writes("here")
    for name, fact in (("archived", {"archived": True}), ("silent", {"comments_off": True})):
        stage.world.add_post("instagram", ACCOUNT, name, "", name, time.time(), **fact)
        stage.world.add_entry("instagram", ACCOUNT, COMMENT, f"c-{name}", "1", "there", post_id=name)
    found = gather(stage.connector())
    assert set(found) == {here}
    with pytest.raises(ReplyRefused):
        stage.connector().send(ReplyTarget(COMMENT, "c-silent", "c-silent", "1"), "hi")
    assert [post.external_id for post in stage.connector().posts()] == ["silent", stage.post_id]


def test_who_wrote_is_asked_once_when_the_inbox_does_not_say(any_stage: InstagramStage) -> None:
    any_stage.account_with(hides_names=True)
    for text in ("hi", "are you there?"):
        any_stage.fan_sends(text, username="ada")
    before = any_stage.world.count("instagram calls", 0)
    found = gather(any_stage.connector())
    assert {message.author_username for message in found.values()} == {"ada"}
    assert any_stage.world.count("instagram calls", 0) - before == 4  # posts, comments, inbox, one profile


def test_a_person_whose_profile_is_refused_stays_nameless(any_stage: InstagramStage) -> None:
    any_stage.account_with(hides_names=True, refuses_profiles=True)
    id = any_stage.fan_sends("hi", username="ada")
    message = gather(any_stage.connector())[id]
    assert (message.author_username, message.author_external_id) == ("", any_stage.world.person("instagram", "ada"))


def test_stories_and_what_the_platform_cannot_show_become_words(any_stage: InstagramStage) -> None:
    kinds = ("story_mention", "story_reply", "unsupported", "image")
    ids = {kind: any_stage.fan_sends("", attachments=[{"type": kind, "url": "https://x.test/1"}]) for kind in kinds}
    found = gather(any_stage.connector())
    assert {kind: found[id].attachments for kind, id in ids.items()} == {kind: (kind,) for kind in kinds}
    assert all("x.test" not in repr(found[id]) for id in ids.values())


def test_conversations_are_asked_for_at_most_twice_a_second(stage: InstagramStage) -> None:
    for number in range(60):
        stage.fan_sends("hi", username=f"fan{number}")
    slept: list[float] = []
    pace = OwnPace(clock=lambda: 1000.0 + sum(slept), sleep=slept.append)
    connector = InstagramConnector(Credentials(ACCOUNT, stage.tokens), pace=pace)
    assert len(gather(connector)) == 60
    assert slept == [0.5, 0.5]


# looking again


def test_revisit_reads_many_at_once_though_some_are_gone(any_stage: InstagramStage) -> None:
    ids = sorted(any_stage.many_comments(60))
    gone = set(ids[10:13])
    for id in gone:
        any_stage.world.delete_entry("instagram", id)
    before = any_stage.world.count("instagram calls", 0)
    found = {one.external_id: one for one in any_stage.connector().revisit(COMMENT, ids)}
    assert set(found) == set(ids) and {id for id, one in found.items() if one.deleted} == gone
    assert any_stage.world.count("instagram calls", 0) - before < 30


def test_revisit_takes_nothing_for_deleted_while_no_comment_can_be_read(stage: InstagramStage) -> None:
    id = stage.fan_writes("hello")
    stage.world.rows("update posts set id='elsewhere'")  # as if a right was lost: nothing is shown any more
    assert list(stage.connector().revisit(COMMENT, [id])) == []


def test_revisit_tells_of_the_only_comment_asked_for_when_another_can_be_read(stage: InstagramStage) -> None:
    gone = stage.fan_writes("hello")
    stage.fan_writes("still here")
    stage.world.delete_entry("instagram", gone)
    (found,) = stage.connector().revisit(COMMENT, [gone])
    assert found.deleted


def test_revisit_never_takes_a_direct_message_for_deleted(any_stage: InstagramStage) -> None:
    ids = [any_stage.fan_sends(f"m{number}", seconds_ago=100 - number) for number in range(25)]
    any_stage.world.delete_entry("instagram", ids[-1])
    found = {one.external_id: one for one in any_stage.connector().revisit(DIRECT_MESSAGE, ids)}
    assert set(found) == set(ids[4:24]) and not any(one.deleted for one in found.values())
    assert all(one.author_username == "ada" for one in found.values())


def test_moderating_what_is_gone_is_done_for_a_deletion_and_said_of_a_hiding(stage: InstagramStage) -> None:
    id = stage.fan_writes("spam")
    stage.connector().moderate(id, Moderation.DELETE)
    stage.connector().moderate(id, Moderation.DELETE)
    with pytest.raises(MessageGone):
        stage.connector().moderate(id, Moderation.HIDE)


# mentions


def test_a_mention_is_read_where_the_login_allows_it(linked: InstagramStage) -> None:
    id = linked.mentioned("have a look, @nika")
    linked.fan_writes("something readable")
    (found,) = linked.connector().revisit(COMMENT, [id])
    assert (found.text, found.author_username, found.attachments) == ("have a look, @nika", "ada", ("mention",))
    assert found.edited_at == found.created_at and found.post and not found.deleted


def test_a_mention_that_is_gone_is_gone(linked: InstagramStage) -> None:
    id = linked.mentioned("have a look, @nika")
    linked.fan_writes("something readable")
    linked.world.delete_entry("instagram", id)
    assert [one.deleted for one in linked.connector().revisit(COMMENT, [id])] == [True]


def test_a_mention_under_somebody_elses_post_is_not_answered(linked: InstagramStage) -> None:
    with pytest.raises(ReplyRefused) as refused:
        linked.connector().send(linked.target(linked.mentioned("have a look, @nika")), "thank you")
    assert "somebody else's post" in refused.value.sentence


# allowance


def test_pressure_is_the_highest_that_was_said(any_stage: InstagramStage) -> None:
    connector = any_stage.connector()
    assert connector.pressure == Pressure()
    any_stage.world.count("instagram calls", 150_000)
    gather(connector)
    assert connector.pressure == Pressure(0.75)
    any_stage.world.count("instagram calls", -100_000)
    gather(connector)
    assert connector.pressure == Pressure(0.75)


def test_a_throttle_says_how_long_to_rest(any_stage: InstagramStage) -> None:
    connector = any_stage.connector()
    any_stage.goes_wrong("fetch", "throttle", seconds=240)
    with pytest.raises(Exception, match="fewer calls"):
        gather(connector)
    assert connector.pressure == Pressure(1.0, 240)


def test_the_declared_limits_name_their_sources() -> None:
    for limits in PLATFORM.limits.values():
        assert limits.facts and all(fact.sentence.endswith(".") and fact.source for fact in limits.facts)
    comment, message = PLATFORM.limits[COMMENT], PLATFORM.limits[DIRECT_MESSAGE]
    assert (comment.private_window, message.reply_window, message.human_window) == (
        timedelta(days=7),
        timedelta(hours=24),
        timedelta(days=7),
    )


def test_a_block_for_spam_is_told_apart_from_a_throttle() -> None:
    answer = httpx.Response(400, json={"error": {"code": 368, "message": "blocked"}})
    blocked = refusal(answer, write=True)
    assert isinstance(blocked, Blocked) and blocked.retry_after_seconds == 6 * 3600


def test_an_inbox_that_is_closed_to_apps_does_not_stop_the_comments() -> None:
    pages = Blueprint("closed_inbox", __name__)

    @pages.get("/v26.0/<path:path>")
    def answer(path: str) -> tuple[dict[str, object], int]:
        if path.endswith("/media"):
            return {"data": [{"id": "p1", "comments_count": 1, "username": "nika"}]}, 200
        if path.endswith("/comments"):
            row = {
                "id": "c1",
                "text": "hi",
                "timestamp": "2026-11-20T18:10:30+0000",
                "from": {"id": "7", "username": "ada"},
            }
            return {"data": [row]}, 200
        return {"error": {"message": "no", "type": "OAuthException", "code": 200, "error_subcode": 2534041}}, 403

    with serving(pages) as address, configured(INSTAGRAM_API_URL=f"{address}/v26.0"):
        connector = PLATFORM.open(Credentials("17", Tokens("token")))
        read = [message.external_id for page in connector.fetch(lambda _ids: set()) for message in page]
    assert read == ["c1"]
    assert "message settings" in connector.trouble
