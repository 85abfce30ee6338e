"""The texts that crises and threats are measured on: the classifier must not have learned them."""

import json
from pathlib import Path

import numpy as np

from avatar.pieces import pieces
from avatar.training_texts import training_texts

FILE = Path(__file__).parents[2] / "benchmarks" / "texts" / "danger.jsonl"
TOO_ALIKE = 0.45  # share of common words and letter groups


def rows() -> list[dict[str, str]]:
    return [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def alike(one: str, others: list[frozenset[int]]) -> float:
    mine = frozenset(pieces(one).tolist())
    return max(len(mine & other) / max(1, len(mine | other)) for other in others)


def test_there_are_enough_of_each_in_every_language() -> None:
    kinds = [row["danger"] for row in rows()]
    assert kinds.count("crisis") >= 150
    assert kinds.count("threat") >= 150
    assert kinds.count("none") >= 290
    assert {row["language"] for row in rows()} == {"en", "es", "pt", "de", "hi"}


def test_no_measured_text_is_nearly_a_training_text() -> None:
    known = [frozenset(pieces(text.text).tolist()) for text in training_texts()]
    assert [row["text"] for row in rows() if alike(row["text"], known) >= TOO_ALIKE] == []


def test_no_measured_text_stands_twice() -> None:
    texts = [row["text"] for row in rows()]
    assert len(np.unique(texts)) == len(texts)
