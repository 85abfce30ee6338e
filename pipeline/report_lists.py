"""Lists that are not made of counted days: open questions, who writes most, what a day's budget went to."""

from collections import Counter
from collections.abc import Iterable

from bson import ObjectId

from connectors.base import Platform
from models import Budget, Counting, Fan, SocialAccount, Unanswered
from pipeline.looking_back import Look
from pipeline.remembered import Remembered
from pipeline.report_tables import Drawn, Table
from pipeline.report_words import day_word
from pipeline.unanswered import Group, groups_of

MOST = 8
_groups: Remembered[list[Group]] = Remembered(60)


def questions(workspace_id: ObjectId, look: Look) -> Table:
    """What fans asked most and nobody could answer, at most a minute old."""
    groups = _groups.get(workspace_id, lambda: groups_of(workspace_id))
    asked = sorted(groups, key=lambda group: -group.count)[: 3 * MOST]
    members = [member for group in asked for member in group.members]
    of = {one.id: one.account_id for one in Unanswered.objects(id__in=members).only("account_id")} if members else {}
    counts = [(group.asked, sum(_is_wanted(of.get(one), look) for one in group.members)) for group in asked]
    rows = tuple((words, count) for words, count in sorted(counts, key=lambda pair: -pair[1]) if count)[:MOST]
    return Table(
        "questions", "Open questions", "Asked in the last four weeks, and nothing in your knowledge answers it. One answer serves all.",
        ("Question", "Asked"), rows, empty="None is open: everything that fans asked could be answered.",
    )  # fmt: skip


def favourites(workspace_id: ObjectId, look: Look) -> Table:
    """Who has written most since they are known, at most one round of counting old."""
    state = Counting.of(workspace_id)
    ids = [fan for one in (state.favourites if state else ()) if _is_wanted(one.account_id, look) for fan in one.fans]
    fans = [fan for fan in Fan.objects(id__in=ids) if fan.workspace_id == workspace_id] if ids else []
    most = sorted((fan for fan in fans if fan.messages), key=lambda fan: (-fan.messages, str(fan.id)))[:MOST]
    rows = tuple((_called(fan), fan.messages, "VIP" if fan.vip else "") for fan in most)
    return Table(
        "fans", "Who writes most", "Since they are known, whatever the period.", ("Fan", "Letters", ""), rows,
        empty="Nothing yet: fans are listed within minutes after they wrote.",
    )  # fmt: skip


def budgets(workspace_id: ObjectId, look: Look, platforms: Iterable[Platform]) -> list[Table]:
    """For each platform with a daily budget: what was used of it, day by day, as long as that is known."""
    here = {account.platform for account in SocialAccount.of(workspace_id).only("platform")}
    return [_budget(look, one) for one in platforms if one.daily_budget is not None and one.name in here]


def _budget(look: Look, platform: Platform) -> Table:
    keys = {f"{platform.name}:{day.isoformat()}": day for day in look.asked.period}
    used = Counter({keys[one.key]: one.used for one in Budget.objects(key__in=list(keys))})
    rows = tuple((day_word(day), used[day], platform.daily_budget) for day in sorted(used)) if used else ()
    return Table(
        f"budget-{platform.name}", f"{platform.title}: units a day",
        f"Of {platform.daily_budget or 0:,} units that all accounts here share in a day, which begins anew at midnight Pacific time.",
        ("Day", "Used", "Budget"), rows, Drawn.BARS, "Nothing was used in these days, or it is longer ago than 40 days.", draws=1,
    )  # fmt: skip


def _is_wanted(account_id: ObjectId | None, look: Look) -> bool:
    return account_id is not None and account_id not in look.left_out and look.asked.account_id in (None, account_id)


def _called(fan: Fan) -> str:
    name = fan.username.lstrip("@")
    return f"@{name}" if name else "somebody"
