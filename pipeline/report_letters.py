"""Which letters a PDF file can print: those its font has, in scripts that need no shaping. What it cannot is said, not guessed."""

import unicodedata
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

LACKING = "[…]"
"""Stands for letters that cannot be printed."""
NOTE = f"{LACKING} stands for letters that this file has no font for; the Analytics page shows them."
PLAIN, BOLD = "Fanmail", "Fanmail-Bold"
_FOLDERS = (
    "/usr/share/fonts/truetype/dejavu",
    "/usr/share/fonts/dejavu-sans-fonts",
    "/usr/share/fonts/TTF",
    "/usr/local/share/fonts",
    "/Library/Fonts",
)
_WIDE, _SHIPPED = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"), ("Vera.ttf", "VeraBd.ttf")
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_SHAPED = (
    "DEVANAGARI",
    "BENGALI",
    "TAMIL",
    "TELUGU",
    "THAI",
    "KHMER",
    "MYANMAR",
    "GUJARATI",
    "KANNADA",
    "MALAYALAM",
    "SINHALA",
)


@lru_cache
def register_fonts() -> None:
    """The widest font of this machine, else the small one that comes with the PDF library (Western Europe only)."""
    folder, names = next(
        ((folder, _WIDE) for folder in map(Path, _FOLDERS) if all((folder / name).exists() for name in _WIDE)),
        (Path(reportlab.__file__).parent / "fonts", _SHIPPED),
    )
    for called, file in zip((PLAIN, BOLD), names, strict=True):
        pdfmetrics.registerFont(TTFont(called, folder / file))


def printable(text: str) -> str:
    """`text` as the font can print it: pictures are left out, letters that it lacks become LACKING."""
    register_fonts()
    glyphs = pdfmetrics.getFont(PLAIN).face.charToGlyph
    return spelled(text, lambda letter: ord(letter) in glyphs)


def spelled(text: str, has: Callable[[str], bool]) -> str:
    """The same for any font: `has` says which letters it has."""
    words: list[str] = []
    for letter in text:
        if letter.isspace() or (has(letter) and not _needs_shaping(letter)):
            words.append(" " if letter.isspace() else letter)
        elif not _is_picture(letter) and words[-1:] != [LACKING]:
            words.append(LACKING)
    return "".join(words).strip()


def _needs_shaping(letter: str) -> bool:
    is_turned = unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT
    return is_turned or unicodedata.name(letter, "").startswith(_SHAPED)


def _is_picture(letter: str) -> bool:
    """Emoji, their skin colours, and the joiners between them."""
    return unicodedata.category(letter) in ("So", "Sk", "Cf", "Mn", "Me", "Cs", "Co")
