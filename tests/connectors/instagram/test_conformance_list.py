"""Which recorded payloads are read, which are knowingly refused and why, and the reading of those that need no more than this."""

import httpx
import pytest

from connectors.base import Post
from connectors.errors import AccessRevoked, ConnectorError
from connectors.graph import messages as graph_messages
from connectors.graph.inbox import sent
from connectors.graph.values import listed, next_cursor
from connectors.instagram import payloads
from connectors.instagram.refusals import refusal
from tests.connectors import recorded
from tests.connectors.instagram.test_conformance import ERRORS, GRAPH, ME, MESSAGING, event
from tests.connectors.recorded import read

pytestmark = recorded.WHERE_THEY_ARE

USED = (
    "apidata/comments/comment_fields.json", "apidata/comments/comments_fields.json", "apidata/comments/replies.json",
    "apidata/medias/comments_p?.json", "apidata/medias/media_default.json", "apidata/medias/medias_fields.json",
    "apidata/users/medias_p?.json", "apidata/users/mentioned_comment.json", "models/ig_comment.json", "models/ig_media.json",
    "models/ig_reply.json",
)  # fmt: skip
_STORIES = "Stories take no comments; an answer to one comes as a direct message that names it."
_PUBLISHING = "Fanmail answers; it publishes nothing of its own."
_NUMBERS = "How often something was seen is not asked for: no right to it is wanted."
REFUSED = {
    "apidata/discovery/*.json": "Other people's accounts and posts: Fanmail reads the creator's own only.",
    "apidata/hashtags/*.json": "Posts of strangers under a hashtag are not written to the creator.",
    "apidata/medias/children.json": "The pictures of an album: they have no comments of their own.",
    "apidata/medias/insights*.json": _NUMBERS,
    "apidata/medias/product_tags.json": "A shop's products are no words of a fan.",
    "apidata/publish/*.json": _PUBLISHING,
    "apidata/stories/*.json": _STORIES,
    "apidata/users/available_catalogs.json": "A shop's products are no words of a fan.",
    "apidata/users/catalog_product_search.json": "A shop's products are no words of a fan.",
    "apidata/users/content_publish_limit.json": _PUBLISHING,
    "apidata/users/hashtag_search.json": "Posts of strangers under a hashtag are not written to the creator.",
    "apidata/users/live_medias.json": "The comments under a live video come by webhook, as those under a post do.",
    "apidata/users/mentioned_media.json": "A caption that names the creator is not a comment: the API lets nobody answer it as one.",
    "apidata/users/product_appeal.json": "A shop's products are no words of a fan.",
    "apidata/users/recently_searched_hashtags.json": "Posts of strangers under a hashtag are not written to the creator.",
    "apidata/users/stories.json": _STORIES,
    "apidata/users/tagged_medias.json": "Posts of others that show the creator: their comments are not the creator's to read.",
    "apidata/users/user_fields.json": "Another account's profile: who connects is asked with other fields (identify).",
    "apidata/users/user_insights*.json": _NUMBERS,
    "models/ig_container.json": _PUBLISHING,
    "models/ig_hashtag.json": "Posts of strangers under a hashtag are not written to the creator.",
    "models/ig_insight.json": _NUMBERS,
    "models/ig_publish_limit.json": _PUBLISHING,
    "models/ig_story.json": _STORIES,
    "models/ig_user.json": "Another account's profile: who connects is asked with other fields (identify).",
}
MESSAGING_USED = (
    "conversation_by_user.json", "conversations.json", "errors.json", "messages.json", "send_message.json", "webhook_messaging.json",
)  # fmt: skip
MESSAGING_REFUSED = {
    "mark_seen.json": "Fanmail marks nothing as seen: that a person looked would not be true.",
    "send_attachment_*.json": "Fanmail answers in words only.",
}
SILENT_EVENTS = {
    "reaction_react": "A heart on a message asks for no answer.",
    "reaction_unreact": "A heart that is taken back asks for no answer.",
    "seen": "That somebody has read us asks for no answer.",
    "dashboard_test_notification_changes_form": "The test button's message has no sender that could be answered.",
}
GUESSED_ERRORS = {
    "missing_human_agent_permission_UNVERIFIED": "Its source has guessed it. It says no more than that a right is missing."
}


def test_every_recorded_file_is_read_or_refused_for_a_reason() -> None:
    print(recorded.told(GRAPH, REFUSED), recorded.told(MESSAGING, MESSAGING_REFUSED), sep="\n")
    assert recorded.wrongs(GRAPH, USED, REFUSED) == []
    assert recorded.wrongs(MESSAGING, MESSAGING_USED, MESSAGING_REFUSED) == []


def test_exactly_the_events_on_the_list_are_left_out() -> None:
    print(*(f"{name}: {why}" for name, why in SILENT_EVENTS.items()), sep="\n")
    names = read(MESSAGING / "webhook_messaging.json")
    assert {name for name in names if not event(name)} == set(SILENT_EVENTS)


def test_exactly_the_guessed_errors_have_no_branch_of_their_own() -> None:
    found = read(MESSAGING / "errors.json")
    assert set(found) - set(ERRORS) == set(GUESSED_ERRORS)
    for name in GUESSED_ERRORS:
        error = refusal(httpx.Response(found[name]["http_status"], json=found[name]["body"]), write=True)
        assert isinstance(error, ConnectorError) and isinstance(error, AccessRevoked) and error.sentence.endswith(".")


@pytest.mark.parametrize(
    "name", ["apidata/comments/comment_fields", "apidata/comments/comments_fields", "models/ig_reply"]
)
def test_recorded_comments_by_id_are_read(name: str) -> None:
    whole = read(GRAPH / f"{name}.json")
    for row in [whole] if "id" in whole else whole.values():
        found = payloads.comment(row, (), None)
        assert (found.external_id, found.text, found.author_username) == (row["id"], row["text"], row["username"])


def test_recorded_replies_are_read() -> None:
    (row,) = listed(read(GRAPH / "apidata" / "comments" / "replies.json"))
    found = payloads.comment(row, (), None, "1")
    assert (found.external_id, found.conversation_id, found.created_at.year) == (row["id"], "1", 2020)


@pytest.mark.parametrize("name", ["medias/media_default", "medias/medias_fields", "users/medias_p1", "users/medias_p2"])
def test_recorded_posts_are_read(name: str) -> None:
    whole = read(GRAPH / "apidata" / f"{name}.json")
    rows = [whole] if "id" in whole else listed(whole) or list(whole.values())
    posts = [payloads.post(row) for row in rows]
    assert posts and [post.external_id for post in posts] == [row["id"] for row in rows]
    assert all(isinstance(post, Post) and post.permalink and post.published_at for post in posts)


def test_a_recorded_page_says_whether_another_follows() -> None:
    pages = [read(GRAPH / "apidata" / "users" / f"medias_p{number}.json") for number in (1, 2)]
    assert [bool(next_cursor(page)) for page in pages] == [True, False]


def test_a_documented_answer_to_a_send_names_our_reply() -> None:
    answer = read(MESSAGING / "send_message.json")
    assert sent(None, answer, "message_id").external_id == answer["message_id"]  # type: ignore[arg-type] only for refusing


def test_a_conversation_without_its_people_gives_nothing() -> None:
    (row,) = listed(read(MESSAGING / "conversation_by_user.json"))
    assert "participants" not in row and graph_messages.conversation(row, ME) == []
