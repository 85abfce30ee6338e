"""What tests of plans start from: a workspace at an installation that sells plans."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from models import Paid, Subscription, Workspace
from pipeline.billing import forget_plans
from tests.connectors.contract import configured
from tests.models import make

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
KEYS = {"STRIPE_SECRET_KEY": "sk_test_of_nobody"}


@pytest.fixture
def selling(clean: None) -> Iterator[None]:
    """A key of the vendor's test mode is set."""
    forget_plans()
    with configured(**KEYS):
        yield
    forget_plans()


def subscribed(workspace: Workspace | None = None, **fields: Any) -> Subscription:
    """A workspace's subscription as it is stored: Creator, active, by the month."""
    mine = workspace or make.workspace()
    given = {
        "customer_id": f"cus_{mine.id}", "subscription_id": "sub_1", "plan": "creator", "status": Paid.ACTIVE,
        "period_start": datetime(2026, 11, 10, tzinfo=UTC), "period_end": datetime(2026, 12, 10, tzinfo=UTC),
        "fetched_at": datetime(2026, 11, 10, tzinfo=UTC),
    }  # fmt: skip
    stored = Subscription(workspace_id=mine.id, slot=mine.id, **{**given, **fields}).save()
    forget_plans()
    return stored


def change(mine: Subscription, **fields: Any) -> None:
    """Store something else, as if the vendor had said so."""
    Subscription.objects(id=mine.id).update_one(**{f"set__{name}": value for name, value in fields.items()})
    forget_plans()
