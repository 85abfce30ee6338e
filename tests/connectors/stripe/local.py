"""The local Stripe, served for tests over real HTTP, and short ways to what tests do with it."""

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import stripe
from werkzeug.serving import make_server

from connectors.payments import Offer
from connectors.stripe_payments import StripePayments
from connectors.stripe_sandbox.books import Books
from connectors.stripe_sandbox.deliveries import Post
from connectors.stripe_sandbox.site import create_app
from connectors.stripe_sync import sync

KEY, SECRET = "sk_test_local", "whsec_local"
DAY = 86_400
EUROS_TOO = (("usd", 2_900), ("eur", 2_900), ("brl", 14_900))
OFFERS = [
    Offer("creator", "Creator", EUROS_TOO, (("usd", 29_000), ("eur", 29_000), ("brl", 149_000))),
    Offer("studio", "Studio", (("usd", 9_900), ("eur", 9_900)), features=(("auto_send", "Replies by themselves"),)),
    Offer("agency", "Agency", metered=(("usd", "1.2"), ("eur", "1.2"))),
]
ADDRESSES = ("http://127.0.0.1/billing?sid={CHECKOUT_SESSION_ID}", "http://127.0.0.1/billing")


@dataclass
class Receiver:
    """Takes webhooks; `answers` are the statuses of its next answers, then 200."""

    bodies: list[tuple[bytes, str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def types(self) -> list[str]:
        return [StripePayments().read(body, signature).type for body, signature in self.bodies]

    def serve(self) -> ThreadingHTTPServer:
        receiver = self

        class Taken(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.bodies.append((body, self.headers["Stripe-Signature"]))
                self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_words: Any) -> None:
                return

        server = ThreadingHTTPServer(("127.0.0.1", 0), Taken)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server


class LocalStripe:
    """Runs until `stop`."""

    def __init__(self) -> None:
        self.books = Books()
        self.post = Post(self.books)
        self._server = make_server("127.0.0.1", 0, create_app(self.books, self.post), threaded=True)
        self.books.address = f"http://127.0.0.1:{self._server.server_port}"
        self.post.start()
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.browser = httpx.Client(base_url=self.books.address)
        http = stripe.RequestsClient(timeout=5)
        self.client = stripe.StripeClient(KEY, base_addresses={"api": self.books.address}, http_client=http)

    def stop(self) -> None:
        self.client._requestor._client.close()
        self.browser.close()
        self.post.stop()
        self._server.shutdown()
        self._server.server_close()

    def control(self, name: str, **said: Any) -> Any:
        return self.browser.post(f"/_control/{name}", json=said).raise_for_status().json()

    def advance(self, days: float) -> None:
        self.control("advance", seconds=int(days * DAY))

    def fill(self, url: str, **form: str) -> httpx.Response:
        return self.browser.post(url, data=form)

    def buy(self, price: str = "creator_month", card: str = "4242", trial_days: int = 0, currency: str = "usd") -> str:
        """A customer who has bought this; the customer's id."""
        payments = StripePayments()
        customer = payments.customer("w1", "nika@example.com", "Nika", f"customer-{len(self.books.objects)}")
        url = payments.checkout(customer, price, currency, ADDRESSES, trial_days, f"checkout-{customer}")
        page = self.fill(url, card=card, pay="1")
        if "Your bank asks" in page.text:
            page = self.fill(url, card=card, challenge="passed")
        assert page.status_code == 302, page.text
        return customer

    def events(self, customer: str) -> list[str]:
        """The types of what happened to a customer, the first first."""
        return [
            one["type"]
            for one in self.books.all("event")
            if customer in (one["data"]["object"].get("customer"), one["data"]["object"].get("id"))
        ]

    def sell(self) -> list[str]:
        return sync(OFFERS, "replies")
