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
    """Macro-F1 on the rest once `count` comments were put right: random ones, and those the classifier is least sure of.

    A person gives the right side; the intent within it is the likeliest. The least sure leave an easier rest behind.
    """
    chance = np.random.default_rng(0)
    least_sure = np.argsort(np.abs(judged.chances - 0.5) + chance.random(len(judged.comments)) * 0.3)
    chosen = {"random": chance.permutation(len(judged.comments))[:count], "least_sure": least_sure[:count]}
    return {name: _after(classifier, judged, rows) for name, rows in chosen.items()}


def _after(classifier: Classifier, judged: Judged, rows: NDArray[np.int_]) -> float:
    told = classifier.with_relabels([_put_right(classifier, judged, row) for row in rows], judged.vectors[rows])
    rest = np.setdiff1d(np.arange(len(judged.comments)), rows)
    said = [told.judge(judged.comments[i].text, judged.vectors[i]).intent in judged.group for i in rest]
    return _rounded(f1_score(judged.truth[rest], said, average="macro"))


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
