"""A workspace with many letters, spread over days as fans write: for measuring pages."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from avatar.labels import Intent

FANS, DAYS = 12_000, 90
BY_HOUR = (2, 1, 1, 1, 1, 2, 4, 6, 7, 7, 7, 8, 9, 8, 7, 7, 8, 10, 13, 15, 16, 14, 9, 4)
"""How much is written in each hour of the day."""
KINDS = (
    (Intent.PRAISE, 34),
    (Intent.QUESTION, 26),
    (Intent.GREETING, 9),
    (Intent.REQUEST, 7),
    (Intent.OTHER, 7),
    (Intent.SPAM, 6),
    (Intent.PERSONAL_STORY, 4),
    (Intent.CRITICISM, 3),
    (Intent.PURCHASE_INTEREST, 2),
    (Intent.SCAM, 1),
    (Intent.COLLABORATION, 1),
)
ENDS = (("auto", 14), ("unchanged", 12), ("changed", 5), ("human", 2), ("ignored", 22), ("answered", 8), ("rejected", 7),
        ("expired", 7), ("failed", 1), ("withdrawn", 1))  # fmt: skip
"""What became of those that do not wait."""
STATUS = {"auto": "sent", "unchanged": "sent", "changed": "sent", "human": "sent"}
WORDS = (
    "love",
    "the",
    "new",
    "video",
    "where",
    "is",
    "that",
    "lens",
    "from",
    "ship",
    "to",
    "spain",
    "thank",
    "you",
    "recipe",
    "again",
)


class Rows:
    """Raw documents, always the same for the same seed. `now` is the end of the days."""

    def __init__(self, workspace_id: ObjectId, account_id: ObjectId, platform: str, now: datetime) -> None:
        self._mine = {"workspace_id": workspace_id, "account_id": account_id}
        self._platform, self._now, self._chance = platform, now, random.Random(5)
        self._fans = [ObjectId() for _ in range(FANS)]

    def fans(self) -> list[dict[str, Any]]:
        """Everybody who writes."""
        return [
            {**self._mine, "_id": id, "external_id": f"f{number}", "username": f"fan{number}", "messages": 1 + FANS // (number + 9),
             "first_seen_at": self._now - timedelta(days=DAYS), "last_seen_at": self._now, "vip": number < 5}
            for number, id in enumerate(self._fans)
        ]  # fmt: skip

    def messages(self, count: int, waiting: int) -> Iterator[dict[str, Any]]:
        """`count` letters, of which the share that waits for a person is spread like all the others."""
        for number in range(count):
            end = "in_review" if number * waiting // count != (number + 1) * waiting // count else self._drawn(ENDS)
            yield self._message(number, end)

    def _message(self, number: int, end: str) -> dict[str, Any]:
        fan, at = min(int(self._chance.paretovariate(0.6)), FANS - 1), self._moment()
        kind = self._drawn(KINDS)
        draft = self._words(4, 22) if end not in ("ignored", "answered", "human") else ""
        later = at + timedelta(seconds=self._chance.lognormvariate(7, 2))
        sent = end in (*STATUS, "withdrawn")
        reply = {"text": f"{draft} really" if end == "changed" else draft or "written by hand", "draft_text": draft, "source": "model",
                 "mode": {"auto": "auto", "human": "human"}.get(end, "approved") if sent else "", "confidence": 0.8,
                 "style_score": self._chance.uniform(20, 90), "drafted_at": at, **({"sent_at": later} if sent else {})}  # fmt: skip
        return {
            **self._mine, "platform": self._platform, "kind": "comment", "external_id": f"m{number}", "conversation_id": f"m{number}",
            "fan_id": self._fans[fan], "fan_external_id": f"f{fan}", "fan_username": f"fan{fan}", "text": self._words(3, 30),
            "platform_created_at": at, "created_at": at, "status": STATUS.get(end, end), "revision": 3, "moved_at": later,
            "label": {"intent": str(kind), "sentiment": "neutral", "language": "en", "urgency": "normal", "confidence": 0.9, "by": "local"},
            "reply": reply if draft or sent else {}, "read_at": at, "checked_at": at, "attempts": 0, "worth": 0.5,
            "history": [{"at": at, "after": "received", "by": "fan", "why": ""}, {"at": at, "before": "received", "after": "classified",
                        "by": "worker", "why": "A kind word."}, {"at": later, "before": "classified", "after": STATUS.get(end, end),
                        "by": "worker", "why": "It waits."}],
        }  # fmt: skip

    def _moment(self) -> datetime:
        day = self._now - timedelta(days=self._chance.randrange(DAYS))
        hour = self._chance.choices(range(24), BY_HOUR)[0]
        at = day.replace(hour=hour, minute=self._chance.randrange(60), second=self._chance.randrange(60), microsecond=0)
        return at if at < self._now else at - timedelta(days=1)

    def _words(self, least: int, most: int) -> str:
        return " ".join(self._chance.choices(WORDS, k=self._chance.randint(least, most)))

    def _drawn(self, table: tuple[tuple[Any, int], ...]) -> Any:
        names, weights = zip(*table, strict=True)
        return self._chance.choices(names, weights)[0]
