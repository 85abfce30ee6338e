"""A program of a workspace: it has a token and nothing else."""

from datetime import timedelta
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from models import BulkJob, Fan, Memory, Persona, StoredRule
from models.api_token import Scope
from models.fan import Sighting
from models.fields import utcnow
from models.message import Message
from pipeline.api_tokens import Wanted, make
from pipeline.entries import add_answer
from pipeline.rules import keep
from tests.web.desk import Desk
from web.api.bearer import written
from web.api.operations import OPERATIONS

ALL = frozenset(Scope)


def token_of(desk: Desk, scopes: frozenset[Scope] = ALL, by: Any = None) -> str:
    token, number = make(desk.workspace.id, str(by or desk.user.id), Wanted("The shop", scopes, 30), utcnow())
    return written(token, number)


class Program:
    """It asks the API with one token; `key` makes a write safe to send again."""

    def __init__(self, desk: Desk, scopes: frozenset[Scope] = ALL, by: Any = None) -> None:
        self.app: Flask = desk.app
        self.token = token_of(desk, scopes, by)

    def ask(self, method: str, path: str, key: str = "", **options: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        headers |= {"Idempotency-Key": key} if key else {}
        return self.app.test_client().open(f"/api/v1{path}", method=method, headers=headers, **options)

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.ask("GET", path, **options)

    def post(self, path: str, key: str = "", **options: Any) -> TestResponse:
        return self.ask("POST", path, key, **options)


def things_of(desk: Desk, rule: Any) -> dict[str, str]:
    """One of everything that an address can name, by the name of that part of the address."""
    fan = Fan.known(desk.workspace.id, desk.account.id, [Sighting("f1", "ada", utcnow())])["f1"]
    letter: Message = desk.letter(fan_id=fan.id)
    kept: StoredRule = keep(desk.workspace.id, rule, str(desk.user.id))
    return {
        "message_id": str(letter.id), "fan_id": str(fan.id), "memory_id": str(memory_of(fan, letter).id),
        "persona_id": str(Persona.of(desk.workspace.id).get().id), "rule_id": str(kept.id), "account_id": str(desk.account.id),
        "job_id": str(_job(desk).id),
        "entry_id": str(add_answer(desk.workspace.id, "Do you ship?", "Yes.", str(desk.user.id)).id),
    }  # fmt: skip


def _job(desk: Desk) -> BulkJob:
    gone = utcnow() + timedelta(days=1)
    return BulkJob(workspace_id=desk.workspace.id, by=str(desk.user.id), verb="reject", gone_after=gone).save()


def memory_of(fan: Fan, letter: Message) -> Memory:
    return Memory(
        workspace_id=fan.workspace_id, account_id=fan.account_id, fan_id=fan.id, kind="name", text="is called Ada",
        message_id=letter.id, said_at=utcnow(), expires_at=utcnow() + timedelta(days=9),
    ).save()  # fmt: skip


def addresses(things: dict[str, str]) -> list[tuple[str, str]]:
    """Method and address of every operation, filled with the ids of `things`."""
    found = []
    for one in OPERATIONS:
        path = one.path
        for name, id in things.items():
            path = path.replace(f"<{name}>", id)
        found.append((one.method, path))
    return found
