"""Past replies that fit any praise or greeting of their kind, because what they answered was about nothing in particular."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from avatar.adapt import Familiar, adapt
from avatar.asking import same_occasion
from avatar.cues import EMOJI, MENTION
from avatar.examples import Exchange, words
from avatar.labels import Intent, Label, Sentiment
from avatar.language import SMALL_WORDS
from avatar.word_lists import patterns, sections

_LISTS = sections("plain")
_PATTERNS = patterns("plain")
_KINDS = ("thanks", "laughs", "hello")
"""From the most telling to the least; what is none of them is praise."""
_PLAIN, _SAYS = (
    frozenset(stem for word in re.split(r" \| |\n", _LISTS[name]) for stem in words(word)) for name in ("plain", "says")
)
_LIKES, _DISLIKES = (patterns("cues")[name] for name in ("likes", "dislikes"))
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ELONGATED = re.compile(r"(\w)\1{2,}")
_SENTENCE = re.compile(r"[^.!…\n]*[.!…\n]+|[^.!…\n]+$")
_GREETING = re.compile(rf"(?:{_PATTERNS['hello'].pattern}|{_PATTERNS['thanks'].pattern})(?:,? \w+)?", re.I)
"""With the word after it, which mostly is a name."""

_ANSWERED_LIKE = {
    "thanks": ("thanks",), "laughs": ("laughs", "praise"), "hello": ("hello",), "praise": ("praise",),
}  # fmt: skip
LONGEST = 80  # characters of a reply that may stand for any other
LONGEST_FAN_TEXT = 90  # characters; who writes more says something that wants to be heard
SURE_FROM = 0.4  # of the label
FEW = 40  # characters of a first sentence
SMALL = 4  # letters; longer words say something even when every text has them
BOUND = 0.7  # of a word's exchanges under one post: the word belongs to that post
BOUND_FROM = 3  # exchanges


@dataclass(frozen=True)
class Generic:
    """One reply that may stand again. `kind` is what it answers, `post` the only post it fits ("": any)."""

    exchange: Exchange
    text: str
    kind: str
    post: str = ""
    whole: bool = True  # or the first words of a reply only


def kind_of(text: str, intent: Intent | None) -> str:
    """thanks, laughs, hello or praise."""
    plain = _ELONGATED.sub(r"\1", text)
    if intent is Intent.GREETING and _PATTERNS["hello"].search(plain):
        return "hello"
    return next((kind for kind in _KINDS if _PATTERNS[kind].search(plain)), "praise")


def generics(exchanges: Sequence[Exchange], familiar: Familiar) -> tuple[Generic, ...]:
    """All replies among these that fit any message of their kind: whole ones, and first sentences that only thank or greet."""
    homes, found = _homes(exchanges), dict[tuple[str, str, str], Generic]()
    for exchange in exchanges:
        one = _whole(exchange, homes, familiar) or _first_words(exchange, familiar)
        if one:
            found.setdefault((one.text, one.kind, exchange.example.language), one)
    return tuple(found.values())


def wants_generic(label: Label, text: str) -> bool:
    """Whether a few warm words are an answer: short plain praise or a greeting, and nothing asked."""
    nice = label.intent is Intent.GREETING or (label.intent is Intent.PRAISE and not _DISLIKES.search(text))
    fine = label.sentiment is not Sentiment.NEGATIVE and not label.risks and label.confidence >= SURE_FROM
    return nice and fine and "?" not in text and len(text) <= LONGEST_FAN_TEXT and _is_warm(text, label.intent)


def _is_warm(text: str, intent: Intent) -> bool:
    """Whether a word says so; the label alone is not enough for words that fit anything."""
    plain = _ELONGATED.sub(r"\1", text)
    return kind_of(text, intent) != "praise" or bool(_LIKES.search(plain) and not _PATTERNS["wishes"].search(plain))


def fitting(pool: Sequence[Generic], text: str, label: Label, post: str) -> list[Generic]:
    """Those in the fan's language that answer this kind of message, on this occasion, under this post."""
    kinds = _ANSWERED_LIKE[kind_of(text, label.intent)]
    return [
        one
        for one in pool
        if one.exchange.example.language == label.language
        and one.kind in kinds
        and one.post in ("", post)
        and _same_hour(one.exchange.example.fan_text, text)
    ]


def _same_hour(past: str, now: str) -> bool:
    """A good morning is no answer to a good night, and only a good night is one."""
    parts = [bool(_PATTERNS["parting"].search(text)) for text in (past, now)]
    return parts[0] == parts[1] and same_occasion(past, now)


def rotated(pool: Sequence[Generic], text: str, used: Sequence[str]) -> list[Generic]:
    """The same replies, those first that were used least lately, then whole ones, then in an order that only `text` decides."""
    last = {reply: number for number, reply in enumerate(used, 1)}
    return sorted(pool, key=lambda one: (last.get(one.text, 0), not one.whole, _shuffle(text, one.text)))


def _shuffle(text: str, reply: str) -> bytes:
    return hashlib.sha256(f"{text}\n{reply}".encode()).digest()


def _whole(exchange: Exchange, homes: dict[str, str], familiar: Familiar) -> Generic | None:
    reply, fan_text = exchange.example.text, exchange.example.fan_text
    if len(reply) > LONGEST or "?" in reply + fan_text or any(character.isdigit() for character in reply):
        return None
    if _left(fan_text) or words(reply) & (words(fan_text) - _SAYS) or _PATTERNS["refers"].search(reply):
        return None
    if any(
        word[0].isupper() and familiar.is_rare(word.lower()) for word in _WORD.findall(reply)
    ):  # a name of something
        return None
    bound = {homes[word] for word in words(reply) if word in homes}
    return Generic(exchange, reply, kind_of(fan_text, exchange.intent), exchange.post if bound else "")


def _first_words(exchange: Exchange, familiar: Familiar) -> Generic | None:
    """The first sentence if it has nothing but thanks, joy or a greeting, with the emoji that ends the reply."""
    reply = adapt(exchange, exchange.kind, "", familiar, {})
    first = next(iter(_SENTENCE.findall(reply)), "").strip()
    bare = EMOJI.sub("", first).strip()
    said = kind_of(bare, exchange.intent)
    if exchange.intent not in (Intent.PRAISE, Intent.GREETING) or not words(bare) <= _SAYS or len(bare) > FEW:
        return None
    if said == "praise" and not _PATTERNS["welcomes"].search(bare):
        return None
    kind = kind_of(exchange.example.fan_text, exchange.intent)
    kind = "praise" if said == "thanks" and kind == "hello" else kind
    end = "" if EMOJI.search(first) else "".join(EMOJI.findall(reply)[-1:])
    return Generic(exchange, f"{first.rstrip(' ,.')} {end}".strip(), kind, whole=False)


def _left(text: str) -> set[str]:
    """The words that are about something."""
    bare = _GREETING.sub(" ", MENTION.sub(" ", text))
    telling = [word for word in _WORD.findall(bare) if len(word) > SMALL or word.lower() not in SMALL_WORDS]
    return {stem for word in telling for stem in words(word)} - _PLAIN


def _homes(exchanges: Sequence[Exchange]) -> dict[str, str]:
    """Words that nearly always stand under one post, with the post: a person or thing that only that post knows."""
    counts: dict[str, Counter[str]] = {}
    for exchange in exchanges:
        for word in words(exchange.example.text) | words(exchange.example.fan_text):
            counts.setdefault(word, Counter())[exchange.post] += 1
    found = {word: posts.most_common(1)[0] for word, posts in counts.items() if sum(posts.values()) >= BOUND_FROM}
    return {word: post for word, (post, times) in found.items() if post and times >= BOUND * sum(counts[word].values())}
