"""The connected accounts: how they are, and their switches."""

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

import connectors
from avatar.labels import Intent
from models import AuditEntry, Receipt, SocialAccount
from models.fields import utcnow
from models.receipt import Reason
from models.social_account import AccountStatus, Consent
from models.user import Role
from pipeline.autonomy import promise, trusting
from pipeline.forget import disconnect_account
from web.access import MANAGES, only
from web.auth import me
from web.cards import HEALTH, card, consent_text, offer
from web.earned import earnings
from web.letters import accounts, who
from web.replies import done, failed
from web.said import N_, said
from web.words import INTENTS
from worker.upkeep import ring_leaving

RECEIPTS = 50
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


@pages.get("")
def overview() -> str:
    """All accounts, what can be connected, and the receipts of those that left."""
    now = utcnow()
    cards = [card(account, now) for account in accounts().values()]
    cards.sort(key=lambda one: one.account.status is AccountStatus.DISCONNECTED)
    receipts = Receipt.of(me().workspace_id).order_by("-asked_at").limit(RECEIPTS)
    return render_template(
        "accounts/overview.html", cards=cards, offers=[offer(one) for one in connectors.platforms().values()], who=who,
        intents=[(i, INTENTS[i]) for i in MAY_BE_AUTOMATIC], may_consent=me().role is Role.OWNER,
        may_manage=me().role in MANAGES, receipts=list(receipts), erase_word=erase_word,
        earned_by=lambda account: earnings(account, MAY_BE_AUTOMATIC, now), trusting=trusting(), promise=promise(),
    )  # fmt: skip


@pages.post("/<account_id>/pause")
@only(MANAGES)
def pause(account_id: str) -> Response:
    """Neither read nor send for this account."""
    sentence = N_("@%(name)s is paused. Approved replies wait.")
    return _switched(one(account_id), AccountStatus.CONNECTED, AccountStatus.PAUSED, "account.paused", sentence)


@pages.post("/<account_id>/resume")
@only(MANAGES)
def resume(account_id: str) -> Response:
    """Read and send again, at once."""
    sentence = N_("@%(name)s is read again from now on.")
    return _switched(one(account_id), AccountStatus.PAUSED, AccountStatus.CONNECTED, "account.resumed", sentence)


@pages.post("/<account_id>/disconnect")
@only(MANAGES)
def disconnect(account_id: str) -> Response:
    """Take the tokens away, give the access back, delete what was read in a week. The receipt says all of it."""
    account = one(account_id)
    if account.status is AccountStatus.DISCONNECTED:
        sentence = gettext("@%(name)s is disconnected already. Nothing was changed.", name=account.username)
        return failed(409, sentence, _back(account))
    sentence = N_("@%(name)s is disconnected and its tokens are gone from it. This is the receipt.")
    return _left(account, Reason.DISCONNECTED, sentence)


@pages.post("/<account_id>/erase")
@only(frozenset({Role.OWNER}))
def erase(account_id: str) -> Response:
    """Delete everything of this account now. The owner writes its name, so that no slip can do it."""
    account = one(account_id)
    name = erase_word(account)
    if request.form.get("name", "").strip().lstrip("@").lower() != name.lower():
        sentence = gettext("Write %(name)s to delete everything of it. Nothing was deleted.", name=name)
        return failed(422, sentence, _back(account))
    sentence = N_("@%(name)s is disconnected, and everything of it is being deleted. This is the receipt.")
    return _left(account, Reason.ERASED, sentence)


@pages.post("/<account_id>/auto-send")
@only(frozenset({Role.OWNER}))
def auto_send_on(account_id: str) -> Response:
    """Record the owner's consent, word for word, and switch auto-send on for the chosen intents."""
    account = one(account_id)
    if account.status is AccountStatus.DISCONNECTED:
        sentence = gettext("This account is disconnected. Connect it first. Nothing was switched on.")
        return failed(409, sentence, _back(account))
    chosen = [intent for intent in MAY_BE_AUTOMATIC if intent in request.form.getlist("intents")]
    if not chosen or request.form.get("consent") != "yes":
        sentence = gettext("Choose at least one kind of message and tick the consent. Nothing was switched on.")
        return failed(422, sentence, _back(account))
    consent = Consent(text=consent_text(account, chosen), intents=[str(one) for one in chosen], by=me().id)
    account.end_consents(me().id, utcnow(), "")
    SocialAccount.of(me().workspace_id).filter(id=account.id).update_one(
        set__auto_send=True, set__auto_send_intents=[str(intent) for intent in chosen], push__consents=consent
    )
    AuditEntry.add(me().workspace_id, me().id, "account.auto_send_on", account.id, consent.text)
    sentence = gettext("The avatar may now answer some messages of @%(name)s by itself.", name=account.username)
    return done(sentence, _back(account))


@pages.post("/<account_id>/auto-send/off")
@only(MANAGES)
def auto_send_off(account_id: str) -> Response:
    """Take the consent back: from now on every reply asks first."""
    account = one(account_id)
    account.end_consents(me().id, utcnow())
    AuditEntry.add(me().workspace_id, me().id, "account.auto_send_off", account.id)
    return done(gettext("Every reply of @%(name)s asks you first again.", name=account.username), _back(account))


def erase_word(account: SocialAccount) -> str:
    """What must be written before everything is deleted: the account's name, or its platform's where it has none."""
    return account.username.lstrip("@") or account.platform


def one(account_id: str) -> SocialAccount:
    """An account of this workspace, or 404."""
    return SocialAccount.one_of(me().workspace_id, account_id) or abort(404)


def _left(account: SocialAccount, reason: Reason, sentence: str) -> Response:
    receipt = disconnect_account(account, me().id, utcnow(), reason)
    ring_leaving(receipt)
    return done(gettext(sentence, name=account.username), receipt.page)


def _switched(
    account: SocialAccount, before: AccountStatus, after: AccountStatus, action: str, sentence: str
) -> Response:
    mine = SocialAccount.objects(id=account.id, status=before)
    if not mine.update_one(set__status=after, set__poll_after=utcnow()):
        state = said(HEALTH[before].word).lower()
        gone = gettext("@%(name)s is not %(state)s any more. Nothing was changed.", name=account.username, state=state)
        return failed(409, gone, _back(account))
    AuditEntry.add(account.workspace_id, me().id, action, account.id)
    return done(gettext(sentence, name=account.username), _back(account))


def _back(account: SocialAccount) -> str:
    return url_for("accounts.overview", _anchor=f"account-{account.id}")
