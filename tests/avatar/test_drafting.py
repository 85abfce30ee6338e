"""Which words become the draft."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from avatar.adapt import Familiar
from avatar.asking import question
from avatar.drafting import (
    MODEL,
    NOTHING_NEAR,
    NOTHING_SAID,
    PAST,
    Candidate,
    Task,
    Voice,
    as_draft,
    choose,
    from_model,
    from_past,
    look_up,
    may_draft,
)  # fmt: skip
from avatar.examples import Corpus, Exchange, Query
from avatar.guard import Allowed
from avatar.labels import Example, Intent, Label, Risk, Sentiment
from avatar.style import Fingerprint

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

SAID = [
    ("What tyres do you run?", "47 mm tubeless, softer than you think", Intent.QUESTION),
    ("how long does it bake?", "about 40 minutes, don't lift the lid", Intent.QUESTION),
    ("love your videos so much", "thank youuu, i make them for exactly this comment", Intent.PRAISE),
    ("hello from Texas!", "hellooo texas! does your headwind come with cows?", Intent.GREETING),
    ("good morning!", "good morning! coffee in one hand, bread in the other", Intent.GREETING),
    ("me encantan tus vídeos", "y a mí que los veas, graciasss", Intent.PRAISE),
]


@pytest.fixture
def voice(embedded: Embed) -> Voice:
    exchanges = [
        Exchange(Example(str(n), fan, reply, "es" if "graciasss" in reply else "en"), kind="comment", fan=f"fan{n}", intent=intent)
        for n, (fan, reply, intent) in enumerate(SAID)
    ]  # fmt: skip
    corpus = Corpus.of(exchanges, embedded([row[0] for row in SAID]), embedded([row[1] for row in SAID]))
    return Voice.of(corpus, Fingerprint.of([row[1] for row in SAID] * 3), Familiar.of(exchanges))


@pytest.fixture
def task(embedded: Embed) -> Callable[..., Task]:
    def make(text: str, intent: Intent, language: str = "en", **fields: object) -> Task:
        query = Query(text, embedded([question(text)])[0], language, kind="comment", intent=intent)
        label = Label(intent, Sentiment.POSITIVE, language, confidence=0.9)
        return Task(query, label, Allowed(500, language, ("en", "es"), fan_text=text), fan="ada", **fields)  # type: ignore[arg-type]

    return make


def texts(voice: Voice, task: Task) -> list[str]:
    return [candidate.text for candidate in from_past(voice, task, look_up(voice, task))]


def test_the_same_question_gets_the_same_answer(voice: Voice, task: Callable[..., Task]) -> None:
    assert texts(voice, task("what tyres do you run on this one?", Intent.QUESTION)) == [SAID[0][1]]


@pytest.mark.parametrize(
    "text", ["what pot is that?", "how long is your beard?", "do you sell tyres?", "what's your name"]
)
def test_another_question_gets_no_answer(voice: Voice, task: Callable[..., Task], text: str) -> None:
    assert texts(voice, task(text, Intent.QUESTION)) == []


def test_praise_is_answered_like_praise(voice: Voice, task: Callable[..., Task]) -> None:
    assert texts(voice, task("i love your videos", Intent.PRAISE)) == [SAID[2][1]]


def test_the_answer_is_in_the_fans_language(voice: Voice, task: Callable[..., Task]) -> None:
    assert texts(voice, task("me encantan tus vídeos!!", Intent.PRAISE, "es")) == [SAID[5][1]]
    assert texts(voice, task("amo seus vídeos", Intent.PRAISE, "pt")) == []


def test_what_echoes_another_fan_is_not_said_again(voice: Voice, task: Callable[..., Task]) -> None:
    assert SAID[3][1] not in texts(voice, task("hello from Bristol!", Intent.GREETING))


def test_a_good_night_is_no_good_morning(voice: Voice, task: Callable[..., Task]) -> None:
    assert SAID[4][1] in texts(voice, task("good morning to you", Intent.GREETING))
    assert SAID[4][1] not in texts(voice, task("good night to you", Intent.GREETING))


def test_nobody_gets_what_the_last_one_got(voice: Voice, task: Callable[..., Task]) -> None:
    assert texts(voice, task("i love your videos", Intent.PRAISE, used={SAID[2][1]})) == []
    question_again = task("what tyres do you run?", Intent.QUESTION, used={SAID[0][1]})
    assert texts(voice, question_again) == [SAID[0][1]], "a fact stays true for the next one"
    assert texts(voice, replace(question_again, refused={SAID[0][1]})) == [], "who asked for another draft gets another"


def test_a_models_words_are_measured(voice: Voice, task: Callable[..., Task], embedded: Embed) -> None:
    asked = task("i love your videos", Intent.PRAISE)
    good, bad = "thank youuu, your comment made my videos worth it", "As an AI language model I cannot love videos"
    found = from_model(voice, asked, [good, bad, good, " "], look_up(voice, asked), embedded)
    assert [candidate.text for candidate in found] == [good, bad]
    assert not found[0].findings
    assert found[1].findings
    assert 0 < found[0].relevance <= 1


def test_a_strong_model_comes_first_unless_the_guard_objects() -> None:
    past, clean = Candidate("mine", PAST, 0.9, 80), Candidate("written", MODEL, 0.5, 50)
    dirty = replace(clean, findings=("It promises something.",))
    assert choose([past], [clean], strong=True) is clean
    assert choose([past], [dirty], strong=True) is past
    assert choose([], [dirty], strong=True) is dirty
    assert choose([], [], strong=True) is None


def test_a_tiny_model_comes_only_where_it_is_better() -> None:
    past = Candidate("mine", PAST, 0.6, 80)
    poor, fine = Candidate("meh", MODEL, 0.9, 20), Candidate("fine", MODEL, 0.9, 90)
    assert choose([past], [poor], strong=False) is past
    assert choose([], [poor], strong=False) is None
    assert choose([past], [fine], strong=False) is fine
    assert choose([], [replace(fine, findings=("It repeats itself.",))], strong=False) is None


def test_no_draft_is_said_honestly(voice: Voice, task: Callable[..., Task]) -> None:
    asked = task("do you sell dishwashers?", Intent.QUESTION)
    draft = as_draft(None, [], asked.label, look_up(voice, asked)[:6])
    assert (draft.text, draft.source, draft.reasons) == ("", "none", (NOTHING_NEAR,))
    assert len(draft.examples) == 3
    assert as_draft(None, [], asked.label, []).reasons == (NOTHING_SAID,)


def test_a_problem_is_told_beside_the_draft(voice: Voice, task: Callable[..., Task]) -> None:
    asked = task("i love your videos", Intent.PRAISE)
    near = look_up(voice, asked)
    past = from_past(voice, asked, near)
    draft = as_draft(past[0], past, asked.label, near, "The language model is away.")
    assert draft.reasons[0] == "The language model is away."
    assert draft.source == PAST
    assert 0 < draft.confidence < 1
    assert draft.candidates == ()


def test_some_things_are_not_drafted_at_all() -> None:
    assert not may_draft(Label(Intent.QUESTION, risks=frozenset({Risk.CRISIS})))
    assert not may_draft(Label(Intent.GREETING, risks=frozenset({Risk.MINORS})))
    assert not may_draft(Label(Intent.THREAT))
    assert may_draft(Label(Intent.QUESTION, risks=frozenset({Risk.MEDICAL})))


def test_a_voice_without_words_has_nothing_to_say(task: Callable[..., Task]) -> None:
    empty = Voice.empty()
    assert look_up(empty, task("hello", Intent.GREETING)) == []
