"""Relabels: what a person puts right holds at once, for what is the same and for what is like it."""

import numpy as np

from avatar.classifier import Classifier
from avatar.keeping import packed
from avatar.labels import Intent, Risk, Sentiment
from avatar.training_texts import TrainingText
from connectors.embeddings import embed

RUNNING_JOKE = [
    "the duck demands tribute", "all hail the duck", "the duck was robbed again", "bread for the duck council",
    "the duck council has spoken", "duck tax is due on friday", "never trust the second duck", "the duck sees the crumbs",
]  # fmt: skip


def told(texts: list[str], intent: Intent, risks: frozenset[Risk] = frozenset()) -> list[TrainingText]:
    return [TrainingText(text, intent, Sentiment.POSITIVE, risks) for text in texts]


def test_a_relabelled_message_takes_its_label(classifier: Classifier) -> None:
    texts = told(["the duck demands tribute"], Intent.GREETING)
    vectors = embed([text.text for text in texts])
    label = classifier.with_relabels(texts, vectors).label(
        "the duck demands tribute!", embed(["the duck demands tribute!"])[0]
    )
    assert (label.intent, label.sentiment) == (Intent.GREETING, Sentiment.POSITIVE)
    assert label.confidence > 0.9


def test_messages_like_relabelled_ones_lean_their_way(classifier: Classifier) -> None:
    vectors = embed(RUNNING_JOKE)
    learned = classifier.with_relabels(told(RUNNING_JOKE[:6], Intent.GREETING), vectors[:6])
    column = classifier.intents.index(Intent.GREETING)
    for text, vector in zip(RUNNING_JOKE[6:], vectors[6:], strict=True):
        assert learned.judge(text, vector).chances[column] > classifier.judge(text, vector).chances[column] + 0.2


def test_relabels_do_not_touch_the_classifier_they_came_from(classifier: Classifier) -> None:
    before = classifier.weights.copy(), classifier.piece_weights.copy()
    classifier.with_relabels(told(RUNNING_JOKE, Intent.SPAM), embed(RUNNING_JOKE))
    assert np.array_equal(before[0], classifier.weights)
    assert np.array_equal(before[1], classifier.piece_weights)


def test_a_crisis_is_not_unlearned_by_harmless_relabels(classifier: Classifier) -> None:
    dark = "i want to die, i cannot go on any more"
    harmless = ["i want to die laughing", "i could die for this cake", "want to die of cuteness", "this kills me"]
    learned = classifier.with_relabels(told(harmless, Intent.PRAISE), embed(harmless))
    assert Risk.CRISIS in learned.label(dark, embed([dark])[0]).risks


def test_a_relabelled_exaggeration_is_no_crisis_any_more(classifier: Classifier) -> None:
    text = "i want to die so bad when the cat does that"
    learned = classifier.with_relabels(told([text], Intent.PRAISE), embed([text]))
    assert not learned.label(text, embed([text])[0]).risks


def test_a_classifier_with_relabels_is_not_kept_as_if_it_had_none(classifier: Classifier) -> None:
    learned = classifier.with_relabels(told(RUNNING_JOKE, Intent.SPAM), embed(RUNNING_JOKE))
    try:
        packed(learned)
    except ValueError as error:
        assert "relabels" in str(error)
    else:
        raise AssertionError("it was kept")


def test_what_is_kept_is_small(classifier: Classifier) -> None:
    assert sum(part.nbytes for part in packed(classifier).values()) < 10_000_000


def test_no_relabels_change_nothing(classifier: Classifier) -> None:
    assert classifier.with_relabels([], np.zeros((0, 512), np.float32)) is classifier
