"""The texts the classifier learns from. They ship instead of weights, so that anyone can read what it knows and add to it."""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from avatar.labels import Intent, Risk, Sentiment

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
FOLDER = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class TrainingText:
    """One message with what a person says it is. Several risks are possible, none is usual."""

    text: str
    intent: Intent
    sentiment: Sentiment
    risks: frozenset[Risk]


def parse(line: str) -> TrainingText:
    """One line of a file in FOLDER. ValueError or KeyError when a word is not one of ours."""
    row = json.loads(line)
    risks = frozenset(Risk(risk) for risk in row["risks"])
    return TrainingText(row["text"], Intent(row["intent"]), Sentiment(row["sentiment"]), risks)


@lru_cache(maxsize=1)
def training_texts() -> Collection[TrainingText]:
    """All of them, every language, in a fixed order."""
    files = sorted(FOLDER.glob("*.jsonl"))
    return tuple(parse(line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip())


@lru_cache(maxsize=1)
def vocabulary() -> frozenset[str]:
    """Every word of the training texts that somewhere is written small: words of the language rather than names."""
    return frozenset(word for text in training_texts() for word in _WORD.findall(text.text) if word.islower())
