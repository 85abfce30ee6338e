"""What of the database goes into an export: each kind of document as lines of JSON, without secrets and without vectors."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from bson import ObjectId

import models
from models import Export, ExportPart, Farewell, Membership, PendingConsent, User, Workspace

SECRET = re.compile(
    r"(?:^|_)(?:tokens?|hash|hashed|digest|secrets?|codes?|password|salt|vectors?|arrays|signature|signing_key)$"
)
"""Names of fields that never leave: what opens doors, and what only machines read. Bytes never leave either."""
LEFT_OUT = frozenset({Export, ExportPart, Farewell, PendingConsent})


def kinds() -> list[Any]:
    """Every kind of document that belongs to a workspace, those of later rooms too; its people and itself."""
    mine = [kind for kind in models.DOCUMENTS if hasattr(kind, "workspace_id") and kind not in LEFT_OUT]
    return sorted([*mine, User, Workspace], key=name_of)


def name_of(kind: Any) -> str:
    """How its file is called."""
    return str(kind._get_collection_name())


def ids_of(kind: Any, workspace_id: ObjectId, after: ObjectId | None = None) -> list[ObjectId]:
    """Of all of them in a workspace, in order; `after`: those behind this one."""
    if kind is Workspace:
        found = [workspace_id]
    elif kind is User:
        found = [one.user_id for one in Membership.objects(workspace_id=workspace_id).only("user_id")]
    else:
        found = [one["_id"] for one in kind.objects(workspace_id=workspace_id).only("id").as_pymongo().no_cache()]
    return sorted(id for id in found if after is None or id > after)


def lines_of(kind: Any, ids: Iterable[ObjectId]) -> Iterator[tuple[ObjectId, str]]:
    """These, those that are still there, each with its id as a line of JSON with its end."""
    for row in kind.objects(id__in=list(ids)).order_by("id").as_pymongo():
        yield row["_id"], json.dumps(_shown(row), ensure_ascii=False, sort_keys=True) + "\n"


def _shown(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            "id" if name == "_id" else name: _shown(part)
            for name, part in value.items()
            if not isinstance(part, bytes) and not SECRET.search(name)
        }
    if isinstance(value, list | tuple):
        return [_shown(part) for part in value if not isinstance(part, bytes)]
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, ObjectId) else value
