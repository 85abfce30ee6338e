"""A style in sentences that follow the creator's name. Nothing is said that was not measured."""

from collections.abc import Iterator

from avatar.style.pictures import Bar, Pictures
from avatar.style.surface import TRAITS

TOLD = 3  # of a list, as many are told
OFTEN = 0.08  # of replies begin or end so, or have the phrase, before it is told
LANGUAGES = {"en": "English", "es": "Spanish", "pt": "Portuguese", "de": "German", "hi": "Hindi"}
APART = 3.0  # times as often as others


def sentences(mean: list[float], usual_length: tuple[int, int], seen: Pictures) -> tuple[str, ...]:
    """The habits that stand out; `mean` has the mean of each of TRAITS."""
    has = dict(zip(TRAITS, mean, strict=True))
    low, high = usual_length
    return (f"writes {low} to {high} characters", *_surface(has, seen), *_words(seen), *_ways(seen))


def _surface(has: dict[str, float], seen: Pictures) -> Iterator[str]:
    if has["starts_small"] > 0.7:
        yield "starts with a small letter"
    if has["capitals"] < 0.01:
        yield "writes without capitals"
    yield "leaves out the full stop at the end" if has["full_stop_at_end"] < 0.3 else "ends with a full stop"
    faces = [bar.name for bar in seen.emoji if bar.value > 1][:6]
    yield f"likes {' '.join(faces)}" if faces and has["emoji"] > 0.15 else "uses hardly any emoji"
    places = {bar.name: bar.value for bar in seen.emoji_places}
    if faces and has["emoji"] > 0.15 and places.get("end", 0) > 0.7:
        yield "puts emoji at the end"
    if has["elongated"] > 0.05:
        yield "stretches words like thisss"
    if has["exclamations"] > 0.5:
        yield "likes exclamation marks"


def _words(seen: Pictures) -> Iterator[str]:
    for verb, bars in (
        ("often begins with", seen.openers),
        ("often ends with", seen.closers),
        ("likes to say", seen.phrases),
    ):
        names = _told(bars)
        if names:
            yield f"{verb} {names}"
    apart = [
        f'"{one.word}"' for one in seen.function_words if one.others and one.own > APART * one.others and one.own > 2
    ]
    if apart:
        yield f"says {_listed(apart[:TOLD])} far more than others do"


def _ways(seen: Pictures) -> Iterator[str]:
    words = seen.shape.words_in_sentence
    if words and seen.shape.replies:
        yield f"makes {'short' if words < 8 else 'long' if words > 16 else 'middling'} sentences of about {round(words)} words"
    if seen.formality is not None and not 0.3 < seen.formality < 0.7:
        yield "addresses people formally" if seen.formality > 0.5 else "addresses people casually"
    spoken = [LANGUAGES.get(bar.name, bar.name) for bar in seen.languages if bar.value > 0.1]
    if len(spoken) > 1:
        yield f"writes in {_listed(spoken)}"
    if seen.switching > 0.05:
        yield "mixes languages within one reply"
    if sum(bar.value for bar in seen.bursts if bar.name != "1") > 0.2:
        yield "often sends several short replies in a row"


def _told(bars: tuple[Bar, ...]) -> str:
    return _listed([f'"{bar.name}"' for bar in bars if bar.value >= OFTEN and len(bar.name) > 1][:TOLD])


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
