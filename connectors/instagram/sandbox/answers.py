"""What the stand-in says as only Instagram does: its ids, its limits, its refusals."""

import secrets

from connectors.base import DIRECT_MESSAGE
from connectors.graph.sandbox.answers import Made, Refused
from connectors.graph.sandbox.messages import Letters
from connectors.world import World

NAME = "instagram"
LIMIT = (80002, NAME)
"""The code for too many calls, and the type of use that they are counted under."""
_MAX_MESSAGE_BYTES = 1_000


def new_id(kind: str, parent_id: str = "") -> str:  # noqa: ARG001 other platforms need it
    """An id in the platform's style for "post", "comment" or "direct_message"."""
    if kind == DIRECT_MESSAGE:
        return "aWdfZAG1" + secrets.token_urlsafe(60)
    return str((17 if kind == "post" else 18) * 10**15 + secrets.randbelow(10**15))


def letters(world: World, account: Made) -> Letters:
    """What the account writes."""
    no_private = "The comment is invalid for a private reply."
    return Letters(
        world=world, name=NAME, account=account, kind=NAME, new_id=new_id, too_long=_too_long, late=2534022,
        unknown=Refused(100, "The requested user cannot be found.", subcode=2534014, type="IGApiException"),
        no_private=Refused(100, no_private, subcode=2534025, type="IGApiException"),
    )  # fmt: skip


def _too_long(text: str) -> str:
    if len(text.encode()) <= _MAX_MESSAGE_BYTES:
        return ""
    return "Length of param message[text] must be less than or equal to 1000"


def page_of(account: Made) -> Made:
    """The Page that an account is linked to; an account with `linked`: false is linked to none."""
    page = {"id": page_id(account), "name": f"{account['name'] or account['username']} (Page)"}
    linked = {"instagram_business_account": {"id": account["id"]}} if account.get("linked", True) else {}
    return {**page, **linked}


def page_id(account: Made) -> str:
    return str(account.get("page_id") or f"1{account['id'][1:]}")
