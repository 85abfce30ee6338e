"""What goes into a data set and what comes out of it. Frozen values only."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from avatar.labels import Intent, Risk


class Part(StrEnum):
    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"  # frozen: what once stood in it is never trained with


@dataclass(frozen=True)
class Source:
    """One past exchange as it is stored. `thread` is the same for all that was said in one conversation."""

    id: str
    at: datetime
    thread: str
    fan_text: str
    text: str
    draft_text: str = ""  # what the avatar had proposed before a person changed it
    platform: str = ""
    kind: str = ""
    origin: str = "by_hand"  # "by_hand", "edited" or "approved"
    post: str = ""
    fan: str = ""  # user name
    fan_names: tuple[str, ...] = ()  # whatever else the fan is called
    intent: Intent | None = None
    risks: frozenset[Risk] = frozenset()
    withheld: str = ""  # why it must not be used, as a sentence; "" when it may


@dataclass(frozen=True)
class Creator:
    """What is the creator's own, so that it may stand in a row."""

    names: tuple[str, ...] = ()  # names and user names
    languages: tuple[str, ...] = ("en",)
    facts: str = ""  # with the creator's own links and addresses


@dataclass(frozen=True)
class Row:
    """One exchange that may be learned from: nothing in it tells who the fan was."""

    id: str
    fan_text: str
    text: str
    rejected: str = ""  # the draft that a person changed into `text` in a way that matters; "" where there is none
    platform: str = ""
    kind: str = ""
    intent: str = ""
    origin: str = ""


@dataclass(frozen=True)
class Past:
    """The ids that stood in the test, and in train, of any earlier version."""

    test: frozenset[str] = frozenset()
    train: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Counts:
    """How much there is of what, over all parts but the test; `parts` and `pairs` (what was changed, and into what) by part."""

    parts: Mapping[str, int] = field(default_factory=dict)
    pairs: Mapping[str, int] = field(default_factory=dict)
    intents: Mapping[str, int] = field(default_factory=dict)
    platforms: Mapping[str, int] = field(default_factory=dict)
    origins: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Built:
    """A data set: each row in one part, the oldest first; and how many were left out, by the sentence that says why."""

    parts: Mapping[Part, tuple[Row, ...]]
    dropped: Mapping[str, int]

    @property
    def counts(self) -> Counts:
        learned = [row for part in (Part.TRAIN, Part.VALIDATION) for row in self.parts[part]]
        return Counts(
            {str(part): len(rows) for part, rows in self.parts.items()},
            {str(part): sum(bool(row.rejected) for row in rows) for part, rows in self.parts.items()},
            Counter(row.intent for row in learned if row.intent),
            Counter(row.platform for row in learned),
            Counter(row.origin for row in learned),
        )

    @property
    def digest(self) -> str:
        """SHA-256 over all rows with their parts: the same when nothing changed."""
        rows = [
            [str(part), row.id, row.platform, row.kind, row.fan_text, row.text, row.rejected]
            for part in Part
            for row in self.parts[part]
        ]
        return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()
