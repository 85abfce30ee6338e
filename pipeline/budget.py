"""A day's units of a platform, shared by all accounts and workers of one project, and who of those that wait may have them."""

from datetime import datetime, timedelta

from avatar.labels import Intent
from connectors.base import Platform
from connectors.limits import BOTTOMLESS, Purse
from models import Budget, Fan, Message, SocialAccount, Status, Workspace
from models.budget import day_of
from models.fields import utcnow
from models.social_account import AccountStatus
from pipeline.breaker import rests_until
from pipeline.remembered import Remembered
from schedules.cadence import usual_share
from schedules.ration import Rest, Wish, looking_reserve, may_go, replies_left, worth

_KEPT = timedelta(days=40)
_LOOK_AGAIN = timedelta(minutes=10)
_SUPERFAN = 5  # messages
_ASKS = frozenset({Intent.QUESTION, Intent.REQUEST})

_worths: Remembered[tuple[float, ...]] = Remembered(30)


class DayPurse:
    """Pays for a platform's calls from its day. A connectors.limits.Purse."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def take(self, units: int, writes: bool) -> bool:  # noqa: ARG002 one purse for both; replies are rationed before
        """Reserve `units` of today; False when they are not there any more."""
        return _spend(self._platform.name, units, self._platform.daily_budget or 0)

    def share(self, use: str, most_units: int) -> Purse:
        """What this use may cost in a day, counted for itself."""
        return DayShare(self, f"{self._platform.name}:{use}", most_units)


class DayShare:
    """Counts what one use of a day may cost at most; who pays is the whole. A connectors.limits.Purse."""

    def __init__(self, whole: Purse, key: str, most_units: int) -> None:
        self._whole, self._key, self._most = whole, key, most_units

    def take(self, units: int, writes: bool) -> bool:  # noqa: ARG002 one share for both
        """Reserve `units` of today's share; False when it does not hold them any more."""
        return _spend(self._key, units, self._most)

    def share(self, use: str, most_units: int) -> Purse:
        """Another use of the same day."""
        return self._whole.share(use, most_units)


def _spend(key: str, units: int, limit: int) -> bool:
    day, ends_at = day_of(utcnow())
    return Budget.spend(f"{key}:{day}", units, limit, ends_at + _KEPT)


class Allowance:
    """At most so many units out of another purse: for work that is nice to have. A connectors.limits.Purse."""

    def __init__(self, purse: Purse, units: int) -> None:
        self._purse, self._left = purse, units

    def take(self, units: int, writes: bool) -> bool:
        """Reserve `units`; False when the allowance, or the purse behind it, does not hold them."""
        if units > self._left or not self._purse.take(units, writes):
            return False
        self._left -= units
        return True

    def share(self, use: str, most_units: int) -> Purse:
        """A share of the purse behind it."""
        return self._purse.share(use, most_units)


def purse_of(platform: Platform, most_units: int | None = None) -> Purse:
    """What pays for the calls to this platform; `most_units`: no more than these, whatever the day still holds."""
    purse = BOTTOMLESS if platform.daily_budget is None else DayPurse(platform)
    return purse if most_units is None else Allowance(purse, most_units)


def units_for_looking(platform: Platform, now: datetime) -> tuple[int, float] | None:
    """What the day still holds for looking, and for how many seconds; None where calls cost nothing."""
    if platform.daily_budget is None:
        return None
    day, ends_at = day_of(now)
    rest = (ends_at - now).total_seconds()
    left = platform.daily_budget - Budget.used_of(f"{platform.name}:{day}")
    return looking_reserve(platform.daily_budget, left, usual_share(now, rest)), rest


def worth_of(message: Message, intent: str, fan: Fan | None) -> float:
    """What answering is worth while a budget is short, 0..1; see schedules.ration.worth."""
    wish = Wish(
        is_question=intent in _ASKS, wants_to_buy=intent == Intent.PURCHASE_INTEREST,
        from_superfan=bool(fan and (fan.vip or fan.messages >= _SUPERFAN)), from_first_timer=bool(fan and fan.messages <= 1),
        age_seconds=(utcnow() - message.platform_created_at).total_seconds(),
    )  # fmt: skip
    return round(worth(wish).value, 3)


def replies_today(platform: Platform, now: datetime) -> int | None:
    """How many replies the rest of the day pays for beside the looks it needs; None: replies cost nothing."""
    costs = [limits.reply_cost for limits in platform.limits.values() if limits.reply_cost]
    if platform.daily_budget is None or not costs:
        return None
    day, ends_at = day_of(now)
    left = platform.daily_budget - Budget.used_of(f"{platform.name}:{day}")
    share = usual_share(now, (ends_at - now).total_seconds())
    return replies_left(left, looking_reserve(platform.daily_budget, left, share), max(costs))


def waits_until(message: Message, platform: Platform, now: datetime) -> tuple[datetime, str] | None:
    """None when today's budget may pay for this reply now; else when to ask again, and the reason as a sentence."""
    replies = replies_today(platform, now) if platform.limits[message.kind].reply_cost else None
    if replies is None:
        return None
    ends_at = day_of(now)[1]
    share = usual_share(now, (ends_at - now).total_seconds())
    if replies <= 0:
        return ends_at, "Today's budget of the platform is spent. It is sent when the new day begins there."
    rest = Rest(_waiting(platform.name, now), _lately(platform.name, now), replies, share)
    if may_go(message.worth, rest):
        return None
    sentence = f"Today's budget holds {replies} more replies, and they go to what needs an answer most. This one waits its turn."
    return min(now + _LOOK_AGAIN, ends_at), sentence


def _waiting(platform: str, now: datetime) -> tuple[float, ...]:
    """The worths of what could be sent now, at most half a minute old. What is paused or stopped takes nobody's place."""

    def read() -> tuple[float, ...]:
        accounts = SocialAccount.objects(platform=platform, status=AccountStatus.CONNECTED)
        sending = [one for one in accounts.only("workspace_id", "sending_rests_until") if not rests_until(one, now)]
        running = Workspace.objects(id__in=list({one.workspace_id for one in sending}), stopped=False).only("id")
        workspaces = {workspace.id for workspace in running}
        ids = [one.id for one in sending if one.workspace_id in workspaces]
        found = Message.objects(platform=platform, status=Status.APPROVED, account_id__in=ids)
        return tuple(one.worth for one in found.only("worth"))

    return _worths.get(f"waiting {platform}", read)


def _lately(platform: str, now: datetime) -> tuple[float, ...]:
    """The worths of all that wanted an answer since yesterday, at most half a minute old."""

    def read() -> tuple[float, ...]:
        ended = (Status.SENT, Status.APPROVED, Status.SENDING)
        found = Message.objects(platform=platform, status__in=ended, moved_at__gt=now - timedelta(days=1))
        return tuple(one.worth for one in found.only("worth"))

    return _worths.get(f"lately {platform}", read)
