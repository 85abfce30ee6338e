"""How one person writes: a fingerprint, the distance of a text to it, and a verifier against other people."""

from avatar.style.bursts import Moment, rows
from avatar.style.endings import closers, last_words
from avatar.style.fingerprint import FEWEST, Fingerprint
from avatar.style.pictures import Bar, Contrast, Pictures, Shape
from avatar.style.surface import TRAITS, traits
from avatar.style.verifier import Verifier

__all__ = [
    "FEWEST", "TRAITS", "Bar", "Contrast", "Fingerprint", "Moment", "Pictures", "Shape", "Verifier", "closers", "last_words", "rows",
    "traits",
]  # fmt: skip
