"""What a message is: logistic regressions on its meaning and its cues, trained in seconds from the texts that ship with us."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avatar.cues import WORDS, surface
from avatar.explain import explain
from avatar.labels import Intent, Label, Risk, Sentiment, Urgency
from avatar.language import FALLBACK, language_of
from avatar.training_texts import TrainingText

Numbers = NDArray[np.float32]
Answers = NDArray[np.int_] | NDArray[np.bool_]
Folds = list[tuple[NDArray[np.int_], NDArray[np.int_]]]

CUE_WEIGHT = 0.5  # beside embeddings of unit length; this and STRENGTH were chosen by cross-validation on our own texts
STRENGTH = 4.0  # C of the regressions
FOLDS = 4
RECALL = 0.92
"""Share of risky training texts that must be found in cross-validation; the threshold follows from it."""
THRESHOLDS = (0.3, 0.6)  # never more nervous, never more careless than this

JUNK = frozenset({Intent.SPAM, Intent.SCAM})
UNWANTED = JUNK | {Intent.HATE}
JUNK_FROM = 0.45  # spam and scam together: which of the two it is matters less
SURE_FROM = 0.6  # below, a remark may be more than a remark

RISKY_INTENTS = {
    Intent.CRISIS: (Risk.CRISIS, 0.15), Intent.THREAT: (Risk.THREAT, 0.3), Intent.HATE: (Risk.HATE, 0.3),
    Intent.PRESS: (Risk.PRESS, 0.3), Intent.COLLABORATION: (Risk.COLLABORATION, 0.3),
}  # fmt: skip
"""These intents are a risk from this chance on, whatever the risk's own regression says."""
NO_GUESS = 0.05
"""Below this chance of the intent its risk's own regression is not believed. In cross-validation that costs no recall worth naming
and spares people a third of the false alarms."""
ALIKE, SURE_RISK, FAIR_RISK = 5, 0.75, 0.3
"""A risk is believed only if one of the ALIKE nearest training texts has it, or its chance or its intent's is that high. In
cross-validation this spares people a quarter of the false alarms for one in fifty of the risks."""
ALWAYS_BELIEVED = frozenset({Risk.CRISIS, Risk.MINORS, Risk.THREAT})
"""To miss one of these is worse than any number of false alarms..."""
FEW_WORDS = 4
"""...except in a text of so few words without a word that points there, which is no cry for help."""


@dataclass(frozen=True)
class Classifier:
    """Judges messages. Safe between threads: nothing changes after training.

    All regressions lie side by side in one matrix: columns for the intents, then the sentiments, then the risks.
    """

    intents: tuple[Intent, ...]
    sentiments: tuple[Sentiment, ...]
    risks: tuple[Risk, ...]
    weights: Numbers  # (features, columns)
    bias: Numbers  # (columns,)
    thresholds: Numbers  # one a risk
    recall: dict[Risk, float]  # what the thresholds find, in cross-validation
    known: Numbers  # (texts, d): what it was trained on
    known_risks: NDArray[np.bool_]  # (texts, risks)
    sharpness: float  # what makes the chances of the intents honest, from cross-validation

    @classmethod
    def train(cls, texts: Sequence[TrainingText], vectors: Numbers) -> "Classifier":
        """Learn from `texts`; `vectors` (n, d) are their embeddings, by the same model that embeds the messages later."""
        from sklearn.model_selection import StratifiedKFold  # 100 MB that only who trains needs

        features = _features([text.text for text in texts], vectors)
        intents, sentiments = tuple(sorted({t.intent for t in texts})), tuple(sorted({t.sentiment for t in texts}))
        risks = tuple(sorted({risk for text in texts for risk in text.risks}))
        intent = np.array([intents.index(text.intent) for text in texts])
        sentiment = np.array([sentiments.index(text.sentiment) for text in texts])
        has = [np.array([risk in text.risks for text in texts]) for risk in risks]
        folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(features, intent))
        unseen = [_unseen(features, answers, folds)[:, 0] for answers in has]
        thresholds = np.array([_threshold(scores[answers]) for scores, answers in zip(unseen, has, strict=True)])
        recall = [float((s[a] >= _score(t)).mean()) for s, a, t in zip(unseen, has, thresholds, strict=True)]
        fits = [_fit(features, answers) for answers in (intent, sentiment, *has)]
        return cls(
            intents, sentiments, risks, np.hstack([weights for weights, _ in fits]), np.hstack([bias for _, bias in fits]),
            thresholds, dict(zip(risks, recall, strict=True)), vectors, np.stack(has, axis=1),
            _sharpness(_unseen(features, intent, folds), intent),
        )  # fmt: skip

    def label(self, text: str, vector: Numbers, usual_language: str = FALLBACK) -> Label:
        """The label of one message; `vector` (d,) is its embedding. Without a telling word it is in `usual_language`."""
        seen = surface(text)
        scores = self._scores(np.concatenate([vector, seen * CUE_WEIGHT]))
        chances, (intent, confidence) = self._guess(scores)
        words = frozenset(name for name, found in zip(WORDS, seen, strict=False) if found)
        risks = self._believed(self._risks(scores, chances), text, vector, scores, chances, words)
        return Label(
            intent=intent, sentiment=self._sentiment(scores), language=language_of(text, usual_language), risks=risks,
            urgency=urgency(intent, risks), needs_reply=needs_reply(intent, confidence, words), confidence=confidence,
            reasons=explain(intent, risks, words, confidence), asks_if_machine="asks_if_machine" in words,
        )  # fmt: skip

    def guess(self, texts: Sequence[str], vectors: Numbers) -> list[tuple[Intent, Sentiment]]:
        """The likeliest intent and sentiment of each of many texts."""
        if not texts:
            return []
        return [
            (self._guess(scores)[1][0], self._sentiment(scores)) for scores in self._scores(_features(texts, vectors))
        ]

    def _scores(self, features: Numbers) -> Numbers:
        scores: Numbers = features @ self.weights + self.bias
        return scores

    def _sentiment(self, scores: Numbers) -> Sentiment:
        return self.sentiments[int(scores[len(self.intents) :][: len(self.sentiments)].argmax())]

    def _guess(self, scores: Numbers) -> tuple[Numbers, tuple[Intent, float]]:
        raised = scores[: len(self.intents)] * self.sharpness
        chances = np.exp(raised - raised.max())
        chances /= chances.sum()
        junk = {intent: float(chances[self.intents.index(intent)]) for intent in JUNK if intent in self.intents}
        if sum(junk.values()) >= JUNK_FROM:
            return chances, (max(sorted(junk), key=lambda intent: junk[intent]), min(1.0, sum(junk.values())))
        best = int(chances.argmax())
        return chances, (self.intents[best], float(chances[best]))

    def _risks(self, scores: Numbers, chances: Numbers) -> frozenset[Risk]:
        chance_of_risk = 1 / (1 + np.exp(-scores[-len(self.risks) :])) if self.risks else np.zeros(0)
        found = {self.risks[i] for i in np.flatnonzero(chance_of_risk >= self.thresholds)}
        for intent, (risk, fair_guess) in RISKY_INTENTS.items():
            chance = chances[self.intents.index(intent)] if intent in self.intents else 0.0
            if chance >= fair_guess:
                found.add(risk)
            elif chance < NO_GUESS:
                found.discard(risk)
        return frozenset(found)

    def _believed(
        self, found: frozenset[Risk], text: str, vector: Numbers, scores: Numbers, chances: Numbers, words: frozenset[str]
    ) -> frozenset[Risk]:  # fmt: skip
        """Of what was found, what something else speaks for as well."""
        if not found:
            return found
        nearest = np.argsort(-(self.known @ vector))[:ALIKE]
        alike = {risk for number, risk in enumerate(self.risks) if self.known_risks[nearest, number].any()}
        own = scores[-len(self.risks) :]
        sure = {risk for risk, score in zip(self.risks, own, strict=True) if score >= _score(SURE_RISK)}
        meant = {
            risk
            for intent, (risk, _) in RISKY_INTENTS.items()
            if intent in self.intents and chances[self.intents.index(intent)] >= FAIR_RISK
        }
        kept = found & (meant | alike | sure | ALWAYS_BELIEVED)
        tiny = len(text.split()) <= FEW_WORDS and "despairs" not in words
        return kept - ({Risk.CRISIS} - meant) if tiny else kept


def urgency(intent: Intent, risks: frozenset[Risk]) -> Urgency:
    """How soon a person should look."""
    if risks & {Risk.CRISIS, Risk.THREAT, Risk.MINORS, Risk.LEGAL}:
        return Urgency.HIGH
    if intent in UNWANTED or intent in (Intent.OTHER, Intent.GREETING, Intent.PRAISE):
        return Urgency.LOW
    return Urgency.NORMAL


def needs_reply(intent: Intent, confidence: float, seen: frozenset[str]) -> bool:
    """Whether the fan would miss an answer. Junk and abuse get none; a remark only if it asks something or is more than that."""
    if intent in UNWANTED:
        return False
    return intent is not Intent.OTHER or confidence < SURE_FROM or bool(seen & {"asks", "asks_if_machine"})


def _features(texts: Sequence[str], vectors: Numbers) -> Numbers:
    seen = np.stack([surface(text) for text in texts]) * CUE_WEIGHT
    return np.hstack([vectors, seen]).astype(np.float32)


def _fit(features: Numbers, answers: Answers) -> tuple[Numbers, Numbers]:
    """Weights (features, columns) and bias; yes-or-no answers have one column and count both sides alike."""
    from sklearn.linear_model import LogisticRegression

    balance = "balanced" if answers.dtype == bool else None
    model = LogisticRegression(C=STRENGTH, max_iter=400, class_weight=balance).fit(features, answers)
    return model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32)


def _unseen(features: Numbers, answers: Answers, folds: Folds) -> Numbers:
    """The scores of each text by a regression that has not seen it."""
    parts = []
    for known, _held_out in folds:
        parts.append(_fit(features[known], answers[known]))
    scores = np.zeros((len(answers), parts[0][1].shape[0]), np.float32)
    for (weights, bias), (_known, held_out) in zip(parts, folds, strict=True):
        scores[held_out] = features[held_out] @ weights + bias
    return scores


def _threshold(scores_of_risky: Numbers) -> float:
    """The highest chance that still finds RECALL of these."""
    chance = 1 / (1 + np.exp(-np.quantile(scores_of_risky, 1 - RECALL)))
    return float(np.clip(chance, *THRESHOLDS))


def _score(chance: float) -> float:
    return float(np.log(chance / (1 - chance)))


def _sharpness(unseen: Numbers, answers: Answers) -> float:
    """The factor on the scores under which unseen texts are least surprising (temperature scaling)."""

    def surprise(factor: float) -> float:
        scores = unseen * factor
        return float((np.log(np.exp(scores).sum(1)) - scores[np.arange(len(answers)), answers]).mean())

    return min((round(0.5 + 0.05 * step, 2) for step in range(21)), key=surprise)
