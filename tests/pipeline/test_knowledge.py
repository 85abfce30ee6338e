from collections.abc import Iterator
from datetime import timedelta

import pytest

from connectors.base import Post
from models import Knowledge, SocialAccount
from models.fields import utcnow
from models.message import PostCard
from pipeline import knowledge
from pipeline.knowledge import KEPT, learn_posts, told_in_post
from tests.models import make
from tests.pipeline.conftest import Scene

TEXT = (
    "Today we ride to the coast. The tyres are 47 mm tubeless ones. The flour is rye from my uncle's mill! Bring a hat."
)


class Channel:
    """A connector that knows its posts."""

    def __init__(self, *posts: Post) -> None:
        self._posts = posts

    def posts(self) -> Iterator[Post]:
        yield from self._posts


@pytest.fixture
def account(clean: None, database: object) -> SocialAccount:
    knowledge._texts.forget()
    return make.account(make.workspace())


def test_posts_are_learned_from_the_platform(scene: Scene) -> None:
    count = learn_posts(scene.account, scene.connector, utcnow())
    assert count == Knowledge.objects(account_id=scene.account.id).count() > 0
    assert learn_posts(scene.account, scene.connector, utcnow()) == count
    assert Knowledge.objects.count() == count


def test_what_a_post_says_is_found_for_who_asks_below_it(account: SocialAccount) -> None:
    learn_posts(account, Channel(Post("p1", caption="A ride.", transcript=TEXT)), utcnow())  # type: ignore[arg-type]
    asked = make.message(account, text="which flour is it, and what tyres?", post=PostCard(external_id="p1"))
    assert told_in_post(asked) == "The tyres are 47 mm tubeless ones. The flour is rye from my uncle's mill!"
    other = make.message(account, text="what tyres?", post=PostCard(external_id="p2"))
    assert told_in_post(other) == ""
    nobody = make.message(make.account(make.workspace()), text="what tyres?", post=PostCard(external_id="p1"))
    assert told_in_post(nobody) == ""


def test_a_long_post_tells_only_what_fits(account: SocialAccount) -> None:
    learn_posts(account, Channel(Post("p1", caption="The tyres are fine. " * 200)), utcnow())  # type: ignore[arg-type]
    asked = make.message(account, text="what tyres?", post=PostCard(external_id="p1"))
    assert 0 < len(told_in_post(asked)) <= knowledge.TOLD + 50


def test_what_is_not_seen_any_more_is_forgotten_in_time(account: SocialAccount) -> None:
    learn_posts(account, Channel(Post("old", caption="old words")), utcnow() - KEPT - timedelta(days=1))  # type: ignore[arg-type]
    learn_posts(account, Channel(Post("new", caption="new words")), utcnow())  # type: ignore[arg-type]
    assert [one.external_id for one in Knowledge.objects] == ["new"]
