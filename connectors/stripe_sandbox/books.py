"""All that the local Stripe remembers: objects by id, keys of what was asked before, letters that wait. One lock for all.

Private fields of an object begin with `_` and are never shown. With a file everything survives a restart.
"""

import json
import secrets
import string
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from connectors.stripe_sandbox.answers import missing
from connectors.stripe_sandbox.forms import Json

_LETTERS = string.ascii_letters + string.digits
_DAY = 86_400
RULES: Json = {
    "retry_days": [1, 3, 5, 7],  # after the first failed payment
    "exhausted": "unpaid",  # or "canceled": what becomes of a subscription when all tries failed
}
TROUBLES: Json = {"shuffle_seconds": 0.0, "delay_seconds": 0.0, "duplicates": 0.0, "drops": 0.0}
"""Of webhooks. The last two are shares of all deliveries."""


class Books:
    """`address` is where the pages of this stand-in are reached."""

    def __init__(self, address: str = "", file: Path | None = None) -> None:
        self.address = address
        self.file = file
        self.lock = threading.RLock()
        self.rang = threading.Condition(self.lock)
        self._moment: int | None = None
        self.faults: list[str | int] = []  # what the next calls get instead of an answer
        self.request: Json = {"id": None, "idempotency_key": None}  # what is being answered
        self.clear()
        if file and file.exists():
            self.__dict__.update(json.loads(file.read_text()))
            self._tie()

    def clear(self) -> None:
        """Forget everything but where events are sent to."""
        self.objects: dict[str, Json] = {}
        self.keys: dict[str, Json] = {}
        self.waiting: list[Json] = []
        self.endpoints: list[Json] = getattr(self, "endpoints", [])
        self.rules: Json = dict(RULES)
        self.troubles: Json = dict(TROUBLES)
        self.ahead = 0  # seconds that this world is ahead of real time
        self.entitled: dict[str, list[str]] = {}

    def save(self) -> None:
        """Write the file, when there is one."""
        if not self.file:
            return
        names = ("objects", "keys", "waiting", "endpoints", "rules", "troubles", "ahead", "entitled")
        draft = self.file.with_suffix(".new")
        draft.write_text(json.dumps({name: getattr(self, name) for name in names}))
        draft.replace(self.file)

    def _tie(self) -> None:
        """Items show their price as it is now: one object, also after it was read from the file."""
        for subscription in self.all("subscription"):
            for item in subscription["items"]["data"]:
                item["price"] = self.objects[item["price"]["id"]]

    def now(self, of: Json | None = None) -> int:
        """Unix seconds, of the test clock of `of` when it has one."""
        if self._moment is not None:
            return self._moment
        clock = of and clock_of(of)
        return int(self.objects[clock]["frozen_time"]) if clock else int(time.time()) + self.ahead

    @contextmanager
    def at(self, moment: int) -> Iterator[None]:
        """Inside, it is `moment`: what was due then happens then."""
        before, self._moment = self._moment, moment
        try:
            yield
        finally:
            self._moment = before

    def new(self, prefix: str, kind: str, created: int | None = None, **fields: Any) -> Json:
        """Keep a new object and give it; fields stand in it as they are."""
        made: Json = {"id": new_id(prefix), "object": kind, "livemode": False}
        if created is not None:
            made["created"] = created
        made.update(fields)
        self.objects[made["id"]] = made
        return made

    def get(self, kind: str, id: str, param: str = "id") -> Json:
        """Refuses what is not there, of another kind, or deleted."""
        found = self.objects.get(str(id))
        if not found or found["object"] != kind or found.get("deleted"):
            raise missing(kind.rpartition(".")[2], id, param)
        return found

    def all(self, kind: str, **fields: Any) -> list[Json]:
        """The objects of a kind with these values, the oldest first. A value of None does not matter."""
        wanted = {name: value for name, value in fields.items() if value is not None}
        return [
            one
            for one in self.objects.values()
            if one["object"] == kind and not one.get("deleted") and all(one.get(n) == v for n, v in wanted.items())
        ]

    def remember(self, key: str, asked: str, body: Json, status: int) -> None:
        """What was answered under an Idempotency-Key."""
        self.keys[key] = {"asked": asked, "body": body, "status": status, "at": time.time()}

    def forget_old(self) -> None:
        """Stripe remembers an Idempotency-Key for a day, and events for thirty."""
        old = time.time() - _DAY
        self.keys = {key: one for key, one in self.keys.items() if one["at"] > old}
        oldest = self.now() - 30 * _DAY
        for event in self.all("event"):
            if event["created"] < oldest and event["pending_webhooks"] == 0:
                del self.objects[event["id"]]


def clock_of(thing: Json) -> str | None:
    """The test clock that a thing lives by; None: real time. Sessions do not show theirs."""
    return thing.get("test_clock") or thing.get("_test_clock")


def new_id(prefix: str) -> str:
    """Like Stripe's: a prefix and letters."""
    return f"{prefix}_" + "".join(secrets.choice(_LETTERS) for _number in range(24))
