# ruff: noqa: ARG002 it answers what is written down, whatever it is asked with
"""A payment vendor that says what a test has written down, and remembers what it was asked. It keeps the border of Payments."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from connectors.errors import ConnectorError
from connectors.payments import Bought, Happened, Invoice, Preview


class Vendor:
    """`bought` by customer. `trouble`: what the next calls raise. A webhook is signed right with "good"."""

    def __init__(self) -> None:
        self.bought: dict[str, list[Bought]] = {}
        self.keys: dict[str, str] = {}
        self.told: dict[str, int] = {}
        self.asked: list[str] = []
        self.trouble: list[ConnectorError] = []
        self.lost = 0  # of what it was told

    def customer(self, workspace: str, email: str, name: str, key: str) -> str:
        self._ask("customer")
        return self.keys.setdefault(key, f"cus_{workspace}")

    def checkout(
        self, customer: str, price: str, currency: str, addresses: tuple[str, str], trial_days: int, key: str
    ) -> str:
        self._ask("checkout")
        return f"https://pay.example/{price}/{currency}/{trial_days}"

    def portal(self, customer: str, back: str, flow: str = "") -> str:
        return f"https://pay.example/portal/{flow}"

    def subscriptions(self, customer: str) -> Sequence[Bought]:
        self._ask("subscriptions")
        return list(self.bought.get(customer, []))

    def preview(self, subscription: str, price: str) -> Preview:
        return Preview(0, "usd", 2_900, None, ())

    def change(self, subscription: str, price: str, key: str) -> Bought:
        self._ask(f"change {price}")
        return self._one(subscription)

    def cancel(self, subscription: str, at_period_end: bool, reason: str, key: str) -> Bought:
        self._ask("cancel")
        return self._one(subscription)

    def resume(self, subscription: str, key: str) -> Bought:
        self._ask("resume")
        return self._one(subscription)

    def invoices(self, customer: str, most: int = 24) -> Sequence[Invoice]:
        return ()

    def report_use(self, customer: str, meter: str, value: int, identifier: str, at: datetime) -> None:
        self._ask("report_use")
        self.told.setdefault(identifier, value)

    def used(self, customer: str, meter: str, start: datetime, end: datetime) -> int:
        self._ask("used")
        return sum(self.told.values()) - self.lost

    def delete(self, customer: str) -> None:
        self._ask(f"delete {customer}")

    def read(self, body: bytes, signature: str) -> Happened:
        if signature != "good":
            raise ValueError("The signature is wrong or old.")
        told = json.loads(body)
        created = datetime.fromtimestamp(told.get("created", 0), UTC)
        return Happened(told["id"], told["type"], created, told.get("live", False), told.get("customer", ""))

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.trouble:
            raise self.trouble.pop(0)

    def _one(self, subscription: str) -> Bought:
        return next(one for every in self.bought.values() for one in every if one.id == subscription)


def sold(customer: str, **fields: object) -> Bought:
    """A subscription of a customer, active and of the plan Creator unless something else is said."""
    given = {
        "id": "sub_1", "customer": customer, "status": "active", "prices": ("creator_month",), "currency": "usd", "is_live": False,
        "period_start": datetime(2026, 11, 10, tzinfo=UTC), "period_end": datetime(2026, 12, 10, tzinfo=UTC),
    }  # fmt: skip
    return Bought(**{**given, **fields})  # type: ignore[arg-type]
