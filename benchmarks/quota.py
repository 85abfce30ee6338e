"""A day of ten YouTube channels with 5,000 comments on one Google project's 10,000 units, simulated with a virtual clock.

`python -m benchmarks.quota` runs the real `next_poll`, `worth` and `may_go` against asking for each video every five minutes
and answering first come, first served, and writes benchmarks/results/quota.json. Simulated are only the fans (benchmarks.fans),
the clock, and that a draft is ready and approved a minute after its comment was seen. Every comment begins a thread of its own: how
long a new reply below an old comment takes to be found (a wide look) is not in these figures.
"""

import argparse
import heapq
import json
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.fans import ACCOUNTS, COMMENTS, DAY, DAY_BEGINS, Comment, day, hours_of, is_active
from connectors.youtube.looks import HELD_LOOKS, WIDE_LOOKS, WIDE_PAGES
from connectors.youtube.quota import LIST, WRITE
from schedules.cadence import Seen, next_poll, usual_share
from schedules.ration import Rest, looking_reserve, may_go, replies_left, worth

RESULTS = Path(__file__).parent / "results"
UNITS = 10_000
BEGINS = datetime(2026, 11, 21, DAY_BEGINS, tzinfo=UTC)
A_PAGE = 100
VIDEOS, NAIVE_SECONDS = 20, 300.0
READY_SECONDS, FLOOR_SECONDS = 60.0, 60.0
DECIDE_SECONDS = 300.0
LOOK_UNITS = LIST + 2 * LIST / HELD_LOOKS + (WIDE_PAGES - 1) * LIST / WIDE_LOOKS
"""What a look costs on average: a page, and its part of the rarer looks at what is held and at old threads."""


@dataclass
class Day:
    """What happened: units used, when each comment was seen, what was answered."""

    comments: list[Comment]
    used: int = 0
    seen_at: dict[int, float] = field(default_factory=dict)
    sent: list[float] = field(default_factory=list)
    looks: int = 0

    def spend(self, units: int) -> bool:
        if self.used + units > UNITS:
            return False
        self.used += units
        return True

    def see(self, account: int, now: float) -> list[int]:
        """The comments of an account that a look at this time finds new."""
        new = [
            n
            for n, one in enumerate(self.comments)
            if one.account == account and one.at <= now and n not in self.seen_at
        ]
        self.seen_at.update(dict.fromkeys(new, now))
        return new


def main() -> None:
    """Simulate and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    wanted = parser.parse_args()
    seeds = range(1, wanted.seeds + 1)
    result = {
        "command": f"python -m benchmarks.quota --seeds {wanted.seeds}",
        "simulated": f"{COMMENTS} comments, {ACCOUNTS} accounts, {UNITS} units, one day; the means of {wanted.seeds} days",
        "planned": _mean([figures(planned(seed)) for seed in seeds]),
        "naive": _mean([figures(naive(seed)) for seed in seeds]),
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "quota.json").write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))


def planned(seed: int) -> Day:
    """The day with the real plan; hours and worths are learned from the day before."""
    before, today = day(seed + 1_000), Day(day(seed))
    hours = [hours_of(before, account) for account in range(ACCOUNTS)]
    everybody = tuple(sum(column) for column in zip(*hours, strict=True))
    recent = tuple(worth(comment.wish).value for comment in before if comment.wish)
    plan = _Plan(today, hours, everybody, recent)
    queue: list[tuple[float, str, int]] = [(0.0, "look", account) for account in range(ACCOUNTS)]
    queue += [(DECIDE_SECONDS * step, "decide", 0) for step in range(1, int(DAY / DECIDE_SECONDS))] + [
        (DAY - 1, "decide", 0)
    ]
    heapq.heapify(queue)
    while queue:
        now, act, account = heapq.heappop(queue)
        if act == "decide":
            plan.decide(now)
        elif (again := plan.look(now, account)) < DAY:
            heapq.heappush(queue, (again, "look", account))
    return today


class _Plan:
    """The plan at work: each account looked at when `next_poll` says, replies sent when `may_go` says."""

    def __init__(
        self, today: Day, hours: list[tuple[float, ...]], everybody: tuple[float, ...], recent: tuple[float, ...]
    ):
        self._day, self._hours, self._everybody, self._recent = today, hours, everybody, recent
        self._active: dict[int, datetime] = {}
        self._waiting: list[int] = []
        self._looks = [0] * ACCOUNTS

    def look(self, now: float, account: int) -> float:
        """Look, and say when the next time is."""
        found: list[int] = []
        if self._day.spend(self._price(account)):
            found = self._day.see(account, now)
            self._day.spend(LIST * (len(found) // A_PAGE))
        if found:
            self._active[account] = BEGINS + timedelta(seconds=now)
        self._waiting += [number for number in found if self._day.comments[number].wish]
        seen = Seen(
            active_at=self._active.get(account), units_left=self._reserve(now), seconds_left_today=DAY - now,
            poll_cost=LOOK_UNITS, hours=self._hours[account], sharing=ACCOUNTS,
        )  # fmt: skip
        return (next_poll(BEGINS + timedelta(seconds=now), seen, FLOOR_SECONDS) - BEGINS).total_seconds()

    def decide(self, now: float) -> None:
        """Send what may go, the best first."""
        comments, waiting = self._day.comments, self._waiting
        ready = [n for n in waiting if self._day.seen_at[n] + READY_SECONDS <= now]
        values = {n: worth(replace(_wish(comments[n]), age_seconds=now - comments[n].at)).value for n in ready}
        best = sorted(ready, key=lambda n: values[n], reverse=True)
        while best:
            left = replies_left(UNITS - self._day.used, self._reserve(now), WRITE)
            rest = Rest(tuple(values[n] for n in best), self._recent, left, self._left(now))
            if not may_go(values[best[0]], rest) or not self._day.spend(WRITE):
                return
            waiting.remove(best[0])
            self._day.sent.append(values[best.pop(0)])

    def _price(self, account: int) -> int:
        self._looks[account] += 1
        self._day.looks += 1
        held, wide = self._looks[account] % HELD_LOOKS == 0, self._looks[account] % WIDE_LOOKS == 0
        return LIST + (2 * LIST if held else 0) + ((WIDE_PAGES - 1) * LIST if wide else 0)

    def _left(self, now: float) -> float:
        return usual_share(BEGINS + timedelta(seconds=now), DAY - now, self._everybody)

    def _reserve(self, now: float) -> int:
        return looking_reserve(UNITS, UNITS - self._day.used, self._left(now))


def naive(seed: int) -> Day:
    """Each of twenty videos of each account every five minutes, and an answer to whatever comes, until the units end."""
    today = Day(day(seed))
    rounds = (now * NAIVE_SECONDS for now in range(int(DAY / NAIVE_SECONDS)))
    for now in rounds:
        for account in range(ACCOUNTS):
            if not today.spend(LIST * VIDEOS):
                return today
            today.looks += VIDEOS
            for number in today.see(account, now):
                if (wish := today.comments[number].wish) and today.spend(WRITE):
                    today.sent.append(worth(replace(wish, age_seconds=now - today.comments[number].at)).value)
    return today


def figures(today: Day) -> dict[str, float]:
    """What counts. What was not seen is as old as it is when the day ends."""
    ages = [today.seen_at.get(number, DAY) - one.at for number, one in enumerate(today.comments)]
    active = [age for age, one in zip(ages, today.comments, strict=True) if is_active(one.at)]
    looking = today.used - WRITE * len(today.sent)
    possible = (UNITS - looking) // WRITE
    fresh = sorted((worth(one.wish).value for one in today.comments if one.wish), reverse=True)
    return {
        "units_used": today.used,
        "units_for_looking": looking,
        "looks": today.looks,
        "median_minutes_until_seen": _minutes(statistics.median(ages)),
        "p95_minutes_until_seen": _minutes(_p95(ages)),
        "median_minutes_in_active_hours": _minutes(statistics.median(active)),
        "p95_minutes_in_active_hours": _minutes(_p95(active)),
        "never_seen": len(today.comments) - len(today.seen_at),
        "replies_sent": len(today.sent),
        "replies_possible": possible,
        "share_of_possible": round(len(today.sent) / possible, 3) if possible else 0.0,
        "worth_of_replies": round(sum(today.sent), 1),
        "worth_of_the_best_possible": round(sum(fresh[:possible]), 1),
    }


def _wish(comment: Comment) -> Any:
    assert comment.wish
    return comment.wish


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def _minutes(seconds: float) -> float:
    return round(seconds / 60, 1)


def _mean(rows: list[dict[str, float]]) -> dict[str, float]:
    average: Callable[[str], float] = lambda name: round(statistics.mean(row[name] for row in rows), 3)  # noqa: E731
    return {name: average(name) for name in rows[0]}


if __name__ == "__main__":
    main()
