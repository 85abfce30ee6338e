"""The post: events go to their endpoints as webhooks, signed, one after the other, tried again when nobody takes them."""

import hashlib
import hmac
import json
import logging
import threading
import time

import httpx

from connectors.stripe_sandbox.answers import shown
from connectors.stripe_sandbox.books import Books
from connectors.stripe_sandbox.forms import Json

logging.getLogger("httpx").setLevel(logging.WARNING)

MOST_TRIES = 8
_FIRST_PAUSE_SECONDS = 1.0
_ANSWER_SECONDS = 10.0


def signature(body: str, secret: str, at: int) -> str:
    """The `Stripe-Signature` header: HMAC-SHA256 over the time and the body as it is."""
    mac = hmac.new(secret.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


class Post(threading.Thread):
    """Works until `stop`."""

    def __init__(self, books: Books) -> None:
        super().__init__(name="stripe post", daemon=True)
        self._books = books
        self._ends = False
        self._busy = False

    def stop(self) -> None:
        """Ends after the letter that is on its way."""
        with self._books.lock:
            self._ends = True
            self._books.rang.notify_all()
        self.join()

    def settle(self, seconds: float) -> bool:
        """Wait until nothing is in the post. False: something still is."""
        with self._books.lock:
            return self._books.rang.wait_for(lambda: not self._books.waiting and not self._busy, seconds)

    def run(self) -> None:
        with httpx.Client(timeout=_ANSWER_SECONDS, trust_env=False) as client:
            while True:
                with self._books.lock:
                    letter = self._next()
                if letter is None:
                    return
                taken = self._deliver(client, letter)
                with self._books.lock:
                    self._delivered(letter, taken)

    def _next(self) -> Json | None:
        books = self._books
        while not self._ends:
            due = min(books.waiting, key=lambda one: one["due"], default=None)
            pause = None if due is None else due["due"] - time.time()
            if due is not None and pause is not None and pause <= 0:
                books.waiting.remove(due)
                self._busy = True
                return due
            books.rang.wait(pause)
        return None

    def _deliver(self, client: httpx.Client, letter: Json) -> bool:
        books = self._books
        with books.lock:
            event = books.objects.get(letter["event"])
            endpoint = next((one for one in books.endpoints if one["url"] == letter["url"]), None)
            if event is None or endpoint is None:
                return True
            body = json.dumps(shown(books.objects, event), indent=2)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            "Stripe-Signature": signature(body, endpoint["secret"], int(time.time())),
        }
        try:
            return client.post(endpoint["url"], content=body.encode(), headers=headers).is_success
        except httpx.HTTPError:
            return False

    def _delivered(self, letter: Json, taken: bool) -> None:
        books = self._books
        self._busy = False
        letter["tries"] += 1
        if taken:
            event = books.objects.get(letter["event"])
            if event:
                event["pending_webhooks"] = max(0, event["pending_webhooks"] - 1)
        elif letter["tries"] < MOST_TRIES:
            letter["due"] = time.time() + _FIRST_PAUSE_SECONDS * 2 ** (letter["tries"] - 1)
            books.waiting.append(letter)
        books.save()
        books.rang.notify_all()
