"""People at their desks: a workspace with letters, and a browser without a screen that signs in and clicks."""

import re
from datetime import timedelta
from itertools import count
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from werkzeug.test import TestResponse

from models import Message, Persona, SocialAccount, Status, User, Workspace
from models.fields import utcnow
from models.message import Change, Reply, StoredLabel
from models.user import Membership, Role
from tests.models import make

PASSWORD = "correct horse battery"
_HASHED = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""Hashed with little effort, once: how long a real one takes is test_user's matter. Whoever signs in is still asked for it."""
_numbers = count(1)


class Visitor:
    """A browser of its own: cookies, and the secret that our forms carry."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(path, **options)

    def secret(self) -> str:
        found = re.search(r'name="csrf-token" content="([^"]+)"', self.get("/nothing-here").text)
        assert found
        return found[1]

    def click(self, path: str, **fields: Any) -> TestResponse:
        """Send a form as a page does."""
        return self.client.post(path, data={"csrf_token": self.secret(), **fields})

    def ask(self, path: str, **fields: Any) -> TestResponse:
        """Send a form as our script does; what comes back is JSON."""
        headers = {"X-CSRFToken": self.secret(), "Accept": "application/json"}
        return self.client.post(path, data=fields, headers=headers)

    def sign_in(self, user: User) -> "Visitor":
        assert self.click("/sign-in", email=user.email, password=PASSWORD).status_code == 302
        return self


class Desk:
    """A workspace with an account, its owner, and the owner's browser."""

    def __init__(self, app: Flask, role: Role = Role.OWNER) -> None:
        self.app = app
        self.workspace = Workspace(name="Nika", created_at=utcnow() - timedelta(days=60)).save()
        Persona(workspace_id=self.workspace.id, name="Nika").save()
        self.user = self.add_person(role)
        self.account: SocialAccount = make.account(self.workspace)
        self.browser = Visitor(app).sign_in(self.user)

    def add_person(self, role: Role, name: str = "Nika Vidal") -> User:
        user = User(email=f"person{next(_numbers)}@example.com", name=name, password_hash=_HASHED).save()
        Membership(user_id=user.id, workspace_id=self.workspace.id, role=role).save()
        return user

    def letter(self, status: Status = Status.IN_REVIEW, draft: str = "thank you!", **fields: Any) -> Message:
        now = utcnow()
        reply = Reply(text=draft, draft_text=draft, source="model", confidence=0.8, style_score=70.0)
        given = {
            "status": status, "reply": reply, "fan_username": "ada", "label": StoredLabel(intent="praise", confidence=0.9),
            "created_at": now, "history": [Change(at=now, after=status, by="worker", why="It waits.")],
        }  # fmt: skip
        return make.message(self.account, **{**given, **fields})
