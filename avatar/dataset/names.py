"""What fans are called: hidden in what they wrote, cut out of what the creator answered."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from avatar.adapt import Familiar
from avatar.cues import EMOJI, MENTION
from avatar.dataset.values import Creator, Source
from avatar.examples import Exchange
from avatar.folding import folded
from avatar.guard import parts
from avatar.labels import Example
from avatar.language import SMALL_WORDS
from avatar.training_texts import vocabulary
from avatar.word_lists import sections

MARK = "\ue000"  # nobody types it, and `masks.plain` takes it out
NAME = "[name]"
COMMON_FROM, COMMON_SHARE = 10, 0.05
"""A word that so many different fans write, and such a share of them, is no name, though somebody is called so."""

_TOKEN = re.compile(rf"(?:(?!{EMOJI.pattern})[^\s!?,;:()\[\]{{}}\"'’“”„«»…/|<>{MARK}])+")
_EDGES = "._-*~#&+=^`$%@"
_PIECE = re.compile(r"(?:[^\w\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff]|[\d_])+")
_RUN = re.compile(r"(.)\1+")
_WORD = r"[^\W\d_]+(?:-[^\W\d_]+)?"
_GREETS, _INTRODUCES, _SIGNS = (
    "|".join(re.split(r" \| |\n", sections("masks")[name])) for name in ("greets", "introduces", "signs")
)
_AFTER = rf"\s*(?:[!.,…?)]|{EMOJI.pattern}|\n|$)"
_CALLED = (
    re.compile(rf"(?<!\w)(?:{_GREETS}),?\s+({_WORD})(?!\w)", re.I),
    re.compile(rf"(?<!\w)(?:{_INTRODUCES})\s+({_WORD})(?!\w)", re.I),
    re.compile(rf"(?:(?<!\w)(?:{_SIGNS})(?:,|\s+from)?|(?<!\S)[-–—~])\s*({_WORD})\W*$", re.I),
)
"""Where a word that hardly anybody uses is a name."""
_MAY_BE_CALLED = (
    re.compile(rf",\s*({_WORD})(?=[!.…?\s]*(?:{EMOJI.pattern}|\s)*$)", re.I),
    re.compile(rf"^({_WORD})[:,!]\s", re.I),
)
"""Where it is one only if the fan is called so, or nobody knows what the fan is called."""
_INTRODUCED = re.compile(r"(?<!\w)[Ii](?:['’]?m| am)\s+([A-Z][^\W\d_]+)(?!\w)")
_PLACES = (*((one, True) for one in (*_CALLED, _INTRODUCED)), *((one, False) for one in _MAY_BE_CALLED))
_SEVERAL = re.compile(rf"{MARK}(?:[\s&]+(?:(?:and|y|e|und|aur)\s+)?{MARK})+")
_VOCATIVE = (
    (re.compile(rf"^{MARK}\s*[!,.:…-]+\s*", re.M), ""),
    (re.compile(rf"((?<!\w)(?:{_GREETS})),?\s+{MARK}(?=\W|$)", re.I), r"\1"),
    (re.compile(rf",?\s*{MARK}(?={_AFTER})"), ""),
)
_DENSE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True)
class Names:
    """What the fans of one creator are called. `plain` are words of the language, folded."""

    own: frozenset[str]
    handles: frozenset[str]
    words: frozenset[str]
    dense: tuple[str, ...]  # names in scripts without spaces
    plain: frozenset[str]
    familiar: Familiar

    @classmethod
    def of(cls, sources: Sequence[Source], creator: Creator) -> "Names":
        plain = _plain_words()
        own = frozenset(word for name in creator.names for word in (*_words_of(name), folded(name.lstrip("@"))))
        called = {name for source in sources for name in source.fan_names if name}
        words = {word for name in called for word in _words_of(name)} - plain - own
        handles = {folded(source.fan.lstrip("@")) for source in sources if source.fan} - plain - own
        exchanges = [Exchange(Example(one.id, one.fan_text, one.text), one.kind, one.post, one.fan) for one in sources]
        return cls(
            own, frozenset(handles), frozenset(words - _common(words, sources)),
            tuple(sorted(name for name in called if _DENSE.search(name) and len(name) > 1)), plain,
            Familiar.of(exchanges, vocabulary()),
        )  # fmt: skip

    def hide(self, text: str, source: Source) -> str:
        """`text` with [name] where a fan is named."""
        return _SEVERAL.sub(MARK, self._marked(text, source)).replace(MARK, NAME)

    def cut(self, text: str, source: Source) -> str | None:
        """`text` without the names of whom it speaks to; None when it speaks of somebody by name."""
        left = _SEVERAL.sub(MARK, self._marked(text, source))
        if MARK not in left:
            return text
        first = folded(next(iter(_TOKEN.findall(text)), "").strip(_EDGES))
        if text.startswith("@") or first in _Theirs.of(source, self.own).soft:
            left = left.removeprefix(MARK).lstrip(" !,.:…-")
        for pattern, put in _VOCATIVE:
            left = pattern.sub(put, left)
        left = re.sub(r"[^\S\n]{2,}", " ", left).strip(" ,\n")
        if MARK in left:
            return None
        return left[:1].upper() + left[1:] if text[:1].isupper() else left

    def _marked(self, text: str, source: Source) -> str:
        text = MENTION.sub(lambda found: found[0] if self._is_own(found[0]) else _marked_handle(found[0]), text)
        for name in sorted({source.fan, *source.fan_names, *self.dense} - {""}, key=len, reverse=True):
            text = self._without_whole(text, name)
        theirs = _Theirs.of(source, self.plain | self.own)
        text = _TOKEN.sub(lambda found: self._without_token(found[0], theirs), text)
        unknown = not theirs.soft
        for pattern, may_be_rare in _PLACES:
            text = pattern.sub(partial(self._without_called, theirs, may_be_rare or unknown), text)
        return text

    def _is_own(self, mention: str) -> bool:
        return folded(mention.lstrip("@").rstrip(".-")) in self.own

    def _without_whole(self, text: str, name: str) -> str:
        bare = name.lstrip("@")
        if len(bare) < 2 or bare.casefold() not in text.casefold() or folded(bare) in self.plain | self.own:
            return text
        inside = re.escape(bare)
        return re.sub(inside if _DENSE.search(bare) else rf"(?<!\w){inside}(?!\w)", MARK, text, flags=re.I)

    def _without_token(self, token: str, theirs: "_Theirs") -> str:
        core = token.strip(_EDGES)
        if not core or folded(core) in self.own:
            return token
        forms = [form for word in (core, *_PIECE.split(core)) if word for form in _forms(word)]
        titled = core[0].isupper() and any(form in theirs.titled for form in forms)
        found = titled or any(form in theirs.words or form in self.words for form in forms)
        return token.replace(core, MARK) if found or folded(core) in self.handles else token

    def _without_called(self, theirs: "_Theirs", may_be_rare: bool, found: re.Match[str]) -> str:
        word = found[1]
        rare = may_be_rare and folded(word) not in self.plain and self.familiar.is_rare(word.lower())
        name = rare or any(theirs.may_be(form) or form in self.familiar.names for form in _forms(word))
        if not name or folded(word) in self.own:
            return found[0]
        at = found.start(1) - found.start()
        return found[0][:at] + MARK + found[0][at + len(word) :]


@dataclass(frozen=True)
class _Theirs:
    """Words of the names of the fan who was answered: what is a name wherever it stands, where it has a capital, where it is called."""

    words: frozenset[str]
    titled: frozenset[str]
    soft: frozenset[str]
    handle: str

    @classmethod
    def of(cls, source: Source, plain: frozenset[str]) -> "_Theirs":
        called = {word for name in source.fan_names for word in _words_of(name)}
        handle = {folded(part) for part in parts(source.fan)}
        return cls(
            frozenset((called | handle) - plain),
            frozenset(called - SMALL_WORDS),
            frozenset(called | handle),
            folded(source.fan),
        )

    def may_be(self, word: str) -> bool:
        """Whether the fan is called so, where somebody is called: "thelma" for thirdgearthelma."""
        return word in self.soft or (len(word) > 2 and word not in SMALL_WORDS and word in self.handle)


def _words_of(name: str) -> Iterator[str]:
    for word in _PIECE.split(name):
        if len(word) > 1:
            yield folded(word)


def _forms(word: str) -> set[str]:
    """As it may be meant: "Mariaaa" as maria."""
    bare = folded(word)
    return {bare, _RUN.sub(r"\1", bare), _RUN.sub(r"\1\1", bare)} if _RUN.search(bare) else {bare}


def _marked_handle(mention: str) -> str:
    return MARK + mention[len(mention.rstrip(".-")) :]


def _plain_words() -> frozenset[str]:
    return frozenset(folded(word) for word in vocabulary()) | frozenset(folded(word) for word in SMALL_WORDS)


def _common(words: Iterable[str], sources: Sequence[Source]) -> set[str]:
    """Those of `words` that many different fans write."""
    wanted, writers = set(words), defaultdict[str, set[str]](set)
    for source in sources:
        for word in wanted.intersection(_words_of(source.fan_text)):
            writers[word].add(source.fan or source.thread)
    everybody = len({source.fan or source.thread for source in sources})
    return {word for word, who in writers.items() if len(who) >= max(COMMON_FROM, COMMON_SHARE * everybody)}
