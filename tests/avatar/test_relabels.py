"""Relabels: what a person puts right holds at once, for what is the same and for what is like it."""

import numpy as np

from avatar.classifier import Classifier
from avatar.keeping import packed
from avatar.labels import Intent, Risk, Sentiment
from avatar.relabels import CUES, MEANING, PIECES, lent
from avatar.training_texts import TrainingText, training_texts
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


def test_what_is_lent_goes_by_meaning_far_more_than_by_cues() -> None:
    features = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]], np.float32)
    lending = lent(features, meaning=2)
    assert (lending[0, 0], lending[0, 2]) == (MEANING, CUES)
    assert MEANING > PIECES > CUES


def test_relabels_of_one_joke_leave_other_messages_alone(classifier: Classifier) -> None:
    """Whoever puts right only what was wrong tells one side alone."""
    others = [text for text in training_texts() if not text.risks][::60]
    vectors = embed([text.text for text in others])
    learned = classifier.with_relabels(told(RUNNING_JOKE, Intent.SPAM), embed(RUNNING_JOKE))
    was = [classifier.judge(text.text, vector).intent for text, vector in zip(others, vectors, strict=True)]
    now = [learned.judge(text.text, vector).intent for text, vector in zip(others, vectors, strict=True)]
    assert len(others) > 50
    assert np.mean([one is two for one, two in zip(was, now, strict=True)]) > 0.95


def test_the_same_relabels_teach_the_same(classifier: Classifier) -> None:
    texts, vectors = told(RUNNING_JOKE, Intent.SPAM), embed(RUNNING_JOKE)
    one, two = classifier.with_relabels(texts, vectors), classifier.with_relabels(texts, vectors)
    assert np.array_equal(one.weights, two.weights)


def test_many_harmless_relabels_pull_no_danger_down(classifier: Classifier) -> None:
    harmless = [f"i want to die laughing, take {number}" for number in range(40)]
    learned = classifier.with_relabels(told(harmless, Intent.PRAISE), embed(harmless))
    column = len(classifier.intents) + len(classifier.sentiments) + classifier.risks.index(Risk.CRISIS)
    changed = learned.piece_weights[:, column] - classifier.piece_weights[:, column]
    assert float(changed.min()) >= 0
    dark = "nobody would miss me, i want to end my life tonight"
    assert Risk.CRISIS in learned.label(dark, embed([dark])[0]).risks
