"""Addresses and numbers by which a fan could be found: put behind a word in brackets."""

import re
import unicodedata
from functools import partial

from avatar.guard.numbers import spells_out
from avatar.letters import cleaned
from avatar.word_lists import patterns

_ALL = patterns("masks")
KINDS = {"mail": "mail", "link": "link", "address": "address", "code": "number", "phone": "phone", "number": "number"}
"""In this order, with the word in brackets: a mail address has a link in it, a telephone number is a number."""
_ENDS = ".,)!?:;…"
_COUNT = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


def plain(text: str) -> str:
    """Without characters that nobody sees, and with fancy letters and digits as what they stand for."""
    return "".join(_plain(letter) for letter in unicodedata.normalize("NFC", cleaned(text)))


def masked(text: str, facts: str = "") -> str:
    """`text` with [mail], [link], [address], [phone] and [number] in the place of what is not in `facts`."""
    for kind in KINDS:
        text = _ALL[kind].sub(partial(_mask, kind, facts), text)
    return text


def exposes(text: str, facts: str = "", language: str = "en") -> bool:
    """Whether `masked` would change it, or a number is read out in words."""
    return masked(text, facts) != text or any(spells_out(text, code) for code in {"en", language})


def _mask(kind: str, facts: str, found: re.Match[str]) -> str:
    bare = found[0].rstrip(_ENDS)
    if (bare and bare.casefold() in facts.casefold()) or (kind == "phone" and _COUNT.fullmatch(bare)):
        return found[0]
    return f"[{KINDS[kind]}]{found[0][len(bare) :]}"


def _plain(letter: str) -> str:
    if letter < "\u2000":
        return letter
    same = unicodedata.normalize("NFKC", letter)
    return same if same.isalnum() and same.isascii() and unicodedata.category(letter)[0] in "LNS" else letter
