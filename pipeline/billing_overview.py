"""Everything a page about plan and use shows, with its sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bson import ObjectId

from models import Subscription
from pipeline.billing import UNDER_BILLING, InForce, State, in_force_now
from pipeline.billing_period import Period
from pipeline.plans import A_MONTH, Limit, Plan, replies_for
from pipeline.usage import used

WORDS = {
    Limit.REPLIES: ("reply sent", "replies sent"),
    Limit.ACCOUNTS: ("account", "accounts"),
    Limit.PERSONAS: ("persona", "personas"),
    Limit.MEMBERS: ("member", "members"),
    Limit.JOBS: ("fine-tuning job", "fine-tuning jobs"),
}


@dataclass(frozen=True)
class Meter:
    """One line: `most` None for no bound; `share` 0..1 and more, None without a bound; `anew_at` None for what does not begin anew."""

    limit: Limit
    used: int
    most: int | None
    share: float | None
    anew_at: datetime | None
    sentence: str


@dataclass(frozen=True)
class Overview:
    """`sentence` is the banner's, "" for none; `action_url` an address at the vendor where a payment must be confirmed."""

    plan: Plan
    title: str
    state: State
    period: Period
    sentence: str
    action_url: str
    meters: Sequence[Meter]
    bought: Subscription | None
    cap_cents: int | None = None
    cap_replies: int | None = None


def overview(workspace_id: ObjectId, now: datetime) -> Overview:
    """What holds, what is used, and what may be done about it."""
    holds = in_force_now(workspace_id, now)
    bought = holds.bought
    cap = bought.spend_cap_cents if bought and holds.terms.metered else None
    return Overview(
        plan=holds.plan, title=holds.terms.title, state=holds.state, period=holds.period, sentence=holds.sentence,
        action_url=bought.needs_action if bought else "", meters=tuple(_meter(workspace_id, limit, holds) for limit in Limit),
        bought=bought, cap_cents=cap,
        cap_replies=replies_for(cap, holds.plan, bought.currency) if bought and cap is not None else None,
    )  # fmt: skip


def _meter(workspace_id: ObjectId, limit: Limit, holds: InForce) -> Meter:
    count, most = used(workspace_id, limit, holds), holds.terms.limit(limit)
    share = None if most is None else (count / most if most else float(bool(count)))
    anew = holds.period.end if limit in A_MONTH else None
    return Meter(limit, count, most, share, anew, _sentence(limit, count, most, holds))


def _sentence(limit: Limit, count: int, most: int | None, holds: InForce) -> str:
    one, several = WORDS[limit]
    month = f" since {holds.period.start.day} {holds.period.start:%B}" if limit in A_MONTH else ""
    if most is None:
        return f"{count:,} {one if count == 1 else several}{month}; your plan has no limit."
    if not most:
        return f"Your plan has no {several}. A larger one has; choose it {UNDER_BILLING}"
    anew = f" It begins anew on {holds.period.ends_on}." if limit in A_MONTH else ""
    over = (
        f" You can keep them all; to add more, choose a larger plan {UNDER_BILLING}"
        if count > most and not anew
        else ""
    )
    return f"{count:,} of {most:,} {one if most == 1 else several}{month}.{anew}{over}"
