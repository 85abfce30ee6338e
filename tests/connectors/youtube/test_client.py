"""What YouTube's connector does beyond the contract: tokens that renew themselves, long threads, edits, one attempt a write."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from connectors.base import COMMENT, Credentials, ReplyTarget, Tokens
from connectors.errors import AccessRevoked, MessageGone, OutcomeUnknown, RateLimited, ReplyRefused, Unavailable
from connectors.limits import Moderation
from connectors.youtube import PLATFORM
from connectors.youtube.client import YouTubeConnector
from connectors.youtube.looks import WIDE_LOOKS, WIDE_SECONDS
from tests.connectors.contract import configured, gather, long_ago
from tests.connectors.youtube.conftest import YouTubeStage

TARGET = ReplyTarget(COMMENT, "Ugx1", "Ugx1", "UCada")


# tokens


def test_an_access_token_that_ended_is_renewed_in_the_middle_of_a_read(stage: YouTubeStage) -> None:
    id = stage.fan_writes("hello")
    connector = stage.connector()
    stage.world.expire_token("token")
    assert set(gather(connector)) == {id}
    assert connector.tokens.access_token != "token" and connector.tokens.refresh_token == "lasting"
    assert connector.tokens.expires_at and connector.tokens.expires_at > datetime.now(UTC)


def test_an_access_token_that_ended_is_renewed_before_a_write_and_the_write_is_done_once(stage: YouTubeStage) -> None:
    target = stage.target(stage.fan_writes("hello"))
    stage.goes_wrong("send", "expire_token")
    connector = stage.connector()
    sent = connector.send(target, "hi there")
    assert [reply.id for reply in stage.our_replies()] == [sent.external_id]
    assert connector.tokens.access_token != "token"


def test_a_token_whose_hour_is_over_is_renewed_without_asking_with_it(stage: YouTubeStage) -> None:
    stage.tokens = Tokens("unknown", "lasting", expires_at=datetime.now(UTC) - timedelta(minutes=1), scopes=("a",))
    stage.goes_wrong("refresh", "fail_before")
    with pytest.raises(Unavailable):
        gather(stage.connector())
    connector = stage.connector()
    assert gather(connector) == {}
    assert connector.tokens.access_token != "unknown"


def test_tokens_that_still_hold_stay_as_they_are(stage: YouTubeStage) -> None:
    stage.tokens = Tokens("token", "lasting", expires_at=datetime.now(UTC) + timedelta(minutes=30))
    connector = stage.connector()
    gather(connector)
    assert connector.tokens == stage.tokens


def test_without_a_refresh_token_only_a_person_can_help(stage: YouTubeStage) -> None:
    stage.world.expire_token("token")
    stage.tokens = Tokens("token")
    with pytest.raises(AccessRevoked):
        gather(stage.connector())


@pytest.mark.parametrize(("mode", "branch"), [("fail_before", Unavailable), ("timeout_before", Unavailable)])
def test_a_write_whose_tokens_could_not_be_renewed_was_surely_not_done(
    stage: YouTubeStage, mode: str, branch: type[Exception]
) -> None:
    target = stage.target(stage.fan_writes("hello"))
    stage.world.expire_token("token")
    stage.goes_wrong("refresh", mode)
    with pytest.raises(branch):
        stage.connector().send(target, "hi there")
    assert stage.our_replies() == []


# reading


def test_fetch_shows_the_video_of_a_comment(stage: YouTubeStage) -> None:
    id = stage.fan_writes("hello")
    post = gather(stage.connector())[id].post
    assert post and (post.title, post.caption) == ("Rye on embers", "How I bake outside")
    assert post.permalink == f"https://www.youtube.com/watch?v={stage.post_id}"


def test_fetch_shows_each_of_many_videos(stage: YouTubeStage) -> None:
    written = {}
    for n in range(60):
        stage.post_id = f"{stage.account_id[-6:]}-{n}"
        stage.world.add_post("youtube", stage.account_id, stage.post_id, f"Video {n}", "", time.time() - 90_000)
        written[stage.fan_writes("here", seconds_ago=600 - n)] = f"Video {n}"
    found = gather(stage.connector())
    assert {id: message.post and message.post.title for id, message in found.items()} == written


def test_fetch_reads_words_as_they_were_typed(stage: YouTubeStage) -> None:
    id = stage.fan_writes('it\'s "rock & roll" <3\nsecond line')
    assert gather(stage.connector())[id].text == 'it\'s "rock & roll" <3\nsecond line'


def test_fetch_reads_replies_beyond_those_that_come_with_a_thread(stage: YouTubeStage) -> None:
    top = stage.fan_writes("a long thread", seconds_ago=900)
    written = {stage.fan_writes(f"reply {n}", username=f"fan{n}", parent=top, seconds_ago=800 - n) for n in range(120)}
    found = gather(stage.connector())
    assert set(found) == written | {top}
    assert {found[id].conversation_id for id in written} == {top}
    assert all(found[id].post and found[id].post.title for id in written)


def test_fetch_finds_new_replies_in_a_long_thread_that_is_known(stage: YouTubeStage) -> None:
    top = stage.fan_writes("a long thread", seconds_ago=900)
    known = {stage.fan_writes(f"reply {n}", parent=top, seconds_ago=800 - n) for n in range(20)} | {top}
    assert set(gather(stage.connector())) == known
    new = {stage.fan_writes(f"news {n}", parent=top, seconds_ago=700) for n in range(8)}
    assert set(gather(stage.connector(), known)) == new
    assert gather(stage.connector(), known | new) == {}


def test_a_long_thread_that_is_known_and_has_not_grown_is_not_read_again(stage: YouTubeStage) -> None:
    top = stage.fan_writes("a long thread", seconds_ago=900)
    known = {stage.fan_writes(f"reply {n}", parent=top, seconds_ago=800 - n) for n in range(20)} | {top}
    asked: list[int] = []

    def remember(ids: object) -> set[str]:
        asked.append(len(list(ids)))  # type: ignore[call-overload]
        return set(known)

    assert list(stage.connector().fetch(remember)) == []
    assert max(asked) == 21
    asked.clear()
    assert list(stage.connector().fetch(remember)) == []
    assert max(asked) < 21


def test_a_look_that_was_cut_short_reads_a_long_thread_again(stage: YouTubeStage) -> None:
    top = stage.fan_writes("a long thread", seconds_ago=900)
    written = {stage.fan_writes(f"reply {n}", parent=top, seconds_ago=800 - n) for n in range(20)} | {top}
    pages = stage.connector().fetch(lambda _ids: set())
    assert next(pages)
    pages.close()  # type: ignore[attr-defined]
    assert set(gather(stage.connector())) == written


def test_a_wide_look_now_and_then_finds_a_new_reply_below_an_old_comment(stage: YouTubeStage) -> None:
    oldest = stage.fan_writes("the oldest", seconds_ago=5_000)
    known = stage.many_comments(120) | {oldest}
    assert set(gather(connector_at(stage, 0))) == known
    reply = stage.fan_writes("and another thing", parent=oldest, seconds_ago=0)
    assert gather(connector_at(stage, WIDE_SECONDS), known) == {}, "time alone does not pay for it"
    for _ in range(WIDE_LOOKS - 2):
        assert gather(connector_at(stage, WIDE_SECONDS - 1), known) == {}
    assert gather(connector_at(stage, WIDE_SECONDS - 1), known) == {}, "nor do looks in a hurry"
    assert set(gather(connector_at(stage, WIDE_SECONDS), known)) == {reply}
    stage.fan_writes("and one more", parent=oldest, seconds_ago=0)
    assert gather(connector_at(stage, WIDE_SECONDS * 2), known | {reply}) == {}, "wide looks cost units"


def connector_at(stage: YouTubeStage, seconds: float) -> YouTubeConnector:
    return YouTubeConnector(Credentials(stage.account_id, stage.tokens), clock=lambda: seconds)


def test_fetch_hands_over_what_was_edited_though_it_is_known(stage: YouTubeStage) -> None:
    known = stage.many_comments(30)
    edited = next(iter(known))
    connector = stage.connector()
    assert gather(connector, known) == {}
    stage.edits(edited, "I meant something else")
    new = stage.fan_writes("new", seconds_ago=0)
    found = gather(connector, known)
    assert set(found) == {edited, new}
    assert found[edited].text == "I meant something else" and found[edited].edited_at
    assert found[new].edited_at is None
    assert set(gather(connector, known | {new})) == {edited}, "whoever stores it may have been too busy the first time"


def test_an_edited_comment_that_is_new_is_handed_over_once(stage: YouTubeStage) -> None:
    id = stage.fan_writes("first words")
    stage.edits(id, "second words")
    assert gather(stage.connector())[id].text == "second words"


def test_fetch_reads_two_thousand_comments_in_a_few_seconds(stage: YouTubeStage) -> None:
    written = stage.many_comments(2_000)
    started = time.monotonic()
    assert set(gather(stage.connector())) == written
    assert time.monotonic() - started < 10


def test_a_look_that_fails_halfway_hands_over_nothing_that_would_hide_the_rest(stage: YouTubeStage) -> None:
    written = stage.many_comments(250)
    seen = {message.external_id for message in next(iter(stage.connector().fetch(lambda _ids: set())))}
    stage.goes_wrong("fetch", "fail_before")
    with pytest.raises(Unavailable):
        gather(stage.connector(), seen)
    assert set(gather(stage.connector(), seen)) | seen == written


# writing


def test_send_says_when_the_reply_was_published(stage: YouTubeStage) -> None:
    sent = stage.connector().send(stage.target(stage.fan_writes("hello")), "hi there")
    assert sent.created_at and abs(datetime.now(UTC) - sent.created_at) < timedelta(seconds=5)


def test_a_reply_of_this_very_second_is_found(stage: YouTubeStage) -> None:
    """The platform's times are whole seconds: a reply can look a little older than the claim that came before it."""
    target = stage.target(stage.fan_writes("hello"))
    claimed_at = datetime.now(UTC)
    stage.connector().send(target, "hi there")
    assert stage.connector().find_reply(target, "hi there", claimed_at, taken=())


def test_a_reply_is_found_though_its_spaces_were_changed(stage: YouTubeStage) -> None:
    target = stage.target(stage.fan_writes("hello"))
    stage.connector().send(target, "hi there & <3\n\nyou")
    assert stage.connector().find_reply(target, "hi  there & <3\nyou ", long_ago(), taken=())


def test_find_reply_looks_through_a_long_thread(stage: YouTubeStage) -> None:
    top = stage.fan_writes("hello")
    sent = stage.connector().send(stage.target(top), "hi there")
    for n in range(120):
        stage.fan_writes(f"reply {n}", parent=top, seconds_ago=-1)
    found = stage.connector().find_reply(stage.target(top), "hi there", long_ago(), taken=())
    assert found and found.external_id == sent.external_id


def test_find_reply_finds_nothing_where_the_thread_is_gone(stage: YouTubeStage) -> None:
    id = stage.fan_writes("hello")
    target = stage.target(id)
    stage.connector().send(target, "hi there")
    stage.world.delete_entry("youtube", id)
    assert stage.connector().find_reply(target, "hi there", long_ago(), taken=()) is None


def test_what_is_too_long_is_refused_with_its_size(stage: YouTubeStage) -> None:
    with pytest.raises(ReplyRefused) as refused:
        stage.connector().send(TARGET, "ж" * 4_501)
    assert refused.value.sentence == "This is 9,002 bytes long; on YouTube 9,000 are the most. Make it shorter."


@pytest.mark.parametrize(
    ("mode", "branch"),
    [("throttle", RateLimited), ("quota_exceeded", RateLimited), ("close_window", ReplyRefused), ("gone", MessageGone)],
)
def test_each_fault_of_a_send_has_its_branch_and_writes_nothing(
    stage: YouTubeStage, mode: str, branch: type[Exception]
) -> None:
    target = stage.target(stage.fan_writes("hello"))
    stage.goes_wrong("send", mode)
    with pytest.raises(branch):
        stage.connector().send(target, "hi there")
    assert stage.our_replies() == []


def test_a_spent_quota_is_waited_for_until_midnight_at_most(stage: YouTubeStage) -> None:
    with configured(**{"YOUTUBE_UNITS_PER_DAY": "10"}), pytest.raises(RateLimited) as limited:
        stage.connector().send(stage.target(stage.fan_writes("hello")), "hi there")
    assert 0 < limited.value.retry_after_seconds <= 25 * 3600


def test_a_delete_whose_answer_is_lost_is_unknown_and_may_be_repeated(stage: YouTubeStage) -> None:
    sent = stage.connector().send(stage.target(stage.fan_writes("hello")), "hi there")
    stage.goes_wrong("delete", "fail_after")
    with pytest.raises(OutcomeUnknown):
        stage.connector().delete_reply(COMMENT, sent.external_id)
    stage.connector().delete_reply(COMMENT, sent.external_id)
    assert stage.our_replies() == []


def test_a_moderation_whose_answer_is_lost_is_unknown(stage: YouTubeStage) -> None:
    id = stage.fan_writes("hello")
    stage.goes_wrong("hide", "fail_after")
    with pytest.raises(OutcomeUnknown):
        stage.connector().moderate(id, Moderation.HIDE)


def test_a_fans_comment_cannot_be_deleted(stage: YouTubeStage) -> None:
    id = stage.fan_writes("hello")
    with pytest.raises(ReplyRefused):
        stage.connector().delete_reply(COMMENT, id)
    assert set(gather(stage.connector())) == {id}


# a connection that breaks


class _HangsUp(BaseHTTPRequestHandler):
    """Answers what reads and keeps the connection; reads what writes and hangs up without a word."""

    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, int]]

    def do_GET(self) -> None:
        self.asked.append(("GET", self.client_address[1]))
        self.send_response(200)
        self.send_header("Content-Length", "13")
        self.end_headers()
        self.wfile.write(b'{"items": []}')

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append((self.command, self.client_address[1]))
        self.close_connection = True

    do_DELETE = do_POST

    def log_message(self, format: str, *values: object) -> None:
        """Says nothing."""


@contextmanager
def hanging_up() -> Iterator[list[tuple[str, int]]]:
    """YouTube's address leads to such a server; what it was asked, each with the port of the connection."""
    asked: list[tuple[str, int]] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("_One", (_HangsUp,), {"asked": asked}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        with configured(YOUTUBE_API_URL=f"http://127.0.0.1:{server.server_port}/youtube-api"):
            yield asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("act", ["send", "moderate", "delete_reply"])
def test_a_write_is_sent_once_when_the_connection_breaks(act: str, kept: bool) -> None:
    arguments = {"send": (TARGET, "hi"), "moderate": ("Ugx1", Moderation.HIDE), "delete_reply": (COMMENT, "Ugx1")}
    with hanging_up() as asked:
        connector = PLATFORM.open(Credentials("UCme", Tokens("token", "lasting")))
        if kept:
            assert gather(connector) == {}
        with pytest.raises(OutcomeUnknown):
            getattr(connector, act)(*arguments[act])
    writes = [port for method, port in asked if method != "GET"]
    assert len(writes) == 1
    assert not kept or asked[0] == ("GET", writes[0]), "the write did not go over the kept connection"


def test_a_platform_that_cannot_be_reached_was_surely_not_written_to() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{probe.getsockname()[1]}"
    with configured(YOUTUBE_API_URL=closed), pytest.raises(Unavailable):
        PLATFORM.open(Credentials("UCme", Tokens("token"))).send(TARGET, "hi")
