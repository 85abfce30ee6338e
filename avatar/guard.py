"""What a draft must never contain. Each finding is a sentence; a draft with findings is never sent by itself."""

import re
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass

from avatar.cues import LINK, MAIL, MENTION, MONEY, PHONE
from avatar.language import language_of
from avatar.word_lists import patterns

LONGEST_FACTOR = 1.6  # times the usual longest reply
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SAYS = patterns("guard")


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


def inspect(text: str, allowed: Allowed) -> tuple[str, ...]:
    """Everything the guard objects to in `text`, as sentences; empty means silent."""
    if not text.strip():
        return ("It is empty.",)
    return tuple(finding for check in CHECKS if (finding := check(text, allowed)))


def _too_long(text: str, allowed: Allowed) -> str:
    size = len(text.encode())
    if size > allowed.max_bytes:
        return f"It is {size - allowed.max_bytes} bytes longer than the platform takes."
    return "It is much longer than you usually write." if len(text) > LONGEST_FACTOR * allowed.usual_longest else ""


def _unknown_link(text: str, allowed: Allowed) -> str:
    known = allowed.facts.lower()
    strange = [link for link in LINK.findall(MAIL.sub("", text)) if link.lower().rstrip("/.,)") not in known]
    return "It has a link that is not among what you told the avatar." if strange else ""


def _contact(text: str, allowed: Allowed) -> str:
    found = MAIL.findall(text) + PHONE.findall(text)
    return "It has a mail address or a phone number." if any(one not in allowed.facts for one in found) else ""


def _price(text: str, allowed: Allowed) -> str:
    known = set(_NUMBER.findall(allowed.facts))
    sums = [number for amount in MONEY.finditer(text) for number in _NUMBER.findall(_around(text, amount))]
    return "It names a sum of money that is not among your facts." if any(n not in known for n in sums) else ""


def _around(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - 8) : match.end() + 8]


def _number(text: str, allowed: Allowed) -> str:
    known = set(_NUMBER.findall(allowed.facts)) | set(_NUMBER.findall(allowed.fan_text))
    return "It has a number that is not among your facts." if set(_NUMBER.findall(text)) - known else ""


def _date(text: str, _allowed: Allowed) -> str:
    return "It names a day or a date, which may be over by now." if _SAYS["dates"].search(text) else ""


def _promise(text: str, _allowed: Allowed) -> str:
    return "It promises something." if _SAYS["promises"].search(text) else ""


def _claims_human(text: str, _allowed: Allowed) -> str:
    return "It claims to be a human being." if _SAYS["claims_human"].search(text) else ""


def _machine(text: str, _allowed: Allowed) -> str:
    return "It sounds like a machine talking about itself." if _SAYS["machine"].search(text) else ""


def _advice(text: str, _allowed: Allowed) -> str:
    return "It gives medical, legal or money advice." if _SAYS["advice"].search(text) else ""


def _wrong_language(text: str, allowed: Allowed) -> str:
    if len(_WORD.findall(text)) < 4:
        return ""
    language = language_of(text, allowed.language)
    if language == allowed.language or (allowed.languages and allowed.language not in allowed.languages):
        return ""
    return "It is not in the fan's language."


def _stranger(text: str, allowed: Allowed) -> str:
    own = {name.lower().lstrip("@") for name in allowed.fan_names}
    called = [name[1:].lower().rstrip(".") for name in MENTION.findall(MAIL.sub("", text))]
    if any(name not in own for name in called):
        return "It calls somebody else by @name."
    heard = {word.lower() for word in _WORD.findall(allowed.fan_text)} | {part for name in own for part in parts(name)}
    spoken = {word.lower() for word in _WORD.findall(text)}
    return "It has the name of another fan." if (spoken & set(allowed.other_names)) - heard else ""


def _stutters(text: str, _allowed: Allowed) -> str:
    words = [word.lower() for word in _WORD.findall(text)]
    threes = Counter(zip(words, words[1:], words[2:], strict=False))
    doubled = any(one == two == three for one, two, three in threes)
    repeated = len(words) > 8 and (max(threes.values(), default=0) > 2 or len(set(words)) < 0.45 * len(words))
    return "It repeats itself." if doubled or repeated else ""


def _parrots(text: str, allowed: Allowed) -> str:
    words, theirs = (_WORD.findall(one.lower()) for one in (text, allowed.fan_text))
    runs = {tuple(theirs[i : i + 5]) for i in range(len(theirs) - 4)}
    if any(tuple(words[i : i + 5]) in runs for i in range(len(words) - 4)):
        return "It repeats the fan's own words."
    return ""


def _leaks(text: str, allowed: Allowed) -> str:
    words, told = (_WORD.findall(one.lower()) for one in (text, allowed.prompt))
    runs = {tuple(told[i : i + 7]) for i in range(len(told) - 6)}
    if any(tuple(words[i : i + 7]) in runs for i in range(len(words) - 6)):
        return "It repeats the instructions of the avatar."
    return ""


def parts(name: str) -> list[str]:
    """The words of a user name: "pedal_paul77" -> pedal, paul."""
    return [part for part in re.split(r"[\W\d_]+", name.lower()) if len(part) > 2]


CHECKS: tuple[Callable[[str, Allowed], str], ...] = (
    _too_long, _unknown_link, _contact, _price, _number, _date, _promise, _claims_human, _machine, _advice, _wrong_language,
    _stranger, _stutters, _parrots, _leaks,
)  # fmt: skip
