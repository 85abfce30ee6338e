"""Fits the regressions of the classifier and measures, by cross-validation, how far they can be trusted. Only who trains needs this."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from avatar.chances import CONCERNS, JUNK, agreed, choose, grouped, probability, softmax
from avatar.features import dense, halved, sparse
from avatar.honesty import honest, sharpness
from avatar.labels import Intent, Risk, Sentiment
from avatar.likeness import SEEN_BY_LIKENESS, Likeness, weighed
from avatar.likeness_learning import Danger, Examples, learn_likeness
from avatar.training_texts import TrainingText

Numbers = NDArray[np.float32]
Whole = NDArray[np.int_]
Folds = list[tuple[Whole, Whole]]
Dangers = tuple[Danger, ...]

STRENGTH = 4.0
"""C of the regressions, chosen by cross-validation on our own texts."""
FOLDS = 4
PATIENCE, EXACTNESS = 150, 1e-3  # more of either changes no figure
RECALL = 0.92
"""Share of risky training texts that must be found in cross-validation; the threshold follows from it."""
SCORES = (-0.85, 0.4)
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
    likeness: Likeness
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

    @classmethod
    def of(cls, features: tuple[Numbers, Any], counts: Numbers, question: Question) -> "Material":
        """Of dense features beside sparse ones; each part of the cross-validation has each answer to `question` equally often."""
        from scipy.sparse import csr_matrix, hstack
        from sklearn.model_selection import StratifiedKFold

        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(features[0], question.answers)
        return cls(hstack([csr_matrix(features[0]), features[1]]).tocsr(), counts, list(folds))

    @property
    def width(self) -> int:
        return int(self.features.shape[1])

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
    order = np.argsort([text.only_for_dangers for text in texts], kind="stable")
    texts, vectors, counts = [texts[i] for i in order], vectors[order], counts[order]
    words = [text.text for text in texts]
    meaning, buckets = dense(words, vectors), sparse(words)
    likeness, dangers = learn_likeness(Examples(texts, weighed(meaning, vectors.shape[1]), buckets, counts))
    main = [text for text in texts if not text.only_for_dangers]
    return _regressed(main, (meaning[: len(main)], buckets[: len(main)]), counts[: len(main)], likeness, dangers)


def _regressed(
    texts: Sequence[TrainingText], features: tuple[Numbers, Any], counts: Numbers, likeness: Likeness, dangers: Dangers
) -> Learned:
    """The regressions beside what the likeness knows already."""
    intents, sentiments = tuple(sorted({t.intent for t in texts})), tuple(sorted({t.sentiment for t in texts}))
    risks = tuple(sorted({risk for text in texts for risk in text.risks}))
    intent = Question(np.array([intents.index(text.intent) for text in texts]), len(intents))
    mood = Question(np.array([sentiments.index(text.sentiment) for text in texts]), len(sentiments))
    has = {risk: Question(np.array([int(risk in text.risks) for text in texts]), rare=True) for risk in risks}
    groups = [Question(np.array([int(text.intent in group) for text in texts])) for group in (JUNK, CONCERNS)]
    material = Material.of(features, counts, intent)
    regressed = {risk: question for risk, question in has.items() if risk not in SEEN_BY_LIKENESS}
    thresholds, recall = _thresholds(material, regressed)
    known = {danger.risk: danger for danger in dangers}
    seen = [_column(known[risk], material.width) if risk in known else material.fit(has[risk]) for risk in risks]
    fits = [material.fit(intent), material.fit(mood), *seen, *(material.fit(group) for group in groups)]
    weights, bias = np.hstack([weights for weights, _ in fits]), np.hstack([bias for _, bias in fits])
    thresholds |= {danger.risk: danger.threshold for danger in dangers}
    recall |= {danger.risk: danger.recall for danger in dangers}
    sharp, lines = _honesty(material, intents, (intent, *groups))
    width = features[0].shape[1]
    return Learned(
        intents, sentiments, risks, weights[:width], halved(weights[width:]), bias,
        np.array([thresholds[risk] for risk in risks], np.float32), recall, likeness,
        np.stack([has[risk].answers == 1 for risk in risks], axis=1), sharp, lines,
    )  # fmt: skip


def _column(danger: Danger, width: int) -> tuple[Numbers, Numbers]:
    """What of a danger's likeness is a regression: the pieces and the bias."""
    weights = np.zeros((width, 1), np.float32)
    weights[-len(danger.piece_weights) :, 0] = danger.piece_weights
    return weights, np.array([danger.bias], np.float32)


def _thresholds(material: Material, questions: dict[Risk, Question]) -> tuple[dict[Risk, float], dict[Risk, float]]:
    """For each risk the score from which on it is found, and the share of risky texts that this finds unseen."""
    found, recall = {}, {}
    for risk, question in questions.items():
        scores = material.unseen(question)[:, 0][question.answers == 1]
        found[risk] = float(np.clip(np.quantile(scores, 1 - RECALL), *SCORES))
        recall[risk] = float((scores >= found[risk]).mean())
    return found, recall


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
