"""Lists of words that lie beside the code as text, so that anyone can read them and add to them."""

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "words"
_SECTION = re.compile(r"^\[(.+)\]$", re.M)
_COMMENT = re.compile(r"^#.*\n", re.M)


def sections(name: str) -> dict[str, str]:
    """What stands under each [heading] of `words/<name>.txt`, in order."""
    parts = _SECTION.split(_COMMENT.sub("", (FOLDER / f"{name}.txt").read_text("utf-8")))
    return {heading: body.strip() for heading, body in zip(parts[1::2], parts[2::2], strict=True)}


def patterns(name: str) -> dict[str, re.Pattern[str]]:
    """Each section as one expression that finds any of its alternatives as whole words, in any case.

    Alternatives are separated by " | " or by line breaks.
    """
    return {heading: _any_of(re.split(r" \| |\n", body)) for heading, body in sections(name).items()}


def _any_of(alternatives: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", re.I | re.M)
