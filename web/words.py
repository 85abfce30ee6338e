"""What people read instead of our words: a status as colour, word and shape; times; bytes; names of files that were built."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zlib import crc32

from flask import Flask, url_for
from markupsafe import Markup

import connectors
from avatar.labels import Intent
from connectors.limits import Moderation
from logs import log
from models import Message, Status
from models.fields import utcnow
from web.build import MANIFEST


@dataclass(frozen=True)
class Sign:
    """A state as people see it. `tone` is a colour of the stylesheet, `icon` a name of icons.txt."""

    word: str
    icon: str
    tone: str = "soft"


STATUSES = {
    Status.RECEIVED: Sign("Just in", "inbox"),
    Status.CLASSIFIED: Sign("Being drafted", "pen-line"),
    Status.IN_REVIEW: Sign("Waits for you", "mail-open", "amber"),
    Status.APPROVED: Sign("Goes out soon", "hourglass", "leaf"),
    Status.SENDING: Sign("Being sent", "send", "leaf"),
    Status.SENT: Sign("Sent", "stamp", "sent"),
    Status.REJECTED: Sign("Not answered", "x"),
    Status.IGNORED: Sign("Needs no reply", "minus"),
    Status.FAILED: Sign("Failed", "triangle-alert", "stamp"),
    Status.WITHDRAWN: Sign("Taken down", "trash-2"),
    Status.ANSWERED: Sign("You answered", "corner-up-left", "leaf"),
    Status.EXPIRED: Sign("Too late", "clock-alert"),
    Status.WITHDRAWN_BY_FAN: Sign("Deleted by the fan", "eraser"),
}

INTENTS = {
    Intent.QUESTION: Sign("Question", "circle-question-mark", "ink"),
    Intent.PRAISE: Sign("Praise", "heart", "leaf"),
    Intent.CRITICISM: Sign("Criticism", "message-circle-warning", "amber"),
    Intent.REQUEST: Sign("Request", "hand", "ink"),
    Intent.PURCHASE_INTEREST: Sign("Wants to buy", "shopping-bag", "amber"),
    Intent.COLLABORATION: Sign("Collaboration", "handshake", "plum"),
    Intent.PRESS: Sign("Press", "newspaper", "plum"),
    Intent.PERSONAL_STORY: Sign("Personal story", "book-open", "ink"),
    Intent.GREETING: Sign("Greeting", "smile", "leaf"),
    Intent.SPAM: Sign("Spam", "ban"),
    Intent.SCAM: Sign("Scam", "shield-alert", "plum"),
    Intent.HATE: Sign("Hate", "frown", "plum"),
    Intent.THREAT: Sign("Threat", "octagon-alert", "plum"),
    Intent.CRISIS: Sign("Crisis", "life-buoy", "plum"),
    Intent.OTHER: Sign("Something else", "message-circle"),
}
UNKNOWN = Sign("Not read yet", "message-circle")

MODERATION = {
    Moderation.HIDE: Sign("Hide the comment", "eye-off"),
    Moderation.SHOW: Sign("Show it to everybody", "eye"),
    Moderation.DELETE: Sign("Delete the comment", "trash-2", "stamp"),
    Moderation.SPAM: Sign("Mark as spam", "ban"),
    Moderation.BAN: Sign("Ban the fan", "user-x", "stamp"),
}
"""What a person may press."""

MODERATED = {
    Moderation.HIDE: Sign("You hid it", "eye-off", "amber"),
    Moderation.DELETE: Sign("You deleted it", "trash-2"),
    Moderation.SPAM: Sign("You marked it as spam", "ban"),
    Moderation.BAN: Sign("You banned the fan", "user-x"),
}
"""What was pressed last. What is shown to everybody needs no word."""

RISKS = {
    "crisis": "Somebody may be in danger",
    "threat": "A threat",
    "hate": "Hate or harassment",
    "minors": "About a minor",
    "legal": "A legal matter",
    "medical": "A medical matter",
    "money": "About money",
    "press": "From the press",
    "collaboration": "A collaboration offer",
}

_STEPS = ((60, "s", 1), (3600, "m", 60), (86_400, "h", 3600), (86_400 * 60, "d", 86_400))


def install(app: Flask) -> None:
    """Give the words to the templates."""
    app.jinja_env.filters.update(
        status_sign=status_sign, intent_sign=intent_sign, risk=lambda name: RISKS.get(name, name)
    )
    app.jinja_env.filters.update(
        ago=ago, hue=hue, handle=handle, when=when, percent=percent, platform_title=platform_title
    )
    app.jinja_env.filters.update(clock=clock, moderation_sign=MODERATION.get, words_deleted=words_deleted)
    app.jinja_env.globals.update(asset=asset, icon=icon, now=utcnow)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if not MANIFEST.exists():
        log.warning("pages are not built", run="python -m web.build")


def status_sign(status: Status | str) -> Sign:
    """The sign of a status."""
    return STATUSES[Status(status)]


def intent_sign(label: Any) -> Sign:
    """The sign of a stored label, or of none."""
    known = label and label.intent in set(Intent)
    return INTENTS[Intent(label.intent)] if known else UNKNOWN


def span(seconds: float) -> str:
    """A length of time in its largest unit: "40 s", "5 m", "3 h", "12 d"; "9 mo" beyond two months."""
    seconds = max(seconds, 0)
    for limit, unit, size in _STEPS:
        if seconds < limit:
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds // (86_400 * 30))} mo"


def when(at: datetime | None, before: str = "", after: str = "") -> Markup:
    """A time as an element: relative in it, absolute on hover; the script turns it to the person's zone and keeps it young."""
    if at is None:
        return Markup("")
    at = at.astimezone(UTC)
    return Markup('<time datetime="{}" data-before="{}" data-after="{}" title="{}">{}</time>').format(
        f"{at:%Y-%m-%dT%H:%M:%SZ}", before, after, f"{at:%d %b %Y, %H:%M} UTC", before + ago(at) + after
    )


def clock(at: datetime) -> str:
    """A moment for pages without a script: "14:32 UTC" today, "27 Nov, 14:32 UTC" on another day."""
    at = at.astimezone(UTC)
    return f"{at:%H:%M} UTC" if at.date() == utcnow().date() else f"{at:%d %b, %H:%M} UTC"


def ago(at: datetime) -> str:
    """How long ago, or in how long."""
    seconds = (utcnow() - at).total_seconds()
    return span(abs(seconds)) if abs(seconds) >= 10 else "now"


def hue(name: str) -> int:
    """One of five colours of stamps, always the same for the same name."""
    return crc32(name.encode()) % 5


def handle(username: str) -> str:
    """How a fan or an account is called: "@mara", or "somebody" where the platform gave no name."""
    return f"@{username.lstrip('@')}" if username.strip("@ ") else "somebody"


def percent(share: float | None) -> str:
    """0.82 -> "82 %"."""
    return f"{round((share or 0) * 100)} %"


def platform_title(name: str) -> str:
    """How a platform writes its own name."""
    return connectors.get(name).title if name in connectors.platforms() else name.title()


def words_deleted(message: Message) -> str:
    """A sentence where rules made us delete what the fan wrote, the platform's or the workspace's own; else "", also where the
    fan was faster."""
    if not message.text_deleted_at or message.status is Status.WITHDRAWN_BY_FAN:
        return ""
    platform = connectors.get(message.platform)
    if platform.keep_days is None:
        day = f"{message.text_deleted_at.day} {message.text_deleted_at:%B %Y}"
        return f"Your settings say for how long words of fans are kept; this text was deleted on {day}."
    return (
        f"{platform.title}'s rules let us keep this text for {platform.keep_days} days; "
        f"it was deleted on {message.text_deleted_at.day} {message.text_deleted_at:%B %Y}."
    )


@lru_cache
def _manifest() -> dict[str, str]:
    return json.loads(MANIFEST.read_text()) if MANIFEST.exists() else {}


def asset(name: str) -> str:
    """The address of a built file; "" when the pages were not built."""
    hashed = _manifest().get(name)
    return url_for("static", filename=hashed) if hashed else ""


def icon(name: str, label: str = "") -> Markup:
    """An icon of the sprite, 16 px. With `label` it speaks for itself, else it is decoration beside a word."""
    speaks = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="icon" {}><use href="{}#{}"/></svg>').format(speaks, asset("icons.svg"), name)
