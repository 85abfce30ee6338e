"""What every connector must be able to do, as tests. Subclass `ConnectorContract` and offer one fixture:

    class TestContract(ConnectorContract):
        @pytest.fixture
        def stage(self, tmp_path) -> Iterator[Stage]:
            world = World(tmp_path / "world.db")
            with serving(blueprint(world)) as address, configured(SANDBOX_URL=address, SOME_API_URL=f"{address}/some"):
                world.add_account(...); world.add_post(...); world.keep_token("token", ...)
                yield Stage(platform=PLATFORM, world=world, account_id="...", post_id="...", tokens=Tokens("token"))

`Stage` says how to get a connector, how a fan writes, how something goes wrong and what stands on the platform.
Override its methods where your platform differs (the style of ids: `new_id`; what kills the tokens for good: `revoke`).
Everything goes over real HTTP to the platform's sandbox.
"""

import secrets
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from flask import Blueprint, Flask
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from connectors.base import COMMENT, Connector, Credentials, InboundMessage, Platform, ReplyTarget, Tokens
from connectors.errors import AccessRevoked, MessageGone, OutcomeUnknown, RateLimited, ReplyRefused, Unavailable
from connectors.limits import Moderation
from connectors.world import Entry, Fault, World
from settings import settings


@contextmanager
def serving(*blueprints: Blueprint) -> Iterator[str]:
    """Serve these blueprints on a free port of this machine; gives the address, "http://127.0.0.1:12345".

    At the end every call that is still being answered is waited for: nothing touches the world after the block.
    """
    app = Flask(__name__)
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    server = _Server("127.0.0.1", 0, app, handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadedWSGIServer):
    daemon_threads = False


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.0"  # one call a connection, so that a connection kept open cannot hold the server up

    def log(self, type: str, message: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def configured(**environment: str) -> Iterator[None]:
    """These settings on top of those of all tests, as long as the block lasts."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        settings.cache_clear()
        yield
    settings.cache_clear()


@dataclass(kw_only=True)
class Stage:
    """One account at one stand-in platform, ready to be played."""

    platform: Platform
    world: World
    account_id: str
    post_id: str
    tokens: Tokens

    def connector(self) -> Connector:
        return self.platform.open(Credentials(self.account_id, self.tokens))

    def new_id(self, parent: str = "") -> str:  # noqa: ARG002 another platform needs it
        """An id for a comment in the platform's style."""
        return str(17 * 10**15 + secrets.randbelow(10**15))

    def fan_writes(self, text: str, *, username: str = "ada", parent: str = "", seconds_ago: float = 60.0) -> str:
        """A fan's comment under the post, or below the comment `parent`; its id."""
        author = self.world.person(self.platform.name, username)
        return self._comment(author, username, text, parent, seconds_ago, by_account=False)

    def creator_writes(self, text: str, *, parent: str = "", seconds_ago: float = 30.0) -> str:
        """What the creator writes by hand in the platform's own app."""
        account = self.world.account(self.platform.name, self.account_id)
        assert account
        return self._comment(self.account_id, account["username"], text, parent, seconds_ago, by_account=True)

    def _comment(
        self, author: str, username: str, text: str, parent: str, seconds_ago: float, *, by_account: bool
    ) -> str:
        id = self.new_id(parent)
        self.world.add_entry(
            self.platform.name, self.account_id, COMMENT, id, author, text,
            post_id=self.post_id, parent_id=parent, conversation_id=parent or id, author_username=username,
            author_name=username.title(), created_at=time.time() - seconds_ago, by_account=by_account, answers=parent,
        )  # fmt: skip
        return id

    def many_comments(self, count: int, newest_seconds_ago: float = 60.0) -> set[str]:
        """So many comments, one a second, the last one newest."""
        return {
            self.fan_writes(f"comment {n}", username=f"fan{n % 7}", seconds_ago=newest_seconds_ago + count - n)
            for n in range(count)
        }

    def goes_wrong(self, operation: str, mode: str, *, seconds: float = 0.2, times: int = 1) -> None:
        """The next `times` calls of this operation fail like `mode`, one of connectors.world.MODES."""
        self.world.add_fault(Fault(self.platform.name, operation, mode, times, seconds))

    def revoke(self) -> None:
        """Make the tokens useless for good."""
        self.world.expire_token(self.tokens.access_token)

    def our_replies(self) -> list[Entry]:
        """What stands on the platform now that came through our API, oldest first."""
        return self.world.entries(self.platform.name, "account_id=? and via_api=1", self.account_id)

    def target(self, comment_id: str) -> ReplyTarget:
        """A reply to this comment, as the pipeline asks for it."""
        entry = self.world.entry(self.platform.name, comment_id)
        assert entry
        top = entry.parent_id or entry.id
        return ReplyTarget(COMMENT, entry.id, top, entry.author_id, entry.parent_id)


def nothing_known(_ids: Collection[str]) -> set[str]:
    return set()


def gather(connector: Connector, known: Collection[str] = (), history: bool = False) -> dict[str, InboundMessage]:
    """One whole look, by external id; fails when something is handed over twice."""
    found: dict[str, InboundMessage] = {}
    for page in connector.fetch(lambda ids: set(ids) & set(known), history):
        for message in page:
            assert message.external_id not in found, "handed over twice in one look"
            found[message.external_id] = message
    return found


def long_ago() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=10)


class ConnectorContract:
    """Subclass it as TestContract and offer the fixture `stage`."""

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        raise NotImplementedError("offer a Stage of your platform")

    # who we are

    def test_the_platform_declares_its_facts(self, stage: Stage) -> None:
        assert stage.platform.name == stage.platform.name.lower()
        assert stage.platform.title
        assert stage.platform.limits[COMMENT].max_reply_bytes > 0
        assert stage.platform.oauth().authorize_url.startswith("http")
        assert stage.platform.oauth().scopes

    def test_identify_says_whose_tokens_these_are(self, stage: Stage) -> None:
        account = stage.world.account(stage.platform.name, stage.account_id)
        identity = stage.platform.identify(stage.tokens)
        assert account and (identity.external_id, identity.username) == (stage.account_id, account["username"])

    def test_revoked_tokens_ask_for_a_person(self, stage: Stage) -> None:
        connector = stage.connector()
        stage.revoke()
        with pytest.raises(AccessRevoked) as revoked:
            gather(connector)
        assert revoked.value.sentence.endswith(".")
        with pytest.raises(AccessRevoked):
            stage.platform.identify(stage.tokens)

    # fetch

    def test_fetch_hands_over_what_a_fan_wrote(self, stage: Stage) -> None:
        id = stage.fan_writes("Which lens is that? 📷", username="ada", seconds_ago=90)
        message = gather(stage.connector())[id]
        author = stage.world.person(stage.platform.name, "ada")
        assert (message.kind, message.text, message.from_account) == (COMMENT, "Which lens is that? 📷", False)
        assert (message.author_external_id, message.author_username) == (author, "ada")
        assert (message.conversation_id, message.answers) == (id, "")
        assert message.post and message.post.external_id == stage.post_id
        assert message.created_at.tzinfo
        assert abs(datetime.now(UTC) - message.created_at - timedelta(seconds=90)) < timedelta(seconds=5)

    def test_fetch_puts_replies_into_the_thread_of_their_comment(self, stage: Stage) -> None:
        top = stage.fan_writes("first", username="ada")
        reply = stage.fan_writes("second", username="ben", parent=top)
        message = gather(stage.connector())[reply]
        assert (message.conversation_id, message.answers, message.from_account) == (top, top, False)

    def test_fetch_marks_what_the_creator_wrote_by_hand(self, stage: Stage) -> None:
        top = stage.fan_writes("first")
        by_hand = stage.creator_writes("thank you", parent=top)
        found = gather(stage.connector())
        assert found[by_hand].from_account and found[by_hand].answers == top
        assert not found[top].from_account

    def test_fetch_hands_over_each_of_many_comments_once(self, stage: Stage) -> None:
        written = stage.many_comments(120)
        assert set(gather(stage.connector())) == written

    def test_fetch_hands_over_only_what_is_new(self, stage: Stage) -> None:
        known = stage.many_comments(120)
        new = stage.fan_writes("new", seconds_ago=1)
        assert set(gather(stage.connector(), known)) == {new}

    def test_fetch_stops_where_a_whole_page_is_known(self, stage: Stage) -> None:
        written = stage.many_comments(250)
        asked: set[str] = set()

        def known(ids: Collection[str]) -> set[str]:
            asked.update(ids)
            return set(ids)

        assert [message for page in stage.connector().fetch(known) for message in page] == []
        assert len(asked) < len(written)

    def test_history_hands_over_everything_though_it_is_known(self, stage: Stage) -> None:
        written = stage.many_comments(120)
        assert set(gather(stage.connector(), written, history=True)) == written

    def test_fetch_misses_nothing_when_the_look_before_was_cut_short(self, stage: Stage) -> None:
        """Whoever stored one page and died finds the rest at the next look, though the first page is known by then."""
        written = stage.many_comments(250)
        first_page = next(iter(stage.connector().fetch(nothing_known)))
        stored = {message.external_id for message in first_page}
        assert stored and stored != written
        assert set(gather(stage.connector(), stored)) | stored == written

    def test_fetch_misses_nothing_when_fans_write_between_two_pages(self, stage: Stage) -> None:
        written = stage.many_comments(250)
        pages = stage.connector().fetch(nothing_known)
        seen = {message.external_id for message in next(pages)}
        written |= {stage.fan_writes(f"late {n}", seconds_ago=0) for n in range(3)}
        seen |= {message.external_id for page in pages for message in page}
        assert seen | set(gather(stage.connector(), seen)) == written

    def test_fetch_says_when_the_platform_is_down(self, stage: Stage) -> None:
        stage.goes_wrong("fetch", "fail_before", times=9)
        with pytest.raises(Unavailable):
            gather(stage.connector())

    def test_fetch_says_how_long_to_wait(self, stage: Stage) -> None:
        stage.goes_wrong("fetch", "throttle", seconds=120)
        with pytest.raises(RateLimited) as limited:
            gather(stage.connector())
        assert limited.value.retry_after_seconds > 0

    # send, find, delete, hide

    def test_send_puts_the_reply_below_the_comment(self, stage: Stage) -> None:
        top = stage.fan_writes("Is it warm there?")
        sent = stage.connector().send(stage.target(top), "Very, come by ☀️")
        (reply,) = stage.our_replies()
        assert (reply.id, reply.text, reply.parent_id) == (sent.external_id, "Very, come by ☀️", top)
        assert gather(stage.connector())[sent.external_id].from_account

    def test_send_answers_a_reply_in_its_thread(self, stage: Stage) -> None:
        top = stage.fan_writes("first", username="ada")
        nested = stage.fan_writes("second", username="ben", parent=top)
        stage.connector().send(stage.target(nested), "third")
        assert [reply.parent_id for reply in stage.our_replies()] == [top]

    def test_find_reply_finds_only_our_very_text(self, stage: Stage) -> None:
        target = stage.target(stage.fan_writes("hello"))
        connector = stage.connector()
        sent = connector.send(target, "hi there")
        found = connector.find_reply(target, "hi there", long_ago(), taken=())
        assert found and found.external_id == sent.external_id
        assert connector.find_reply(target, "hi", long_ago(), taken=()) is None
        assert connector.find_reply(target, "hi there", long_ago(), taken={sent.external_id}) is None
        assert connector.find_reply(target, "hi there", datetime.now(UTC) + timedelta(hours=1), taken=()) is None

    def test_find_reply_does_not_take_a_fans_words_for_ours(self, stage: Stage) -> None:
        top = stage.fan_writes("hello")
        stage.fan_writes("same words", username="ben", parent=top)
        assert stage.connector().find_reply(stage.target(top), "same words", long_ago(), taken=()) is None

    @pytest.mark.parametrize("mode", ["fail_before", "timeout_before"])
    def test_a_send_that_was_lost_on_the_way_is_unknown_and_not_found(self, stage: Stage, mode: str) -> None:
        target = stage.target(stage.fan_writes("hello"))
        stage.goes_wrong("send", mode)
        with pytest.raises(OutcomeUnknown):
            stage.connector().send(target, "hi there")
        assert stage.our_replies() == []
        assert stage.connector().find_reply(target, "hi there", long_ago(), taken=()) is None

    @pytest.mark.parametrize("mode", ["fail_after", "timeout_after"])
    def test_a_send_whose_answer_was_lost_is_unknown_happened_once_and_is_found(self, stage: Stage, mode: str) -> None:
        target = stage.target(stage.fan_writes("hello"))
        stage.goes_wrong("send", mode)
        with pytest.raises(OutcomeUnknown):
            stage.connector().send(target, "hi there")
        (reply,) = stage.our_replies()
        found = stage.connector().find_reply(target, "hi there", long_ago(), taken=())
        assert found and found.external_id == reply.id

    @pytest.mark.parametrize("mode", ["throttle", "quota_exceeded"])
    def test_a_throttled_send_did_surely_not_happen(self, stage: Stage, mode: str) -> None:
        target = stage.target(stage.fan_writes("hello"))
        stage.goes_wrong("send", mode, seconds=120)
        with pytest.raises(RateLimited) as limited:
            stage.connector().send(target, "hi there")
        assert limited.value.retry_after_seconds > 0
        assert stage.our_replies() == []

    def test_send_says_that_the_comment_is_gone(self, stage: Stage) -> None:
        id = stage.fan_writes("hello")
        target = stage.target(id)
        stage.world.delete_entry(stage.platform.name, id)
        with pytest.raises(MessageGone):
            stage.connector().send(target, "hi there")

    def test_send_refuses_what_is_too_long_without_asking(self, stage: Stage) -> None:
        target = stage.target(stage.fan_writes("hello"))
        text = "ж" * (stage.platform.limits[COMMENT].max_reply_bytes // 2 + 1)
        with pytest.raises(ReplyRefused):
            stage.connector().send(target, text)
        assert stage.our_replies() == []

    def test_delete_reply_takes_it_down_and_may_be_repeated(self, stage: Stage) -> None:
        connector = stage.connector()
        sent = connector.send(stage.target(stage.fan_writes("hello")), "hi there")
        connector.delete_reply(COMMENT, sent.external_id)
        connector.delete_reply(COMMENT, sent.external_id)
        assert stage.our_replies() == []

    def test_what_is_hidden_can_be_shown_again(self, stage: Stage) -> None:
        id = stage.fan_writes("buy followers")
        for action, hidden in ((Moderation.HIDE, True), (Moderation.SHOW, False)):
            for _twice in range(2):
                stage.connector().moderate(id, action)
            entry = stage.world.entry(stage.platform.name, id)
            assert entry and entry.hidden is hidden

    def test_each_declared_moderation_can_be_done_twice(self, stage: Stage) -> None:
        for action in sorted(stage.platform.limits[COMMENT].moderation):
            id = stage.fan_writes("buy followers", username=f"spammer of {action}")
            stage.connector().moderate(id, action)
            stage.connector().moderate(id, action)

    def test_a_moderation_that_is_not_declared_is_refused(self, stage: Stage) -> None:
        id = stage.fan_writes("buy followers")
        for action in set(Moderation) - stage.platform.limits[COMMENT].moderation:
            with pytest.raises(ReplyRefused):
                stage.connector().moderate(id, action)

    # revisit, posts, pressure, revoke

    def test_revisit_tells_what_a_comment_is_now(self, stage: Stage) -> None:
        kept, gone = stage.fan_writes("still here"), stage.fan_writes("second thoughts", username="ben")
        stage.world.delete_entry(stage.platform.name, gone)
        found = {one.external_id: one for one in stage.connector().revisit(COMMENT, [kept, gone])}
        assert (found[kept].text, found[kept].deleted) == ("still here", False)
        assert found[gone].deleted and not found[gone].text
        assert list(stage.connector().revisit(COMMENT, [])) == []

    def test_posts_are_told_with_what_they_say(self, stage: Stage) -> None:
        (post,) = stage.connector().posts()
        assert post.external_id == stage.post_id and (post.caption or post.title)
        assert post.published_at and post.published_at.tzinfo
        minute = timedelta(minutes=1)
        assert len(list(stage.connector().posts(post.published_at - minute))) == 1
        assert list(stage.connector().posts(post.published_at + minute)) == []

    def test_pressure_is_a_share(self, stage: Stage) -> None:
        connector = stage.connector()
        gather(connector)
        assert 0 <= connector.pressure.share <= 1 and connector.pressure.rest_seconds >= 0

    def test_revoke_says_in_a_sentence_what_was_done_and_may_be_repeated(self, stage: Stage) -> None:
        assert stage.platform.revoke(stage.tokens).endswith(".")
        assert stage.platform.revoke(stage.tokens).endswith(".")
