"""A style in plain numbers that a page can draw."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """One bar of a chart. What `value` counts is said where the bars stand."""

    name: str
    value: float


@dataclass(frozen=True)
class Contrast:
    """How often a word is used, per thousand words, by the creator and by the others; 0 where nobody else was read."""

    word: str
    own: float
    others: float


@dataclass(frozen=True)
class Shape:
    """How replies look: all of them, or those on one platform."""

    name: str  # the platform; "" for all
    replies: int
    characters: float  # of the middle reply
    words_in_sentence: float  # mean
    with_emoji: float  # this and all below: shares of replies, 0..1
    with_exclamation: float
    with_question: float
    starts_small: float
    full_stop_at_end: float


@dataclass(frozen=True)
class Pictures:
    """Everything measured on the replies; shares are 0..1 of all replies unless said otherwise."""

    shape: Shape
    lengths: tuple[Bar, ...] = ()  # replies by number of characters
    rhythm: tuple[Bar, ...] = ()  # sentences by number of words, as shares of all sentences
    emoji: tuple[Bar, ...] = ()  # how many times each was used
    emoji_places: tuple[Bar, ...] = ()  # at the start, inside, at the end, alone: shares of replies with emoji
    openers: tuple[Bar, ...] = ()  # first words
    closers: tuple[Bar, ...] = ()  # last words
    phrases: tuple[Bar, ...] = ()  # runs of two to four words that come again and again
    punctuation: tuple[Bar, ...] = ()  # times per hundred words
    capitals: tuple[Bar, ...] = ()
    function_words: tuple[Contrast, ...] = ()  # those that set the creator apart most, or the most frequent
    languages: tuple[Bar, ...] = ()  # of replies whose language can be told by small words, shares of those
    switching: float = 0.0  # replies in which two languages meet
    formality: float | None = None  # formal replies among those that tell
    elongated: float = 0.0  # replies with a word like "thisss"
    bursts: tuple[Bar, ...] = ()  # how many replies in a row, as shares of rows; empty where it was not measured
    platforms: tuple[Shape, ...] = ()
