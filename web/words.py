"""What people read instead of our words: a status as colour, word and shape; times; bytes; names of files that were built."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zlib import crc32

from babel.dates import format_skeleton
from flask import Flask, url_for
from flask_babel import format_date, format_percent, get_locale, gettext, ngettext
from markupsafe import Markup

import connectors
from avatar.labels import Intent
from connectors.limits import Moderation
from logs import log
from models import Message, Status
from models.fields import utcnow
from web.build import MANIFEST
from web.said import N_, code


@dataclass(frozen=True)
class Sign:
    """A state as people see it. `tone` is a colour of the stylesheet, `icon` a name of icons.txt."""

    word: str
    icon: str
    tone: str = "soft"


STATUSES = {
    Status.RECEIVED: Sign(N_("Just in"), "inbox"),
    Status.CLASSIFIED: Sign(N_("Being drafted"), "pen-line"),
    Status.IN_REVIEW: Sign(N_("Waits for you"), "mail-open", "amber"),
    Status.APPROVED: Sign(N_("Goes out soon"), "hourglass", "leaf"),
    Status.SENDING: Sign(N_("Being sent"), "send", "leaf"),
    Status.SENT: Sign(N_("Sent"), "stamp", "sent"),
    Status.REJECTED: Sign(N_("Not answered"), "x"),
    Status.IGNORED: Sign(N_("Needs no reply"), "minus"),
    Status.FAILED: Sign(N_("Failed"), "triangle-alert", "stamp"),
    Status.WITHDRAWN: Sign(N_("Taken down"), "trash-2"),
    Status.ANSWERED: Sign(N_("You answered"), "corner-up-left", "leaf"),
    Status.EXPIRED: Sign(N_("Too late"), "clock-alert"),
    Status.WITHDRAWN_BY_FAN: Sign(N_("Deleted by the fan"), "eraser"),
}

INTENTS = {
    Intent.QUESTION: Sign(N_("Question"), "circle-question-mark", "ink"),
    Intent.PRAISE: Sign(N_("Praise"), "heart", "leaf"),
    Intent.CRITICISM: Sign(N_("Criticism"), "message-circle-warning", "amber"),
    Intent.REQUEST: Sign(N_("Request"), "hand", "ink"),
    Intent.PURCHASE_INTEREST: Sign(N_("Wants to buy"), "shopping-bag", "amber"),
    Intent.COLLABORATION: Sign(N_("Collaboration"), "handshake", "plum"),
    Intent.PRESS: Sign(N_("Press"), "newspaper", "plum"),
    Intent.PERSONAL_STORY: Sign(N_("Personal story"), "book-open", "ink"),
    Intent.GREETING: Sign(N_("Greeting"), "smile", "leaf"),
    Intent.SPAM: Sign(N_("Spam"), "ban"),
    Intent.SCAM: Sign(N_("Scam"), "shield-alert", "plum"),
    Intent.HATE: Sign(N_("Hate"), "frown", "plum"),
    Intent.THREAT: Sign(N_("Threat"), "octagon-alert", "plum"),
    Intent.CRISIS: Sign(N_("Crisis"), "life-buoy", "plum"),
    Intent.OTHER: Sign(N_("Something else"), "message-circle"),
}
UNKNOWN = Sign(N_("Not read yet"), "message-circle")

MODERATION = {
    Moderation.HIDE: Sign(N_("Hide the comment"), "eye-off"),
    Moderation.SHOW: Sign(N_("Show it to everybody"), "eye"),
    Moderation.DELETE: Sign(N_("Delete the comment"), "trash-2", "stamp"),
    Moderation.SPAM: Sign(N_("Mark as spam"), "ban"),
    Moderation.BAN: Sign(N_("Ban the fan"), "user-x", "stamp"),
}
"""What a person may press."""

MODERATED = {
    Moderation.HIDE: Sign(N_("You hid it"), "eye-off", "amber"),
    Moderation.DELETE: Sign(N_("You deleted it"), "trash-2"),
    Moderation.SPAM: Sign(N_("You marked it as spam"), "ban"),
    Moderation.BAN: Sign(N_("You banned the fan"), "user-x"),
}
"""What was pressed last. What is shown to everybody needs no word."""

RISKS = {
    "crisis": N_("Somebody may be in danger"),
    "threat": N_("A threat"),
    "hate": N_("Hate or harassment"),
    "minors": N_("About a minor"),
    "legal": N_("A legal matter"),
    "medical": N_("A medical matter"),
    "money": N_("About money"),
    "press": N_("From the press"),
    "collaboration": N_("A collaboration offer"),
}

_STEPS = (
    (60, N_("{count} s"), 1),
    (3600, N_("{count} m"), 60),
    (86_400, N_("{count} h"), 3600),
    (86_400 * 60, N_("{count} d"), 86_400),
    (float("inf"), N_("{count} mo"), 86_400 * 30),
)
AROUND = (N_("{time} ago"), N_("{time} left"), N_("in {time}"), N_("your words only, {time} left"))
"""What stands around times on the pages."""


def install(app: Flask) -> None:
    """Give the words to the templates."""
    app.jinja_env.filters.update(
        status_sign=lambda status: spoken(status_sign(status)),
        intent_sign=lambda label: spoken(intent_sign(label)),
        moderation_sign=lambda done: spoken(MODERATION[done]) if done in MODERATION else None,
        risk=lambda name: gettext(RISKS[name]) if name in RISKS else name,
    )
    app.jinja_env.filters.update(
        ago=ago, hue=hue, handle=handle, when=when, percent=percent, platform_title=platform_title
    )
    app.jinja_env.filters.update(clock=clock, day=day, minute=minute, words_deleted=words_deleted)
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


def spoken(sign: Sign) -> Sign:
    """The sign with its word in the language of the page. In the templates `status_sign` and its like do it themselves."""
    return replace(sign, word=gettext(sign.word))


def span(seconds: float) -> str:
    """A length of time in its largest unit: "40 s", "5 m", "3 h", "12 d"; "9 mo" beyond two months."""
    seconds = max(seconds, 0)
    words, size = next((words, size) for limit, words, size in _STEPS if seconds < limit)
    return gettext(words).format(count=int(seconds // size))


def when(at: datetime | None, before: str = "", after: str = "") -> Markup:
    """A time as an element: relative in it, absolute on hover; the script turns it to the person's zone and keeps it young."""
    if at is None:
        return Markup("")
    at = at.astimezone(UTC)
    before, _, after = gettext(f"{before}{{time}}{after}").partition("{time}")
    told, is_english = ago(at), code() == "en"
    date = f"{at:%d %b %Y}" if is_english else format_date(at, "medium")
    text = before + told + after if is_english or told != gettext("now") else told
    return Markup('<time datetime="{}" data-before="{}" data-after="{}" title="{}">{}</time>').format(
        f"{at:%Y-%m-%dT%H:%M:%SZ}", before, after, _utc(date, at), text
    )


def clock(at: datetime) -> str:
    """A moment for pages without a script: "14:32 UTC" today, "27 Nov, 14:32 UTC" on another day."""
    at = at.astimezone(UTC)
    if at.date() == utcnow().date():
        return gettext("%(time)s UTC", time=f"{at:%H:%M}")
    return _utc(f"{at:%d %b}" if code() == "en" else format_skeleton("MMMd", at, locale=get_locale()), at)


def day(at: datetime) -> str:
    """ "27 November 2026"."""
    return f"{at:%d %B %Y}" if code() == "en" else format_date(at, "long")


def minute(at: datetime) -> str:
    """ "27 November 2026, 14:32 UTC"."""
    return _utc(day(at), at)


def _utc(date: str, at: datetime) -> str:
    return gettext("%(date)s, %(time)s UTC", date=date, time=f"{at:%H:%M}")


def ago(at: datetime) -> str:
    """How long ago, or in how long."""
    seconds = (utcnow() - at).total_seconds()
    return span(abs(seconds)) if abs(seconds) >= 10 else gettext("now")


def hue(name: str) -> int:
    """One of five colours of stamps, always the same for the same name."""
    return crc32(name.encode()) % 5


def handle(username: str) -> str:
    """How a fan or an account is called: "@mara", or "somebody" where the platform gave no name."""
    return f"@{username.lstrip('@')}" if username.strip("@ ") else gettext("somebody")


def percent(share: float | None) -> str:
    """0.82 -> "82 %", as the language writes it."""
    return f"{round((share or 0) * 100)} %" if code() == "en" else format_percent(share or 0)


def platform_title(name: str) -> str:
    """How a platform writes its own name."""
    return connectors.get(name).title if name in connectors.platforms() else name.title()


def words_deleted(message: Message) -> str:
    """A sentence where rules made us delete what the fan wrote, the platform's or the workspace's own; else "", also where the
    fan was faster."""
    if not message.text_deleted_at or message.status is Status.WITHDRAWN_BY_FAN:
        return ""
    platform, deleted = connectors.get(message.platform), message.text_deleted_at
    date = f"{deleted.day} {deleted:%B %Y}" if code() == "en" else format_date(deleted, "long")
    if platform.keep_days is None:
        return gettext(
            "Your settings say for how long words of fans are kept; this text was deleted on %(day)s.", day=date
        )
    return ngettext(
        "%(platform)s's rules let us keep this text for %(num)s day; it was deleted on %(day)s.",
        "%(platform)s's rules let us keep this text for %(num)s days; it was deleted on %(day)s.",
        platform.keep_days, platform=platform.title, day=date,
    )  # fmt: skip


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
