"""What a draft may contain."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from avatar.guard.meaning import Embed


@dataclass(frozen=True)
class Allowed:
    """What a draft may contain. `facts` are the words of all that is known to be true, the examples shown included."""

    max_bytes: int
    language: str = "en"
    languages: Collection[str] = ()  # what the creator writes in
    facts: str = ""
    fan_text: str = ""
    fan_names: Collection[str] = ()  # the fan's own user name and name
    other_names: Collection[str] = ()  # of other fans, lower case
    usual_longest: int = 250  # characters
    prompt: str = ""  # what the model was told, which it must not repeat
    past: str = ""  # those of the facts that stand in past replies: true then, so their dates are over
    swears: bool = False  # whether the creator ever does
    swear_words: Collection[str] = ()  # those the creator uses, lower case
    private: Sequence[str] = ()  # what other fans told the creator
    written_by_model: bool = False  # then every statement must be supported (`avatar.guard.support`)
    vocabulary: Collection[str] = ()  # words the creator says in several replies
    embed: Embed | None = None  # the local model of meaning; without it words count as they are written
