"""A workspace goes with everything in it: paused at once, kept for some days in case somebody changes their mind, then deleted."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

import models
from connectors.base import Platform
from connectors.errors import ConnectorError
from connectors.payments import Payments
from logs import log
from models import AuditEntry, Counting, Farewell, Membership, Receipt, SocialAccount, User, Workspace, notify, resolve
from models.receipt import Reason
from models.social_account import AccountStatus
from pipeline.billing_changes import delete_customer
from pipeline.forget import disconnect_account, forget, give_back

GRACE = timedelta(days=7)
AT_ONCE = 500
LEASE = timedelta(minutes=3)
PAYMENTS_PATIENCE = timedelta(days=7)
CUSTOMER = "customer_at_the_payment_vendor"
"""What the receipt says beside the collections once the vendor has cancelled everything and deleted the customer."""
STAYS = frozenset({Farewell})
LAST = frozenset({Membership, Receipt, AuditEntry})
"""Who works here is asked for to the end, receipts hold what is still to be given back, and the log has a way out of its own."""


def ask_to_delete(workspace: Workspace, by: str, now: datetime) -> Farewell:
    """Pause everything, and delete it after GRACE. Asked twice it is one; asked again it does what was cut short."""
    farewell = Farewell.open_of(workspace.id) or _new(workspace, now)
    changes = {"set__leaves_at": farewell.delete_at, "set__stopped": True}
    Workspace.objects(id=workspace.id).update_one(**changes)
    for id in farewell.paused:
        _turn(id, AccountStatus.CONNECTED, AccountStatus.PAUSED)
    AuditEntry.add(workspace.id, by, "workspace.deletion_asked", workspace.id)
    sentence = f"This workspace and everything in it is deleted on {farewell.delete_at:%d %B %Y}. Until then its owner can keep it."
    notify(workspace.id, f"leaving:{workspace.id}", sentence, "/settings/delete")
    return farewell


def keep_it(workspace_id: ObjectId, by: str, now: datetime) -> bool:
    """Everything goes on as it was. False: the deletion has begun. Done again it does what was cut short."""
    farewell = Farewell.objects(workspace_id=workspace_id).order_by("-asked_at").first()
    if farewell is None or farewell.deleted_at or (not farewell.kept_at and not farewell.keep(now)):
        return False
    mine = Workspace.objects(id=workspace_id, leaves_at=farewell.delete_at)
    if not mine.first():
        return True  # long kept
    for id in farewell.paused:
        _turn(id, AccountStatus.PAUSED, AccountStatus.CONNECTED)
    AuditEntry.add(workspace_id, by, "workspace.kept", workspace_id)
    resolve(workspace_id, f"leaving:{workspace_id}")
    mine.update_one(unset__leaves_at=True, set__stopped=farewell.was_stopped, set__resumed_at=now)
    return True


def delete_all(
    farewell: Farewell, platform_of: Callable[[str], Platform], now: datetime, payments: Payments | None = None
) -> bool:
    """Delete what is due, step by step; whoever dies in the middle leaves the rest to the next. True: all is gone.

    False while the days of grace last, while somebody still reads from an account, and while a platform has not taken its
    access back: that is tried for a week, with nothing kept for it but the encrypted tokens. Before anything else the
    customer goes at the payment vendor, with all that is to be paid; that too is tried for a week.
    """
    if farewell.deleted_at or not _is_due(farewell, now):
        return False
    if not farewell.deleted:
        Farewell.objects(id=farewell.id).update_one(set__deleted=_counts(farewell.workspace_id))
    if payments is not None and not _leave_vendor(farewell, payments, now):
        return False
    _leave_accounts(farewell.workspace_id, platform_of, now)
    if SocialAccount.of(farewell.workspace_id).first():
        return False
    kinds = [kind for kind in kinds_of_workspaces() if kind not in LAST]
    found = sum([_delete(kind, kind.objects(workspace_id=farewell.workspace_id)) for kind in kinds])
    found += AuditEntry.drop_before(farewell.workspace_id, None)
    Counting.objects(id=farewell.workspace_id).delete()
    _delete_people(farewell.workspace_id)
    found += Workspace.objects(id=farewell.workspace_id).delete()
    if found or any(receipt.give_back_after for receipt in Receipt.of(farewell.workspace_id)):
        return False  # who was at work a moment ago may have written something still: the next round must find nothing
    _delete(Receipt, Receipt.of(farewell.workspace_id))
    Farewell.objects(id=farewell.id).update_one(set__deleted_at=now, unset__due_at=True)
    log.info("workspace deleted", farewell=str(farewell.id))
    return True


def kinds_of_workspaces() -> list[Any]:
    """Every kind of document that belongs to one workspace, those of later rooms too."""
    return [kind for kind in models.DOCUMENTS if hasattr(kind, "workspace_id") and kind not in STAYS]


def _new(workspace: Workspace, now: datetime) -> Farewell:
    """A new one; that of whoever was faster, where somebody was."""
    working = SocialAccount.of(workspace.id).filter(status=AccountStatus.CONNECTED)
    mine = Farewell(
        workspace_id=workspace.id, asked_at=now, delete_at=now + GRACE, due_at=now + GRACE,
        paused=[account.id for account in working.only("id")], was_stopped=workspace.stopped,
    ).save()  # fmt: skip
    every = Farewell.objects(workspace_id=workspace.id)
    first = min((one for one in every if not one.kept_at and not one.deleted_at), key=lambda one: one.id)
    if first.id != mine.id:
        mine.delete()
    return first


def _is_due(farewell: Farewell, now: datetime) -> bool:
    """Whether the deletion may begin, or has. One that was never told to the people of the workspace is none."""
    if farewell.begun_at is None:
        workspace = Workspace.objects(id=farewell.workspace_id).first()
        if workspace is None or workspace.leaves_at != farewell.delete_at:
            farewell.keep(now)
            return False
    return farewell.begin(now)


def _leave_vendor(farewell: Farewell, payments: Payments, now: datetime) -> bool:
    """Whether nothing is to be paid any more, or the vendor has refused for too long."""
    if CUSTOMER in farewell.deleted:
        return True
    try:
        if delete_customer(farewell.workspace_id, payments):
            Farewell.objects(id=farewell.id).update_one(**{f"set__deleted__{CUSTOMER}": 1})
    except ConnectorError as error:
        is_late = farewell.begun_at is not None and now - farewell.begun_at > PAYMENTS_PATIENCE
        log.error("customer not deleted", farewell=str(farewell.id), error=type(error).__name__, given_up=is_late)
        return is_late
    return True


def _leave_accounts(workspace_id: ObjectId, platform_of: Callable[[str], Platform], now: datetime) -> None:
    for account in SocialAccount.of(workspace_id):
        known = Receipt.open_for(account.id)
        if known is None or known.reason is not Reason.ERASED:
            disconnect_account(account, "system", now, Reason.ERASED)
    for receipt in Receipt.of(workspace_id):
        if receipt.give_back_after and receipt.give_back_after <= now:
            give_back(receipt, platform_of(receipt.platform), now)
        forget(receipt, now)


def _delete_people(workspace_id: ObjectId) -> None:
    """Who works nowhere else goes with all that is theirs; the membership last, for it tells who they were."""
    for member in Membership.objects(workspace_id=workspace_id):
        if Membership.objects(user_id=member.user_id).count() == 1:
            for kind in _kinds_of_people():
                _delete(kind, kind.objects(user_id=member.user_id))
            User.objects(id=member.user_id).delete()
        member.delete()


def _kinds_of_people() -> list[Any]:
    """What belongs to a person and to no workspace."""
    return [kind for kind in models.DOCUMENTS if hasattr(kind, "user_id") and not hasattr(kind, "workspace_id")]


def _counts(workspace_id: ObjectId) -> dict[str, int]:
    kinds = kinds_of_workspaces()
    counted = {kind._get_collection_name(): kind.objects(workspace_id=workspace_id).count() for kind in kinds}
    return {name: count for name, count in counted.items() if count} | {Workspace._get_collection_name(): 1}


def _delete(kind: Any, documents: Any) -> int:
    """In small bites, so that no other work waits long. Gives how many."""
    count = 0
    while ids := [one.id for one in documents.clone().only("id").limit(AT_ONCE)]:
        count += kind.objects(id__in=ids).delete()
    return count


def _turn(account_id: ObjectId, before: AccountStatus, after: AccountStatus) -> None:
    SocialAccount.objects(id=account_id, status=before).update_one(set__status=after)
