"""Chat rows as what a model learns from: token numbers, and which of them are the creator's words."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LONGEST = 512
"""Tokens of one sample; of a longer one the end counts."""


@dataclass(frozen=True)
class Sample:
    """One conversation. `learned` says of each token whether the model is to learn to say it."""

    tokens: Sequence[int]
    learned: Sequence[bool]


def samples(rows: bytes, tokenizer: Any) -> list[Sample]:
    """One for each line of OpenAI's chat JSONL. Every turn of the assistant is learned, unless its `weight` is 0."""
    found = (_sample(json.loads(line)["messages"], tokenizer) for line in rows.decode().splitlines() if line.strip())
    return [sample for sample in found if any(sample.learned)]


def _sample(turns: list[dict[str, Any]], tokenizer: Any) -> Sample:
    """Told and said are tokenized apart, as they are when the model answers."""
    tokens: list[int] = []
    learned: list[bool] = []
    written = ""
    for place, turn in enumerate(turns):
        if turn["role"] != "assistant" or turn.get("weight", 1) == 0:
            continue
        told, said = _text(turns[:place], tokenizer, True), _text(turns[: place + 1], tokenizer, False)
        if not (told.startswith(written) and said.startswith(told)):
            continue  # a template that writes earlier turns differently; the last turn is what matters
        for text, is_said in ((told[len(written) :], False), (said[len(told) :].rstrip("\n"), True)):
            numbers = tokenizer.encode(text, add_special_tokens=False)
            tokens += numbers
            learned += [is_said] * len(numbers)
        written = said.rstrip("\n")
    return Sample(tokens[-LONGEST:], learned[-LONGEST:])


def _text(turns: list[dict[str, Any]], tokenizer: Any, answering: bool) -> str:
    return str(tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=answering))


def batches(found: Sequence[Sample], size: int, seed: int) -> list[list[Sample]]:
    """All samples once, shuffled; those of one batch are about equally long, so that little is filled up."""
    chance = random.Random(seed)
    shuffled = chance.sample(list(found), len(found))
    stretch = size * 8
    parts: list[list[Sample]] = []
    for begin in range(0, len(shuffled), stretch):
        alike = sorted(shuffled[begin : begin + stretch], key=lambda sample: len(sample.tokens))
        parts += [alike[at : at + size] for at in range(0, len(alike), size)]
    chance.shuffle(parts)
    return parts


def pieces(batch: Sequence[Sample], most: int) -> list[Sequence[Sample]]:
    """The batch in parts of at most `most` tokens, filled up as they are, and of at least one sample."""
    longest = max(len(sample.tokens) for sample in batch)
    size = max(1, most // longest)
    return [batch[at : at + size] for at in range(0, len(batch), size)]
