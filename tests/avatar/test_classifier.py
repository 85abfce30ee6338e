"""Labels: what the classifier says of messages it has never seen."""

import numpy as np
import pytest

from avatar.classifier import Classifier, needs_reply, urgency
from avatar.labels import Intent, Risk, Sentiment, Urgency
from avatar.training_texts import parse, training_texts
from connectors.embeddings import embed
from tests.avatar.conftest import Judge

PLAIN = [
    ("which lens did you film the waterfall with?", Intent.QUESTION),
    ("¿con qué cámara grabas los directos?", Intent.QUESTION),
    ("Welches Mikrofon benutzt du im Podcast?", Intent.QUESTION),
    ("absolutely love your videos, you are the best", Intent.PRAISE),
    ("me encantan tus vídeos, eres increíble", Intent.PRAISE),
    ("good morning from Oslo!", Intent.GREETING),
    ("how much is the blue hoodie and do you ship to Norway?", Intent.PURCHASE_INTEREST),
    ("We are a sports brand and would love to do a paid collaboration with you, what are your rates?", Intent.COLLABORATION),
    ("I'm a reporter at a newspaper, could I interview you for an article this week?", Intent.PRESS),
    ("check out my channel, I post gaming videos every day, subscribe please", Intent.SPAM),
    ("Congratulations, you won our giveaway! Send 20 dollars shipping on telegram to claim your prize", Intent.SCAM),
    ("you are a worthless ugly idiot, nobody likes you", Intent.HATE),
]  # fmt: skip

DANGEROUS = [
    ("I don't want to live anymore, tonight I will end it", Risk.CRISIS),
    ("no quiero seguir viviendo, ya no puedo más", Risk.CRISIS),
    ("ich will einfach nicht mehr leben", Risk.CRISIS),
    ("I know where you live and I will hurt you", Risk.THREAT),
    ("im 11 years old, can you follow me back? my mom doesnt know", Risk.MINORS),
    ("take my picture down or you will hear from my lawyer", Risk.LEGAL),
    ("can I stop taking my insulin if I eat like you do?", Risk.MEDICAL),
    ("should I put all my savings into the stock you talked about?", Risk.MONEY),
]


@pytest.mark.parametrize(("text", "intent"), PLAIN)
def test_plain_messages_get_their_intent(judge: Judge, text: str, intent: Intent) -> None:
    assert judge(text).intent is intent


@pytest.mark.parametrize(("text", "risk"), DANGEROUS)
def test_what_is_dangerous_is_seen(judge: Judge, text: str, risk: Risk) -> None:
    assert risk in judge(text).risks


def test_everyday_messages_are_no_risk(judge: Judge) -> None:
    everyday = [
        "which flour do you use?",
        "love this so much",
        "good morning!",
        "where is the mug from?",
        "vielen dank",
    ]
    assert [text for text in everyday if judge(text).risks] == []


def test_the_thresholds_find_nearly_all_that_is_dangerous(classifier: Classifier) -> None:
    assert set(classifier.recall) == set(Risk)
    assert all(classifier.recall[risk] >= 0.75 for risk in Risk)
    assert all(classifier.recall[risk] >= 0.93 for risk in (Risk.CRISIS, Risk.THREAT))


def test_confidence_is_honest_on_texts_it_has_not_seen() -> None:
    texts = list(training_texts())
    known, unseen = texts[::2], texts[1::2]
    half = Classifier.train(known, embed([text.text for text in known]))
    labels = [half.label(t.text, v) for t, v in zip(unseen, embed([t.text for t in unseen]), strict=True)]
    right = np.array([label.intent is text.intent for label, text in zip(labels, unseen, strict=True)])
    said = np.array([label.confidence for label in labels])
    assert right.mean() > 0.55
    assert abs(said.mean() - right.mean()) < 0.1
    assert right[said > 0.8].mean() > 0.8


def test_sentiment_follows_the_mood(judge: Judge) -> None:
    assert judge("this made my whole week, thank you!").sentiment is Sentiment.POSITIVE
    assert judge("what a disappointing, boring video").sentiment is Sentiment.NEGATIVE


def test_reasons_are_sentences(judge: Judge) -> None:
    reasons = judge("how much is the hoodie and do you ship to Spain?").reasons
    assert reasons[0] == "It asks about buying, a price or a delivery."
    assert all(reason.endswith(".") and reason[0].isupper() for reason in reasons)


def test_a_question_about_machines_is_noticed(judge: Judge) -> None:
    for text in ("is this AI", "are you a bot?", "bist du das wirklich oder ein bot?", "eres un bot?"):
        assert any("machine" in reason for reason in judge(text).reasons), text
        assert judge(text).needs_reply, text


def test_junk_and_remarks_need_no_reply_but_praise_does() -> None:
    nothing = frozenset[str]()
    assert not needs_reply(Intent.SPAM, 0.9, nothing)
    assert not needs_reply(Intent.HATE, 0.5, nothing)
    assert not needs_reply(Intent.OTHER, 0.9, nothing)
    assert needs_reply(Intent.OTHER, 0.9, frozenset({"asks"}))
    assert needs_reply(Intent.OTHER, 0.4, nothing), "an unsure remark may be more than a remark"
    assert needs_reply(Intent.PRAISE, 0.3, nothing)


def test_danger_is_urgent_and_praise_can_wait() -> None:
    assert urgency(Intent.OTHER, frozenset({Risk.CRISIS})) is Urgency.HIGH
    assert urgency(Intent.PRAISE, frozenset()) is Urgency.LOW
    assert urgency(Intent.QUESTION, frozenset()) is Urgency.NORMAL


def test_many_are_guessed_like_one(classifier: Classifier) -> None:
    texts = [text for text, _ in PLAIN]
    vectors = embed(texts)
    one_by_one = [classifier.label(text, vector) for text, vector in zip(texts, vectors, strict=True)]
    assert classifier.guess(texts, vectors) == [(label.intent, label.sentiment) for label in one_by_one]
    assert classifier.guess([], vectors[:0]) == []


def test_training_texts_use_only_our_words() -> None:
    assert {text.intent for text in training_texts()} == set(Intent)
    with pytest.raises(ValueError, match="applause"):
        parse('{"text": "x", "intent": "applause", "sentiment": "neutral", "risks": []}')
