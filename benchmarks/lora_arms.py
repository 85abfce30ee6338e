"""What the tuning benchmark learns from and asks."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.voice_arms import NAME
from benchmarks.voice_rows import Row
from connectors.language_model import LanguageModel
from connectors.training.base import TrainingSet

HELD_OUT = 0.1  # of the pairs, the newest
TOKENS = 60  # of one answer
PERSONA_SHARE = 2  # the model that is told much answers one ask in so many

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def prompt(row: Row) -> list[dict[str, str]]:
    """Short, because a tuned model needs no examples; the same in training and in use."""
    return [
        {"role": "system", "content": f"You are {NAME}. Answer as you always do."},
        {"role": "user", "content": row.context},
    ]


def training_set(rows: Sequence[Row]) -> tuple[TrainingSet, int]:
    """Pairs to learn from, the newest held out; and how many are learned from."""
    answered = sorted((row for row in rows if row.context.strip() and row.reply.strip()), key=lambda row: row.ts)
    lines = [json.dumps({"messages": [*prompt(row), {"role": "assistant", "content": row.reply}]}) for row in answered]
    held_out = max(1, int(len(lines) * HELD_OUT))
    files = ("\n".join(part).encode() for part in (lines[:-held_out], lines[-held_out:]))
    return TrainingSet(*files), len(lines) - held_out


def tuned(model: LanguageModel, rows: Sequence[Row]) -> list[str]:
    """One answer to each row from the short prompt alone."""
    return [next(iter(model.write(prompt(row), TOKENS)), "") for row in rows]


def asked_rows(author: str, replies: Sequence[dict[str, Any]]) -> list[Row]:
    """The demo's past as rows; each fan is a thread."""
    return [
        Row(
            str(number), author, row["fan_text"], row["reply"], row["fan"],
            (EPOCH - timedelta(days=row["days_ago"])).isoformat(),
        )
        for number, row in enumerate(replies)
    ]  # fmt: skip
