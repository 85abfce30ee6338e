"""What was given back and deleted when an account left: the person's own page, its file, and the public page of a code."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, abort, render_template
from flask_babel import format_date, format_datetime, gettext, ngettext

from models import Receipt, SocialAccount
from models.receipt import Reason
from models.social_account import AccountStatus
from web.auth import me
from web.said import N_, said
from web.words import platform_title

pages = Blueprint("receipts", __name__)

WHY = {
    Reason.DISCONNECTED: N_("It was disconnected in Fanmail."),
    Reason.WITHDRAWN: N_("The access was ended at %(platform)s."),
    Reason.ERASED: N_("It was asked to delete everything of it."),
}
KINDS: dict[str, Callable[[int], str]] = {
    "autonomy": lambda count: ngettext(
        "%(num)s record of what auto-send had earned", "%(num)s records of what auto-send had earned", count
    ),
    "outcomes": lambda count: ngettext(
        "%(num)s decision of yours on a draft, as numbers", "%(num)s decisions of yours on drafts, as numbers", count
    ),
    "messages": lambda count: ngettext(
        "%(num)s message of a fan, with its reply", "%(num)s messages of fans, with their replies", count
    ),
    "fans": lambda count: ngettext("%(num)s fan", "%(num)s fans", count),
    "reply_examples": lambda count: ngettext(
        "%(num)s reply of yours that the avatar learned from",
        "%(num)s replies of yours that the avatar learned from",
        count,
    ),
}


@dataclass(frozen=True)
class Line:
    """One thing a receipt says, with its state: "done", "open" or "yours" for what only the person can do."""

    state: str
    sentence: str


@pages.get("/accounts/receipts/<receipt_id>")
def receipt(receipt_id: str) -> str:
    """The receipt of this workspace, to read and to print."""
    found = _one(receipt_id)
    account = SocialAccount.one_of(me().workspace_id, found.account_id)
    can_undo = found.is_open and account is not None and account.status is not AccountStatus.CONNECTED
    return render_template(
        "accounts/receipt.html", receipt=found, lines=lines(found), why=why(found), can_undo=can_undo
    )


@pages.get("/accounts/receipts/<receipt_id>.txt")
def download(receipt_id: str) -> Response:
    """The same as a text file."""
    found = _one(receipt_id)
    text = render_template(
        "accounts/receipt.txt", receipt=found, lines=lines(found), why=why(found),
        title=gettext("Fanmail, receipt %(id)s", id=found.id), code=gettext("Code: %(code)s", code=found.code),
    )  # fmt: skip
    name = f"fanmail-receipt-{found.asked_at:%Y-%m-%d}.txt"
    return Response(text, mimetype="text/plain", headers={"Content-Disposition": f"attachment; filename={name}"})


@pages.get("/deletion/<code>")
def status(code: str) -> str:
    """How far a deletion is, for whoever holds its code. Names nobody."""
    found = Receipt.objects(code=code).first() or abort(404)
    return render_template("accounts/deletion.html", receipt=found, lines=lines(found))


def lines(receipt: Receipt) -> list[Line]:
    """What happened and what will, in the order in which it happens."""
    return [_stopped(receipt), _given_back(receipt), _deleted(receipt)]


def why(receipt: Receipt) -> str:
    """The reason as a sentence."""
    return gettext(WHY[receipt.reason], platform=platform_title(receipt.platform))


def counted(receipt: Receipt) -> str:
    """ "12 messages of fans, with their replies; 3 fans"."""
    parts = [_counted(name, count) for name, count in sorted(receipt.deleted.items()) if count]
    return "; ".join(parts) or gettext("nothing, for nothing was kept")


def _counted(name: str, count: int) -> str:
    return KINDS[name](count) if name in KINDS else f"{count} {name.replace('_', ' ')}"


def _stopped(receipt: Receipt) -> Line:
    since = _minute(receipt.asked_at)
    return Line("done", gettext("Since %(time)s UTC nothing is read or sent any more.", time=since))


def _given_back(receipt: Receipt) -> Line:
    if receipt.given_back_at:
        return Line("done", said(receipt.said))
    if receipt.give_back_after:
        now = said(receipt.said) or gettext("The access is being given back.")
        trying = gettext(
            "Fanmail keeps the tokens, encrypted, for nothing but giving them back, and for a week at most."
        )
        return Line("open", f"{now} {trying}")
    kept = gettext("The access was not given back, because the account was connected again.")
    return Line("yours", said(receipt.said) or kept)


def _deleted(receipt: Receipt) -> Line:
    if receipt.deleted_at:
        at = _minute(receipt.deleted_at)
        return Line("done", gettext("Deleted on %(time)s UTC: %(what)s.", time=at, what=counted(receipt)))
    if receipt.undone_at:
        day = format_date(receipt.undone_at, gettext("dd MMMM yyyy"))
        return Line("done", gettext("Connected again on %(day)s: nothing was deleted.", day=day))
    if receipt.delete_by:
        at = _minute(receipt.delete_by)
        return Line("open", gettext("All that was read is deleted on %(time)s UTC.", time=at))
    kept = gettext(
        "What was read is kept. Its owner can delete it on the accounts page, or ask for it at the platform."
    )
    return Line("yours", kept)


def _minute(at: datetime) -> str:
    return format_datetime(at, gettext("dd MMMM yyyy, HH:mm"))


def _one(receipt_id: str) -> Receipt:
    found: Receipt = Receipt.one_of(me().workspace_id, receipt_id) or abort(404)
    return found
