"""The texts that crises and threats are measured on: the classifier must not have learned them."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from avatar.pieces import BUCKETS, pieces
from avatar.training_texts import training_texts

FILE = Path(__file__).parents[2] / "benchmarks" / "texts" / "danger.jsonl"
TOO_ALIKE = 0.45  # share of common words and letter groups


def rows() -> list[dict[str, str]]:
    return [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def marks(texts: list[str]) -> csr_matrix:
    """(texts, BUCKETS): 1 where a text has the piece."""
    found = [pieces(text) for text in texts]
    ends = np.cumsum([0, *map(len, found)])
    return csr_matrix((np.ones(ends[-1], np.float32), np.concatenate(found), ends), shape=(len(texts), BUCKETS))


def alike(some: list[str], others: list[str]) -> NDArray[np.float32]:
    """(some, others): the pieces that both have, as a share of those that either has."""
    mine, theirs = marks(some), marks(others)
    both = (mine @ theirs.T).toarray()
    either = np.diff(mine.indptr)[:, None] + np.diff(theirs.indptr) - both
    shares: NDArray[np.float32] = both / np.maximum(1, either)
    return shares


def test_there_are_enough_of_each_in_every_language() -> None:
    kinds = [row["danger"] for row in rows()]
    assert kinds.count("crisis") >= 150
    assert kinds.count("threat") >= 150
    assert kinds.count("none") >= 290
    assert {row["language"] for row in rows()} == {"en", "es", "pt", "de", "hi"}


def test_no_measured_text_is_nearly_a_training_text() -> None:
    measured = [row["text"] for row in rows()]
    nearest = alike(measured, [text.text for text in training_texts()]).max(1)
    assert [text for text, share in zip(measured, nearest, strict=True) if share >= TOO_ALIKE] == []


def test_texts_are_as_alike_as_the_pieces_they_share() -> None:
    assert alike(["which flour"], ["which flour"]) == 1
    one, other = (set(pieces(text).tolist()) for text in ("which flour", "which oven"))
    assert alike(["which flour"], ["which oven"])[0, 0] == pytest.approx(len(one & other) / len(one | other))
    assert alike(["which flour"], ["zzz"]) == 0


def test_no_measured_text_stands_twice() -> None:
    texts = [row["text"] for row in rows()]
    assert len(np.unique(texts)) == len(texts)
