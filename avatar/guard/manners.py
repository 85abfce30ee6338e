"""What a draft must not do: promise, meet, advise, tell what is private, pretend, obey, swear."""

import re

from avatar.disclosure import asks_if_machine
from avatar.guard.allowed import Allowed
from avatar.guard.reading import READ, heard, known, rests_on, says
from avatar.injection import marked
from avatar.letters import hides, mixes_scripts

_TAG = re.compile(r"</?[a-z][^<>]{0,80}>|```|\]\(", re.I)


def promise(text: str, allowed: Allowed) -> str:
    return _unless_known("promises", text, allowed, "It promises something.")


def discount(text: str, allowed: Allowed) -> str:
    told = bool(heard("discounts", allowed.facts))
    return "It offers a discount that is not among your facts." if says("discounts", text, allowed) and not told else ""


def meeting(text: str, allowed: Allowed) -> str:
    return _unless_known("meetings", text, allowed, "It agrees to meet or to call.")


def advice(text: str, allowed: Allowed) -> str:
    told = says("advice", text, allowed)
    return "It gives medical, legal or money advice." if told and not known(told, allowed.facts) else ""


def private(text: str, allowed: Allowed) -> str:
    return _unless_known("private", text, allowed, "It tells something private.")


def others(text: str, allowed: Allowed) -> str:
    return "It tells what another fan told you." if says("others", text, allowed) else ""


def claims_human(text: str, allowed: Allowed) -> str:
    """Also by leaving the truth out where the fan wants to know."""
    if says("claims_human", text, allowed):
        return "It claims to be a human being."
    if asks_if_machine(allowed.fan_text) and not _owns_up(text):
        return "The fan asks whether a machine answers, and it does not say so."
    return ""


def machine(text: str, allowed: Allowed) -> str:
    """Words that only a careless machine writes. To say what it is, is right where the fan asks."""
    told = heard("machine", text) or (heard("about_itself", text) and not asks_if_machine(allowed.fan_text))
    return "It sounds like a machine talking about itself." if told else ""


def obeys(text: str, _allowed: Allowed) -> str:
    return "It follows orders that somebody hid in a message, or talks about its own." if heard("obeys", text) else ""


def hidden(text: str, _allowed: Allowed) -> str:
    if hides(text) or mixes_scripts(text):
        return "It has hidden characters or letters that only look alike."
    return "It has markup." if _TAG.search(text) or marked(text) else ""


def swear_words(text: str) -> set[str]:
    """The words of `text` that are profanity, in small letters."""
    return {word.lower() for word in says("profanity", text, Allowed(len(text)))}


def swears(text: str, allowed: Allowed) -> str:
    words = [] if allowed.swears else says("profanity", text, allowed)
    used = {word.lower() for word in allowed.swear_words}
    return "It swears in a way that you never do." if any(word not in used for word in words) else ""


def unread(_text: str, allowed: Allowed) -> str:
    writes = not allowed.languages or allowed.language in allowed.languages
    return "" if allowed.language in READ or not writes else "It is in a language whose traps the avatar does not know."


def _unless_known(matter: str, text: str, allowed: Allowed, finding: str) -> str:
    places = says(matter, text, allowed)
    return finding if places and not rests_on(places, text, allowed.facts) else ""


def _owns_up(text: str) -> bool:
    return bool(heard("owns_up", text))
