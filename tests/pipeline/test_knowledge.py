from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from avatar.labels import Fact
from connectors.base import Cue, Post
from connectors.embeddings import embed
from models import Knowledge, Message, ReplyExample, SocialAccount
from models.fields import utcnow
from models.message import PostCard
from pipeline import knowledge
from pipeline.entries import BadEntry, add_answer, add_link, change, take_away
from pipeline.knowledge import facts_for, forget_what_was_read, told_in_post
from pipeline.posts import KEPT, learn_posts
from tests.connectors.contract import configured
from tests.connectors.youtube.conftest import Counted
from tests.models import make
from tests.pipeline.channel import NAME, Channel
from tests.pipeline.conftest import Scene

TEXT = (
    "Today we ride to the coast. The tyres are 47 mm tubeless ones. The flour is rye from my uncle's mill! Bring a hat."
)
CUES = (Cue(0, "Welcome to the coast, it is windy."), Cue(250, "this here is the thirty five millimetre lens"))
NOW = utcnow()


class Posts:
    """A connector that knows its posts."""

    def __init__(self, *posts: Post) -> None:
        self._posts = posts
        self.heard: set[str] = set()

    def posts(self, heard: Collection[str]) -> Iterator[Post]:
        self.heard = set(heard)
        yield from self._posts


class Counting:
    """Embeds, and counts what it was asked for."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts += texts
        return embed(texts)


@pytest.fixture
def account(clean: None, database: object) -> SocialAccount:
    forget_what_was_read()
    return make.account(make.workspace())


def learn(account: SocialAccount, *posts: Post, **more: object) -> None:
    learn_posts(account, Posts(*posts), NOW, **more)  # type: ignore[arg-type]


def below(account: SocialAccount, text: str, post: str = "p1") -> Message:
    return make.message(account, text=text, post=PostCard(external_id=post) if post else None)


def facts(message: Message, maker: object = embed) -> tuple[Fact, ...]:
    return facts_for(message, embed([message.text])[0], NOW, maker)  # type: ignore[arg-type]


def test_posts_are_learned_from_the_platform(scene: Scene) -> None:
    count = learn_posts(scene.account, scene.connector, utcnow())
    assert count == Knowledge.objects(account_id=scene.account.id).count() > 0
    assert learn_posts(scene.account, scene.connector, utcnow()) == count
    assert Knowledge.objects.count() == count


def test_what_a_post_says_is_found_for_who_asks_below_it(account: SocialAccount) -> None:
    learn(account, Post("p1", caption="A ride.", transcript=TEXT))
    asked = below(account, "which flour is it, and what tyres?")
    assert told_in_post(asked) == "The tyres are 47 mm tubeless ones. The flour is rye from my uncle's mill!"
    assert told_in_post(below(account, "what tyres?", "p2")) == ""
    assert told_in_post(below(make.account(make.workspace()), "what tyres?")) == ""


def test_a_long_post_tells_only_what_fits(account: SocialAccount) -> None:
    learn(account, Post("p1", caption="The tyres are fine. " * 200))
    assert 0 < len(told_in_post(below(account, "what tyres?"))) <= knowledge.TOLD + 50


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


def test_a_question_with_a_place_is_answered_from_there_or_not_at_all(account: SocialAccount) -> None:
    learn(
        account,
        Post("p1", title="The coast", caption="Lens: a zoom.", permalink="https://x/1", transcript="x", spoken=CUES),
    )
    found = facts(below(account, "At 4:12, which lens?"))
    assert [(one.text, one.source, one.starts_at, one.url) for one in found] == [
        (CUES[1].text, "transcript", 250.0, "https://x/1")
    ]
    assert facts(below(account, "At 9:30, which lens?")) == ()
    assert CUES[1].text in told_in_post(below(account, "At 4:12, which lens?"))
    assert told_in_post(below(account, "At 9:30, which lens?")) == ""


def test_a_fact_names_where_it_comes_from(account: SocialAccount) -> None:
    learn(account, Post("p1", title="The coast", caption="The tyres are 47 mm.", permalink="https://x/1"))
    (fact,) = facts(below(account, "what tyres are these?"))
    stored = Knowledge.objects.get()
    assert (fact.source, fact.title, fact.url) == ("post", "The coast", "https://x/1")
    assert fact.id.startswith(str(stored.id)) and 0.2 < fact.similarity <= 1


def test_answers_links_other_posts_and_past_answers_are_found_without_a_post(account: SocialAccount) -> None:
    add_answer(account.workspace_id, "Do you ship to Germany?", "Yes, it takes a week.", "nika")
    add_link(account.workspace_id, "The mill where I buy my flour", "https://mill.example/rye", "nika")
    learn(account, Post("p1", title="Tent", caption="The tent on this trip weighs 900 grams."))
    pair = embed(["what oven do you have?", "a tiny old gas one from my gran"]).astype(np.float32).tobytes()
    ReplyExample(
        workspace_id=account.workspace_id, account_id=account.id, external_id="r1", platform="x", kind="comment", source="by_hand",
        fan_text="what oven do you have?", text="a tiny old gas one from my gran", vector=pair,
    ).save()  # fmt: skip
    told = {text: facts(below(account, text, "")) for text in (
        "do you ship to germany?", "where do you buy the flour?", "how much does the tent weigh?", "which oven do you have?",
    )}  # fmt: skip
    assert [found[0].source for found in told.values()] == ["faq", "link", "post", "past answer"]
    assert told["where do you buy the flour?"][0].text.endswith("https://mill.example/rye")
    assert all(facts(below(make.account(make.workspace()), text, "")) == () for text in told)


def test_a_change_by_a_person_counts_for_the_very_next_draft(account: SocialAccount) -> None:
    asked = below(account, "do you ship to germany?", "")
    assert facts(asked) == ()
    entry = add_answer(account.workspace_id, "Do you ship to Germany?", "Yes, it takes a week.", "nika")
    assert [one.text for one in facts(asked)] == ["Yes, it takes a week."]
    change(entry, entry.title, "No, only within Portugal.", "nika")
    assert [one.text for one in facts(asked)] == ["No, only within Portugal."]
    take_away(entry, "nika")
    assert facts(asked) == ()


@pytest.mark.parametrize(
    ("asked", "text"), [("", "yes"), ("Do you ship?", " "), ("x" * 301, "yes"), ("Do you ship?", "x" * 1001)]
)
def test_an_entry_that_says_nothing_or_too_much_is_refused(account: SocialAccount, asked: str, text: str) -> None:
    with pytest.raises(BadEntry):
        add_answer(account.workspace_id, asked, text, "nika")
    assert Knowledge.objects.count() == 0


@pytest.mark.parametrize("url", ["", "mill.example", "javascript:alert(1)", "https://", "https://a b.example"])
def test_a_link_needs_a_whole_address(account: SocialAccount, url: str) -> None:
    with pytest.raises(BadEntry):
        add_link(account.workspace_id, "the mill", url, "nika")


def test_what_a_post_says_is_changed_at_the_platform_only(account: SocialAccount) -> None:
    learn(account, Post("p1", caption="The tyres are 47 mm."))
    for act in (
        lambda: take_away(Knowledge.objects.get(), "nika"),
        lambda: change(Knowledge.objects.get(), "a", "b", "nika"),
    ):
        with pytest.raises(BadEntry):
            act()


def test_only_what_changed_is_embedded_again(account: SocialAccount) -> None:
    first, second = Counting(), Counting()
    learn(account, Post("p1", title="The coast", caption="The tyres are 47 mm."), embed=first)
    learn(account, Post("p1", title="The coast", caption="The tyres are 50 mm now."), embed=second)
    assert first.texts == ["The coast", "The tyres are 47 mm."]
    assert second.texts == ["The tyres are 50 mm now."]
    assert all(len(piece.vector) == 4 * 512 for piece in Knowledge.objects.get().chunks)


def test_what_has_no_vector_gets_it_from_the_first_who_asks_and_keeps_it(account: SocialAccount) -> None:
    learn(account, Post("p1", caption="The tyres are 47 mm."))
    assert facts(below(account, "what tyres?"), None)[0].text == "The tyres are 47 mm.", "by its words"
    forget_what_was_read()
    assert facts(below(account, "qué neumáticos?"))[0].text == "The tyres are 47 mm.", "by its meaning"
    assert all(piece.vector for piece in Knowledge.objects.get().chunks)


def test_vectors_of_another_model_are_made_again(account: SocialAccount) -> None:
    learn(account, Post("p1", caption="The tyres are 47 mm."), embed=lambda texts: np.ones((len(texts), 3), np.float32))
    assert facts(below(account, "what tyres?"))
    assert all(len(piece.vector) == 4 * 512 for piece in Knowledge.objects.get().chunks)


def test_what_was_stored_before_there_were_pieces_is_cut_when_asked_for(account: SocialAccount) -> None:
    Knowledge(
        workspace_id=account.workspace_id, account_id=account.id, source="post", external_id="p1", text=TEXT
    ).save()
    assert "47 mm" in facts(below(account, "what tyres?"))[0].text


def test_what_is_said_is_kept_where_it_is_not_read_again_and_goes_in_time(account: SocialAccount) -> None:
    learn(account, Post("p1", caption="A.", transcript="x", spoken=CUES))
    learn(account, Post("p1", caption="B."))
    assert [piece.starts_at for piece in Knowledge.objects.get().chunks if piece.said] == [0.0, 250.0]
    learn_posts(account, Posts(Post("p1", caption="B.")), NOW + KEPT + timedelta(days=1))  # type: ignore[arg-type]
    assert [piece.text for piece in Knowledge.objects.get().chunks] == ["B."]


def test_what_was_not_read_again_in_time_is_told_no_longer(account: SocialAccount) -> None:
    learn(account, Post("p1", caption="The tyres are 47 mm."))
    asked = below(account, "what tyres?")
    assert facts(asked)
    forget_what_was_read()
    assert facts_for(asked, embed([asked.text])[0], NOW + KEPT + timedelta(days=1), embed) == ()


def test_a_busy_post_is_read_once(account: SocialAccount, database: object) -> None:
    learn(account, Post("p1", caption="The tyres are 47 mm."), embed=embed)
    facts(below(account, "what tyres?"))
    Knowledge.objects.update(set__chunks=[], set__text="")
    assert facts(below(account, "and which tyres?")), "as it was a moment ago"
