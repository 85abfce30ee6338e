"""A fan's message that works on the avatar instead of talking to the creator: orders, disguises, traps."""

import base64
import binascii
import re

from avatar.letters import cleaned, folded, hides, lowered, mixes_scripts
from avatar.word_lists import patterns, sections

__all__ = ["cleaned", "suspicious"]

REASONS = {
    "orders": "It tries to give the avatar orders.",
    "orders in other languages": "It tries to give the avatar orders.",
    "private": "It asks for something private.",
    "others": "It asks what other fans said.",
}
MARKED = "It has marks that only machines read."
HIDES = "It has characters that nobody sees."
DISGUISED = "It has letters that only look like others."
ENCODED = "It has a long piece that only a machine can read."
_SAYS = {name: kind for name, kind in patterns("injection").items() if name != "markup"}
_MARKS = re.compile("|".join(re.split(r" \| |\n", sections("injection")["markup"])), re.I | re.M)
_BLOB = re.compile(r"(?<![\w/=.#?&-])[A-Za-z0-9+/]{40,}={0,2}(?![\w/])")
_HEX = re.compile(r"(?<!\w)(?:0x)?[0-9a-fA-F]{64,}(?!\w)|(?:\\x[0-9a-fA-F]{2}){8,}|(?:\\u[0-9a-fA-F]{4}){6,}")
VARIED = 8  # different letters, at least: a row of zeros is only a big number
_READABLE = 0.95  # share of decoded letters; a stretched scream decodes to noise


def suspicious(text: str) -> str:
    """Why this message must not be answered by itself, as a sentence; "" when it talks like any other.

    Reads the message as a person would see it, whatever is hidden in it, in English, Spanish, Portuguese, German and
    romanised Hindi.
    """
    if hides(text):
        return HIDES
    if marked(text):
        return MARKED
    views = dict.fromkeys((lowered(text), folded(text)))
    for name, sentence in REASONS.items():
        if any(_SAYS[name].search(view) for view in views):
            return sentence
    if mixes_scripts(text):
        return DISGUISED
    blobs = (*_HEX.findall(text), *_BLOB.findall(text))
    return ENCODED if any(map(_is_encoded, blobs)) else ""


def marked(text: str) -> bool:
    """Whether it has the marks of a prompt, of a page or of a program, which nobody types into a comment."""
    return bool(_MARKS.search(lowered(text)))


def _is_encoded(blob: str) -> bool:
    if len(set(blob)) < VARIED:
        return False
    if _HEX.fullmatch(blob):
        return True
    try:
        plain = base64.b64decode(blob + "=" * (-len(blob) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    return sum(32 <= byte < 127 for byte in plain) >= _READABLE * len(plain)
