"""Counts what became of messages into days, again and again, so that counting twice is counting once.

A message belongs to the day on which it was stored, and is counted there with what became of it so far. Whatever moves it
later (an answer three days on, an undo, a reply that is taken down, a label put right) counts that day anew at the next
round, within minutes; so the figures of the latest days still grow, and no event is ever counted twice or forgotten. A day is
never counted again once nothing of it moves; if its words are deleted by then, its figures stay; with an account that leaves
they go. The day that runs is counted afresh for whoever looks.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bson import ObjectId

from models import CountedUntil, Counting, DayTally, Fan, Message, Relabel, SocialAccount, Status, Workspace
from models.analytics import Day, Favourites, part_of
from pipeline.tally import counted

OVERLAP = timedelta(minutes=5)
"""Clocks of workers differ, and a write may arrive late: each round looks back so far into the one before."""
FAVOURITES = 10

MayCount = Callable[[str], bool]
"""Whether a platform, by its name, lets figures be made of what was read without being asked first."""


def midnights(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When a day begins and ends on the clock of `zone`; on two days a year it has 23 or 25 hours."""
    begin, end = (datetime.combine(one, datetime.min.time(), zone) for one in (day, day + timedelta(days=1)))
    return begin, end


def left_out(workspace: Workspace, may_count: MayCount) -> set[ObjectId]:
    """The accounts of which no figures are made, because their platform wants to be asked first and the switch is off."""
    if workspace.derived_figures:
        return set()
    accounts = SocialAccount.of(workspace.id).only("platform")
    return {account.id for account in accounts if not may_count(account.platform)}


def count_day(workspace: Workspace, day: date, may_count: MayCount) -> list[Day]:
    """One day of each account as it stands now. Stores nothing."""
    low, high = midnights(day, ZoneInfo(workspace.time_zone))
    without = left_out(workspace, may_count)
    return [
        Day(day, account_id, found.parts)
        for account_id, found in counted(workspace.id, low, high).items()
        if account_id not in without
    ]


def keep_day(workspace: Workspace, day: date, may_count: MayCount, now: datetime) -> None:
    """Count one day and put it in the place of what was counted before. `now` is a moment before anything was read."""
    low, high = midnights(day, ZoneInfo(workspace.time_zone))
    without = left_out(workspace, may_count)
    found = counted(workspace.id, low, high)
    for account_id in found.keys() - without:
        one = found[account_id]
        DayTally(
            workspace_id=workspace.id, account_id=account_id, zone=workspace.time_zone, day=day.isoformat(), counted_at=now,
            parts=[part_of(intent, figures) for intent, figures in sorted(one.parts.items())],
            is_first_read=bool(one.before), before={str(number): count for number, count in one.before.items()},
        ).keep()  # fmt: skip


def count_moved(platforms: Collection[str], may_count: MayCount, now: datetime) -> int:
    """Count anew every day of which a message moved since the last round. Returns how many days that were.

    Workspaces that were never counted are for `count_switched`, which comes first. Whoever dies on the way leaves the round
    to the next.
    """
    since = CountedUntil.known() or min((state.counted_at for state in Counting.objects), default=now)
    moved = _moved(platforms, since - OVERLAP, now)
    days = sum(_count_of(workspace_id, moments, may_count, now) for workspace_id, moments in moved.items())
    CountedUntil(id="messages", at=now).save()
    return days


def count_switched(may_count: MayCount, now: datetime) -> int:
    """Count workspaces from the beginning whose clock or switch is another than it was. Returns how many."""
    states = {state.id: state for state in Counting.objects}
    every = [
        one for one in Workspace.objects.only("time_zone", "derived_figures") if _has_changed(one, states.get(one.id))
    ]
    for workspace in every:
        count_from_the_beginning(workspace, may_count, now)
    return len(every)


def count_from_the_beginning(workspace: Workspace, may_count: MayCount, now: datetime) -> int:
    """Every day of a workspace, by its present clock and switch; what was counted otherwise goes at the end. How many days."""
    rows = Message.of(workspace.id).only("created_at").as_pymongo()
    days = _days((row["created_at"] for row in rows), ZoneInfo(workspace.time_zone))
    for day in sorted(days):
        keep_day(workspace, day, may_count, now)
    for account_id in left_out(workspace, may_count):
        DayTally.objects(account_id=account_id).delete()
    zones = {tally.zone for tally in DayTally.of(workspace.id).only("zone")} - {workspace.time_zone}
    for zone in zones:
        DayTally.of(workspace.id).filter(zone=zone).delete()
    _remember(workspace, now)
    return len(days)


def forget_left_out(workspace: Workspace, may_count: MayCount) -> int:
    """The switch was put off: figures of accounts that must be left out go at once. Returns how many days."""
    return sum(int(DayTally.objects(account_id=one).delete()) for one in left_out(workspace, may_count))


def _count_of(workspace_id: ObjectId, moments: Iterable[datetime], may_count: MayCount, now: datetime) -> int:
    workspace = Workspace.objects(id=workspace_id).only("time_zone", "derived_figures").first()
    if workspace is None:
        return 0
    if _has_changed(workspace, Counting.of(workspace_id)):
        return count_from_the_beginning(workspace, may_count, now)
    days = _days(moments, ZoneInfo(workspace.time_zone))
    for day in days:
        keep_day(workspace, day, may_count, now)
    _remember(workspace, now)
    return len(days)


def _days(moments: Iterable[datetime], zone: ZoneInfo) -> set[date]:
    return {moment.astimezone(zone).date() for moment in moments}


def _moved(platforms: Collection[str], since: datetime, now: datetime) -> dict[ObjectId, set[datetime]]:
    """By workspace: when the messages were stored that moved or were labelled by a person from `since` on."""
    found: dict[ObjectId, set[datetime]] = defaultdict(set)
    for platform in platforms:
        for status in Status:
            moved = Message.objects(platform=platform, status=status, moved_at__gte=since, moved_at__lt=now)
            for row in moved.only("workspace_id", "created_at").as_pymongo():
                found[row["workspace_id"]].add(row["created_at"])
    for workspace in Workspace.objects.only("id"):
        labelled = [
            one.message_id for one in Relabel.of(workspace.id).filter(at__gte=since, at__lt=now).only("message_id")
        ]
        for row in Message.objects(id__in=labelled).only("created_at").as_pymongo() if labelled else ():
            found[workspace.id].add(row["created_at"])
    return found


def _has_changed(workspace: Workspace, state: Counting | None) -> bool:
    return state is None or (state.zone, state.derived) != (workspace.time_zone, workspace.derived_figures)


def _remember(workspace: Workspace, now: datetime) -> None:
    most = [
        Favourites(account_id=account.id, fans=[fan.id for fan in _writes_most(account.id)])
        for account in SocialAccount.of(workspace.id).only("id")
    ]
    Counting(
        id=workspace.id, zone=workspace.time_zone, derived=workspace.derived_figures, counted_at=now, favourites=most
    ).save()


def _writes_most(account_id: ObjectId) -> Iterable[Fan]:
    return Fan.objects(account_id=account_id).order_by("-messages").only("id").limit(FAVOURITES)
