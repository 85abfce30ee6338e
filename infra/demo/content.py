"""What the demo tells: who the creator is, what she has answered, what fans will write. And ids that are the same every time."""

import base64
import hashlib
import json
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from connectors.base import COMMENT

EMAIL = "demo@fanmail.example"
PASSWORD = "demo-demo-demo"  # noqa: S105 it opens a pretended world on this machine
_FOLDER = Path(__file__).parent


@cache
def creator() -> dict[str, Any]:
    """Name, usernames by platform, voice, facts and posts."""
    return dict(json.loads((_FOLDER / "creator.json").read_text(encoding="utf-8")))


def replies() -> list[dict[str, Any]]:
    """What fans wrote in the past and what the creator answered."""
    return _lines("replies.jsonl")


def fan_messages() -> list[dict[str, Any]]:
    """What fans will write while the demo runs, in order."""
    return _lines("fan_messages.jsonl")


def stable_id(platform: str, kind: str, *names: object, under: str = "") -> str:
    """An id in the platform's style that depends on nothing but these words. `under` is the comment that it answers."""
    digest = hashlib.sha256(json.dumps([platform, kind, *map(str, names)]).encode()).digest()
    if platform != "youtube":
        return str(17 * 10**15 + int.from_bytes(digest[:8]) % 10**15)
    letters = base64.urlsafe_b64encode(digest).decode()
    if kind == "account":
        return "UC" + letters[:22]
    if kind == "post":
        return letters[:11]
    return f"{under}.{letters[:22]}" if under else "Ugx" + letters[:23]


def account_id(platform: str) -> str:
    """The creator's account."""
    return stable_id(platform, "account", creator()["name"])


def message_id(row: dict[str, Any], text: str) -> str:
    """The id of what the fan of this line wrote. The same fan never writes the same words twice."""
    return stable_id(row["platform"], row["kind"], row["fan"], text)


def answer_id(row: dict[str, Any]) -> str:
    """The id of the creator's answer, for a line of replies.jsonl."""
    asked = message_id(row, row["fan_text"])
    return stable_id(row["platform"], row["kind"], "answer to", asked, under=asked if row["kind"] == COMMENT else "")


def post_id(row: dict[str, Any]) -> str:
    """The post that a line names; "" for direct messages."""
    return stable_id(row["platform"], "post", row["post"]) if row["post"] else ""


def answered_after(row: dict[str, Any]) -> timedelta:
    """How long the creator took: four minutes to two hours."""
    return timedelta(minutes=4 + len(row["fan_text"] + row["reply"]) * 37 % 116)


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines() if line.strip()]
