"""What a fan asks sets how freely a draft may speak: to "when?" and "how much?" every answer is a statement.

The words of an invented answer are often harmless in themselves ("give me two weeks"); only beside the question do they
say something. A draft may always admit that it does not know, ask back, or feel with somebody.
"""

import re

from avatar.guard.allowed import Allowed
from avatar.guard.meaning import among
from avatar.guard.reading import heard
from avatar.guard.vocabulary import telling
from avatar.letters import folded

DECIDES = {
    "asked_time": "The fan asks when, and it answers what is not among your facts.",
    "asked_price": "The fan asks about money, and it answers what is not among your facts.",
}
ADVISES = {
    "asked_health": "The fan speaks of health, and it does more than feel with them.",
    "asked_law": "The fan asks about rights or duties, and it answers.",
    "asked_money": "The fan asks what to do with money, and it answers.",
}
WISH = "The fan asks you for something, and it does not leave that open."
FEWEST = 3  # words; fewer, as in "haha yes", say too little to be advice
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


def unanswerable(text: str, allowed: Allowed) -> str:
    """A finding where the draft answers what only the creator, or nobody, should answer."""
    for matter, finding in () if heard("figure_of_speech", allowed.fan_text) else ADVISES.items():
        if heard(matter, allowed.fan_text) and any(map(_answers, _SENTENCE.split(text))):
            return "" if rests_on_facts(text, allowed) else finding
    for matter, finding in DECIDES.items():
        if heard(matter, allowed.fan_text) and not rests_on_facts(text, allowed) and not evades(text):
            return finding
    wanted = heard("asked_wish", allowed.fan_text) and not heard("asked_thing", allowed.fan_text)
    fits = evades(text) or heard("leaves_open", text) or rests_on_facts(text, allowed)
    return WISH if wanted and not fits else ""


def evades(text: str) -> bool:
    """Whether it leaves the question open, or asks back."""
    return bool(heard("dodges", text)) or text.rstrip(" \"')").endswith("?")


def asks_for_a_thing(allowed: Allowed) -> bool:
    """Whether the fan wants to know which, where, what or who; what somebody likes best is an opinion."""
    return bool(heard("asked_thing", allowed.fan_text)) and not heard("liked", allowed.fan_text)


def _answers(sentence: str) -> bool:
    long = len(sentence.split()) >= FEWEST
    return long and not evades(sentence) and not heard("sympathy", sentence)


def rests_on_facts(text: str, allowed: Allowed) -> bool:
    """Whether a word of it stands in the facts, in whatever form or language."""
    told = telling(folded(allowed.facts))
    return any(among(word, told, allowed.embed) for word in telling(folded(text)))
