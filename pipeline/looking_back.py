"""A period of days, what was counted in it, and the period of the same length before it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from bson import ObjectId

from avatar.figures import Figures, added, together
from models import Counting, DayTally, Workspace
from models.analytics import Day
from pipeline.analytics import MayCount, count_day, left_out

LONGEST = 366
DAILY = 31
"""Days up to which a chart has a bar for each; a longer period has one a week."""


@dataclass(frozen=True)
class Period:
    """Days of the workspace's clock, the first and the last included."""

    first: date
    last: date

    @classmethod
    def until(cls, last: date, days: int) -> "Period":
        return cls(last - timedelta(days=days - 1), last)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Period":
        """As many days that end where this one begins."""
        return Period.until(self.first - timedelta(days=1), self.days)

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=number) for number in range(self.days))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Asked:
    """What somebody wants to know. No accounts, no intent: all of them."""

    period: Period
    account_id: ObjectId | None = None
    intent: str = ""


@dataclass(frozen=True)
class Look:
    """What was counted. `past` are answers by hand from before the accounts were connected: box of waiting time -> replies."""

    asked: Asked
    days: Mapping[date, Mapping[str, Figures]]  # day -> intent -> figures
    before: Figures
    past: Mapping[int, int]
    counted_at: datetime | None
    left_out: frozenset[ObjectId] = frozenset()

    @cached_property
    def total(self) -> Figures:
        return together(figures for parts in self.days.values() for figures in parts.values())

    @cached_property
    def by_day(self) -> dict[date, Figures]:
        """Every day of the period, also those without a letter."""
        return {day: together(self.days.get(day, {}).values()) for day in self.asked.period}

    @cached_property
    def by_week(self) -> dict[date, Figures]:
        """By the Monday with which a week begins, whole or not."""
        weeks: dict[date, list[Figures]] = defaultdict(list)
        for day, figures in self.by_day.items():
            weeks[day - timedelta(days=day.weekday())].append(figures)
        return {monday: together(each) for monday, each in weeks.items()}

    @cached_property
    def by_step(self) -> dict[date, Figures]:
        """By day where the period is short, else by week."""
        return self.by_day if self.asked.period.days <= DAILY else self.by_week

    @cached_property
    def by_intent(self) -> dict[str, Figures]:
        """The intents that came, the most frequent first."""
        found: dict[str, list[Figures]] = defaultdict(list)
        for parts in self.days.values():
            for intent, figures in parts.items():
                found[intent].append(figures)
        sums = {intent: together(each) for intent, each in found.items()}
        return dict(sorted(sums.items(), key=lambda pair: -pair[1].received))


def today_of(workspace: Workspace, now: datetime) -> date:
    """The day that it is now on the workspace's clock."""
    return now.astimezone(ZoneInfo(workspace.time_zone)).date()


def look_back(workspace: Workspace, asked: Asked, may_count: MayCount, now: datetime) -> Look:
    """The counted days of a period, the running day counted afresh."""
    zone, today, period = workspace.time_zone, today_of(workspace, now), asked.period
    found = DayTally.between(workspace.id, zone, period.before.first, period.last)
    without = left_out(workspace, may_count)
    days = [day for day in found if day.day != today and day.account_id not in without]
    if today in period or today in period.before:
        days += count_day(workspace, today, may_count)
    state = Counting.of(workspace.id)
    return Look(
        asked, _by_day((day for day in days if day.day in period), asked),
        together(_wanted(day, asked) for day in days if day.day in period.before),
        _past(workspace, asked, without), state.counted_at if state else None, frozenset(without),
    )  # fmt: skip


def _past(workspace: Workspace, asked: Asked, without: set[ObjectId]) -> Mapping[int, int]:
    past = DayTally.past(workspace.id, workspace.time_zone)
    return added(
        boxes for account_id, boxes in past if account_id not in without and asked.account_id in (None, account_id)
    )


def _by_day(days: Iterable[Day], asked: Asked) -> dict[date, dict[str, Figures]]:
    found: dict[date, dict[str, list[Figures]]] = defaultdict(lambda: defaultdict(list))
    for day in days:
        for intent, figures in _parts(day, asked).items():
            found[day.day][intent].append(figures)
    return {day: {intent: together(each) for intent, each in parts.items()} for day, parts in found.items()}


def _wanted(day: Day, asked: Asked) -> Figures:
    return together(_parts(day, asked).values())


def _parts(day: Day, asked: Asked) -> Mapping[str, Figures]:
    if asked.account_id not in (None, day.account_id):
        return {}
    return {intent: figures for intent, figures in day.parts.items() if asked.intent in ("", intent)}
