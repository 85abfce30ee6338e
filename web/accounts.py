"""The connected accounts: how they are, and their switches."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

import connectors
from avatar.labels import Intent
from connectors.base import Platform
from models import AuditEntry, Budget, Persona, SocialAccount
from models.budget import day_of
from models.fields import utcnow
from models.social_account import AccountStatus, Consent
from models.user import Role
from pipeline.onboard import disconnect_account
from web.access import MANAGES, only
from web.auth import me
from web.letters import accounts, who
from web.replies import done, failed
from web.words import INTENTS, Sign, platform_title

pages = Blueprint("accounts", __name__, url_prefix="/accounts")

MAY_BE_AUTOMATIC = (
    Intent.PRAISE,
    Intent.GREETING,
    Intent.QUESTION,
    Intent.PERSONAL_STORY,
    Intent.REQUEST,
    Intent.CRITICISM,
)
"""What a creator may leave to the avatar. Everything else is for people, whatever anybody switches."""

CONSENT = (
    "I allow Fanmail to send replies as @{username} on {platform} without asking me first, when a message is one of these: "
    "{intents}. Every such reply can be undone before it goes out. I can take this back at any time, and it stops at once."
)

HEALTH = {
    AccountStatus.CONNECTED: Sign("Connected", "circle-check", "leaf"),
    AccountStatus.PAUSED: Sign("Paused", "pause", "amber"),
    AccountStatus.NEEDS_RECONNECT: Sign("Connect again", "unplug", "stamp"),
    AccountStatus.DISCONNECTED: Sign("Disconnected", "circle-off"),
}


@dataclass(frozen=True)
class Card:
    """One account as the page shows it."""

    account: SocialAccount
    sign: Sign
    consent: Consent | None
    consent_around: tuple[str, str]  # what it would say before and after the chosen intents


@dataclass(frozen=True)
class Offer:
    """A platform that can be connected. `replies_left` is what today's budget still pays for; None: no such budget."""

    platform: Platform
    is_set_up: bool
    replies_left: int | None
    replies_a_day: int | None


@pages.get("")
def overview() -> str:
    """All accounts and what can be connected."""
    cards = [_card(account) for account in accounts().values()]
    offers = [_offer(platform, utcnow()) for platform in connectors.platforms().values()]
    cards.sort(key=lambda card: card.account.status is AccountStatus.DISCONNECTED)
    has_voice = bool(Persona.of(me().workspace_id).first())
    return render_template(
        "accounts/overview.html", cards=cards, offers=offers, intents=[(i, INTENTS[i]) for i in MAY_BE_AUTOMATIC], who=who,
        may_consent=me().role is Role.OWNER, may_manage=me().role in MANAGES, has_voice=has_voice,
    )  # fmt: skip


@pages.post("/<account_id>/pause")
@only(MANAGES)
def pause(account_id: str) -> Response:
    """Neither read nor send for this account."""
    account = one(account_id)
    return _switched(
        account, AccountStatus.CONNECTED, AccountStatus.PAUSED, "account.paused", "is paused. Approved replies wait."
    )


@pages.post("/<account_id>/resume")
@only(MANAGES)
def resume(account_id: str) -> Response:
    """Read and send again, at once."""
    account = one(account_id)
    return _switched(
        account, AccountStatus.PAUSED, AccountStatus.CONNECTED, "account.resumed", "is read again from now on."
    )


@pages.post("/<account_id>/disconnect")
@only(MANAGES)
def disconnect(account_id: str) -> Response:
    """Forget the tokens."""
    account = disconnect_account(one(account_id), me().id)
    sentence = f"@{account.username} is disconnected and its tokens are deleted. What it received stays here."
    return done(sentence, url_for("accounts.overview"))


@pages.post("/<account_id>/auto-send")
@only(frozenset({Role.OWNER}))
def auto_send_on(account_id: str) -> Response:
    """Record the owner's consent, word for word, and switch auto-send on for the chosen intents."""
    account = one(account_id)
    chosen = [intent for intent in MAY_BE_AUTOMATIC if intent in request.form.getlist("intents")]
    if not chosen or request.form.get("consent") != "yes":
        return failed(
            422, "Choose at least one kind of message and tick the consent. Nothing was switched on.", _back(account)
        )
    consent = Consent(text=consent_text(account, chosen), by=me().id)
    _revoke(account)
    SocialAccount.of(me().workspace_id).filter(id=account.id).update_one(
        set__auto_send=True, set__auto_send_intents=[str(intent) for intent in chosen], push__consents=consent
    )
    AuditEntry.add(me().workspace_id, me().id, "account.auto_send_on", account.id, consent.text)
    return done(f"The avatar may now answer some messages of @{account.username} by itself.", _back(account))


@pages.post("/<account_id>/auto-send/off")
@only(MANAGES)
def auto_send_off(account_id: str) -> Response:
    """Take the consent back: from now on every reply asks first."""
    account = one(account_id)
    _revoke(account)
    SocialAccount.of(me().workspace_id).filter(id=account.id).update_one(set__auto_send=False)
    AuditEntry.add(me().workspace_id, me().id, "account.auto_send_off", account.id)
    return done(f"Every reply of @{account.username} asks you first again.", _back(account))


def one(account_id: str) -> SocialAccount:
    """An account of this workspace, or 404."""
    return SocialAccount.one_of(me().workspace_id, account_id) or abort(404)


def consent_text(account: SocialAccount, intents: list[Intent]) -> str:
    """What the owner agrees to, as it is stored."""
    return ", ".join(INTENTS[intent].word.lower() for intent in intents).join(_consent_around(account))


def _consent_around(account: SocialAccount) -> tuple[str, str]:
    words = CONSENT.format(username=account.username, platform=platform_title(account.platform), intents="\0")
    before, _, after = words.partition("\0")
    return before, after


def _card(account: SocialAccount) -> Card:
    standing = next((consent for consent in reversed(account.consents) if consent.revoked_at is None), None)
    return Card(account, HEALTH[account.status], standing, _consent_around(account))


def _offer(platform: Platform, now: datetime) -> Offer:
    is_set_up = bool(platform.oauth().client_id)
    costs = [limits.reply_cost for limits in platform.limits.values() if limits.reply_cost]
    if platform.daily_budget is None or not costs:
        return Offer(platform, is_set_up, None, None)
    used = Budget.used_of(f"{platform.name}:{day_of(now)[0]}")
    return Offer(
        platform, is_set_up, max(platform.daily_budget - used, 0) // costs[0], platform.daily_budget // costs[0]
    )


def _switched(account: SocialAccount, before: AccountStatus, after: AccountStatus, action: str, said: str) -> Response:
    mine = SocialAccount.objects(id=account.id, status=before)
    if not mine.update_one(set__status=after, set__poll_after=utcnow()):
        return failed(
            409,
            f"@{account.username} is not {HEALTH[before].word.lower()} any more. Nothing was changed.",
            _back(account),
        )
    AuditEntry.add(account.workspace_id, me().id, action, account.id)
    return done(f"@{account.username} {said}", _back(account))


def _revoke(account: SocialAccount) -> None:
    """Close what stands open. Nobody writes consents but the owner, so writing the list whole is safe."""
    for consent in account.consents:
        consent.revoked_at = consent.revoked_at or utcnow()
    SocialAccount.objects(id=account.id).update_one(set__consents=account.consents)


def _back(account: SocialAccount) -> str:
    return url_for("accounts.overview", _anchor=f"account-{account.id}")
