"""Which past exchanges come nearest to a message: by meaning, by words, by place and by age, without repeating themselves."""

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from avatar.asking import question
from avatar.labels import Example, Intent, Sentiment
from avatar.language import SMALL_WORDS

Numbers = NDArray[np.float32]

MEANING, REPLY, WORDS = 0.5, 0.25, 0.25
"""Weights of what the fans' words mean, of what the reply means, and of the words themselves (the embedding is weak on what
exactly is asked). Found by reading the drafts of the demo."""
FAR, SAME = 0.08, 0.6
"""The weighted sum of strangers and of twins: `similarity` is stretched between them."""

REACTIONS = frozenset({Intent.PRAISE, Intent.GREETING, Intent.OTHER, Intent.PERSONAL_STORY})
"""What is answered with a feeling, not with a fact."""
TRUSTED = {"edited": 0.05, "by_hand": 0.04, "approved": 0.02}
"""What a reply gains by how it came to be: a person corrected it, wrote it, or let the avatar's words pass."""
_WORD = re.compile(r"[^\W_]{2,}")
_ELONGATED = re.compile(r"(\w)\1{2,}")


@dataclass(frozen=True)
class Query:
    """The message at hand, as far as the search needs it. `vector` is the meaning of its question, or of all of it."""

    text: str
    vector: Numbers
    language: str = "en"
    platform: str = ""
    kind: str = ""
    post: str = ""  # external id of the post it stands under
    intent: Intent | None = None


@dataclass(frozen=True)
class Exchange:
    """A past exchange as it lies in the corpus. `age_days` at the time the corpus was built."""

    example: Example
    kind: str = ""
    post: str = ""
    fan: str = ""
    age_days: float = 0.0
    intent: Intent | None = None
    sentiment: Sentiment | None = None
    source: str = ""  # "by_hand", "edited" or "approved": how the reply came to be; "" where nobody knows


@dataclass(frozen=True)
class Corpus:
    """Past exchanges with the vectors (n, d) of both sides, ready to be searched. Never changed once built."""

    exchanges: tuple[Exchange, ...]
    vectors: Numbers  # of what the fans wrote
    replies: Numbers  # of what the creator answered
    places: dict[str, NDArray[np.int64]] = field(default_factory=dict)  # word -> exchanges whose fan text has it
    sizes: Numbers = field(default_factory=lambda: np.zeros(0, np.float32))  # of the fan texts as vectors of words
    facets: dict[str, NDArray[Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, exchanges: Sequence[Exchange], vectors: Numbers, replies: Numbers) -> "Corpus":
        found: dict[str, list[int]] = defaultdict(list)
        for number, exchange in enumerate(exchanges):
            for word in words(exchange.example.fan_text):
                found[word].append(number)
        places = {word: np.array(where, np.int64) for word, where in found.items()}
        bare = cls(tuple(exchanges), vectors, replies, places)
        sizes = np.zeros(len(exchanges), np.float32)
        for word, where in places.items():
            sizes[where] += bare.rarity(word) ** 2
        return replace(bare, sizes=np.sqrt(np.maximum(sizes, 1e-6)), facets=_facets(exchanges))

    def rarity(self, word: str) -> float:
        """How telling a word is: bigger is rarer."""
        return math.log(1 + len(self.exchanges) / max(1, len(self.places.get(word, ()))))

    def similarity(self, query: Query) -> Numbers:
        """How near each exchange is to the query, 0..1."""
        meaning, reply = (np.clip(side @ query.vector, 0, 1) for side in (self.vectors, self.replies))
        near = MEANING * meaning + REPLY * reply + WORDS * self._shared_words(query.text)
        return np.clip((near - FAR) / (SAME - FAR), 0, 1)

    def coverage(self, asked: frozenset[str], number: int) -> float:
        """Share of what is asked, rare words counting more, that exchange `number` speaks of."""
        example = self.exchanges[number].example
        spoken = words(example.fan_text) | words(example.text)
        whole = sum(self.rarity(word) for word in asked)
        return sum(self.rarity(word) for word in asked & spoken) / whole if whole else 0.0

    def _shared_words(self, text: str) -> Numbers:
        """Cosine of the fans' words."""
        shared, size = np.zeros(len(self.exchanges), np.float32), 0.0
        for word in words(text):
            weight = self.rarity(word) ** 2
            size += weight
            if word in self.places:
                shared[self.places[word]] += weight
        return np.clip(shared / (self.sizes * math.sqrt(max(size, 1e-6))), 0, 1)


@lru_cache(maxsize=16_384)  # the texts of a corpus are asked for again with every message
def words(text: str) -> frozenset[str]:
    """The words of a text that say what it is about, in their plainest form; all of them if there are no such words."""
    plain = {_ELONGATED.sub(r"\1", word.lower()) for word in _WORD.findall(text)}
    return frozenset(_stem(word) for word in (plain - SMALL_WORDS or plain))


def _stem(word: str) -> str:
    """Crude on purpose, for every language alike: plural and tense rarely change what a fan asks."""
    for ending in ("ing", "en", "es", "s", "e", "n"):
        if len(word) - len(ending) >= 4 and word.endswith(ending):
            return word[: -len(ending)]
    return word


@dataclass(frozen=True)
class Found:
    """An exchange that was found; its example carries the similarity."""

    exchange: Exchange
    similarity: float
    coverage: float
    rank: float
    number: int  # in the corpus

    @property
    def example(self) -> Example:
        return replace(self.exchange.example, similarity=round(self.similarity, 3))


def nearest(corpus: Corpus, query: Query, count: int = 24) -> list[Found]:
    """The best past exchanges, best first. The order also minds language, intent, place and age."""
    if not corpus.exchanges:
        return []
    similarity = corpus.similarity(query)
    rank, asked = similarity + _fit(corpus, query), words(question(query.text))
    return [
        Found(corpus.exchanges[n], float(similarity[n]), corpus.coverage(asked, n), float(rank[n]), int(n))
        for n in np.argsort(-rank)[:count]
    ]


def diverse(corpus: Corpus, found: Sequence[Found], count: int = 6, spread: float = 0.3) -> list[Found]:
    """Of these the `count` best that do not repeat each other, best first; `spread` says how much a repetition costs."""
    pool, chosen = list(found), list[Found]()
    likeness = {one.number: 0.0 for one in pool}
    while pool and len(chosen) < count:
        best = max(pool, key=lambda one: one.rank - spread * likeness[one.number])
        chosen.append(best)
        pool.remove(best)
        for one in pool:
            likeness[one.number] = max(likeness[one.number], _alike(corpus, one.number, best.number))
    return chosen


def _fit(corpus: Corpus, query: Query) -> Numbers:
    """What speaks for or against each exchange besides the words."""
    is_ = corpus.facets
    fit = np.where(is_["language"] == query.language, 0.0, -0.5) - is_["age"]
    fit += is_["trust"] + 0.03 * (is_["kind"] == query.kind) + 0.03 * (is_["platform"] == query.platform)
    if query.post:
        fit += 0.08 * (is_["post"] == query.post)
    if query.intent:
        unlike = (is_["feels"] != (query.intent in REACTIONS)) & (is_["intent"] != "")
        fit += 0.06 * (is_["intent"] == query.intent) - 0.1 * unlike
    return fit.astype(np.float32)


def _facets(exchanges: Sequence[Exchange]) -> dict[str, NDArray[Any]]:
    """What `_fit` compares, a column each, so that thousands are compared at once."""
    return {
        "language": np.array([exchange.example.language for exchange in exchanges]),
        "platform": np.array([exchange.example.platform for exchange in exchanges]),
        "kind": np.array([exchange.kind for exchange in exchanges]),
        "post": np.array([exchange.post for exchange in exchanges]),
        "intent": np.array([str(exchange.intent or "") for exchange in exchanges]),
        "feels": np.array([exchange.intent in REACTIONS for exchange in exchanges], bool),
        "trust": np.array([TRUSTED.get(exchange.source, 0.0) for exchange in exchanges], np.float32),
        "age": np.array([0.03 * min(exchange.age_days / 365, 2.0) for exchange in exchanges], np.float32),
    }


def _alike(corpus: Corpus, one: int, other: int) -> float:
    """Nearly the same reply, or an answer to the same words."""
    replies = float(corpus.replies[one] @ corpus.replies[other])
    return max(0.0, replies, 0.7 * float(corpus.vectors[one] @ corpus.vectors[other]))
