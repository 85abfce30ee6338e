"""Webhooks of the pretended platforms: what is written is pushed, at least once, in order, by one thread.

The thread watches the world's own numbering, so it does not matter who wrote: a fan, the creator by hand, our API (an echo).
"""

import hashlib
import hmac
import json
import threading
import time
from dataclasses import dataclass

from connectors.world import Entry, World
from infra.sandbox import dialects
from infra.sandbox.remote import call
from logs import log

_SCHEMA = """create table if not exists webhooks (platform text primary key, url text, secret text, duplicates integer, after integer)"""
_PAUSE_SECONDS = 0.05
_ANSWER_SECONDS = 5.0
_LONGEST_PAUSE_SECONDS = 5.0
_TRIES = 40
"""Then the message is dropped, as at a platform: about three minutes."""


@dataclass(frozen=True)
class Webhook:
    """Where one platform pushes to. `secret` signs the body; each push is repeated `duplicates` times."""

    platform: str
    url: str
    secret: str = ""
    duplicates: int = 0


class Pusher:
    """Survives a restart: what was registered and how far it came stands in the world's file."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._registered = threading.Event()
        world.rows(_SCHEMA)
        if world.rows("select 1 from webhooks"):
            self._registered.set()
        threading.Thread(target=self._run, name="pusher", daemon=True).start()

    def register(self, hook: Webhook) -> None:
        """Push what is written from now on."""
        sql = "insert or replace into webhooks select ?, ?, ?, ?, coalesce((select max(number) from entries), 0)"
        self._world.rows(sql, hook.platform, hook.url, hook.secret, hook.duplicates)
        self._registered.set()

    def forget(self) -> None:
        """Push nothing any more."""
        self._registered.clear()
        self._world.rows("delete from webhooks")

    def _run(self) -> None:
        while True:
            self._registered.wait()
            for row in self._world.rows("select * from webhooks"):
                hook = Webhook(row["platform"], row["url"], row["secret"], row["duplicates"])
                for entry in self._world.entries(
                    hook.platform, "number>?", row["after"], tail="order by number limit 50"
                ):
                    self._push(hook, entry)
                    self._world.rows(
                        "update webhooks set after=? where platform=? and after<?",
                        entry.number,
                        hook.platform,
                        entry.number,
                    )
            time.sleep(_PAUSE_SECONDS)

    def _push(self, hook: Webhook, entry: Entry) -> None:
        found = dialects.webhook_body(self._world, entry)
        if found is None:
            return
        body = json.dumps(found).encode()  # ASCII, as the signature is made over the escaped form
        for _ in range(1 + hook.duplicates):
            self._deliver(hook, body, entry.id)

    def _deliver(self, hook: Webhook, body: bytes, id: str) -> None:
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signature(hook.secret, body)}
        for number in range(_TRIES):
            try:
                status, _ = call("POST", hook.url, body, headers, _ANSWER_SECONDS)
                if status < 300:
                    return
            except OSError:
                status = 0
            if not self._registered.is_set():
                return
            time.sleep(min(0.1 * 2**number, _LONGEST_PAUSE_SECONDS))
        log.warning("push dropped", platform=hook.platform, message=id, status=status)


def signature(secret: str, body: bytes) -> str:
    """The value of X-Hub-Signature-256: HMAC-SHA256 over the very bytes that are sent."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
