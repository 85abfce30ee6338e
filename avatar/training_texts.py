"""The texts the classifier learns from. They ship instead of weights, so that anyone can read what it knows and add to it."""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from avatar.labels import Intent, Risk, Sentiment

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
FOLDER = Path(__file__).parent / "texts"
DANGERS_FOLDER = FOLDER / "dangers"
"""What only the likeness to dangers learns from: so many dark words would make the other judgements more suspicious than fans deserve."""


@dataclass(frozen=True)
class TrainingText:
    """One message with what a person says it is. Several risks are possible, none is usual."""

    text: str
    intent: Intent
    sentiment: Sentiment
    risks: frozenset[Risk]
    only_for_dangers: bool = False  # nothing but whether it is a crisis or a threat is learned from it


def parse(line: str) -> TrainingText:
    """One line of a file in FOLDER. ValueError or KeyError when a word is not one of ours."""
    row = json.loads(line)
    risks = frozenset(Risk(risk) for risk in row["risks"])
    return TrainingText(row["text"], Intent(row["intent"]), Sentiment(row["sentiment"]), risks)


@lru_cache(maxsize=1)
def training_texts() -> Collection[TrainingText]:
    """All of them, every language, in a fixed order; those that are only for dangers come last."""
    return (*_read(FOLDER), *(replace(text, only_for_dangers=True) for text in _read(DANGERS_FOLDER)))


def _read(folder: Path) -> list[TrainingText]:
    files = sorted(folder.glob("*.jsonl"))
    return [parse(line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]


@lru_cache(maxsize=1)
def vocabulary() -> frozenset[str]:
    """Every word of the training texts that somewhere is written small: words of the language rather than names."""
    texts = [text for text in training_texts() if not text.only_for_dangers]
    return frozenset(word for text in texts for word in _WORD.findall(text.text) if word.islower())
