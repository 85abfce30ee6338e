"""Counting what the pictures show."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from avatar.cues import EMOJI, LINK, MENTION
from avatar.style.contrast import contrasts
from avatar.style.endings import last_words
from avatar.style.pictures import Bar, Pictures, Shape
from avatar.style.surface import ELONGATED, SENTENCE_END, TRAITS, WORD, faces, traits
from avatar.style.wordings import FUNCTION_WORDS, is_formal, languages_in, words_of

LENGTHS = (20, 40, 80, 160, 320)
WORDS_IN_SENTENCE = (3, 6, 10, 15, 25)
MARKS = (".", ",", "!", "?", "…", ":", ";", "-", "(", '"')
SHOWN = 8
AGAIN = 3  # what was said fewer times is no habit


def pictures(texts: Sequence[str], platforms: Sequence[str], others: Sequence[str]) -> Pictures:
    """Measure `texts`, which are stripped and not empty; `platforms` names one for each, or is empty."""
    telling = [spoken for text in texts if (spoken := languages_in(text))]
    polite = [formal for text in texts if (formal := is_formal(text)) is not None]
    return Pictures(
        shape=_shape("", texts), lengths=_steps(map(len, texts), LENGTHS), rhythm=_steps(_sentence_words(texts), WORDS_IN_SENTENCE),
        emoji=_most(Counter(face for text in texts for face in faces(text)), 1), emoji_places=_emoji_places(texts),
        openers=_most(_each(texts, _opener), len(texts)), closers=_most(_each(texts, last_words), len(texts)), phrases=_phrases(texts),
        punctuation=_punctuation(texts), capitals=_capitals(texts), function_words=contrasts(texts, others),
        languages=_most(Counter(spoken[0] for spoken in telling), len(telling)),
        switching=_share(texts, lambda text: len(languages_in(text)) > 1),
        formality=round(sum(polite) / len(polite), 3) if len(polite) >= AGAIN else None,
        elongated=_share(texts, lambda text: bool(ELONGATED.search(text))), platforms=_by_platform(texts, platforms),
    )  # fmt: skip


def bursts(sizes: Sequence[int]) -> tuple[Bar, ...]:
    """How many replies the creator sends in a row; `sizes` has one number for each row."""
    found = Counter(min(size, 4) for size in sizes)
    return tuple(Bar(f"{size}" if size < 4 else "4 or more", _part(found[size], len(sizes))) for size in sorted(found))


def _shape(name: str, texts: Sequence[str]) -> Shape:
    if not texts:
        return Shape(name, 0, *[0.0] * 7)
    seen = dict(zip(TRAITS, np.stack([traits(text) for text in texts]).T, strict=True))
    there = (
        seen["emoji"] > 0,
        seen["exclamations"] > 0,
        seen["questions"] > 0,
        seen["starts_small"] > 0,
        seen["full_stop_at_end"] > 0,
    )
    middle = float(np.median([len(text) for text in texts]))
    words = float(np.expm1(seen["words_in_sentence"]).mean())
    return Shape(name, len(texts), middle, round(words, 1), *(round(float(one.mean()), 3) for one in there))


def _by_platform(texts: Sequence[str], platforms: Sequence[str]) -> tuple[Shape, ...]:
    pairs = list(zip(texts, platforms, strict=True)) if platforms else []
    names = sorted({name for _, name in pairs if name})
    return tuple(_shape(name, [text for text, on in pairs if on == name]) for name in names)


def _steps(numbers: Iterable[int], bounds: tuple[int, ...]) -> tuple[Bar, ...]:
    """The share of numbers up to each bound; the last bar has the rest."""
    steps = np.searchsorted(bounds, list(numbers))
    counts = np.bincount(steps, minlength=len(bounds) + 1)
    names = [f"{low + 1}-{high}" for low, high in zip((0, *bounds), bounds, strict=False)] + [f"over {bounds[-1]}"]
    return tuple(Bar(name, _part(int(count), len(steps))) for name, count in zip(names, counts, strict=True))


def _sentence_words(texts: Sequence[str]) -> list[int]:
    parts = (part for text in texts for part in SENTENCE_END.split(text.replace("\n", ". ")))
    return [count for part in parts if (count := len(WORD.findall(part)))]


def _emoji_places(texts: Sequence[str]) -> tuple[Bar, ...]:
    with_emoji = [text for text in texts if faces(text)]
    found = Counter(place for text in with_emoji for place in _places(EMOJI.sub("\0", text)))
    order = ("start", "inside", "end", "alone")
    return tuple(Bar(place, _part(found[place], len(with_emoji))) for place in order if found[place])


def _places(marked: str) -> list[str]:
    """Where the emoji of a text stand, whose place `marked` shows by zero characters."""
    plain = marked.strip("\0 ")
    if not plain:
        return ["alone"]
    there = {"start": marked.startswith("\0"), "inside": "\0" in plain, "end": marked.endswith("\0")}
    return [place for place, is_there in there.items() if is_there]


def _opener(text: str) -> str:
    words = words_of(MENTION.sub(" ", LINK.sub(" ", text)))
    return words[0] if len(words) > 1 else ""


def _phrases(texts: Sequence[str]) -> tuple[Bar, ...]:
    """Runs of words that stand in several replies; of two that overlap, the one that says more for its share."""
    found: Counter[str] = Counter()
    for text in texts:
        words = words_of(MENTION.sub(" ", LINK.sub(" ", text)))
        runs = {tuple(words[i : i + size]) for size in (2, 3, 4) for i in range(len(words) - size + 1)}
        found.update(" ".join(run) for run in runs if not FUNCTION_WORDS.issuperset(run))
    kept: dict[str, int] = {}
    for run, count in sorted(found.items(), key=lambda one: (-one[1] * len(one[0].split()), one[0])):
        if count >= AGAIN and len(kept) < SHOWN and not any(_overlap(run, other) for other in kept):
            kept[run] = count
    return _most(Counter(kept), len(texts))


def _overlap(one: str, other: str) -> bool:
    """Whether two runs share two words or more: then they are mostly pieces of one longer saying."""
    return len(set(one.split()) & set(other.split())) > 1


def _punctuation(texts: Sequence[str]) -> tuple[Bar, ...]:
    plain = [text.replace("...", "…") for text in texts]
    words = sum(len(WORD.findall(text)) for text in plain)
    counts = ((mark, sum(text.count(mark) for text in plain)) for mark in MARKS)
    return tuple(Bar(mark, round(100 * count / max(words, 1), 2)) for mark, count in counts if count)


def _capitals(texts: Sequence[str]) -> tuple[Bar, ...]:
    lettered = [text for text in texts if any(map(str.isalpha, text))]
    shouting = _share(lettered, lambda text: any(word.isupper() and len(word) > 2 for word in WORD.findall(text)))
    small = _share(lettered, lambda text: next(filter(str.isalpha, text)).islower())
    none = _share(lettered, lambda text: not any(map(str.isupper, text)))
    return (
        Bar("starts with a small letter", small),
        Bar("no capitals at all", none),
        Bar("a word in capitals", shouting),
    )


def _each(texts: Sequence[str], part: Callable[[str], str]) -> Counter[str]:
    found = Counter(name for text in texts if (name := part(text)))
    return Counter({name: count for name, count in found.items() if count >= AGAIN})


def _most(found: Counter[str], whole: int) -> tuple[Bar, ...]:
    ordered = sorted(found.items(), key=lambda one: (-one[1], one[0]))[:SHOWN]
    return tuple(Bar(name, _part(count, whole)) for name, count in ordered)


def _share(texts: Sequence[str], is_so: Callable[[str], bool]) -> float:
    return _part(sum(map(is_so, texts)), len(texts))


def _part(count: int, whole: int) -> float:
    return round(count / max(whole, 1), 3)
