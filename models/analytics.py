"""Daily roll-ups: what became of the messages that one account received on one day. Numbers only, no words of anybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bson import ObjectId
from mongoengine import (
    BooleanField,
    DictField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    FloatField,
    IntField,
    ListField,
    ObjectIdField,
    StringField,
)
from mongoengine.errors import NotUniqueError

from avatar.figures import Figures
from models.fields import UtcDateTime
from models.workspace import Belongs

_NUMBERS = (
    "drafted", "withdrawn", "style", "styled", "edits", "edited", "asked", "tokens", "dollars", "unpriced",
)  # fmt: skip


class Part(EmbeddedDocument):
    """The figures of one intent; see avatar.figures.Figures."""

    intent = StringField(default="")  # "": not labelled yet
    fates = DictField(IntField())
    drafted = IntField(default=0)
    withdrawn = IntField(default=0)
    style = FloatField(default=0.0)
    styled = IntField(default=0)
    edits = FloatField(default=0.0)
    edited = IntField(default=0)
    waits = DictField(DictField(IntField()))  # who -> box -> replies
    asked = IntField(default=0)
    tokens = IntField(default=0)
    dollars = FloatField(default=0.0)
    unpriced = IntField(default=0)


@dataclass(frozen=True)
class Day:
    """One account's day as it was counted: figures by intent."""

    day: date
    account_id: ObjectId
    parts: dict[str, Figures]


class DayTally(Belongs):
    """One day of one account, as the workspace's clock has it, with all intents in one document: so a count replaces the
    whole day in one write, and counting twice is counting once."""

    meta = {
        "collection": "day_tallies",
        "indexes": [
            ("id", "counted_at"),
            ("workspace_id", "zone", "day"),
            ("workspace_id", "zone", "is_first_read"),
            "account_id",
        ],
        "auto_create_index_on_save": False,
    }

    id = StringField(primary_key=True)  # "<account id> <zone> <day>"
    account_id = ObjectIdField(required=True)
    zone = StringField(required=True)  # whose midnights it was counted between
    day = StringField(required=True)  # "2026-11-21"
    counted_at = UtcDateTime(required=True)
    parts = EmbeddedDocumentListField(Part)
    is_first_read = BooleanField(default=False)  # of the account's past: `before` holds something
    before = DictField(IntField())  # box -> replies by hand to what was read of the past

    def keep(self) -> None:
        """Store it, unless a later count stands there already."""
        self.id = f"{self.account_id} {self.zone} {self.day}"
        row = self.to_mongo().to_dict()
        row.pop("_id")
        if DayTally.objects(id=self.id, counted_at__lt=self.counted_at).update_one(__raw__={"$set": row}):
            return
        try:
            self.save(force_insert=True)
        except NotUniqueError:  # the count that stands there began later than this one
            return

    @classmethod
    def between(cls, workspace_id: ObjectId, zone: str, first: date, last: date) -> list[Day]:
        """The counted days from `first` to `last`, both included."""
        after_last = date.fromordinal(last.toordinal() + 1).isoformat()
        found = cls.of(workspace_id).filter(zone=zone, day__gte=first.isoformat(), day__lt=after_last)
        return [
            Day(date.fromisoformat(row["day"]), row["account_id"], _parts(row.get("parts", ())))
            for row in found.only("day", "account_id", "parts").as_pymongo()
        ]

    @classmethod
    def past(cls, workspace_id: ObjectId, zone: str) -> list[tuple[ObjectId, dict[int, int]]]:
        """By account, how long answers by hand took before it was connected: box -> replies."""
        found = cls.of(workspace_id).filter(zone=zone, is_first_read=True).only("account_id", "before").as_pymongo()
        return [(row["account_id"], _boxes(row.get("before", {}))) for row in found]


class Favourites(EmbeddedDocument):
    """The fans of one account who wrote most, the most first."""

    account_id = ObjectIdField(required=True)
    fans = ListField(ObjectIdField())


class Counting(Document):
    """How far one workspace is counted, and with which clock and switch."""

    meta = {"collection": "countings"}

    id = ObjectIdField(primary_key=True)  # the workspace's
    zone = StringField(required=True)
    derived = BooleanField(default=False)  # accounts were counted whose platform wants to be asked first
    counted_at = UtcDateTime(required=True)
    favourites = EmbeddedDocumentListField(Favourites)

    @classmethod
    def of(cls, workspace_id: ObjectId) -> "Counting | None":
        """None before the first count."""
        return cls.objects(id=workspace_id).first()


class CountedUntil(Document):
    """Up to when messages that moved were taken into account. One document."""

    meta = {"collection": "counted_until"}

    id = StringField(primary_key=True, default="messages")
    at = UtcDateTime(required=True)

    @classmethod
    def known(cls) -> datetime | None:
        """None: nothing was counted yet."""
        found = cls.objects(id="messages").first()
        return found.at if found else None


def part_of(intent: str, figures: Figures) -> Part:
    """`figures` as they are stored."""
    waits = {
        who: {str(number): count for number, count in boxes.items()} for who, boxes in figures.waits.items() if boxes
    }
    return Part(
        intent=intent, fates=dict(figures.fates), drafted=figures.drafted, withdrawn=figures.withdrawn, style=figures.style,
        styled=figures.styled, edits=figures.edits, edited=figures.edited, waits=waits, asked=figures.asked,
        tokens=figures.tokens, dollars=figures.dollars, unpriced=figures.unpriced,
    )  # fmt: skip


def _parts(rows: Iterable[dict[str, Any]]) -> dict[str, Figures]:
    return {row.get("intent", ""): _figures(row) for row in rows}


def _figures(row: dict[str, Any]) -> Figures:
    waits = {who: _boxes(boxes) for who, boxes in row.get("waits", {}).items()}
    numbers = {name: row.get(name, 0) for name in _NUMBERS}
    return Figures(fates=row.get("fates", {}), waits=waits, **numbers)


def _boxes(stored: dict[str, int]) -> dict[int, int]:
    return {int(number): count for number, count in stored.items()}
