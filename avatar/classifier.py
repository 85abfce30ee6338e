"""What a message is: logistic regressions on its meaning, its cues and its pieces, trained from the texts that ship with us;
crises and threats by their likeness to all of these.

`Classifier.train` learns from scratch, in some twenty seconds. `Classifier.with_relabels` learns at once from what people put right.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from avatar.chances import CONCERNS, JUNK, UNWANTED, agreed, choose, grouped, logistic, probability, softmax
from avatar.cues import NAMES, WORDS
from avatar.dangers import ALWAYS_BELIEVED, Signs, believed
from avatar.explain import explain
from avatar.features import dense, one_dense, piece_value, sparse
from avatar.labels import Intent, Label, Risk, Sentiment, Urgency
from avatar.language import FALLBACK, language_of
from avatar.likeness import SEEN_BY_LIKENESS, Likeness
from avatar.pieces import pieces
from avatar.relabels import PIECES, Told, correction, lent
from avatar.training_texts import TrainingText

Numbers = NDArray[np.float32]

__all__ = ["CONCERNS", "JUNK", "UNWANTED", "Classifier", "Judgement", "needs_reply", "urgency"]

SURE_FROM = 0.6  # below, a remark may be more than a remark
TOLD_CONFIDENCE = 0.95  # of what a person said of nearly the same message
OTHERS = 4  # kinds that a label names besides its own


@dataclass(frozen=True)
class Judgement:
    """Everything that was computed of one message. `chances` (one an intent) sum to 1; `junk` and `concern` are probabilities."""

    intent: Intent
    sentiment: Sentiment
    confidence: float
    chances: Numbers
    junk: float
    concern: float
    risks: frozenset[Risk]
    words: frozenset[str]  # the cues that were found


@dataclass(frozen=True)
class Classifier:
    """Judges messages. Safe between threads: nothing changes after training.

    All regressions lie side by side in one matrix: columns for the intents, the sentiments, the risks, then junk and concern.
    """

    intents: tuple[Intent, ...]
    sentiments: tuple[Sentiment, ...]
    risks: tuple[Risk, ...]
    weights: Numbers  # (features, columns), of meaning and cues
    piece_weights: Numbers  # (BUCKETS, columns)
    bias: Numbers  # (columns,)
    thresholds: Numbers  # one score a risk
    recall: dict[Risk, float]  # what the thresholds find, in cross-validation
    likeness: Likeness  # to crises and threats; their columns hold only what pieces and relabels add
    known_risks: NDArray[np.bool_]  # (texts, risks), of the texts that teach more than dangers
    sharpness: float  # what makes the chances of the intents honest, from cross-validation
    lines: Numbers  # (3, 2): slope and shift that make junk, concern and the confidence honest
    told: Told = field(default_factory=Told)

    @classmethod
    def train(
        cls, texts: Sequence[TrainingText], vectors: Numbers, counts: Sequence[float] | None = None
    ) -> "Classifier":
        """Learn from `texts`; `vectors` (n, d) are their embeddings, by the same model that embeds the messages later.

        `counts` says how much each text counts (1 if not given): relabels of a workspace may count more than what ships.
        """
        from avatar.learning import learn  # sklearn and scipy: 100 MB that only who trains needs

        weights = np.ones(len(texts)) if counts is None else np.array(counts)
        found = learn(texts, vectors, weights.astype(np.float32))
        return cls(**found.__dict__)

    def with_relabels(self, texts: Sequence[TrainingText], vectors: Numbers) -> "Classifier":
        """This classifier as if it had learned `texts` too, in some ten milliseconds for hundreds of them.

        `texts` are all relabels there are, the oldest first: call it on what `train` gave, not on an earlier result. What is
        nearly the same as one of them gets its label; what is like them leans their way. That a text is a crisis, a threat or
        comes from a child is learned; that it is not, only for texts that are nearly the same.
        """
        if not texts:
            return self
        features, buckets = dense([text.text for text in texts], vectors), sparse([text.text for text in texts])
        lending, pieces_lending = lent(features, vectors.shape[1]), buckets * PIECES
        kernel = lending @ features.T + (pieces_lending @ buckets.T).toarray()
        scores = features @ self.weights + buckets @ self.piece_weights + self.bias
        scores[:, self._danger_columns] += self.likeness.scores(features, vectors.shape[1])
        pulls = correction(kernel, self._missing(texts, scores), self._only_up())
        return replace(
            self, weights=self.weights + lending.T @ pulls, piece_weights=self.piece_weights + pieces_lending.T @ pulls,
            bias=self.bias, told=Told(tuple(texts), vectors),
        )  # fmt: skip

    def label(self, text: str, vector: Numbers, usual_language: str = FALLBACK) -> Label:
        """The label of one message; `vector` (d,) is its embedding. Without a telling word it is in `usual_language`."""
        seen = self.judge(text, vector)
        return Label(
            intent=seen.intent, sentiment=seen.sentiment, language=language_of(text, usual_language), risks=seen.risks,
            urgency=urgency(seen.intent, seen.risks), needs_reply=needs_reply(seen.intent, seen.confidence, seen.words),
            confidence=seen.confidence, reasons=explain(seen.intent, seen.risks, seen.words, seen.confidence),
            asks_if_machine="asks_if_machine" in seen.words, junk=seen.junk, concern=seen.concern, others=self.others(seen),
        )  # fmt: skip

    def others(self, seen: Judgement) -> tuple[Intent, ...]:
        """What a message may be besides what it was judged to be, the likeliest first."""
        order = (self.intents[place] for place in np.argsort(-seen.chances, kind="stable"))
        return tuple(intent for intent in order if intent is not seen.intent)[:OTHERS]

    def judge(self, text: str, vector: Numbers) -> Judgement:
        """All that can be said of one message without knowing its language."""
        features, found = one_dense(text, vector), pieces(text)
        scores = features @ self.weights + self.piece_weights[found].sum(0) * piece_value(len(found)) + self.bias
        scores[self._danger_columns] += self.likeness.scores(features[None], len(vector))[0]
        words = frozenset(name for name, seen in zip(WORDS, features[len(vector) :], strict=False) if seen)
        guess = self._guess(scores)
        signs = Signs(guess.chances, scores[self._risk_columns])
        return self._as_told(replace(guess, risks=believed(self, vector, signs), words=words), text, vector)

    def guess(self, texts: Sequence[str], vectors: Numbers) -> list[tuple[Intent, Sentiment]]:
        """The likeliest intent and sentiment of each of many texts."""
        seen = [self.judge(text, vector) for text, vector in zip(texts, vectors, strict=True)]
        return [(judgement.intent, judgement.sentiment) for judgement in seen]

    @property
    def known(self) -> Numbers:
        """The embeddings (texts, d) of those texts."""
        return self.likeness.known[: len(self.known_risks), : len(self.weights) - len(NAMES)]

    @property
    def _danger_columns(self) -> list[int]:
        first = self._risk_columns.start
        return [first + self.risks.index(risk) for risk in SEEN_BY_LIKENESS if risk in self.risks]

    @property
    def _risk_columns(self) -> slice:
        first = len(self.intents) + len(self.sentiments)
        return slice(first, first + len(self.risks))

    def _guess(self, scores: Numbers) -> Judgement:
        chances = softmax(scores[: len(self.intents)] * self.sharpness)
        groups = grouped(chances, scores[-2:], self.intents)
        junk, concern = (probability(float(score), *line) for score, line in zip(groups, self.lines[:2], strict=True))
        chances = agreed(chances, self.intents, junk, concern)
        best = choose(chances, self.intents)
        sentiment = int(scores[len(self.intents) :][: len(self.sentiments)].argmax())
        chance = junk if self.intents[best] in JUNK else float(chances[best])
        odds = float(np.log(max(chance, 1e-4) / max(1 - chance, 1e-4)))
        return Judgement(
            self.intents[best], self.sentiments[sentiment], probability(odds, *self.lines[2]), chances, junk,
            concern, frozenset(), frozenset(),
        )  # fmt: skip

    def _as_told(self, seen: Judgement, text: str, vector: Numbers) -> Judgement:
        same = self.told.nearest(text, vector)
        if not same:
            return seen
        return replace(
            seen, intent=same.intent, sentiment=same.sentiment, confidence=TOLD_CONFIDENCE, risks=same.risks,
            junk=float(same.intent in JUNK), concern=float(same.intent in CONCERNS),
        )  # fmt: skip

    def _missing(self, texts: Sequence[TrainingText], scores: Numbers) -> Callable[[Numbers], Numbers]:
        """What the chances of relabelled texts lack, column by column, once their `scores` are changed by something."""
        truth = np.hstack([
            np.array([[text.intent is intent for intent in self.intents] for text in texts]),
            np.array([[text.sentiment is mood for mood in self.sentiments] for text in texts]),
            np.array([[risk in text.risks for risk in self.risks] for text in texts]).reshape(len(texts), -1),
            np.array([[text.intent in JUNK, text.intent in CONCERNS] for text in texts]),
        ]).astype(np.float32)  # fmt: skip
        first, second = len(self.intents), len(self.intents) + len(self.sentiments)

        def missing(change: Numbers) -> Numbers:
            now = scores + change
            parts = [softmax(now[:, :first]), softmax(now[:, first:second]), logistic(now[:, second:])]
            lacks: Numbers = truth - np.hstack(parts)
            return lacks

        return missing

    def _only_up(self) -> NDArray[np.bool_]:
        columns = np.zeros(len(self.bias), bool)
        columns[self._risk_columns] = [risk in ALWAYS_BELIEVED for risk in self.risks]
        return columns


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
