from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.base import Identity, Post
from connectors.youtube import payloads

ME, ADA = "UCme", "UCada"
UNDER = Post("video")
WHEN = "2026-11-20T18:10:30Z"


def row(id: str = "Ugx1", author: str = ADA, **about: Any) -> dict[str, Any]:
    words = {
        "authorDisplayName": "@ada",
        "authorChannelId": {"value": author},
        "textDisplay": "hi",
        "publishedAt": WHEN,
    }
    return {"id": id, "snippet": {**words, "updatedAt": WHEN, **about}}


@pytest.mark.parametrize(
    "value", [WHEN, "2026-11-20T18:10:30.000Z", "2026-11-20T19:10:30+01:00", "2026-11-20T18:10:30"]
)
def test_times_become_utc_whatever_their_shape(value: str) -> None:
    assert payloads.moment(value) == datetime(2026, 11, 20, 18, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "value", [None, "", "yesterday", {}, 5, "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"]
)
def test_a_time_that_says_nothing_does_not_stop_the_look(value: object) -> None:
    assert payloads.moment(value).year == 1970


def test_a_top_level_comment_names_its_own_conversation() -> None:
    found = payloads.comment(row(), ME, UNDER)
    assert (found.conversation_id, found.answers, found.post) == ("Ugx1", "", UNDER)
    assert (found.author_external_id, found.author_username, found.from_account) == (ADA, "ada", False)
    assert found.edited_at is None and found.attachments == ()


def test_a_reply_belongs_to_the_thread_of_its_parent_whoever_says_so() -> None:
    by_itself = payloads.comment(row("Ugx1.r", parentId="Ugx1"), ME, UNDER)
    by_its_place = payloads.comment(row("Ugx1.r"), ME, UNDER, top="Ugx1")
    assert by_itself == by_its_place
    assert (by_itself.conversation_id, by_itself.answers) == ("Ugx1", "Ugx1")


def test_the_channels_own_comment_is_known_by_its_id_alone() -> None:
    assert payloads.comment(row(author=ME), ME, UNDER).from_account
    assert not payloads.comment(row(authorDisplayName="@me"), ME, UNDER).from_account


def test_a_comment_of_somebody_who_left_is_kept() -> None:
    found = payloads.comment({"id": "Ugx1", "snippet": {"textDisplay": "hi"}}, ME, UNDER)
    assert (found.author_external_id, found.author_username, found.from_account) == ("", "", False)
    assert payloads.comment({"id": "Ugx1"}, ME, UNDER).text == ""


def test_entities_become_the_signs_they_stand_for() -> None:
    assert payloads.comment(row(textDisplay="it&#39;s rock &amp; roll &lt;3"), ME, UNDER).text == "it's rock & roll <3"


def test_words_are_read_as_they_were_typed_where_youtube_tells() -> None:
    shown = {"textDisplay": "Title of the video", "textOriginal": "https://youtu.be/1 &amp; more"}
    assert payloads.comment(row(author=ME, **shown), ME, UNDER).text == "https://youtu.be/1 &amp; more"
    assert payloads.comment(row(textDisplay="Title of the video"), ME, UNDER).text == "Title of the video"


def test_texts_are_the_same_when_only_spaces_entities_or_ways_to_write_a_letter_differ() -> None:
    assert payloads.bare(" caf\u00e9 &amp; rye\n\nat 7 ") == payloads.bare("cafe\u0301 & rye at 7")
    assert payloads.bare("at 7") != payloads.bare("at 8")


def test_an_edit_is_an_update_later_than_the_publication() -> None:
    edited = payloads.comment(row(updatedAt="2026-11-20T18:12:00.000Z"), ME, UNDER)
    assert edited.edited_at == datetime(2026, 11, 20, 18, 12, tzinfo=UTC)
    assert payloads.comment(row(updatedAt="2026-11-20T18:10:30.000Z"), ME, UNDER).edited_at is None
    assert payloads.comment(row(updatedAt=None), ME, UNDER).edited_at is None


@pytest.mark.parametrize(
    ("value", "count"), [(7, 7), ("12", 12), (None, 0), (-3, 0), ("²", 0), ([], 0), ("9" * 5_000, 0)]
)
def test_a_count_is_a_number_or_nothing(value: object, count: int) -> None:
    assert payloads.number(value) == count


@pytest.mark.parametrize(
    ("status", "held"),
    [
        ("heldForReview", "held for review"),
        ("likelySpam", "likely spam"),
        ("rejected", "hidden"),
        ("published", ""),
        (None, ""),
    ],
)
def test_a_comment_says_why_it_is_held(status: object, held: str) -> None:
    assert payloads.comment(row(moderationStatus=status), ME, UNDER).held == held


def test_written_captions_are_better_than_those_a_machine_heard_and_drafts_are_none() -> None:
    def track(id: str, kind: str, **about: object) -> dict[str, Any]:
        return {"id": id, "snippet": {"trackKind": kind, **about}}

    heard, written = track("heard", "ASR"), track("written", "standard", status="serving")
    assert payloads.best_captions([heard, written]) == "written"
    assert payloads.best_captions([heard, track("draft", "standard", isDraft=True)]) == "heard"
    assert payloads.best_captions([track("1", "forced"), track("2", "standard", status="failed")]) == ""


def test_a_picture_becomes_a_word() -> None:
    assert payloads.comment(row(imageUrl="https://x.test/1"), ME, UNDER).attachments == ("image",)


def test_a_thread_says_under_which_video_it_stands() -> None:
    assert payloads.video_of({"snippet": {"videoId": "v"}}) == "v"
    assert payloads.video_of({"snippet": {"topLevelComment": row(videoId="v")}}) == "v"
    assert payloads.video_of({"snippet": {"channelId": ME}}) == ""


@pytest.mark.parametrize("node", [{}, {"snippet": None}, {"snippet": {"topLevelComment": []}}, {"snippet": 5}])
def test_what_is_missing_on_the_way_is_empty(node: dict[str, Any]) -> None:
    assert payloads.inside(node, "snippet", "topLevelComment") == {}
    assert payloads.video_of(node) == ""


def test_a_video_becomes_a_card() -> None:
    pictures = {"default": {"url": "small"}, "medium": {"url": "middle"}}
    about = {"title": "Rye", "description": "x" * 5_000, "publishedAt": WHEN, "thumbnails": pictures}
    card = payloads.post("v1", {"id": "v1", "snippet": about})
    assert (card.external_id, card.title, card.thumbnail_url) == ("v1", "Rye", "middle")
    assert card.permalink == "https://www.youtube.com/watch?v=v1"
    assert len(card.caption) == 1_000 and card.published_at == payloads.moment(WHEN)


def test_a_video_that_is_not_shown_any_more_keeps_its_address() -> None:
    card = payloads.post("v1", {})
    assert card == Post("v1", permalink="https://www.youtube.com/watch?v=v1")


def test_a_channel_is_called_by_its_handle_or_else_by_its_title() -> None:
    about = {"title": "Nika Ember", "customUrl": "@nika", "thumbnails": {"default": {"url": "p"}}}
    assert payloads.identity({"id": ME, "snippet": about}) == Identity(ME, "nika", "Nika Ember", picture_url="p")
    assert payloads.identity({"id": ME, "snippet": {"title": "Old"}}).username == "Old"


@pytest.mark.parametrize("page", [{}, {"items": None}, {"items": 5}, {"items": [None, 5, "x"]}])
def test_a_page_that_says_nothing_is_empty(page: dict[str, Any]) -> None:
    assert payloads.listed(page, "items") == []
