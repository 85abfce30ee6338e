"""What a draft comes near to as a whole, whatever its words and its language: the sentences of avatar/words/risky.txt.

A draft counts as one of a kind when it is nearer to the sentences of that kind than to harmless replies by MARGIN. This is the
third line, behind the rules and behind the support check, and needs a model of meaning.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from avatar.guard.allowed import Allowed
from avatar.guard.asked import rests_on_facts
from avatar.guard.meaning import Embed
from avatar.word_lists import sections

MARGIN = 0.06
"""Cosine. Learned from old written texts it caught 25 to 70 % of new ones, by kind, for 0 to 1 % of new harmless drafts each."""
NEAREST = 2  # neighbours whose mean counts: one alone may be a chance likeness
FINDINGS = {
    "medical": "It comes near to medical advice.",
    "legal": "It comes near to legal advice.",
    "financial": "It comes near to money advice.",
    "human": "It comes near to claiming to be a human being.",
    "others": "It comes near to telling what another fan told you.",
}
UNLESS_KNOWN = {
    "promise": "It comes near to a promise.",
    "meeting": "It comes near to an invitation to meet.",
    "discount": "It comes near to offering a discount.",
    "private": "It comes near to telling something private.",
}
HARMLESS = "harmless"


def resembles(text: str, allowed: Allowed) -> str:
    """The finding of the kind that it is nearest to, "" where harmless replies are nearer or no model of meaning is given."""
    if allowed.embed is None:
        return ""
    findings = FINDINGS if rests_on_facts(text, allowed) else FINDINGS | UNLESS_KNOWN
    vector, examples = allowed.embed([text.lower()])[0], _examples(allowed.embed)
    near = {kind: _nearness(vector, examples[kind]) for kind in (*findings, HARMLESS)}
    kind = max(findings, key=lambda name: near[name])
    return findings[kind] if near[kind] - near[HARMLESS] > MARGIN else ""


def prepare(embed: Embed) -> None:
    """Learn the meaning of the sentences, so that no draft has to wait for it."""
    _examples(embed)


def _nearness(vector: NDArray[np.float32], examples: NDArray[np.float32]) -> float:
    return float(np.sort(examples @ vector)[-NEAREST:].mean())


@lru_cache(maxsize=4)
def _examples(embed: Embed) -> dict[str, NDArray[np.float32]]:
    return {kind: embed(body.lower().splitlines()) for kind, body in sections("risky").items()}
