"""For `make texts`: the sentences of the rooms below the pages, which are stored or raised in English and read by people."""

import ast
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

_GAP = re.compile(r"\{\w*\}")
_SENTENCE = re.compile(r"[A-ZÀ-Þ“{][^\\<>|]* [^\\<>|]*[.?!:}”…]")
FEWEST_WORDS = 3
"""A text with gaps needs as many words of its own to be known again."""


def sentences(
    file: BinaryIO,
    keywords: Any,  # noqa: ARG001 Babel gives it by name
    comment_tags: Any,  # noqa: ARG001
    options: Any,  # noqa: ARG001
) -> Iterator[tuple[int, str, str, Iterable[str]]]:
    """For Babel: every sentence of a Python file that people may read; what is filled in is numbered: "{0} letters"."""
    tree = ast.parse(file.read())
    docs = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    parts = {id(part) for one in ast.walk(tree) if isinstance(one, ast.JoinedStr) for part in ast.walk(one)} - docs
    for one in ast.walk(tree):
        if isinstance(one, ast.JoinedStr) and id(one) not in docs:
            text = _numbered(one)
        elif isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in docs | parts:
            text = _counted(one.value)
        else:
            continue
        if _SENTENCE.fullmatch(text) and _says_enough(text):
            yield one.lineno, "N_", text, ()


def _counted(text: str) -> str:
    """What is filled in by `format`, numbered as well."""
    first, *rest = text.split("{}")
    return first + "".join(f"{{{number}}}{part}" for number, part in enumerate(rest))


def _says_enough(text: str) -> bool:
    bare = _GAP.sub(" ", text)
    return bare == text or len(re.findall(r"[^\W\d_]+", bare)) >= FEWEST_WORDS


def _numbered(filled: ast.JoinedStr) -> str:
    counted = iter(range(len(filled.values)))
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else f"{{{next(counted)}}}" for part in filled.values
    )
