"""What may be stated as fact: texts cut into pieces that can be cited, and the pieces that speak of what a fan asks."""

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from avatar.asking import question, same_kind
from avatar.cues import LINK
from avatar.examples import words
from avatar.labels import Fact
from avatar.language import SMALL_WORDS
from avatar.moments import Place, place_in, seconds, without_place
from avatar.word_lists import patterns

Numbers = NDArray[np.float32]

SIZE = 300
"""Characters of one piece, about: some twenty seconds of speech."""
ASKED_BEFORE = frozenset({"faq", "past answer"})
"""Sources whose pieces are compared by the question they answer."""
WORDS, WORDS_ASKED = 0.3, 0.2
"""What a piece gains that has every telling word of the question; and a question asked before that has the same words, all of
them: "how old is your starter" has only half of what "how old are you" asks, and an answer to the one is wrong for the other."""
ENOUGH_HERE, ENOUGH, ENOUGH_ASKED, ENOUGH_AT_PLACE = 0.22, 0.34, 0.7, 0.13
"""From this sum on a piece speaks of what is asked: below the post at hand; elsewhere, where so many pieces are compared that some
are alike by chance; a question that was asked before; at the very second that the fan names. Found on written questions in
five languages (tests/avatar/test_knowledge.py)."""
AT_HAND = 0.1  # what the post itself says comes first
_FEWEST = 40  # pieces; a word is not rare because there is little to compare it with
_COMMON = patterns("knowledge")["common"]
_WORD = re.compile(r"[^\W_]{2,}")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_CHAPTER = re.compile(r"^\W*((?:\d{1,2}:)?\d{1,2}:\d{2})\W+(?=\w)")
_LINE = re.compile(r"[^\n]+")
_CHAPTER_SECONDS = 15.0
_SPEECH_SECONDS, _SIGNS_A_SECOND = 20.0, 14  # of one piece; and how fast people speak


class Cue(Protocol):
    """Words that are said from this second on."""

    @property
    def starts_at(self) -> float: ...

    @property
    def text(self) -> str: ...


@dataclass(frozen=True)
class Chunk:
    """A piece of a text. `about` is what it is looked up by where that is not the text itself: the question it answers.

    `starts_at` and `ends_at` are seconds into the video, for what is said there (`said`) and for chapters of a caption.
    """

    text: str
    about: str = ""
    said: bool = False
    starts_at: float | None = None
    ends_at: float | None = None

    @property
    def key(self) -> str:
        """What its vector is made of."""
        return self.about or self.text


@dataclass(frozen=True)
class Shelf:
    """Pieces that are looked through together. `vectors` (n, d), zeros where there is none yet. `here`: of the post at hand."""

    facts: tuple[Fact, ...]
    chunks: tuple[Chunk, ...]
    vectors: Numbers
    here: bool = False

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Which pieces have a telling word."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, chunk in enumerate(self.chunks):
            for word in telling(chunk.text) | telling(chunk.about):
                found[word].append(number)
        return dict(found)


@dataclass(frozen=True)
class _Asked:
    text: str
    words: frozenset[str]
    vector: Numbers
    place: Place | None


def chunks(text: str, cues: Sequence[Cue] = ()) -> tuple[Chunk, ...]:
    """What is written, then what is said, in pieces of about SIZE characters that end with a sentence where there are any.

    A line with a link and a chapter ("4:12 the lens") stand alone; empty lines part pieces.
    """
    return (*_written(text), *_said(cues))


def best(text: str, vector: Numbers, shelves: Sequence[Shelf], most: int = 6) -> tuple[Fact, ...]:
    """Of everything on the shelves what speaks of what `text` asks, best first, each with its similarity.

    `vector` is the meaning of `wanted_of(text)`. Where a place in the video is named, only what is said there, or names it too.
    """
    asked = _Asked(question(text), telling(wanted_of(text)), vector, place_in(text))
    found = [one for shelf in shelves for one in _fitting(asked, shelf)]
    found.sort(key=lambda one: -one[0])
    facts = {fact.text: replace(fact, similarity=round(min(score, 1.0), 3)) for score, fact in reversed(found)}
    return tuple(sorted(facts.values(), key=lambda fact: -fact.similarity))[:most]


def wanted_of(text: str) -> str:
    """What a fan wants to know, without the place in the video: what the vector for `best` is made of."""
    return without_place(question(text))


def _fitting(asked: _Asked, shelf: Shelf) -> list[tuple[float, Fact]]:
    if not shelf.chunks:
        return []
    meaning = np.clip(shelf.vectors @ asked.vector, 0, 1)
    shared = _shared(asked.words, shelf)
    found = []
    for number in np.flatnonzero(meaning + shared >= ENOUGH_AT_PLACE):
        fact, chunk = shelf.facts[number], shelf.chunks[number]
        words_add = _asked_again(asked, chunk) if fact.source in ASKED_BEFORE else shared[number]
        score = float(meaning[number] + words_add)
        if score >= _bound(asked, fact, chunk, shelf.here, score):
            found.append((score + (AT_HAND if shelf.here else 0.0), fact))
    return found


def _shared(asked: frozenset[str], shelf: Shelf) -> Numbers:
    """For each piece what its words add: the share of the asked ones that it has, rare ones counting more."""
    shared, whole = np.zeros(len(shelf.chunks), np.float32), 0.0
    for word in asked:
        where = shelf.places.get(word, ())
        weight = math.log(1 + max(len(shelf.chunks), _FEWEST) / max(1, len(where)))
        whole += weight
        shared[list(where)] += weight
    return WORDS * shared / whole if whole else shared


def _asked_again(asked: _Asked, chunk: Chunk) -> float:
    before = telling(chunk.about)
    return WORDS_ASKED * len(asked.words & before) / max(1, len(asked.words | before))


@lru_cache(maxsize=8_192)  # what was asked before is asked again with every message
def telling(text: str) -> frozenset[str]:
    """The words, in their plainest form, that say what a text is about; empty where it has only small and common ones."""
    plain = _COMMON.sub(" ", text).lower()
    return words(plain) if set(_WORD.findall(plain)) - SMALL_WORDS else frozenset()


def _bound(asked: _Asked, fact: Fact, chunk: Chunk, here: bool, score: float) -> float:
    """How much a piece needs; infinity for what must not answer at all."""
    if asked.place and asked.place.words not in chunk.text:
        return ENOUGH_AT_PLACE if here and _is_at(asked.place, chunk) else math.inf
    if fact.source in ASKED_BEFORE:  # the kind is looked at last, it costs most
        return ENOUGH_ASKED if score < ENOUGH_ASKED or same_kind(chunk.about, asked.text) else math.inf
    return ENOUGH_HERE if here else ENOUGH


def _is_at(place: Place, chunk: Chunk) -> bool:
    return chunk.starts_at is not None and place.overlaps(chunk.starts_at, chunk.ends_at or chunk.starts_at)


def _written(text: str) -> list[Chunk]:
    found: list[Chunk] = []
    for paragraph in re.split(r"\n\s*\n", text):
        pieces: list[str] = []
        for line in _LINE.findall(paragraph):
            if chapter := _CHAPTER.match(line):
                found.append(_chapter(line.strip(), chapter[1]))
            elif LINK.search(line):
                found.append(Chunk(line.strip()[: 2 * SIZE]))
            else:
                pieces += _SENTENCE_END.split(line)
        found += [Chunk(piece) for piece in _packed(pieces)]
    return found


def _chapter(line: str, clock: str) -> Chunk:
    starts_at = seconds(clock)
    return Chunk(line, _CHAPTER.sub("", line), starts_at=starts_at, ends_at=starts_at + _CHAPTER_SECONDS)


def _packed(pieces: Sequence[str]) -> list[str]:
    """Neighbours together up to SIZE; what is longer alone is cut between words."""
    packed: list[str] = []
    for piece in (part for whole in pieces for part in _cut(whole.strip()) if re.search(r"\w", part)):
        if packed and len(packed[-1]) + len(piece) < SIZE:
            packed[-1] = f"{packed[-1]} {piece}"
        else:
            packed.append(piece)
    return packed


def _cut(sentence: str) -> list[str]:
    parts: list[str] = []
    while len(sentence) > SIZE:
        end = sentence.rfind(" ", SIZE // 2, SIZE)
        end = end if end > 0 else SIZE
        parts.append(sentence[:end])
        sentence = sentence[end:].lstrip()
    return [*parts, sentence]


def _said(cues: Sequence[Cue]) -> list[Chunk]:
    groups: list[list[Cue]] = []
    for cue in cues:
        if not groups or _is_full(groups[-1], cue):
            groups.append([])
        groups[-1].append(cue)
    return [_spoken(group) for group in groups]


def _is_full(group: Sequence[Cue], coming: Cue) -> bool:
    size = sum(len(cue.text) + 1 for cue in group)
    ended = size > SIZE / 2 and group[-1].text.rstrip().endswith((".", "!", "?"))
    return ended or size + len(coming.text) > SIZE or coming.starts_at - group[0].starts_at > _SPEECH_SECONDS


def _spoken(group: Sequence[Cue]) -> Chunk:
    text, last = " ".join(cue.text for cue in group), group[-1]
    ends_at = last.starts_at + max(2.0, len(last.text) / _SIGNS_A_SECOND)
    return Chunk(text, said=True, starts_at=group[0].starts_at, ends_at=ends_at)
