"""A language model's words, measured, and the choice between them and the creator's own."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from avatar.drafting.values import MODEL, Candidate, Embed, Task, Voice
from avatar.examples import Found
from avatar.guard import inspect
from avatar.preferences_applied import mended
from avatar.prompts import RULES

TINY_STYLE, TINY_RELEVANCE = 70.0, 0.5
"""What a tiny model's words must reach; of 27 that were read not one was fit to be sent."""
LEANS_ON = 3  # of the past exchanges that come nearest, those the relevance of a model's words is measured at


def for_model(voice: Voice, task: Task, shown: Sequence[Found]) -> Task:
    """A model may state what is known or stands in the past replies that it is shown, and must not recite its rules."""
    past = "\n".join(found.example.text for found in shown)
    private = [found.example.fan_text for found in shown]
    facts, rules = f"{task.allowed.facts}\n{past}", "\n".join(RULES)
    return replace(
        task,
        allowed=replace(
            task.allowed,
            facts=facts,
            past=past,
            private=private,
            prompt=rules,
            vocabulary=voice.vocabulary,
            written_by_model=True,
        ),
    )


def from_model(voice: Voice, task: Task, texts: Sequence[str], near: Sequence[Found], embed: Embed) -> list[Candidate]:
    """A model's words, measured, best first: relevance is their nearness to the message and to what the creator said to such ones."""
    fresh = _fresh([mended(text, task.wanted) for text in texts], task.refused)
    if not fresh:
        return []
    vectors = embed(fresh)
    to_fan = np.clip(vectors @ task.query.vector, 0, 1)
    own = voice.corpus.replies[[found.number for found in near[:LEANS_ON]]]
    to_own = np.clip(vectors @ own.T, 0, 1).max(axis=1) if len(own) else to_fan
    agreed, candidates = _agreement(vectors), []
    for text, near_it, agreement in zip(fresh, 0.5 * to_fan + 0.5 * to_own, agreed, strict=True):
        one = Candidate(
            text, MODEL, round(float(near_it), 3), voice.fingerprint.score(text), inspect(text, task.allowed)
        )
        copied = voice.said.longest_copied_run(text)
        candidates.append(replace(one, verifier=voice.chance(text), agreement=agreement, copied=copied))
    return sorted(candidates, key=lambda candidate: -candidate.rank)


def _fresh(texts: Sequence[str], refused: Collection[str]) -> list[str]:
    """Without repetitions, quotation marks around the whole, and what a person has refused."""
    bare = dict.fromkeys(text.strip().strip('"') for text in texts)
    return [text for text in bare if text and text not in refused]


def _agreement(vectors: NDArray[np.float32]) -> list[float | None]:
    """For each the mean likeness to the others; None for one that stands alone."""
    count = len(vectors)
    if count < 2:
        return [None] * count
    likeness = np.clip(vectors @ vectors.T, 0, 1)
    return [round(float(row.sum() - row[number]) / (count - 1), 3) for number, row in enumerate(likeness)]


def choose(past: Sequence[Candidate], written: Sequence[Candidate], strong: bool) -> Candidate | None:
    """A strong model's best words if the guard is silent on them, else the creator's own, else what is left.

    A tiny model's words count only when nothing is wrong with them and they rank above the creator's own. What copies
    too much of one past reply is never chosen, whoever wrote it.
    """
    past, written = ([candidate for candidate in side if candidate.within] for side in (past, written))
    if strong:
        clean = [candidate for candidate in written if not candidate.findings]
        return next(iter([*clean, *past, *written]), None)
    fit = [c for c in written if not c.findings and (c.style or 0) >= TINY_STYLE and c.relevance >= TINY_RELEVANCE]
    return max([*past, *fit], key=lambda candidate: candidate.rank, default=None)
