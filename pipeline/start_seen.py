"""What the first steps of a workspace are judged by, read from its documents."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from models import AuditEntry, BlindTest, Knowledge, Message, Persona, ReplyExample, SocialAccount, Status, Workspace
from models.knowledge import POST
from models.social_account import AccountStatus
from pipeline.autonomy import trusting
from pipeline.blind_test import result_of
from pipeline.blind_test_making import problem_of
from pipeline.start import Aside, Blind, Found, Measured, Reading, Seen, next_of, stages

FIRST_APPROVALS = ("message.approved", "bulk.approve")
TESTS = 20
PATIENCE = timedelta(minutes=5)
"""After this time without a measured voice something is missing."""
_over: set[ObjectId] = set()
"""Of these workspaces somebody has approved a reply. That is never undone, so nobody need ask again."""


def is_over(workspace: Workspace) -> bool:
    """Whether there is nothing left to begin with: it is the demo, or a reply was approved or sent."""
    if workspace.demo or workspace.id in _over:
        return True
    if not _has_answered(workspace.id):
        return False
    _over.add(workspace.id)
    return True


def is_aside(workspace: Workspace) -> bool:
    """Whether somebody put all of it aside."""
    return Aside.ALL in workspace.start_aside


def place(workspace: Workspace, now: datetime) -> int | None:
    """The number of the step that is next; None when it is over or put aside. Cheap enough for every page."""
    if is_aside(workspace) or is_over(workspace):
        return None
    return next_of(stages(look(workspace, now, in_full=False)))


def look(workspace: Workspace, now: datetime, *, in_full: bool = True) -> Seen:
    """What there is. Not `in_full`: without the numbers that only sentences need."""
    persona = Persona.of(workspace.id).order_by("id").first()
    measured = _measured(persona)
    accounts = list(
        SocialAccount.of(workspace.id).filter(status__ne=AccountStatus.DISCONNECTED).order_by("connected_at")
    )
    return Seen(
        reading=_reading(accounts, now), found=_found(workspace.id, measured.replies is None, in_full), measured=measured,
        tested=_tested(workspace.id, now), automatic=_automatic(accounts), aside=frozenset(workspace.start_aside),
        approved=_has_answered(workspace.id) if in_full else False,
    )  # fmt: skip


def put_aside(workspace: Workspace, what: Aside, by: str) -> None:
    """Leave it for now, or for good."""
    Workspace.objects(id=workspace.id).update_one(add_to_set__start_aside=str(what))
    AuditEntry.add(workspace.id, by, "start.put_aside", note=_noted(what))


def take_up(workspace: Workspace, what: Aside, by: str) -> None:
    """It is asked for again."""
    Workspace.objects(id=workspace.id).update_one(pull__start_aside=str(what))
    AuditEntry.add(workspace.id, by, "start.taken_up", note=_noted(what))


def _noted(what: Aside) -> str:
    return "" if what is Aside.ALL else what.replace("_", " ")


def _has_answered(workspace_id: ObjectId) -> bool:
    audited = any(AuditEntry.of(workspace_id).filter(action=one).only("id").first() for one in FIRST_APPROVALS)
    return audited or Message.of(workspace_id).filter(status=Status.SENT).only("id").first() is not None


def _reading(accounts: Sequence[SocialAccount], now: datetime) -> Reading:
    """Of several, one that is read is enough to go on."""
    read_at = min((one.onboarded_at for one in accounts if one.onboarded_at), default=now)
    silent = [one for one in accounts if one.onboarded_at is None]
    trouble = next((_trouble(one) for one in silent if _trouble(one)), "")
    lost = bool(accounts) and all(one.status is AccountStatus.NEEDS_RECONNECT for one in accounts)
    return Reading(
        names=tuple(f"@{one.username.lstrip('@')}" for one in accounts), finished=len(silent) < len(accounts),
        trouble=accounts[0].problem or "the platform does not let Fanmail in any more." if lost else trouble, lost=lost,
        long_ago=read_at < now - PATIENCE,
    )  # fmt: skip


def _trouble(account: SocialAccount) -> str:
    if account.status is AccountStatus.PAUSED:
        return f"@{account.username.lstrip('@')} is paused, so nothing is read. Resume it on the Accounts page."
    if account.status is AccountStatus.NEEDS_RECONNECT:
        return account.problem or "The platform does not let Fanmail in any more. Connect it again."
    return f"{account.problem} Fanmail tries again by itself." if account.problem else ""


def _found(workspace_id: ObjectId, unmeasured: bool, in_full: bool) -> Found:
    replies = ReplyExample.of(workspace_id).count() if unmeasured or in_full else 0
    if not in_full:
        return Found(replies=replies)
    return Found(
        posts=Knowledge.of(workspace_id).filter(source=POST).count(), replies=replies,
        messages=Message.of(workspace_id).count(),
        waiting=Message.of(workspace_id).filter(status=Status.IN_REVIEW).count(),
    )  # fmt: skip


def _measured(persona: Persona | None) -> Measured:
    if persona is None or persona.measured_at is None:
        return Measured()
    best: Any = max(persona.adaptations, key=lambda one: one.replies, default=None)
    return Measured(persona.replies, best.score if best else 0.0)


def _tested(workspace_id: ObjectId, now: datetime) -> Blind:
    tests = list(BlindTest.of(workspace_id).order_by("-made_at").limit(TESTS))
    if finished := next((one for one in tests if one.finished_at), None):
        return Blind(result=result_of(finished).sentence)
    going = next((one for one in tests if not problem_of(one, now)), None)
    return Blind(left=sum(pair.right is None for pair in going.pairs)) if going else Blind()


def _automatic(accounts: Sequence[SocialAccount]) -> str:
    each = [
        f"{', '.join(intent.replace('_', ' ') for intent in one.auto_send_intents)} of @{one.username.lstrip('@')}"
        for one in accounts
        if one.auto_send and one.auto_send_intents
    ]
    return f"{'; '.join(each)} by itself{'' if trusting() else ', once that is earned'}" if each else ""
