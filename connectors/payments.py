"""The border to whoever takes the money: what our side may ask, in our words. `connectors/stripe_payments.py` keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Bought:
    """A subscription as the vendor says it is now. `prices` are the lookup keys of its items' prices ("creator_month")."""

    id: str
    customer: str
    status: str
    prices: Sequence[str]
    currency: str
    is_live: bool
    period_start: datetime | None = None
    period_end: datetime | None = None
    trial_end: datetime | None = None
    cancel_at: datetime | None = None
    created: datetime | None = None
    metadata: Mapping[str, str] | None = None
    needs_action: str = ""  # address of the invoice whose payment must be confirmed


@dataclass(frozen=True)
class Invoice:
    """One invoice, for the list. Amounts in cents."""

    id: str
    number: str
    at: datetime
    total: int
    currency: str
    status: str
    page: str = ""  # at the vendor
    pdf: str = ""


@dataclass(frozen=True)
class Happened:
    """A webhook's event: what it is about, so that it can be asked for anew. Nothing else of it is believed."""

    id: str
    type: str
    created: datetime
    is_live: bool
    customer: str = ""
    subscription: str = ""
    object_id: str = ""
    metadata: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Preview:
    """What changing to another price would cost now, in cents (negative: credit), and from when on which amount."""

    due_now: int
    currency: str
    next_amount: int
    next_at: datetime | None
    lines: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Offer:
    """A plan as it is sold. Prices in cents of each currency, by month and by year; `metered`: cents for one use, a decimal.

    Its prices are called by `lookup_key(name, "month")` and `"year"`; a metered one is billed by month.
    """

    name: str
    title: str
    monthly: Sequence[tuple[str, int]] = ()
    yearly: Sequence[tuple[str, int]] = ()
    metered: Sequence[tuple[str, str]] = ()
    features: Sequence[tuple[str, str]] = ()  # lookup key, title


def lookup_key(plan: str, interval: str) -> str:
    """What the price of a plan is called at the vendor: "creator_month"."""
    return f"{plan}_{interval}"


class Payments(Protocol):
    """Raises the branches of connectors.errors. Every write takes a `key`: asked twice with the same one it is done once."""

    def customer(self, workspace: str, email: str, name: str, key: str) -> str:
        """A new customer's id."""

    def checkout(
        self, customer: str, price: str, currency: str, addresses: tuple[str, str], trial_days: int, key: str
    ) -> str:
        """The address of a page where `customer` buys `price` (a lookup key); `addresses`: where it leads to after success
        ({CHECKOUT_SESSION_ID} in it becomes the purchase's id), and back. A trial needs no card."""

    def portal(self, customer: str, back: str, flow: str = "") -> str:
        """The address of the customer's own page; `flow`: "", or straight to "payment_method", "cancel" or "plan"."""

    def subscriptions(self, customer: str) -> Sequence[Bought]:
        """All of a customer, the newest first, ended ones too."""

    def preview(self, subscription: str, price: str) -> Preview: ...

    def change(self, subscription: str, price: str, key: str) -> Bought:
        """To another price, at once, the rest of the period credited."""

    def cancel(self, subscription: str, at_period_end: bool, reason: str, key: str) -> Bought: ...

    def resume(self, subscription: str, key: str) -> Bought:
        """Not cancelled after all."""

    def invoices(self, customer: str, most: int = 24) -> Sequence[Invoice]: ...

    def report_use(self, customer: str, meter: str, value: int, identifier: str, at: datetime) -> None:
        """Metered use; the same `identifier` counts once."""

    def used(self, customer: str, meter: str, start: datetime, end: datetime) -> int:
        """What the vendor has counted."""

    def delete(self, customer: str) -> None:
        """Cancel everything at once and delete the customer. One that is gone already is no error."""

    def read(self, body: bytes, signature: str) -> Happened:
        """A webhook's event. Raises ValueError for a wrong or old signature, or what is no event."""
