"""What is held back is read and shown; what the creator decides about a fan's comment happens at YouTube."""

import pytest

from connectors.base import Credentials
from connectors.errors import MessageGone, ReplyRefused
from connectors.limits import Moderation
from connectors.world import Entry
from connectors.youtube.client import YouTubeConnector
from connectors.youtube.looks import HELD_LOOKS, HELD_SECONDS
from tests.connectors.contract import gather
from tests.connectors.youtube.conftest import YouTubeStage


def connector_at(stage: YouTubeStage, seconds: float) -> YouTubeConnector:
    return YouTubeConnector(Credentials(stage.account_id, stage.tokens), clock=lambda: seconds)


def entry(stage: YouTubeStage, id: str) -> Entry:
    found = stage.world.entry("youtube", id)
    assert found
    return found


@pytest.mark.parametrize(
    ("status", "held"), [("heldForReview", "held for review"), ("likelySpam", "likely spam"), ("published", "")]
)
@pytest.mark.parametrize("history", [False, True])
def test_what_youtube_holds_back_is_handed_over_and_says_why(
    stage: YouTubeStage, status: str, held: str, history: bool
) -> None:
    id = stage.fan_writes("buy followers")
    stage.holds(id, status)
    found = gather(stage.connector(), history=history)
    assert {one: message.held for one, message in found.items()} == {id: held}
    assert found[id].post and found[id].post.title == "Rye on embers"


def test_what_the_creator_rejected_is_not_handed_over(stage: YouTubeStage) -> None:
    stage.holds(stage.fan_writes("rude"), "rejected")
    assert gather(stage.connector()) == {}


def test_what_is_held_is_read_every_few_looks_only(stage: YouTubeStage) -> None:
    gather(connector_at(stage, 0))
    before = stage.spent()
    id = stage.fan_writes("buy followers")
    stage.holds(id, "heldForReview")
    assert gather(connector_at(stage, HELD_SECONDS)) == {}, "time alone does not pay for it"
    for _ in range(HELD_LOOKS - 2):
        assert gather(connector_at(stage, HELD_SECONDS - 1)) == {}
    assert gather(connector_at(stage, HELD_SECONDS - 1)) == {}, "nor do looks in a hurry"
    assert stage.spent() - before == HELD_LOOKS, "a plain look costs one unit"
    assert set(gather(connector_at(stage, HELD_SECONDS))) == {id}


def test_a_known_comment_that_is_held_later_or_shown_again_is_handed_over(stage: YouTubeStage) -> None:
    id = stage.fan_writes("maybe rude")
    stage.holds(id, "heldForReview")
    assert gather(connector_at(stage, 0), {id})[id].held == "held for review"
    assert gather(connector_at(stage, 1), {id}) == {}, "said once"
    stage.holds(id, "published")
    assert gather(connector_at(stage, 2), {id})[id].held == ""
    assert gather(connector_at(stage, 3), {id}) == {}


def test_many_held_comments_are_all_handed_over_once(stage: YouTubeStage) -> None:
    written = stage.many_comments(230)
    for id in written:
        stage.holds(id, "likelySpam")
    assert set(gather(stage.connector())) == written


@pytest.mark.parametrize("history", [False, True])
def test_a_comment_that_is_held_between_two_lists_is_handed_over_once(stage: YouTubeStage, history: bool) -> None:
    id = stage.fan_writes("maybe rude")
    pages = stage.connector().fetch(lambda _ids: set(), history)
    found = list(next(pages))
    stage.holds(id, "heldForReview")
    found += [message for page in pages for message in page]
    assert [message.external_id for message in found] == [id]


def test_whoever_may_not_see_what_is_held_reads_the_rest(stage: YouTubeStage) -> None:
    """A manager's token: the channel is another's."""
    id = stage.fan_writes("hello")
    stage.world.add_account("youtube", "UCmanager", "manager", "Manager")
    stage.world.keep_token("managers", "youtube", "UCmanager", "access", 3600)
    found = gather(YouTubeConnector(Credentials(stage.account_id, type(stage.tokens)("managers"))))
    assert set(found) == {id}


@pytest.mark.parametrize(
    ("action", "status"),
    [
        (Moderation.HIDE, "heldForReview"),
        (Moderation.SHOW, "published"),
        (Moderation.DELETE, "rejected"),
        (Moderation.SPAM, "rejected"),
        (Moderation.BAN, "rejected"),
    ],
)
@pytest.mark.parametrize("before", ["published", "likelySpam"])
def test_each_decision_gives_the_comment_its_status_and_may_be_repeated(
    stage: YouTubeStage, action: Moderation, status: str, before: str
) -> None:
    id = stage.fan_writes("buy followers")
    stage.holds(id, before)
    for _ in range(2):
        stage.connector().moderate(id, action)
        assert stage.status_of(id) == status
    assert stage.spent() == 100


def test_who_is_banned_is_not_read_any_more_and_others_are(stage: YouTubeStage) -> None:
    id = stage.fan_writes("buy followers", username="bot")
    stage.connector().moderate(id, Moderation.BAN)
    stage.fan_writes("buy more", username="bot")
    other = stage.fan_writes("hello", username="ada")
    assert set(gather(stage.connector())) == {other}


def test_rejecting_bans_nobody(stage: YouTubeStage) -> None:
    stage.connector().moderate(stage.fan_writes("rude", username="ben"), Moderation.DELETE)
    again = stage.fan_writes("sorry", username="ben")
    assert set(gather(stage.connector())) == {again}


def test_deleting_what_is_gone_is_done_and_other_decisions_say_so(stage: YouTubeStage) -> None:
    id = stage.fan_writes("rude")
    stage.world.delete_entry("youtube", id)
    for action in (Moderation.DELETE, Moderation.SPAM):
        stage.connector().moderate(id, action)
    for action in (Moderation.HIDE, Moderation.SHOW, Moderation.BAN):
        with pytest.raises(MessageGone):
            stage.connector().moderate(id, action)


def test_nobody_decides_about_comments_of_another_channel(stage: YouTubeStage) -> None:
    id = stage.fan_writes("hello")
    stage.world.add_account("youtube", "UCother", "other", "Other")
    stage.world.keep_token("others", "youtube", "UCother", "access", 3600)
    connector = YouTubeConnector(Credentials("UCother", type(stage.tokens)("others")))
    with pytest.raises(ReplyRefused):
        connector.moderate(id, Moderation.HIDE)
    assert not entry(stage, id).hidden
