"""A second verifier, for measuring only: it shares neither features nor texts with what chooses the drafts.

The product's fingerprint looks at characters of the replies it drafts from; this one looks at whole words, punctuation marks, and
counts, and learns from other threads. It accepts what reaches the score that four of five genuine replies reach.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

GENUINE_ACCEPTED = 0.8
_TOKEN = re.compile(r"\w+(?:['’]\w+)?|[^\w\s]+|\n")


def tokens(text: str) -> list[str]:
    """Words with their capitals, and runs of punctuation or emoji."""
    return _TOKEN.findall(text)


@dataclass(frozen=True)
class Judge:
    """Says of a text how surely one author wrote it rather than one of the others."""

    words: TfidfVectorizer
    model: LogisticRegression
    threshold: float

    @classmethod
    def of(cls, own: Sequence[str], threads: Sequence[str], others: Sequence[str]) -> "Judge":
        """`threads` says of each own text where it stands, so that none is judged by its neighbours when the threshold is set."""
        words = TfidfVectorizer(
            tokenizer=tokens, token_pattern=None, lowercase=False, ngram_range=(1, 2), min_df=2, sublinear_tf=True
        )
        words.fit([*own, *others])
        features, truth = _features(words, [*own, *others]), np.array([1] * len(own) + [0] * len(others))
        threads = threads if len(set(threads)) > 2 else [str(number % 3) for number in range(len(own))]
        groups = [*threads, *(f"other-{number % 40}" for number in range(len(others)))]
        folds = GroupKFold(3).split(truth, truth, groups)
        unseen: NDArray[np.float64] = np.zeros(len(truth))
        for known, left_out in folds:
            unseen[left_out] = _fit(features[known], truth[known]).predict_proba(features[left_out])[:, 1]
        threshold = float(np.quantile(unseen[: len(own)], 1 - GENUINE_ACCEPTED))
        return cls(words, _fit(features, truth), threshold)

    def chances(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """0..1 for each text; nothing said is nobody's."""
        found = self.model.predict_proba(_features(self.words, texts))[:, 1]
        return np.where([bool(text.strip()) for text in texts], found, 0.0)


def _fit(features: Any, truth: NDArray[np.int64]) -> LogisticRegression:
    return LogisticRegression(C=3.0, class_weight="balanced", max_iter=200).fit(features, truth)


def _features(words: TfidfVectorizer, texts: Sequence[str]) -> Any:
    return hstack([words.transform(texts), csr_matrix(np.array([_counts(text) for text in texts]))]).tocsr()


def _counts(text: str) -> list[float]:
    """Surface of a text, each about 0..1."""
    size, letters = max(len(text), 1), max(sum(map(str.isalpha, text)), 1)
    return [
        np.log1p(size) / 6, sum(map(str.isupper, text)) / letters, text.count("!") / size * 10, text.count("?") / size * 10,
        text.count(".") / size * 10, text.count(",") / size * 10, text.count("\n") / size * 10, float(text[:1].islower()),
        float(text.rstrip()[-1:].isalnum()), float("..." in text), sum(map(len, tokens(text))) / max(len(tokens(text)), 1) / 6,
    ]  # fmt: skip
