"""Payloads that others recorded or documented, kept outside the repository: where they are, and that none is passed over in silence."""

import json
from collections.abc import Collection, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

FOLDER = next(
    (found for folder in Path(__file__).parents if (found := folder / "shared" / "fixtures").is_dir()), Path("absent")
)
WHERE_THEY_ARE = pytest.mark.skipif(not FOLDER.is_dir(), reason="the recorded payloads are not on this machine")

Refusals = Mapping[str, str]
"""Files (with * for any part of a name) that are knowingly not read, each with the reason as a sentence."""


def read(path: Path) -> Any:
    return json.loads(path.read_text())


def wrongs(place: Path, used: Collection[str], refused: Refusals) -> list[str]:
    """Which files under `place` are neither used nor refused, or both, and which names name nothing. Names are relative to it."""
    names = [str(path.relative_to(place)) for path in sorted(place.rglob("*.json"))]
    found = []
    for name in names:
        claims = [pattern for pattern in [*used, *refused] if fnmatch(name, pattern)]
        if len(claims) != 1:
            found.append(f"{name} is claimed by {claims or 'nobody'}")
    patterns = [*used, *refused]
    return found + [
        f"{pattern} is not there" for pattern in patterns if not any(fnmatch(name, pattern) for name in names)
    ]


def told(place: Path, refused: Refusals) -> str:
    """The list of what is refused, for people."""
    lines = [f"{place.name}: knowingly not read"]
    return "\n".join([*lines, *(f"  {name}: {why}" for name, why in refused.items())])
