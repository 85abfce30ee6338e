"""What a plan allows: the one table of plans, and what follows from it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

ANY = None
"""No bound."""
TRIAL = timedelta(days=14)
GRACE = timedelta(days=14)
"""After a payment failed: so long everything goes on while the card is tried again and the customer is asked to help."""
WARNINGS = (0.7, 0.9)
"""Shares of a limit at which people are told."""


class Plan(StrEnum):
    LOCAL = "local"  # whoever runs Fanmail without Stripe
    FREE = "free"
    CREATOR = "creator"
    STUDIO = "studio"
    AGENCY = "agency"


class Limit(StrEnum):
    REPLIES = "replies"  # sent from drafts of the avatar, a month
    ACCOUNTS = "accounts"
    PERSONAS = "personas"
    MEMBERS = "members"
    JOBS = "jobs"  # fine-tuning jobs, a month


A_MONTH = frozenset({Limit.REPLIES, Limit.JOBS})
"""Counted from the beginning of the customer's period; the others are what there is at a time."""


@dataclass(frozen=True)
class Terms:
    """What a plan gives. Limits: ANY for no bound. Prices in cents of each currency, by month and by year; () for none."""

    title: str
    limits: dict[Limit, int | None]
    auto_send: bool
    keep_days: int | None  # of fans' words; ANY: what the workspace sets
    monthly: tuple[tuple[str, int], ...] = ()
    yearly: tuple[tuple[str, int], ...] = ()
    metered: tuple[tuple[str, str], ...] = ()  # currency -> price of one reply in cents, a decimal; billed by use

    def limit(self, limit: Limit) -> int | None:
        """How many; None: any number."""
        return self.limits.get(limit, ANY)


def _limits(
    replies: int | None, accounts: int | None, personas: int | None, members: int | None, jobs: int | None
) -> dict[Limit, int | None]:
    return {
        Limit.REPLIES: replies, Limit.ACCOUNTS: accounts, Limit.PERSONAS: personas, Limit.MEMBERS: members, Limit.JOBS: jobs,
    }  # fmt: skip


PLANS: dict[Plan, Terms] = {
    Plan.LOCAL: Terms("Local", _limits(ANY, ANY, ANY, ANY, ANY), True, ANY),
    Plan.FREE: Terms("Free", _limits(100, 1, 1, 1, 0), False, 30),
    Plan.CREATOR: Terms(
        "Creator", _limits(2_000, 3, 2, 3, 1), True, 180,
        (("usd", 2_900), ("eur", 2_900), ("brl", 14_900)), (("usd", 29_000), ("eur", 29_000), ("brl", 149_000)),
    ),
    Plan.STUDIO: Terms(
        "Studio", _limits(10_000, 10, 5, 10, 4), True, 365,
        (("usd", 9_900), ("eur", 9_900), ("brl", 49_900)), (("usd", 99_000), ("eur", 99_000), ("brl", 499_000)),
    ),
    Plan.AGENCY: Terms(
        "Agency", _limits(ANY, ANY, ANY, ANY, ANY), True, ANY, metered=(("usd", "1.2"), ("eur", "1.2"), ("brl", "6"))
    ),
}  # fmt: skip
"""Price never depends on how many fans somebody has. The table is that of product.md; prices are ours to change here."""

ORDER = (Plan.FREE, Plan.CREATOR, Plan.STUDIO, Plan.AGENCY)
"""From the smallest to the largest; what is sold."""
ON_TRIAL = Plan.CREATOR


def terms_of(plan: Plan, spend_cap_replies: int | None = None) -> Terms:
    """What a plan gives; with a spend cap of the customer's own no more replies than it pays for."""
    terms = PLANS[plan]
    if spend_cap_replies is None:
        return terms
    own = terms.limit(Limit.REPLIES)
    most = spend_cap_replies if own is None else min(own, spend_cap_replies)
    return replace(terms, limits={**terms.limits, Limit.REPLIES: most})


def price_key(plan: Plan, interval: str) -> str:
    """What the vendor calls a plan's price: "creator_month"."""
    return f"{plan}_{interval}"


def plan_of(prices: Iterable[str]) -> tuple[Plan, str] | None:
    """The plan and the interval of what was bought, from the lookup keys of its prices; None: none of our plans."""
    for key in prices:
        name, _, interval = key.partition("_")
        if name in ORDER:
            return Plan(name), "year" if interval == "year" else "month"
    return None


def replies_for(cents: int, plan: Plan, currency: str) -> int | None:
    """How many replies of a metered plan so much money pays for; None where the plan has no such price."""
    price = dict(PLANS[plan].metered).get(currency)
    return None if price is None else int(cents // Decimal(price))
