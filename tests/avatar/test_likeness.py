"""Likeness to dangers: dark words in everyday sentences are no cry for help, and a cry for help needs no dark word."""

from dataclasses import replace

import numpy as np
import pytest

from avatar.classifier import Classifier
from avatar.features import dense
from avatar.labels import Intent, Risk, Sentiment
from avatar.likeness import SEEN_BY_LIKENESS, near, weighed
from avatar.training_texts import TrainingText, training_texts
from connectors.embeddings import embed
from tests.avatar.conftest import Judge

DANGERS = frozenset(SEEN_BY_LIKENESS)

EVERYDAY = [
    "is gerald behaving today 👀", "are you ok? you sounded tired", "dying to see the finished garden", "we miss you, come back soon",
    "my exam killed me but i passed", "i died at the last boss again lol", "cut the butter into the flour and kill the heat",
    "the murderer was the gardener, great film", "¿está bien el perrito hoy?", "morri de rir com o gato",
    "der hund hat heute wieder alles zerlegt", "our old cat passed away in spring, this made me smile",
]  # fmt: skip

DANGEROUS = [
    ("i already wrote the goodbye letters, tonight i will do it", Risk.CRISIS),
    ("my brother told me he wants to be dead and i found pills in his room", Risk.CRISIS),
    ("hoy me quiero quitar la vida, no puedo más", Risk.CRISIS),
    ("eu não quero mais acordar amanhã, quero sumir pra sempre", Risk.CRISIS),
    ("i know which school your daughter goes to, delete it or she gets hurt", Risk.THREAT),
    ("ich weiß wo du wohnst und komme heute nacht", Risk.THREAT),
    ("ghar ka pata hai mujhe, tujhe maar dunga", Risk.THREAT),
]


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_words_are_no_danger(judge: Judge, text: str) -> None:
    assert not judge(text).risks & DANGERS


@pytest.mark.parametrize(("text", "risk"), DANGEROUS)
def test_a_danger_is_seen(judge: Judge, text: str, risk: Risk) -> None:
    assert risk in judge(text).risks


def test_the_same_is_nearest_and_what_is_far_is_not_near() -> None:
    texts = ["which flour do you use?", "i want to die"]
    features = weighed(dense(texts, embed(texts)), embed(texts).shape[1])
    found = near(features, features)
    assert np.diag(found) == pytest.approx([1, 1], abs=1e-5)
    assert found[0, 1] < 0.3


def test_a_crisis_that_people_put_right_is_seen_in_what_is_like_it(classifier: Classifier) -> None:
    told = [
        "the lamp is out for good",
        "the lamp is out, for good this time",
        "my lamp goes out for good",
        "lamp out for good",
    ]
    texts = [TrainingText(text, Intent.CRISIS, Sentiment.NEGATIVE, frozenset({Risk.CRISIS})) for text in told]
    like, vector = "so now the lamp is out for good i guess", embed(["so now the lamp is out for good i guess"])[0]
    assert Risk.CRISIS not in classifier.judge(like, vector).risks
    assert Risk.CRISIS in classifier.with_relabels(texts, embed(told)).judge(like, vector).risks


def test_people_cannot_teach_that_a_cry_for_help_is_none(classifier: Classifier) -> None:
    told = ["lol i want to die of laughter", "i want to die, so funny", "haha dying here, want to die"]
    texts = [TrainingText(text, Intent.PRAISE, Sentiment.POSITIVE, frozenset()) for text in told]
    text = "i don't want to live anymore, tonight i will end it"
    vector = embed([text])[0]
    assert Risk.CRISIS in classifier.with_relabels(texts, embed(told)).judge(text, vector).risks


def test_texts_only_for_dangers_teach_nothing_else(classifier: Classifier) -> None:
    texts = list(training_texts())
    few = [text for text in texts if not text.only_for_dangers][::8]
    odd = [
        TrainingText(f"zebra {n}", Intent.PRESS, Sentiment.POSITIVE, frozenset(), only_for_dangers=True)
        for n in range(8)
    ]
    alone = Classifier.train(few, embed([text.text for text in few]))
    both = Classifier.train([*odd, *few], embed([text.text for text in [*odd, *few]]))
    seen = [one.judge("zebra 3", embed(["zebra 3"])[0]) for one in (alone, both)]
    aside = {"chances": np.zeros(0), "risks": frozenset()}
    assert replace(seen[0], **aside) == replace(seen[1], **aside)
    assert np.array_equal(seen[0].chances, seen[1].chances)
    assert len(both.likeness.known) == len(alone.likeness.known) + len(odd)
