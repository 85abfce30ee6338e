"""Coming back to what is stored, the channel's own videos, and paying before asking."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from connectors.base import COMMENT, DIRECT_MESSAGE, LIVE_CHAT, Connector, Credentials, Cue, ReplyTarget
from connectors.errors import BudgetSpent, Unavailable
from connectors.limits import Moderation
from connectors.youtube import PLATFORM, videos
from tests.connectors.contract import configured, gather, long_ago
from tests.connectors.youtube.conftest import Counted, YouTubeStage, settings_at


def revisited(stage: YouTubeStage, ids: list[str]) -> dict[str, tuple[str, bool]]:
    return {one.external_id: (one.text, one.deleted) for one in stage.connector().revisit(COMMENT, ids)}


# revisit


def test_revisit_says_what_changed_and_what_is_gone(stage: YouTubeStage) -> None:
    same, edited, gone = stage.fan_writes("same"), stage.fan_writes("before"), stage.fan_writes("gone")
    reply = stage.fan_writes("reply", parent=same)
    stage.edits(edited, "after")
    stage.world.delete_entry("youtube", gone)
    assert revisited(stage, [same, edited, gone, reply]) == {
        same: ("same", False), edited: ("after", False), gone: ("", True), reply: ("reply", False)
    }  # fmt: skip


def test_a_reply_that_is_revisited_stays_in_its_thread_whether_it_is_there_or_not(stage: YouTubeStage) -> None:
    top = stage.fan_writes("top")
    here, gone = stage.fan_writes("here", parent=top), stage.fan_writes("gone", parent=top)
    stage.world.delete_entry("youtube", gone)
    for message in stage.connector().revisit(COMMENT, [here, gone]):
        assert (message.conversation_id, message.answers, message.from_account) == (top, top, False)


def test_fifty_are_revisited_for_one_unit(stage: YouTubeStage) -> None:
    ids = sorted(stage.many_comments(120))
    assert set(revisited(stage, ids)) == set(ids)
    assert stage.spent() == 3


def test_a_revisit_that_fails_deletes_nothing(stage: YouTubeStage) -> None:
    ids = sorted(stage.many_comments(3))
    stage.goes_wrong("fetch", "fail_before")
    with pytest.raises(Unavailable):
        revisited(stage, ids)


def test_one_comment_for_whose_sake_a_call_is_refused_does_not_hide_the_others(stage: YouTubeStage) -> None:
    """The stand-in refuses the first call and the first half; asked for by themselves all but one are given."""
    ids = sorted(stage.many_comments(4))
    stage.goes_wrong("fetch", "close_window", times=3)
    assert set(revisited(stage, ids)) == set(ids[1:]), "what is refused alone is left out, not called deleted"


def test_what_is_held_back_and_not_shown_is_not_called_deleted(stage: YouTubeStage) -> None:
    id = stage.fan_writes("buy followers")
    stage.holds(id, "heldForReview")
    gather(stage.connector())
    stage.world.delete_entry("youtube", id)  # as if YouTube did not show held comments by their ids
    assert revisited(stage, [id]) == {}


@pytest.mark.parametrize("kind", [LIVE_CHAT, DIRECT_MESSAGE])
def test_what_cannot_be_asked_for_is_left_out(stage: YouTubeStage, kind: str) -> None:
    assert list(stage.connector().revisit(kind, ["1", "2"])) == [] and stage.spent() == 0


# posts


def add_video(stage: YouTubeStage, id: str, days_ago: float, **more: object) -> None:
    stage.world.add_post(
        "youtube", stage.account_id, id, f"Title {id}", "words", time.time() - 86_400 * days_ago, **more
    )


def test_posts_are_the_channels_videos_newest_first(stage: YouTubeStage) -> None:
    for n in range(120):
        add_video(stage, f"v{n}", 2 + n)
    found = list(stage.connector().posts())
    assert [post.external_id for post in found] == [stage.post_id, *(f"v{n}" for n in range(120))]
    assert (found[1].title, found[1].caption, found[1].transcript) == ("Title v0", "words", "")
    assert stage.spent() == 1 + 3 + 3, "the channel, three pages of the list, three calls for the videos"


def test_posts_since_a_time_are_those_published_after_it_and_reading_stops_there(stage: YouTubeStage) -> None:
    for n in range(120):
        add_video(stage, f"v{n}", 2 + n)
    found = list(stage.connector().posts(datetime.now(UTC) - timedelta(days=4.5)))
    assert [post.external_id for post in found] == [stage.post_id, "v0", "v1", "v2"]
    assert stage.spent() == 1 + 2 + 2


def test_what_is_still_private_is_no_post(stage: YouTubeStage) -> None:
    add_video(stage, "secret", 0, privacy="private")
    add_video(stage, "unlisted", 0.5, privacy="unlisted")
    assert [post.external_id for post in stage.connector().posts()] == ["unlisted", stage.post_id]


def test_a_channel_without_videos_has_no_posts(stage: YouTubeStage) -> None:
    stage.world.rows("delete from posts")
    assert list(stage.connector().posts()) == []


def test_what_is_said_in_a_video_is_read_only_where_that_is_switched_on(stage: YouTubeStage) -> None:
    add_video(stage, "spoken", 0.1, captions="Welcome back\nIt is 25 degrees <i>outside</i>")
    assert {post.transcript for post in stage.connector().posts()} == {""}
    before = stage.spent()
    with configured(**settings_at(stage.address), YOUTUBE_CAPTIONS="true"):
        spoken, silent = stage.connector().posts()
    assert (spoken.transcript, silent.transcript) == ("Welcome back It is 25 degrees outside", "")
    assert spoken.spoken == (Cue(0, "Welcome back"), Cue(2, "It is 25 degrees outside")) and silent.spoken == ()
    assert stage.spent() - before == 3 + 50 + 200 + 50
    assert spoken.was_heard and silent.was_heard, "that it has none is known now"


def test_a_video_that_was_heard_before_is_not_paid_for_again(stage: YouTubeStage) -> None:
    add_video(stage, "spoken", 0.1, captions="Welcome back")
    with configured(**settings_at(stage.address), YOUTUBE_CAPTIONS="true"):
        spoken, other = stage.connector().posts(heard=["spoken"])
    assert (spoken.transcript, spoken.was_heard, other.was_heard) == ("", False, True)
    assert stage.spent() == 3 + 50


def test_captions_that_are_too_dear_today_cost_at_most_one_look_and_no_post(stage: YouTubeStage) -> None:
    for number in range(3):
        add_video(stage, f"v{number}", 0.1 + number / 10, captions="Welcome back")
    purse = Counted(3 + 250 + 110)
    connector = PLATFORM.open(Credentials(stage.account_id, stage.tokens), purse)
    with configured(**settings_at(stage.address), YOUTUBE_CAPTIONS="true"):
        found = list(connector.posts())
    assert [post.external_id for post in found] == ["v0", "v1", "v2", stage.post_id]
    assert [post.was_heard for post in found] == [True, False, False, False]
    assert purse.units == 60


def test_numbers_and_times_of_captions_are_not_words() -> None:
    text = (
        "\ufeff1\r\n00:00:00,000 --> 00:00:02,000\r\n{\\an8}Rye, <b>at last</b>\r\n\r\n2\n0:02 --> 0:04\n- 400 grams\n"
    )
    assert videos.cues(text) == (Cue(0, "Rye, at last"), Cue(2, "- 400 grams"))
    assert videos.cues("7\n01:04:12,500 --> 01:04:14,000\nfold it twice\n") == (Cue(3_852.5, "fold it twice"),)


# the purse

TARGET = ReplyTarget(COMMENT, "Ugx1", "Ugx1", "UCada")
CALLS: list[tuple[int, bool, Callable[[Connector], object]]] = [
    (1, False, lambda one: list(one.fetch(lambda _ids: set()))),
    (1, False, lambda one: list(one.revisit(COMMENT, ["Ugx1"]))),
    (1, False, lambda one: list(one.posts())),
    (1, False, lambda one: one.find_reply(TARGET, "hi", long_ago(), ())),
    (50, True, lambda one: one.send(TARGET, "hi")),
    (50, True, lambda one: one.delete_reply(COMMENT, "Ugx1")),
    (50, True, lambda one: one.moderate("Ugx1", Moderation.HIDE)),
    (20, True, lambda one: one.send(ReplyTarget(LIVE_CHAT, "1", "chat/UCada", "UCada"), "hi")),
    (20, True, lambda one: one.delete_reply(LIVE_CHAT, "1")),
    (5, False, lambda one: one.find_reply(ReplyTarget(LIVE_CHAT, "1", "chat/UCada", "UCada"), "hi", long_ago(), ())),
]


@pytest.mark.parametrize(("units", "writes", "call"), CALLS)
def test_nothing_is_asked_that_the_purse_does_not_hold(
    stage: YouTubeStage, units: int, writes: bool, call: Callable[[Connector], object]
) -> None:
    purse = Counted(units - 1)
    with pytest.raises(BudgetSpent) as spent:
        call(PLATFORM.open(Credentials(stage.account_id, stage.tokens), purse))
    assert 0 < spent.value.retry_after_seconds <= 25 * 3600 and "midnight Pacific" in spent.value.sentence
    assert stage.spent() == 0 and purse.taken == []


def test_the_purse_pays_what_the_platform_counts(stage: YouTubeStage) -> None:
    top = stage.fan_writes("hello")
    purse = Counted(10_000)
    connector = PLATFORM.open(Credentials(stage.account_id, stage.tokens), purse)
    gather(connector)
    sent = connector.send(stage.target(top), "hi there")
    list(connector.revisit(COMMENT, [top]))
    list(connector.posts())
    connector.moderate(top, Moderation.HIDE)
    connector.delete_reply(COMMENT, sent.external_id)
    assert stage.spent() == sum(units for units, _writes in purse.taken)
    assert [units for units, writes in purse.taken if writes] == [50, 50, 50]


def test_a_look_that_the_purse_cuts_short_loses_nothing(stage: YouTubeStage) -> None:
    written = stage.many_comments(250)
    seen: set[str] = set()
    for _ in range(2):
        with pytest.raises(BudgetSpent):
            for page in PLATFORM.open(Credentials(stage.account_id, stage.tokens), Counted(3)).fetch(
                lambda _ids: set()
            ):
                seen |= {message.external_id for message in page}
    assert set(gather(stage.connector(), seen)) | seen == written


def test_an_account_has_no_pressure_of_its_own(stage: YouTubeStage) -> None:
    assert (stage.connector().pressure.share, stage.connector().pressure.rest_seconds) == (0, 0)


def test_what_a_process_knows_of_a_video_is_asked_for_anew_after_a_day(stage: YouTubeStage) -> None:
    stage.fan_writes("hello")
    gather(stage.connector())
    asked, post = videos._known[stage.post_id]
    stage.world.rows("update posts set title='Rye, baked again'")
    gather(stage.connector())
    assert videos.known(stage.post_id) == post
    videos._known[stage.post_id] = (asked - 86_401, post)
    assert videos.known(stage.post_id) is None
    gather(stage.connector())
    again = videos.known(stage.post_id)
    assert again and again.title == "Rye, baked again"
