"""What the stand-in says as only Facebook does: its ids, its limits, its refusals."""

import secrets

from connectors.base import DIRECT_MESSAGE
from connectors.graph.sandbox.answers import Made, Refused
from connectors.graph.sandbox.messages import Letters
from connectors.world import World

NAME = "facebook"
LIMIT = (80001, "pages")
"""The code for too many calls, and the type of use that they are counted under."""
RIGHTS = {
    "pages_show_list": "See which Pages you manage",
    "pages_read_engagement": "Read your Page's posts",
    "pages_read_user_content": "Read what people write under them",
    "pages_manage_engagement": "Answer, hide and delete comments",
    "pages_messaging": "Read and answer messages",
    "pages_manage_metadata": "Be told at once what is new on your Page",
}
_MAX_MESSAGE = 2_000


def new_id(kind: str, parent_id: str = "") -> str:
    """An id in the platform's style: a comment's begins with the number of its post."""
    if kind == DIRECT_MESSAGE:
        return "m_" + secrets.token_urlsafe(60)
    number = str(10**16 + secrets.randbelow(10**16))
    first = parent_id.split("_")[0 if kind != "post" and parent_id.count("_") > 1 else -1] if parent_id else ""
    return f"{first or 10**14 + secrets.randbelow(10**14)}_{number}"


def letters(world: World, account: Made) -> Letters:
    """What the Page writes."""
    return Letters(
        world=world, name=NAME, account=account, kind="messenger", new_id=new_id, too_long=_too_long, late=2018278,
        unknown=Refused(100, "(#100) No matching user found", subcode=2018001),
        no_private=Refused(10900, "(#10900) Activity already replied to"),
    )  # fmt: skip


def _too_long(text: str) -> str:
    return "(#100) Length of param message[text] must be less than or equal to 2000" if len(text) > _MAX_MESSAGE else ""


def page_of(account: Made) -> Made:
    """The Page, which is the account itself."""
    return {"id": account["id"], "name": account["name"] or account["username"]}
