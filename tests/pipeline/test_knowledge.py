from collections.abc import Collection, Iterator
from datetime import timedelta

import pytest

from connectors.base import Post
from models import Knowledge, SocialAccount
from models.fields import utcnow
from models.message import PostCard
from pipeline import knowledge
from pipeline.knowledge import KEPT, learn_posts, told_in_post
from tests.connectors.contract import configured
from tests.connectors.youtube.conftest import Counted
from tests.models import make
from tests.pipeline.channel import NAME, Channel
from tests.pipeline.conftest import Scene

TEXT = (
    "Today we ride to the coast. The tyres are 47 mm tubeless ones. The flour is rye from my uncle's mill! Bring a hat."
)


class Posts:
    """A connector that knows its posts."""

    def __init__(self, *posts: Post) -> None:
        self._posts = posts
        self.heard: set[str] = set()

    def posts(self, heard: Collection[str]) -> Iterator[Post]:
        self.heard = set(heard)
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
    learn_posts(account, Posts(Post("p1", caption="A ride.", transcript=TEXT)), utcnow())  # type: ignore[arg-type]
    asked = make.message(account, text="which flour is it, and what tyres?", post=PostCard(external_id="p1"))
    assert told_in_post(asked) == "The tyres are 47 mm tubeless ones. The flour is rye from my uncle's mill!"
    other = make.message(account, text="what tyres?", post=PostCard(external_id="p2"))
    assert told_in_post(other) == ""
    nobody = make.message(make.account(make.workspace()), text="what tyres?", post=PostCard(external_id="p1"))
    assert told_in_post(nobody) == ""


def test_a_long_post_tells_only_what_fits(account: SocialAccount) -> None:
    learn_posts(account, Posts(Post("p1", caption="The tyres are fine. " * 200)), utcnow())  # type: ignore[arg-type]
    asked = make.message(account, text="what tyres?", post=PostCard(external_id="p1"))
    assert 0 < len(told_in_post(asked)) <= knowledge.TOLD + 50


def test_what_is_not_seen_any_more_is_forgotten_in_time(account: SocialAccount) -> None:
    learn_posts(account, Posts(Post("old", caption="old words")), utcnow() - KEPT - timedelta(days=1))  # type: ignore[arg-type]
    learn_posts(account, Posts(Post("new", caption="new words")), utcnow())  # type: ignore[arg-type]
    assert [one.external_id for one in Knowledge.objects] == ["new"]


def test_later_rounds_go_on_to_videos_that_were_not_heard_yet(channel: Channel) -> None:
    """Three videos, one of them without captions; each round has units for one, and a rest that is too small."""
    for number, spoken in enumerate(("twenty minutes at noon", "", "forty minutes at night")):
        channel.world.add_post(
            NAME, channel.account.external_id, f"v{number}", f"Video {number}", "words", 1000.0 * (9 - number), captions=spoken
        )  # fmt: skip
    channel.world.rows("delete from posts where id like 'youtubepost%'")
    spent = []
    with configured(YOUTUBE_CAPTIONS="true"):
        for _round in range(4):
            purse = Counted(300)
            assert learn_posts(channel.account, channel.connector(purse), utcnow()) == 3
            spent.append(300 - purse.units)
    told = {known.external_id: known.text for known in Knowledge.objects}
    assert told == {"v0": "words\ntwenty minutes at noon", "v1": "words", "v2": "words\nforty minutes at night"}
    assert spent == [253, 103, 253, 3], "in the end all were heard, the one without captions too"
    assert Knowledge.objects(heard_at=None).count() == 0


def test_what_is_said_in_a_video_is_heard_again_in_time_or_forgotten(account: SocialAccount) -> None:
    now = utcnow()
    silent = Posts(Post("p1", caption="A ride."))
    learn_posts(account, Posts(Post("p1", caption="A ride.", transcript=TEXT, was_heard=True)), now)  # type: ignore[arg-type]
    for days, heard, is_kept in ((22, {"p1"}, True), (24, set(), True), (30, set(), False)):
        learn_posts(account, silent, now + timedelta(days=days))  # type: ignore[arg-type]
        assert silent.heard == heard
        assert (TEXT in Knowledge.objects.get().text) is is_kept
