"""The best of the creator's own words for any message, however far the nearest past exchange is away.

For a rehearsal and for measuring, where silence is no answer; what fans get keeps the bounds of `avatar.drafting.past`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from avatar.asking import asked_for, question, same_occasion
from avatar.copying import joined, pieces, spoken
from avatar.drafting.past import made_fit, measured
from avatar.drafting.values import Candidate, Embed, Task, Voice
from avatar.examples import Exchange, nearest, words

Numbers = NDArray[np.float32]

LOOKED_AT, LISTENED_TO = 40, 60  # exchanges whose words may be used; exchanges that say what kind of answer is expected
WARMTH = 0.15  # how fast an exchange that is further away counts less for what is expected
EXPECTED, USUAL, TOPIC, CONTEXT = 0.45, 0.05, 0.1, 0.05
"""Weights of what was answered to messages like this one, of what the creator answers to anything, of the message itself, and
of what the words answered then. Fitted on the demo's own replies, each left out in turn, and rounded."""
UNHEARD, ASKS_INSTEAD, OTHER_QUESTION, OTHER_OCCASION = 0.1, 0.15, 0.08, 0.15  # what is taken off
REPEATED, LATELY = 0.05, 8  # taken off for words that were among the last drafts
MOST_UNHEARD = 4.0  # together
CLOSE, NEARER = 0.3, 0.4
"""How much a second piece must speak of the message; more where the first already says something."""
FEW = 5  # words that say little by themselves
SAME = 0.55  # likeness from which two pieces say the same
TRIED = 12  # the best pieces; each is looked at closely
MORE = 0.3


@dataclass(frozen=True)
class _Piece:
    """Words that may stand again, where they come from, and their meaning."""

    text: str
    exchange: Exchange
    similarity: float
    vector: Numbers


def at_any_rate(voice: Voice, task: Task, embed: Embed) -> list[Candidate]:
    """Answers within the bound on copying to any message, best first; empty only for a creator who said nothing yet."""
    found, expected = _pieces(voice, task, embed)
    if not found:
        return []
    fit = _fitness(voice, task, found, expected)
    best = [found[number] for number in np.argsort(-fit)[:TRIED]]
    whole = [_candidate(voice, task, piece.text, value) for piece, value in zip(best, np.sort(-fit) * -1, strict=False)]
    lead = max(range(len(whole)), key=lambda number: whole[number].rank)
    more = [piece for piece in found if _goes_on(task, best[lead], piece)]
    first = replace(whole[lead], text=best[lead].text)  # not signed yet
    joint = [_both(voice, task, first, piece) for piece in more]
    fine = [one for one in [*whole, *joint] if one.within and one.text not in task.refused]
    return sorted(fine, key=lambda one: -one.rank)


def _pieces(voice: Voice, task: Task, embed: Embed) -> tuple[list[_Piece], Numbers]:
    """What may stand again of the exchanges that come nearest, and the meaning of the answer that they lead one to expect."""
    corpus = voice.corpus
    near = nearest(corpus, task.query, LISTENED_TO)
    if not near:
        return [], np.zeros(0, np.float32)
    weights = np.exp(np.array([found.similarity for found in near], np.float32) / WARMTH)
    expected = _unit(weights @ corpus.replies[[found.number for found in near]])
    alike = np.argsort(-(corpus.replies @ expected))[:LOOKED_AT]
    known = {int(number): 0.0 for number in alike} | {found.number: found.similarity for found in near[:LOOKED_AT]}
    rows = {text: number for number in known for text in _usable(voice, task, corpus.exchanges[number])}
    vectors = embed(list(rows))
    pieces = [
        _Piece(text, corpus.exchanges[number], known[number], vector)
        for (text, number), vector in zip(rows.items(), vectors, strict=True)
    ]
    return pieces, expected


def _usable(voice: Voice, task: Task, exchange: Exchange) -> list[str]:
    """Each piece of a reply, and two that follow each other where both together keep the bound."""
    if exchange.example.language != task.query.language:
        return []
    text, _ = made_fit(voice, task, exchange)
    parts = pieces(text)
    pairs = [joined(one, other) for one, other in pairwise(parts)]
    return [part for part in [*parts, *pairs] if voice.said.is_within(part)]


def _fitness(voice: Voice, task: Task, found: Sequence[_Piece], expected: Numbers) -> Numbers:
    """How well each piece answers, about 0..1."""
    vectors = np.stack([piece.vector for piece in found])
    usual = _unit(voice.corpus.replies.mean(axis=0))
    context = np.array([piece.similarity for piece in found])
    fit = (
        EXPECTED * vectors @ expected
        + USUAL * vectors @ usual
        + TOPIC * vectors @ task.query.vector
        + CONTEXT * context
    )
    return np.asarray(fit - [_against(voice, task, piece) for piece in found], np.float32)


def _against(voice: Voice, task: Task, piece: _Piece) -> float:
    """What speaks against these words: what only their own fan would understand, and an answer of another kind."""
    text, then = task.query.text, piece.exchange.example.fan_text
    off = UNHEARD * min(sum(_rarity(voice, word) for word in words(piece.text) - words(text)), MOST_UNHEARD)
    if "?" in text:
        wanted = asked_for(question(text))
        off += ASKS_INSTEAD * ("?" in piece.text) + OTHER_QUESTION * (wanted != asked_for(question(then)))
    fits = same_occasion(then, text) and same_occasion(piece.text, text)
    return off + OTHER_OCCASION * (not fits) + REPEATED * any(piece.text in used for used in task.used[-LATELY:])


def _candidate(voice: Voice, task: Task, text: str, fit: float) -> Candidate:
    return replace(measured(voice, task, text, round(min(max(float(fit), 0.0), 1.0), 3)), cut=True)


def _rarity(voice: Voice, word: str) -> float:
    """0 for a word in every exchange, 1 for one that was never heard."""
    familiar = voice.familiar
    return 1 - math.log1p(familiar.counts[word]) / math.log1p(max(familiar.exchanges, 1) + 1)


def _goes_on(task: Task, first: _Piece, piece: _Piece) -> bool:
    """Whether `piece` may follow: it speaks of the message, says something new, and asks only who asked nothing."""
    said = spoken(first.text)
    near = float(piece.vector @ task.query.vector) >= (CLOSE if len(said) < FEW else NEARER)
    new = not set(spoken(piece.text)) & set(said) and float(piece.vector @ first.vector) < SAME
    return near and new and "?" not in first.text and not ("?" in piece.text and "?" in task.query.text)


def _both(voice: Voice, task: Task, first: Candidate, piece: _Piece) -> Candidate:
    topic = float(piece.vector @ task.query.vector)
    return _candidate(voice, task, joined(first.text, piece.text), first.relevance + MORE * (topic - CLOSE))


def _unit(vector: Numbers) -> Numbers:
    return vector / max(float(np.linalg.norm(vector)), 1e-9)
