"""Instagram's own readers under thousands of made-up inputs."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from connectors.base import Post
from connectors.instagram import payloads, webhooks
from tests.connectors.graph import inputs as made
from tests.connectors.graph.test_properties import MANY, is_writable


@MANY
@given(made.rows, some.sampled_from([(), (made.ME,), (made.ME, "nika")]))
def test_comments_are_read_from_nearly_anything(row: Any, mine: tuple[str, ...]) -> None:
    assert is_writable(payloads.comment(row, mine, Post("1")))


@MANY
@given(made.anything | made.nearly(id=made.ids, caption=some.text(), timestamp=made.scalars))
def test_posts_are_read_from_nearly_anything(media: Any) -> None:
    if isinstance(media, dict):
        found = payloads.post(media)
        assert f"{found.external_id}{found.caption}{found.permalink}".encode() is not None


@MANY
@given(made.anything | made.nearly(mentioned_comment=made.rows))
def test_mentions_are_read_from_nearly_anything(answer: Any) -> None:
    found = payloads.mention(answer)
    assert found is None or is_writable(found)


@MANY
@given(made.bodies)
def test_bodies_are_read_whatever_they_are(body: bytes) -> None:
    assert all(is_writable(message) and message.external_id for _, message in webhooks.parse(body))
