"""What was given back and deleted when an account left: the person's own page, its file, and the public page of a code."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, render_template

from models import Receipt, SocialAccount
from models.receipt import Reason
from models.social_account import AccountStatus
from web.auth import me
from web.words import platform_title

pages = Blueprint("receipts", __name__)

WHY = {
    Reason.DISCONNECTED: "It was disconnected in Fanmail.",
    Reason.WITHDRAWN: "The access was ended at {platform}.",
    Reason.ERASED: "It was asked to delete everything of it.",
}
KINDS = {
    "autonomy": ("record of what auto-send had earned", "records of what auto-send had earned"),
    "outcomes": ("decision of yours on a draft, as numbers", "decisions of yours on drafts, as numbers"),
    "messages": ("message of a fan, with its reply", "messages of fans, with their replies"),
    "fans": ("fan", "fans"),
    "reply_examples": ("reply of yours that the avatar learned from", "replies of yours that the avatar learned from"),
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
    text = render_template("accounts/receipt.txt", receipt=found, lines=lines(found), why=why(found))
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
    return WHY[receipt.reason].format(platform=platform_title(receipt.platform))


def counted(receipt: Receipt) -> str:
    """ "12 messages of fans, with their replies; 3 fans"."""
    parts = [f"{count} {_kind(name, count)}" for name, count in sorted(receipt.deleted.items()) if count]
    return "; ".join(parts) or "nothing, for nothing was kept"


def _kind(name: str, count: int) -> str:
    one, many = KINDS.get(name, (name.replace("_", " "),) * 2)
    return one if count == 1 else many


def _stopped(receipt: Receipt) -> Line:
    return Line("done", f"Since {receipt.asked_at:%d %B %Y, %H:%M} UTC nothing is read or sent any more.")


def _given_back(receipt: Receipt) -> Line:
    if receipt.given_back_at:
        return Line("done", receipt.said)
    if receipt.give_back_after:
        trying = "Fanmail keeps the tokens, encrypted, for nothing but giving them back, and for a week at most."
        return Line("open", f"{receipt.said or 'The access is being given back.'} {trying}")
    return Line("yours", receipt.said or "The access was not given back, because the account was connected again.")


def _deleted(receipt: Receipt) -> Line:
    if receipt.deleted_at:
        return Line("done", f"Deleted on {receipt.deleted_at:%d %B %Y, %H:%M} UTC: {counted(receipt)}.")
    if receipt.undone_at:
        return Line("done", f"Connected again on {receipt.undone_at:%d %B %Y}: nothing was deleted.")
    if receipt.delete_by:
        return Line("open", f"All that was read is deleted on {receipt.delete_by:%d %B %Y, %H:%M} UTC.")
    return Line(
        "yours", "What was read is kept. Its owner can delete it on the accounts page, or ask for it at the platform."
    )


def _one(receipt_id: str) -> Receipt:
    found: Receipt = Receipt.one_of(me().workspace_id, receipt_id) or abort(404)
    return found
