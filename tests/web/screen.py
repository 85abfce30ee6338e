"""A person in front of a real browser: signs up, and has letters."""

from datetime import timedelta
from typing import Any

from models import Message, SocialAccount, Status, Workspace
from models.fields import utcnow
from models.message import Change, Reply, StoredLabel
from tests.models import make
from tests.web.desk import PASSWORD


def sign_up(page: Any) -> SocialAccount:
    """Through the page, past the first steps to the queue; returns an account that the new workspace has."""
    sign_up_only(page)
    page.goto("/review")
    workspace = Workspace.objects.get(name="Ana Lima")
    workspace.modify(created_at=utcnow() - timedelta(days=9))  # no letter is older than its workspace
    return make.account(workspace)


def sign_up_only(page: Any) -> None:
    """Through the page; a new person begins with the first steps."""
    page.goto("/")
    page.get_by_label("Your name").fill("Ana Lima")
    page.get_by_label("E-mail").fill("ana@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    page.wait_for_url("**/start")


def letter_for(account: SocialAccount, text: str, draft: str, **fields: Any) -> Message:
    """A letter that waits with a draft, or with none."""
    now = utcnow()
    reply = Reply(text=draft, draft_text=draft, source="model" if draft else "none", confidence=0.8, style_score=70.0)
    given = {
        "status": Status.IN_REVIEW, "created_at": now, "label": StoredLabel(intent="praise", confidence=0.9), "reply": reply,
        "history": [Change(at=now, after="in_review", by="worker", why="It waits.")],
    }  # fmt: skip
    return make.message(account, text=text, **{**given, **fields})
