"""Documents for tests, with what they must have and nothing else."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from models import Message, ReplyExample, SocialAccount, Workspace
from models.message import Change, Status

_numbers = count(1)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def workspace(**fields: Any) -> Workspace:
    return Workspace(**{"name": "Nika", **fields}).save()


def account(of: Workspace, **fields: Any) -> SocialAccount:
    number = next(_numbers)
    given = {
        "platform": "instagram",
        "external_id": str(17_000 + number),
        "username": f"nika{number}",
        "connected_at": LONG_AGO,
    }
    return SocialAccount(workspace_id=of.id, **{**given, **fields}).save()


def message(of: SocialAccount, **fields: Any) -> Message:
    number = next(_numbers)
    now = datetime.now(UTC)
    given = {
        "platform": of.platform, "kind": "comment", "external_id": f"c{number}", "conversation_id": f"c{number}", "text": "love it",
        "fan_username": "ada", "fan_external_id": "f1", "platform_created_at": now,
        "history": [Change(at=now, after=Status.RECEIVED, by="fan")],
    }  # fmt: skip
    return Message(workspace_id=of.workspace_id, account_id=of.id, **{**given, **fields}).save().reload()


def reply_example(of: SocialAccount, **fields: Any) -> ReplyExample:
    """Something the creator wrote by hand."""
    given = {"platform": of.platform, "kind": "comment", "external_id": f"r{next(_numbers)}", "source": "by_hand"}
    return ReplyExample(workspace_id=of.workspace_id, account_id=of.id, **{**given, **fields}).save()
