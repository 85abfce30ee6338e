"""Every address of the dashboard, and how the ids in it are filled with documents of one workspace."""

import re
from collections.abc import Callable
from datetime import timedelta

from bson import ObjectId
from flask import Flask

from avatar.rules import Effect, Rule, Then
from models import (
    BlindTest,
    BulkJob,
    Dataset,
    Endpoint,
    Erasure,
    Export,
    Fan,
    FineTuningJob,
    Invitation,
    JobStatus,
    Membership,
    Memory,
    Message,
    Note,
    Notification,
    Receipt,
    SavedView,
    Unanswered,
    notify,
)
from models.api_token import Scope
from models.fan import Sighting
from models.fields import utcnow
from models.outgoing_webhook import Event
from models.user import Role
from pipeline.api_tokens import Wanted, make
from pipeline.entries import add_answer
from pipeline.outgoing import about_nothing
from pipeline.preferences import add as add_preference
from pipeline.rules import keep
from pipeline.webhook_endpoints import add

ALWAYS = Rule("", (), (Effect(Then.TAG, "a secret"),))
DAY = timedelta(days=1)
Maker = Callable[[Message], object]


def routes(app: Flask) -> dict[str, str]:
    """ "GET /path" -> endpoint, of what people open; what programs call is asked for in tests/web/api/test_doors.py."""
    return {
        f"{method} {rule.rule}": rule.endpoint
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if method in ("GET", "POST") and not rule.endpoint.startswith("api.")
    }


def filled(path: str, message: Message) -> str:
    """The path with ids of documents in the workspace of `message`; what is not there yet is made."""
    return re.sub(r"<(\w+)>", lambda name: str(MAKERS[name[1]](message)) if name[1] in MAKERS else name[0], path)


def _fan(message: Message) -> object:
    return Fan.known(message.workspace_id, message.account_id, [Sighting("f1", "ada", utcnow())])["f1"].id


def _notice(message: Message) -> object:
    notify(message.workspace_id, "key", "A secret notice.", "/")
    return Notification.of(message.workspace_id).get().id


def _receipt(message: Message) -> object:
    left = Receipt(workspace_id=message.workspace_id, platform="x", username="a secret", reason="erased", by="system")
    return left.save().id


def _memory(message: Message) -> object:
    now = utcnow()
    kept = Memory(
        workspace_id=message.workspace_id, account_id=message.account_id, fan_id=_fan(message), kind="name", text="x",
        message_id=ObjectId(), said_at=now, expires_at=now + DAY,
    )  # fmt: skip
    return kept.save().id


def _group(message: Message) -> object:
    Unanswered.objects(message_id=message.id).delete()
    asked = Unanswered(
        workspace_id=message.workspace_id, account_id=message.account_id, message_id=message.id, vector=bytes(8),
        expires_at=utcnow() + DAY,
    )  # fmt: skip
    return asked.save().id


def _member(message: Message) -> object:
    return Membership(user_id=ObjectId(), workspace_id=message.workspace_id, role=Role.ANALYST).save().id


def _invitation(message: Message) -> object:
    return Invitation.write(message.workspace_id, "ada@example.com", Role.ANALYST, ObjectId())[0].id


def _token(message: Message) -> object:
    wanted = Wanted("a secret", frozenset(Scope), 30)
    return make(message.workspace_id, str(ObjectId()), wanted, utcnow())[0].id


def _endpoint(message: Message) -> object:
    Endpoint.of(message.workspace_id).delete()
    return add(message.workspace_id, "x", "https://a.example/", [Event.REPLY_SENT]).id


def _delivery(message: Message) -> object:
    return about_nothing(Endpoint.of(message.workspace_id).get(), str(ObjectId()), utcnow()).id


def _view(message: Message) -> object:
    return SavedView(workspace_id=message.workspace_id, name="a secret", by="ada", shared=True).save().id


def _erasure(message: Message) -> object:
    return Erasure(workspace_id=message.workspace_id, platform=message.platform, by="ada").save().id


def _note(message: Message) -> object:
    mine = {"workspace_id": message.workspace_id, "account_id": message.account_id, "message_id": message.id}
    return Note(**mine, by="ada", text="a secret").save().id


def _job(message: Message) -> object:
    return BulkJob(workspace_id=message.workspace_id, by="ada", verb="reject", gone_after=utcnow() + DAY).save().id


def _dataset(message: Message) -> object:
    return Dataset(workspace_id=message.workspace_id, persona_id=ObjectId(), version=1, by="ada", digest="x").save().id


def _tuning(message: Message) -> object:
    job = {
        "persona_id": ObjectId(),
        "dataset_id": ObjectId(),
        "back_end": "hosted",
        "base_model": "x",
        "method": "supervised",
    }
    return FineTuningJob(workspace_id=message.workspace_id, by="ada", status=JobStatus.READY, **job).save().id


def _export(message: Message) -> object:
    return Export(workspace_id=message.workspace_id, slot=str(ObjectId()), by="ada", gone_at=utcnow() + DAY).save().id


OWNED: dict[str, Maker] = {
    "message_id": lambda message: message.id,
    "account_id": lambda message: message.account_id,
    "workspace_id": lambda message: message.workspace_id,
    "fan_id": _fan,
    "notice_id": _notice,
    "receipt_id": _receipt,
    "rule_id": lambda message: keep(message.workspace_id, ALWAYS, "ada").id,
    "memory_id": _memory,
    "entry_id": lambda message: add_answer(message.workspace_id, "a question", "a secret", "x").id,
    "member_id": _member,
    "invitation_id": _invitation,
    "test_id": lambda message: BlindTest(workspace_id=message.workspace_id, by="ada").save().id,
    "token_id": _token,
    "endpoint_id": _endpoint,
    "view_id": _view,
    "erasure_id": _erasure,
    "job_id": _job,
    "export_id": _export,
    "dataset_id": _dataset,
    "tuning_id": _tuning,
    "preference_id": lambda message: add_preference(message.workspace_id, "No exclamation marks.", "ada").id,
}
"""Ids of a workspace's own documents: who belongs to another workspace finds nothing there."""
MAKERS: dict[str, Maker] = OWNED | {
    "platform_name": lambda message: message.platform,
    "group_id": _group,
    "delivery_id": _delivery,
    "note_id": _note,
    "version": lambda _message: 1,
}
