"""What fans are told about who answers: a line with what is sent by itself, and the truth when they ask."""

import re
from datetime import datetime, timedelta

from avatar.letters import folded
from avatar.word_lists import patterns, sections

FALLBACK = "en"
_ASKS = patterns("disclosure")["asks"]
_CUE = patterns("cues")["asks_if_machine"]
_LINES: dict[str, dict[str, str]] = {
    surface: dict(re.findall(r"^(\w\w): (.+)$", sections("disclosure")[surface], re.M))
    for surface in ("comment", "direct_message", "truth")
}
LANGUAGES = frozenset(_LINES["comment"])


def needed(last_shown_at: datetime | None, now: datetime, gap: timedelta) -> bool:
    """Whether a fan must be told (again): at first contact, and when the last time is `gap` ago or longer."""
    return last_shown_at is None or now - last_shown_at >= gap


def line(language: str, name: str, surface: str, custom: str = "") -> str:
    """The line for one surface ("comment" or "direct_message") in the fan's language, or English where we have none.

    It says both that a machine writes and for whom. `custom` is the creator's own line; NAME in it becomes their name.
    """
    lines = _LINES["comment" if surface == "comment" else "direct_message"]
    return (custom.strip() or lines.get(language, lines[FALLBACK])).replace("NAME", name)


def disclosed(text: str, said: str, max_bytes: int) -> str | None:
    """The reply with its line behind it if that stands in brackets, else below. None: it does not fit, so a person decides."""
    if said in text:
        return text if len(text.encode()) <= max_bytes else None
    joint = " " if said.startswith("(") else "\n\n"
    whole = f"{text.rstrip()}{joint}{said}"
    return whole if len(whole.encode()) <= max_bytes else None


def truthful(language: str, name: str) -> str:
    """The true answer to "are you a bot?"."""
    lines = _LINES["truth"]
    return lines.get(language, lines[FALLBACK]).replace("NAME", name)


def asks_if_machine(text: str) -> bool:
    """Whether somebody may want to know if a machine answers. Rather once too often."""
    return any(kind.search(view) for view in dict.fromkeys((text, folded(text))) for kind in (_ASKS, _CUE))
