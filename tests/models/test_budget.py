from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from models import Budget
from models.budget import day_of


@pytest.mark.usefixtures("clean")
def test_a_budget_is_never_overspent_by_many_at_once() -> None:
    gone_at = datetime.now(UTC) + timedelta(days=1)
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: Budget.spend("youtube:day", 50, 1_000, gone_at), range(40)))
    assert sum(taken) == 20
    assert Budget.used_of("youtube:day") == 1_000


def test_the_quota_day_begins_at_midnight_pacific() -> None:
    assert day_of(datetime(2026, 11, 21, 7, 59, tzinfo=UTC)) == ("2026-11-20", datetime(2026, 11, 21, 8, tzinfo=UTC))
    assert day_of(datetime(2026, 7, 1, 7, tzinfo=UTC)) == ("2026-07-01", datetime(2026, 7, 2, 7, tzinfo=UTC))
