"""Tokens for the HTTP API: made once, checked at every call, revoked at once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bson import ObjectId

from models import ApiToken, AuditEntry, Membership
from models.api_token import Scope
from models.fields import utcnow
from models.user import Role

MOST_TOKENS = 50
MOST_NAME = 80
DAYS = (30, 90, 365)
"""After how many days a token may end."""
USED_EVERY = timedelta(minutes=1)
_DECIDES = frozenset({Role.OWNER, Role.MANAGER, Role.REVIEWER})
_MANAGES = frozenset({Role.OWNER, Role.MANAGER})
MAY: dict[Scope, frozenset[Role]] = {
    Scope.MESSAGES_DECIDE: _DECIDES,
    Scope.FANS_WRITE: _DECIDES,
    Scope.KNOWLEDGE_WRITE: _DECIDES,
    Scope.RULES_WRITE: _MANAGES,
    Scope.JOBS_CANCEL: _DECIDES,
}
"""Who may do what a scope lets a program do. What is not here only reads: everybody may."""


class BadToken(ValueError):
    """It cannot be made. The sentence says why."""


@dataclass(frozen=True)
class Wanted:
    """What a person asks of a new token."""

    name: str
    scopes: frozenset[Scope]
    days: int


@dataclass(frozen=True)
class Caller:
    """Who asks the API: a token, and for whom it speaks. `scopes` are those that its maker may still use."""

    token: ApiToken
    role: Role
    scopes: frozenset[Scope]

    @property
    def workspace_id(self) -> ObjectId:
        return self.token.workspace_id

    @property
    def by(self) -> str:
        """The id of the user for whom the token speaks."""
        return str(self.token.made_by)


def make(workspace_id: ObjectId, by: str, wanted: Wanted, now: datetime) -> tuple[ApiToken, str]:
    """A new token, and the number that belongs into it; it cannot be had again. Raises BadToken."""
    name = wanted.name.strip()
    if problem := _problem(name, wanted):
        raise BadToken(problem)
    if sum(one.is_alive(now) for one in ApiToken.those_of(workspace_id)) >= MOST_TOKENS:
        raise BadToken(f"There are {MOST_TOKENS} tokens already. Revoke one that nobody uses.")
    number = secrets.token_urlsafe(24)
    token = ApiToken(
        workspace_id=workspace_id, name=name, made_by=ObjectId(by), number_hash=_hash(number), made_at=now,
        scopes=[one for one in Scope if one in wanted.scopes], expires_at=now + timedelta(days=wanted.days),
    ).save()  # fmt: skip
    AuditEntry.add(workspace_id, by, "token.made", token.id, ", ".join(token.scopes))
    return token, number


def revoke(token: ApiToken, by: str) -> None:
    """It opens nothing any more, from this moment on."""
    if token.revoked_at is None:
        ApiToken.objects(id=token.id).update_one(set__revoked_at=utcnow())
        AuditEntry.add(token.workspace_id, by, "token.revoked", token.id)


def caller(number: str, now: datetime) -> Caller | None:
    """Whoever asks with the token of this number; None when it is revoked, expired, or its maker has left the workspace."""
    token = ApiToken.numbered(_hash(number))
    if token is None or not token.is_alive(now):
        return None
    member = Membership.objects(user_id=token.made_by, workspace_id=token.workspace_id).first()
    if member is None:
        return None
    if token.used_at is None or token.used_at <= now - USED_EVERY:
        ApiToken.objects(id=token.id).update_one(set__used_at=now)
    return Caller(token, member.role, frozenset(allowed(token.scopes, member.role)))


def allowed(scopes: list[Scope], role: Role) -> list[Scope]:
    """Those of `scopes` that somebody in this role may use."""
    return [one for one in scopes if role in MAY.get(one, frozenset(Role))]


def _problem(name: str, wanted: Wanted) -> str:
    if not name or len(name) > MOST_NAME:
        return f"Give it a name, up to {MOST_NAME} letters, so that you know later what it is for."
    if not wanted.scopes:
        return "Tick at least one thing that it may do."
    return "" if wanted.days in DAYS else "Choose when it ends."


def _hash(number: str) -> str:
    return hashlib.sha256(number.encode()).hexdigest()
