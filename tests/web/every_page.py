"""Every page there is, found by the addresses that the app knows: a page that is added later is among them without a word here.

The workspace has what breaks pages: words without an end, names that are written from right to left, letters in every state.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from playwright.sync_api import Page

from models import BlindTest, Message, Status
from models.blind_test import Pair
from models.fields import utcnow
from models.message import PostCard, Reply, StoredLabel
from tests.web.desk import Desk, Visitor
from tests.web.filled import filled, routes

LONG = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamter"
ARABIC = "نور_الهدى_عبد_الرحمن"
WORDS = f"مرحبا! أي دقيق تستعملين؟ {LONG * 2} https://example.com/{'crumb/' * 30}"


@dataclass(frozen=True)
class Place:
    """An address, and the cookie of who opens it ("" for nobody)."""

    path: str
    cookie: str = ""
    state: str = ""  # what there is to see, in a word

    def open(self, page: Page, base: str, **options: Any) -> None:
        """Load it in `page` as that person. AssertionError when the server says that it broke."""
        page.context.clear_cookies()
        if self.cookie:
            page.context.add_cookies([{"name": "fanmail", "value": self.cookie, "url": base}])
        answer = page.goto(base + self.path, **options)
        assert answer and answer.status < 500, f"{self}: {answer and answer.status}"

    def __str__(self) -> str:
        return f"{self.path} ({self.state})"


def places(app: Flask) -> list[Place]:
    """Every page: full, empty, signed out, and the page for what is not there."""
    full, empty, stranger = Desk(app), Desk(app), Visitor(app)
    full.account.modify(username=f"{LONG}_bakes")
    letter = _letter(full, Status.IN_REVIEW)
    gets = sorted(route.split(" ")[1] for route in routes(app) if route.startswith("GET "))
    found = _pages(full.browser, [filled(path, letter) for path in gets], "full")
    found += _pages(full.browser, _further(full), "full")
    found += _pages(empty.browser, [path for path in gets if "<" not in path], "empty")
    found += _pages(stranger, [filled(path, letter) for path in gets], "signed out")
    return [*found, Place("/nothing-here", _cookie(full.browser), "not there")]


def _pages(visitor: Visitor, paths: list[str], state: str) -> list[Place]:
    """Those of `paths` that answer with a whole page; not what is a file, a part of a page, or leads elsewhere."""
    cookie = "" if state == "signed out" else _cookie(visitor)
    return [Place(path, cookie, state) for path in paths if _is_page(visitor, path)]


def _is_page(visitor: Visitor, path: str) -> bool:
    answer = visitor.get(path)
    return answer.status_code == 200 and answer.mimetype == "text/html" and "</html>" in answer.text


def _cookie(visitor: Visitor) -> str:
    found = visitor.client.get_cookie("fanmail")
    assert found
    return found.value


def _further(desk: Desk) -> list[str]:
    """Pages that look otherwise in another state of the same document."""
    letters = [_letter(desk, status) for status in (Status.SENT, Status.FAILED, Status.APPROVED, Status.ANSWERED)]
    crisis = _letter(desk, Status.IN_REVIEW, label=StoredLabel(intent="crisis", confidence=0.9))
    own = BlindTest(workspace_id=desk.workspace.id, by=str(desk.user.id))
    own.pairs = [Pair(example_id=crisis.id, fan_text=WORDS, own="So kind!", made=LONG, own_first=True)] * 2
    return [
        *(f"/messages/{letter.id}" for letter in letters),
        f"/review/{crisis.id}",
        f"/persona/blind-test/{own.save().id}",
        "/conversations?status=failed",
    ]


def _letter(desk: Desk, status: Status, **fields: Any) -> Message:
    post = PostCard(external_id="p1", title=LONG, caption=WORDS, permalink="https://example.com/p1")
    reply = Reply(text=WORDS, draft_text=LONG, source="model", confidence=0.8, style_score=70.0)
    if status is not Status.IN_REVIEW:
        reply.sent_at = utcnow() - timedelta(minutes=3)
    given = {"text": WORDS, "fan_username": ARABIC, "post": post, "reply": reply, "problem": LONG, **fields}
    return desk.letter(status, **given)
