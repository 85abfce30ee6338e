"""Which past exchanges are found for a message."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from avatar.examples import Corpus, Exchange, Query, diverse, nearest, words
from avatar.labels import Example, Intent

PAST = [
    ("What tyres do you run?", "47 mm, tubeless", "en", "instagram", "a"),
    ("which tires are those", "47 mm tubeless, always", "en", "youtube", "b"),
    ("where are you from?", "half german, half spanish", "en", "instagram", "a"),
    ("love your bread", "thank you, it loves you back", "en", "instagram", "b"),
    ("Qué cubiertas llevas?", "47 mm, sin cámara", "es", "instagram", "a"),
]

Embed = Callable[[Sequence[str]], NDArray[np.float32]]


@pytest.fixture
def corpus(embedded: Embed) -> Corpus:
    exchanges = [
        Exchange(
            Example(str(number), fan, reply, language, platform), kind="comment", post=post, intent=Intent.QUESTION
        )
        for number, (fan, reply, language, platform, post) in enumerate(PAST)
    ]
    return Corpus.of(exchanges, embedded([row[0] for row in PAST]), embedded([row[1] for row in PAST]))


def query(embedded: Embed, text: str, **fields: str) -> Query:
    return Query(text, embedded([text])[0], **{"platform": "instagram", "kind": "comment", **fields})  # type: ignore[arg-type]


def test_the_same_question_is_found_first(corpus: Corpus, embedded: Embed) -> None:
    found = nearest(corpus, query(embedded, "what tyres do you use on the bike?"))
    assert found[0].example.text == "47 mm, tubeless"
    assert 0.6 < found[0].example.similarity <= 1
    assert found[0].example.similarity > found[-1].example.similarity


def test_identical_words_are_as_near_as_can_be(corpus: Corpus, embedded: Embed) -> None:
    assert nearest(corpus, query(embedded, "What tyres do you run?"))[0].similarity > 0.95


def test_the_language_of_the_fan_comes_first(corpus: Corpus, embedded: Embed) -> None:
    assert nearest(corpus, query(embedded, "qué cubiertas usas?", language="es"))[0].example.language == "es"


def test_the_same_post_and_platform_break_a_tie(corpus: Corpus, embedded: Embed) -> None:
    asked = "tyres?"
    there = nearest(corpus, query(embedded, asked, platform="youtube", post="b"))[:2]
    here = nearest(corpus, query(embedded, asked, platform="instagram", post="a"))[:2]
    assert next(f for f in there if f.exchange.post == "b").rank > next(f for f in here if f.exchange.post == "b").rank


def test_repetitions_are_not_shown_twice(corpus: Corpus, embedded: Embed) -> None:
    found = nearest(corpus, query(embedded, "what tyres do you run"))
    assert [one.exchange.example.id for one in found[:2]] == ["0", "1"]
    shown = [one.exchange.example.id for one in diverse(corpus, found, count=2, spread=1.0)]
    assert shown[0] == "0"
    assert shown[1] != "1"


def test_coverage_is_the_share_of_the_question_that_is_spoken_of(corpus: Corpus) -> None:
    assert corpus.coverage(words("what tyres?"), 0) == pytest.approx(1)
    assert corpus.coverage(words("do you repair dishwashers?"), 0) == 0
    assert 0 < corpus.coverage(words("tyres for dishwashers?"), 0) < 0.6


def test_an_empty_corpus_finds_nothing() -> None:
    none = np.zeros((0, 4), np.float32)
    assert nearest(Corpus.of([], none, none), Query("x", np.ones(4, np.float32))) == []


def test_words_leave_out_what_every_text_has() -> None:
    assert words("What are the tyres on the biiike?") == {"tyre", "bike"}
    assert words("the") == {"the"}


def test_what_a_person_wrote_comes_before_what_a_person_let_pass(corpus: Corpus, embedded: Embed) -> None:
    asked, found = query(embedded, "tyres?"), {}
    for source in ("by_hand", "edited", "approved", ""):
        marked = [replace(exchange, source=source) for exchange in corpus.exchanges]
        found[source] = nearest(Corpus.of(marked, corpus.vectors, corpus.replies), asked)[0].rank
    assert found["edited"] > found["by_hand"] > found["approved"] > found[""]


def test_of_two_alike_the_newer_one_comes_first(corpus: Corpus, embedded: Embed) -> None:
    twice = [replace(corpus.exchanges[0], age_days=days) for days in (700.0, 3.0)]
    both = Corpus.of(twice, corpus.vectors[[0, 0]], corpus.replies[[0, 0]])
    assert [one.number for one in nearest(both, query(embedded, "What tyres do you run?"))] == [1, 0]
