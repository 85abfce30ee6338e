"""Fits the regressions of the classifier and measures, by cross-validation, how far they can be trusted. Only who trains needs this."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from avatar.chances import CONCERNS, JUNK, agreed, choose, grouped, probability, softmax
from avatar.features import dense, sparse
from avatar.labels import Intent, Risk, Sentiment
from avatar.training_texts import TrainingText

Numbers = NDArray[np.float32]
Whole = NDArray[np.int_]
Folds = list[tuple[Whole, Whole]]

STRENGTH = 4.0
"""C of the regressions, chosen by cross-validation on our own texts."""
FOLDS = 4
PATIENCE, EXACTNESS = 150, 1e-3  # more of either changes no figure
RECALL = 0.92
"""Share of risky training texts that must be found in cross-validation; the threshold follows from it."""
DANGER_RECALL = {Risk.CRISIS: 0.95, Risk.THREAT: 0.95}
"""To miss one of these is worse than several false alarms."""
SCORES = (-0.85, 0.4)
DANGER_SCORES = (-1.8, 0.4)
"""Thresholds are never more nervous, never more careless than this."""


@dataclass(frozen=True)
class Learned:
    """What a classifier is made of; see there."""

    intents: tuple[Intent, ...]
    sentiments: tuple[Sentiment, ...]
    risks: tuple[Risk, ...]
    weights: Numbers
    piece_weights: Numbers
    bias: Numbers
    thresholds: Numbers
    recall: dict[Risk, float]
    known: Numbers
    known_risks: NDArray[np.bool_]
    sharpness: float
    lines: Numbers


@dataclass(frozen=True)
class Question:
    """`answers` (n,): the number of the right class, or yes and no where `classes` is 1."""

    answers: Whole
    classes: int = 1
    rare: bool = False  # yes and no count alike as a whole, however rare a yes is


@dataclass(frozen=True)
class Material:
    """`features` (n, f; a scipy csr matrix) of n texts, how much each counts, and how they are parted for cross-validation."""

    features: Any
    counts: Numbers
    folds: Folds

    def fit(self, question: Question, rows: Whole | None = None) -> tuple[Numbers, Numbers]:
        """Weights (f, classes) and bias (classes,). A class that no row has gets a hopeless bias."""
        from sklearn.linear_model import LogisticRegression

        rows = np.arange(len(question.answers)) if rows is None else rows
        answers, known = question.answers[rows], np.unique(question.answers[rows])
        balance = "balanced" if question.rare else None
        model = LogisticRegression(C=STRENGTH, max_iter=PATIENCE, tol=EXACTNESS, class_weight=balance)
        model.fit(self.features[rows], answers, sample_weight=self.counts[rows])
        weights = np.zeros((self.features.shape[1], question.classes), np.float32)
        bias = np.full(question.classes, -9.0, np.float32)
        columns = [0] if question.classes == 1 else known
        weights[:, columns], bias[columns] = model.coef_.T, model.intercept_
        return weights, bias

    def unseen(self, question: Question) -> Numbers:
        """The scores (n, classes) of each text by a regression that has not seen it."""
        scores = np.zeros((len(question.answers), question.classes), np.float32)
        for known, held_out in self.folds:
            weights, bias = self.fit(question, known)
            scores[held_out] = self.features[held_out] @ weights + bias
        return scores


def learn(texts: Sequence[TrainingText], vectors: Numbers, counts: Numbers) -> Learned:
    """Everything a classifier knows. Needs at least FOLDS texts of each intent it shall know."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.model_selection import StratifiedKFold

    intents, sentiments = tuple(sorted({t.intent for t in texts})), tuple(sorted({t.sentiment for t in texts}))
    risks = tuple(sorted({risk for text in texts for risk in text.risks}))
    words = [text.text for text in texts]
    meaning = dense(words, vectors)
    intent = Question(np.array([intents.index(text.intent) for text in texts]), len(intents))
    folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(meaning, intent.answers))
    material = Material(hstack([csr_matrix(meaning), sparse(words)]).tocsr(), counts, folds)
    mood = Question(np.array([sentiments.index(text.sentiment) for text in texts]), len(sentiments))
    has = [Question(np.array([int(risk in text.risks) for text in texts]), rare=True) for risk in risks]
    groups = [Question(np.array([int(text.intent in group) for text in texts])) for group in (JUNK, CONCERNS)]
    fits = [material.fit(question) for question in (intent, mood, *has, *groups)]
    weights, bias = np.hstack([weights for weights, _ in fits]), np.hstack([bias for _, bias in fits])
    thresholds, recall = _thresholds(material, dict(zip(risks, has, strict=True)))
    sharpness, lines = _honesty(material, intents, (intent, *groups))
    return Learned(
        intents, sentiments, risks, weights[: meaning.shape[1]], halved(weights[meaning.shape[1] :]), bias, thresholds, recall,
        halved(vectors), np.stack([question.answers == 1 for question in has], axis=1), sharpness, lines,
    )  # fmt: skip


def _thresholds(material: Material, questions: dict[Risk, Question]) -> tuple[Numbers, dict[Risk, float]]:
    """For each risk the score from which on it is found, and the share of risky texts that this finds unseen."""
    found, recall = [], {}
    for risk, question in questions.items():
        scores = material.unseen(question)[:, 0][question.answers == 1]
        share, limits = (DANGER_RECALL[risk], DANGER_SCORES) if risk in DANGER_RECALL else (RECALL, SCORES)
        found.append(float(np.clip(np.quantile(scores, 1 - share), *limits)))
        recall[risk] = float((scores >= found[-1]).mean())
    return np.array(found, np.float32), recall


def _honesty(material: Material, intents: tuple[Intent, ...], questions: tuple[Question, ...]) -> tuple[float, Numbers]:
    """What makes the chances honest, measured on unseen texts: the sharpness of the intents, and the lines of junk, concern and
    the confidence."""
    intent, *groups = questions
    scores = material.unseen(intent)
    sharp = sharpness(scores, intent.answers)
    unseen = grouped(softmax(scores * sharp), np.hstack([material.unseen(group) for group in groups]), intents)
    junk_line, concern_line = (honest(s, group.answers) for s, group in zip(unseen, groups, strict=True))
    odds, right = np.zeros(len(scores), np.float32), np.zeros(len(scores), int)
    for i, chances in enumerate(softmax(scores * sharp)):
        junk, concern = probability(unseen[0][i], *junk_line), probability(unseen[1][i], *concern_line)
        chances = agreed(chances, intents, junk, concern)
        best = choose(chances, intents)
        is_junk = intents[best] in JUNK
        chance = junk if is_junk else float(chances[best])
        odds[i] = np.log(max(chance, 1e-4) / max(1 - chance, 1e-4))
        right[i] = groups[0].answers[i] if is_junk else intent.answers[i] == best
    return sharp, np.array([junk_line, concern_line, honest(odds, right)], np.float32)


def halved(numbers: Numbers) -> Numbers:
    """Rounded to what a file with half the digits keeps, so that a kept classifier judges exactly as the one that was kept."""
    return numbers.astype(np.float16).astype(np.float32)


def honest(scores: Numbers, truth: Whole) -> tuple[float, float]:
    """The slope and shift of a score under which its logistic function is the share of true answers (Platt scaling)."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e3).fit(scores[:, None], truth)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def sharpness(scores: Numbers, answers: Whole) -> float:
    """The factor on the scores under which unseen texts are least surprising (temperature scaling)."""

    def surprise(factor: float) -> float:
        raised = scores * factor
        return float((np.log(np.exp(raised).sum(1)) - raised[np.arange(len(answers)), answers]).mean())

    return min((round(0.3 + 0.05 * step, 2) for step in range(29)), key=surprise)
