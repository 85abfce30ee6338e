"""How well labels fit messages that nobody here wrote: the figures of `python -m benchmarks.labels`. Nothing is trained on these files."""

import csv
import html
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from avatar.chances import CONCERNS, JUNK
from avatar.classifier import Classifier, Judgement
from avatar.labels import Intent, Risk
from avatar.training_texts import TrainingText
from connectors.embeddings import embed

TRUE_NAMES = {"spam": JUNK, "ham": JUNK, "content_concern": CONCERNS, "miscellaneous": CONCERNS}
YES = frozenset({"spam", "content_concern"})
DANGERS = frozenset({Risk.CRISIS, Risk.THREAT})
BOUNDS = (0.3, 0.4, 0.5, 0.6)
"""Confidences below which a message could be asked of a language model."""
DRAWS = 5
ROUNDS = 5

Rows = NDArray[np.int_]


@dataclass(frozen=True)
class Comment:
    id: str
    text: str
    truth: str  # "" where nobody said


@dataclass(frozen=True)
class Judged:
    """Comments with what the classifier says of them, row by row."""

    comments: Sequence[Comment]
    vectors: NDArray[np.float32]
    judgements: Sequence[Judgement]

    @classmethod
    def by(cls, classifier: Classifier, comments: Sequence[Comment]) -> "Judged":
        vectors = embed([comment.text for comment in comments])
        seen = [classifier.judge(comment.text, vector) for comment, vector in zip(comments, vectors, strict=True)]
        return cls(comments, vectors, seen)

    @property
    def group(self) -> frozenset[Intent]:
        """The intents that the true names of this file call yes; empty if the names are no such pair."""
        return TRUE_NAMES.get(next((c.truth for c in self.comments if c.truth), ""), frozenset())

    @property
    def truth(self) -> NDArray[np.bool_]:
        return np.array([comment.truth in YES for comment in self.comments])

    @property
    def chances(self) -> NDArray[np.float64]:
        return np.array([seen.junk if self.group == JUNK else seen.concern for seen in self.judgements])


def comments_of(file: Path) -> list[Comment]:
    """The rows of a CSV with `text` and perhaps `id` and `label` or `label_orig`."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return [
            Comment(
                row.get("id") or str(number),
                html.unescape(row["text"]),
                row.get("label") or row.get("label_orig") or "",
            )
            for number, row in enumerate(csv.DictReader(stream))
        ]


def two_sides(judged: Judged) -> dict[str, float]:
    """Spam against ham, or concerns against the rest."""
    truth, said = judged.truth, np.array([seen.intent in judged.group for seen in judged.judgements])
    return {
        "macro_f1": _rounded(f1_score(truth, said, average="macro")),
        "false_alarms": _rounded(said[~truth].mean()),
        "missed": _rounded((~said)[truth].mean()),
        "calibration_error": calibration_error(judged.chances, truth),
    }


def in_general(judged: Judged) -> dict[str, float]:
    """What can be said without truth: how many a person must see, and how many the classifier is unsure of."""
    seen = judged.judgements
    unsure = {f"less_sure_than_{bound}": _rounded(np.mean([s.confidence < bound for s in seen])) for bound in BOUNDS}
    alarms = {
        "flagged_crisis": _rounded(np.mean([Risk.CRISIS in s.risks for s in seen])),
        "flagged_threat": _rounded(np.mean([Risk.THREAT in s.risks for s in seen])),
        "flagged_either": _rounded(np.mean([bool(s.risks & DANGERS) for s in seen])),
    }
    return {"comments": len(seen), **alarms, **unsure}


def after_relabels(classifier: Classifier, judged: Judged, count: int) -> dict[str, float]:
    """Macro-F1 on the rest once `count` comments were put right, as the mean over DRAWS draws (of random ones the worst, too).

    Chosen are random ones, those the classifier is least sure of, or these in ROUNDS rounds that each ask what is still unsure
    after the last. What is unsure leaves an easier rest behind, so `in_rounds_others` asks one half and measures the other,
    and `random_others` does so with random ones. `only_mistakes`: of `count` random comments those are told that were wrong.
    A person gives the right side; the intent within it is the likeliest.
    """
    found: dict[str, list[float]] = {}
    for draw in range(DRAWS):
        order = np.random.default_rng(draw).permutation(len(judged.comments))
        half, others = order[: len(order) // 2], order[len(order) // 2 :]
        random, rounds = order[:count], _in_rounds(classifier, judged, order, count)
        said = np.array([judged.judgements[row].intent in judged.group for row in random])
        wrong = random[said != judged.truth[random]]
        for name, rows, on in (
            ("random", random, order),
            ("least_sure", order[np.argsort(np.abs(judged.chances[order] - 0.5))][:count], order),
            ("in_rounds", rounds, order),
            ("random_others", half[:count], others),
            ("in_rounds_others", _in_rounds(classifier, judged, half, count), others),
            ("only_mistakes", wrong, np.setdiff1d(order, random)),
        ):
            found.setdefault(name, []).append(_after(classifier, judged, rows, np.setdiff1d(on, rows)))
    return {name: _rounded(np.mean(scores)) for name, scores in found.items()} | {"random_worst": min(found["random"])}


def _in_rounds(classifier: Classifier, judged: Judged, rows: Rows, count: int) -> Rows:
    """`count` of `rows`: in each round those that are then the least sure; in the first what comes first."""
    chosen = rows[: count // ROUNDS]
    while len(chosen) < count:
        told, left = _told(classifier, judged, chosen), np.setdiff1d(rows, chosen)
        seen = [told.judge(judged.comments[row].text, judged.vectors[row]) for row in left]
        chances = np.array([one.junk if judged.group == JUNK else one.concern for one in seen])
        chosen = np.append(chosen, left[np.argsort(np.abs(chances - 0.5))][: min(count // ROUNDS, count - len(chosen))])
    return chosen


def _told(classifier: Classifier, judged: Judged, rows: Rows) -> Classifier:
    return classifier.with_relabels([_put_right(classifier, judged, row) for row in rows], judged.vectors[rows])


def _after(classifier: Classifier, judged: Judged, rows: Rows, on: Rows) -> float:
    told = _told(classifier, judged, rows)
    said = [told.judge(judged.comments[i].text, judged.vectors[i]).intent in judged.group for i in on]
    return _rounded(f1_score(judged.truth[on], said, average="macro"))


def _put_right(classifier: Classifier, judged: Judged, row: int) -> TrainingText:
    seen = judged.judgements[row]
    fits = [(intent in judged.group) == judged.truth[row] for intent in classifier.intents]
    intent = classifier.intents[int(np.where(fits, seen.chances, -1).argmax())]
    return TrainingText(judged.comments[row].text, intent, seen.sentiment, seen.risks)


def calibration_error(chances: NDArray[np.float64], truth: NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error: how far, on average, a stated chance is from the share of true answers near it."""
    part = np.minimum((chances * bins).astype(int), bins - 1)
    found = [(part == i) for i in range(bins) if (part == i).any()]
    return _rounded(sum(abs(chances[some].mean() - truth[some].mean()) * some.mean() for some in found))


def _rounded(figure: float | np.floating) -> float:
    return round(float(figure), 4)
