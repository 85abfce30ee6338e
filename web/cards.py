"""An account as its card shows it: health, access, today's replies, what the platform allows, and who consented to what."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext, ngettext

import connectors
from avatar.labels import Intent
from connectors.base import COMMENT, DIRECT_MESSAGE, LIVE_CHAT, Platform
from connectors.limits import Fact
from models import Message, Receipt, SocialAccount, Status
from models.budget import day_of
from models.social_account import AccountStatus, Consent
from pipeline.access import ALARM_DAYS, RENEW_AFTER, TOO_YOUNG, days_left
from pipeline.budget import replies_today
from web.listed import all_of
from web.said import N_, said
from web.words import INTENTS, Sign, platform_title

CONSENT = N_(
    "I allow Fanmail to send replies as @%(username)s on %(platform)s without asking me first, when a message is one of these: "
    "%(intents)s. Every such reply can be undone before it goes out. I can take this back at any time, and it stops at once."
)
HEALTH = {
    AccountStatus.CONNECTED: Sign(N_("Connected"), "circle-check", "leaf"),
    AccountStatus.PAUSED: Sign(N_("Paused"), "pause", "amber"),
    AccountStatus.NEEDS_RECONNECT: Sign(N_("Connect again"), "unplug", "stamp"),
    AccountStatus.DISCONNECTED: Sign(N_("Disconnected"), "circle-off"),
}
KINDS = {COMMENT: N_("comments"), DIRECT_MESSAGE: N_("direct messages"), LIVE_CHAT: N_("live chat")}
ANSWERED_WITHIN = timedelta(days=30)
"""How old a message may be whose reply is counted today; older ones are hardly ever answered, and reading all costs time."""


@dataclass(frozen=True)
class Access:
    """How long the access lasts, in plain words. `tone` is a colour of the stylesheet."""

    words: str
    more: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Today:
    """Replies sent today, and how many the day's budget allows in all; None: no such budget, and today is 24 hours."""

    sent: int
    of: int | None = None

    @property
    def share(self) -> float:
        """0..1"""
        return min(self.sent / self.of, 1.0) if self.of else 0.0


@dataclass(frozen=True)
class Rest:
    """Sending rests because the platform refused too much: why, as a sentence in English, and until when."""

    account: SocialAccount
    sentence: str
    until: datetime


@dataclass(frozen=True)
class Card:
    """One account as the page shows it."""

    account: SocialAccount
    sign: Sign
    access: Access
    today: Today
    facts: list[Fact]
    consent: Consent | None
    past_consents: list[Consent]
    consent_around: tuple[str, str]  # what it would say before and after the chosen intents
    receipt: Receipt | None
    rest: Rest | None
    failed: int  # replies that did not go out and wait for a person


@dataclass(frozen=True)
class Offer:
    """A platform that can be connected."""

    platform: Platform
    is_set_up: bool

    @property
    def kinds(self) -> str:
        """What of it is read and answered, as the start of a sentence."""
        return all_of([said(KINDS[kind]) for kind in self.platform.limits]).capitalize()


def card(account: SocialAccount, now: datetime) -> Card:
    """All that the page says of one account."""
    platform = connectors.get(account.platform)
    standing = next(
        (consent for consent in reversed(account.consents) if not (consent.revoked_at or consent.rule)), None
    )
    return Card(
        account=account, sign=HEALTH[account.status], access=access(account, now), today=today(account, platform, now),
        facts=list(dict.fromkeys(fact for limits in platform.limits.values() for fact in limits.facts)),
        consent=standing, past_consents=[consent for consent in reversed(account.consents) if consent.revoked_at],
        consent_around=consent_around(account), receipt=Receipt.open_for(account.id),
        rest=rest(account, now), failed=failed(account),
    )  # fmt: skip


def rest(account: SocialAccount, now: datetime) -> Rest | None:
    """None: it sends, or it would if it were connected."""
    until = account.sending_rests_until
    if account.status is not AccountStatus.CONNECTED or not until or until <= now:
        return None
    return Rest(account, account.sending_problem or N_("The platform refused several replies in a row."), until)


def failed(account: SocialAccount) -> int:
    """How many of its messages failed and wait for a person."""
    return int(Message.of(account.workspace_id).filter(status=Status.FAILED, account_id=account.id).count())


def offer(platform: Platform) -> Offer:
    """Whether a platform can be connected here."""
    return Offer(platform, bool(platform.oauth().client_id))


def access(account: SocialAccount, now: datetime) -> Access:
    """The countdown of the access, and what Fanmail does about it."""
    if account.status is AccountStatus.NEEDS_RECONNECT:
        return Access(gettext("ended"), gettext("Connect again to go on where it stopped."), "stamp")
    days = days_left(account, now)
    if account.token_problem:
        left = gettext("works for now") if days is None else gettext("%(time)s left", time=_days(days))
        return Access(left, gettext("The last renewal failed; tried again every hour."), "amber")
    if days is None:
        return Access(gettext("renews itself") if account.refresh_token else gettext("has no end"))
    tone = "amber" if days <= ALARM_DAYS else ""
    return Access(gettext("%(time)s left", time=_days(days)), _renewed(account, now), tone)


def today(account: SocialAccount, platform: Platform, now: datetime) -> Today:
    """What was sent for this account since the platform's midnight, and what today's budget still pays for on top.

    Where there is no such budget, what was sent in the last 24 hours.
    """
    left = replies_today(platform, now)
    since = (now if left is None else day_of(now)[1]) - timedelta(days=1)
    sent = Message.of(account.workspace_id).filter(status=Status.SENT, created_at__gt=now - ANSWERED_WITHIN)
    count = sent.filter(account_id=account.id, reply__sent_at__gt=since).count()
    return Today(count, None if left is None else count + left)


def consent_text(account: SocialAccount, intents: list[Intent]) -> str:
    """What the owner agrees to, in the language in which they read it, as it is stored."""
    return ", ".join(said(INTENTS[intent].word).lower() for intent in intents).join(consent_around(account))


def consent_around(account: SocialAccount) -> tuple[str, str]:
    """What the consent says before and after the intents."""
    words = gettext(CONSENT, username=account.username, platform=platform_title(account.platform), intents="\0")
    before, _, after = words.partition("\0")
    return before, after


def _renewed(account: SocialAccount, now: datetime) -> str:
    since = account.token_refreshed_at or account.connected_at
    days = (since + (RENEW_AFTER if (days_left(account, now) or 0) >= 30 else TOO_YOUNG) - now).days
    if days < 1:
        return gettext("Renewed by itself today.")
    return gettext("Renewed by itself in %(time)s.", time=_days(days))


def _days(days: int) -> str:
    return gettext("less than a day") if days < 1 else ngettext("%(num)s day", "%(num)s days", days)
