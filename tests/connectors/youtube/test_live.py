"""The chat of a broadcast that runs: read by pieces, resumed, answered within 200 characters, within its own share of units."""

import time
from collections.abc import Collection, Iterator
from datetime import UTC, datetime

import pytest

from connectors.base import LIVE_CHAT, Credentials, InboundMessage, ReplyTarget
from connectors.errors import BudgetSpent, OutcomeUnknown, ReplyRefused, WindowClosed
from connectors.youtube import live
from connectors.youtube.client import YouTubeConnector
from tests.connectors.contract import configured, long_ago
from tests.connectors.youtube.conftest import Counted, YouTubeStage, settings_at

CHAT = "KicKGFVDbGl2ZQ"


@pytest.fixture
def on_air(stage: YouTubeStage) -> Iterator[YouTubeStage]:
    """The channel broadcasts, and live chat is switched on."""
    stage.post_id = f"live{stage.account_id[-6:]}"
    broadcast(stage)
    with configured(**settings_at(stage.address), YOUTUBE_LIVE_CHAT="true"):
        yield stage


def broadcast(stage: YouTubeStage, **more: object) -> None:
    chat = f"{CHAT}{stage.account_id}"
    stage.world.add_post(
        "youtube", stage.account_id, stage.post_id, "Baking live", "", time.time() - 600, live_chat_id=chat, **more
    )


def says(stage: YouTubeStage, text: str, username: str = "ada") -> str:
    """A fan writes in the chat."""
    author, id = stage.world.person("youtube", username), f"LCC.{time.time_ns()}"
    stage.world.add_entry(
        "youtube", stage.account_id, LIVE_CHAT, id, author, text, post_id=stage.post_id,
        conversation_id=f"{CHAT}{stage.account_id}", author_username=username,
    )  # fmt: skip
    return id


def connector(stage: YouTubeStage, purse: Counted | None = None, seconds: float = 0.3) -> YouTubeConnector:
    return YouTubeConnector(
        Credentials(stage.account_id, stage.tokens), purse or Counted(10_000), listens_seconds=seconds
    )


def heard(stage: YouTubeStage, known: Collection[str] = (), purse: Counted | None = None) -> list[InboundMessage]:
    pages = connector(stage, purse).fetch(lambda ids: set(ids) & set(known))
    return [message for page in pages for message in page]


def target(message: InboundMessage) -> ReplyTarget:
    return ReplyTarget(LIVE_CHAT, message.external_id, message.conversation_id, message.author_external_id)


def test_the_chat_is_read_while_a_broadcast_runs(on_air: YouTubeStage) -> None:
    first, second = says(on_air, "hello from Lima"), says(on_air, "what flour?", "ben")
    found = heard(on_air)
    assert [message.external_id for message in found] == [first, second]
    one = found[1]
    assert (one.kind, one.text, one.author_username, one.from_account) == (LIVE_CHAT, "what flour?", "ben", False)
    assert one.conversation_id.endswith(f"/{one.author_external_id}") and one.answers == ""
    assert one.post and (one.post.external_id, one.post.title) == (on_air.post_id, "Baking live")


def test_what_is_written_while_we_listen_is_heard(on_air: YouTubeStage) -> None:
    says(on_air, "before")
    pages = connector(on_air, seconds=5).fetch(lambda _ids: set())
    assert [message.text for message in next(pages)] == ["before"]
    says(on_air, "meanwhile")
    assert [message.text for message in next(pages)] == ["meanwhile"]
    pages.close()  # type: ignore[attr-defined]


def test_the_next_look_goes_on_where_the_last_one_ended(on_air: YouTubeStage) -> None:
    says(on_air, "before")
    assert [message.text for message in heard(on_air)] == ["before"]
    says(on_air, "after")
    assert [message.text for message in heard(on_air)] == ["after"]


def test_a_new_process_hears_what_youtube_still_has_and_hands_over_what_is_not_known(on_air: YouTubeStage) -> None:
    known = says(on_air, "before")
    assert len(heard(on_air)) == 1
    live._chats.clear()
    new = says(on_air, "after")
    assert [message.external_id for message in heard(on_air, {known})] == [new]


def test_a_look_listens_for_a_bounded_time(on_air: YouTubeStage) -> None:
    started = time.monotonic()
    assert heard(on_air) == []
    assert time.monotonic() - started < 3


def test_nothing_is_asked_while_live_chat_is_switched_off(on_air: YouTubeStage) -> None:
    says(on_air, "hello")
    with configured(**settings_at(on_air.address), YOUTUBE_LIVE_CHAT="false"):
        assert heard(on_air) == []
    assert on_air.spent() == 3, "the threads, and the two lists of what is held"


def test_listening_stays_within_its_own_share_of_the_day(on_air: YouTubeStage) -> None:
    says(on_air, "hello")
    purse = Counted(10_000)
    with configured(**settings_at(on_air.address), YOUTUBE_LIVE_CHAT="true", YOUTUBE_LIVE_UNITS_PER_DAY="14"):
        assert len(heard(on_air, purse=purse)) == 1
        says(on_air, "again")
        again = heard(on_air, purse=purse)
        assert again == [], "five for the broadcasts and five for one look are all that fit into fourteen"


def test_listening_is_paid_from_the_purse_first(on_air: YouTubeStage) -> None:
    purse = Counted(8)
    with pytest.raises(BudgetSpent):
        list(connector(on_air, purse).fetch(lambda _ids: set()))
    assert [units for units, _writes in purse.taken] == [1, 1, 1, 5], "what is left does not pay for the stream"


def test_a_chat_that_cannot_be_heard_does_not_spoil_the_look(on_air: YouTubeStage) -> None:
    says(on_air, "hello")
    assert len(heard(on_air)) == 1
    says(on_air, "again")
    one = connector(on_air)
    on_air.goes_wrong("fetch", "fail_before")
    assert list(one._chat.news(lambda _ids: set())) == []
    assert [message.text for message in heard(on_air)] == ["again"], "the place is kept"


def test_a_token_that_ended_is_renewed_before_listening(on_air: YouTubeStage) -> None:
    says(on_air, "hello")
    heard(on_air)
    says(on_air, "again")
    one = connector(on_air)
    on_air.world.expire_token("token")
    assert [message.text for page in one._chat.news(lambda _ids: set()) for message in page] == ["again"]
    assert one.tokens.access_token != "token"


def test_a_reply_stands_in_the_chat_once_and_is_found(on_air: YouTubeStage) -> None:
    says(on_air, "what flour?")
    (asked,) = heard(on_air)
    sent = connector(on_air).send(target(asked), "rye, always")
    (reply,) = on_air.our_replies()
    assert (reply.id, reply.text, reply.conversation_id) == (
        sent.external_id,
        "rye, always",
        f"{CHAT}{on_air.account_id}",
    )
    found = connector(on_air).find_reply(target(asked), "rye, always", long_ago(), ())
    assert found and found.external_id == sent.external_id
    assert connector(on_air).find_reply(target(asked), "rye, always", long_ago(), {sent.external_id}) is None
    assert connector(on_air).find_reply(target(asked), "rye, always", datetime.max.replace(tzinfo=UTC), ()) is None
    assert [message.from_account for message in heard(on_air)] == [True]


def test_a_reply_in_doubt_is_in_doubt_here_too(on_air: YouTubeStage) -> None:
    says(on_air, "what flour?")
    (asked,) = heard(on_air)
    on_air.goes_wrong("send", "fail_after")
    with pytest.raises(OutcomeUnknown):
        connector(on_air).send(target(asked), "rye")
    assert connector(on_air).find_reply(target(asked), "rye", long_ago(), ())


def test_a_reply_can_be_taken_out_of_the_chat_again_and_again(on_air: YouTubeStage) -> None:
    says(on_air, "what flour?")
    (asked,) = heard(on_air)
    sent = connector(on_air).send(target(asked), "rye")
    for _ in range(2):
        connector(on_air).delete_reply(LIVE_CHAT, sent.external_id)
    assert on_air.our_replies() == []


def test_two_hundred_characters_fit_and_no_more(on_air: YouTubeStage) -> None:
    says(on_air, "hello")
    (asked,) = heard(on_air)
    connector(on_air).send(target(asked), "ж" * 200)
    with pytest.raises(ReplyRefused) as refused:
        connector(on_air).send(target(asked), "x" * 201)
    assert refused.value.sentence == "This is 201 characters long; in a live chat 200 are the most. Make it shorter."
    assert len(on_air.our_replies()) == 1


def test_a_chat_that_is_over_takes_no_reply_and_is_not_listened_to(on_air: YouTubeStage) -> None:
    says(on_air, "hello")
    (asked,) = heard(on_air)
    broadcast(on_air, live_ended=True)
    with pytest.raises(WindowClosed):
        connector(on_air).send(target(asked), "hi")
    assert heard(on_air) == [] and connector(on_air).find_reply(target(asked), "hi", long_ago(), ()) is None
    spent = on_air.spent()
    assert heard(on_air) == []
    assert on_air.spent() - spent == 1, "only the threads are read"
