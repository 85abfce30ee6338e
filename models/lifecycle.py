"""How a status changes: by `move()` and nothing else. Compare-and-set, with history, in one atomic write."""

from datetime import datetime
from typing import Any, TypeVar

from models.fields import utcnow

Document = TypeVar("Document", bound=Any)


class IllegalMove(Exception):
    """The graph has no such road: a mistake in our code, or a page that is out of date."""


class Lost(Exception):
    """Somebody else moved the document first. What they did stands."""


def move(document: Document, to: Any, by: str, why: str, **changes: Any) -> Document:
    """Take `document` from its present status to `to`, with `changes` (`reply__text="..."`), in one write.

    `by` names who ("worker", a user's id), `why` is a sentence for the history. Returns the document as it is stored now.
    Raises IllegalMove when the graph forbids it, Lost when the stored document is no longer the one in hand.
    """
    if to not in document.LIFE[document.status]:
        raise IllegalMove(f"{document.status} may not become {to}")
    now: datetime = changes.pop("now", None) or utcnow()
    changes.setdefault("wake_at", document.wakes(to, now, changes.get("send_after")))
    step = document.change(at=now, before=document.status, after=to, by=by, why=why)
    moved = type(document).objects(id=document.id, status=document.status, revision=document.revision)
    changes = getattr(document, "MOVED", {}) | changes
    changes |= {"status": to, "moved_at": now, "attempts": 0, "busy_until": None}
    if not moved.update_one(inc__revision=1, push__history=step, **_sets(changes)):
        raise Lost(f"{document.id} is no longer {document.status}")
    document.history.append(step)
    return _as_stored(document, changes)


def touch(document: Document, **changes: Any) -> Document:
    """Change fields without changing the status, if nobody moved the document meanwhile. Raises Lost if they did."""
    mine = type(document).objects(id=document.id, status=document.status, revision=document.revision)
    if not mine.update_one(inc__revision=1, **_sets(changes)):
        raise Lost(f"{document.id} is no longer {document.status}")
    return _as_stored(document, changes)


def begin(document: Document, now: datetime, until: datetime) -> bool:
    """Claim one step on `document` until `until`. False: somebody is at it, or it has moved on."""
    if document.busy_until and document.busy_until > now:
        return False
    mine = type(document).objects(id=document.id, status=document.status, revision=document.revision)
    if not mine.update_one(inc__revision=1, inc__attempts=1, set__busy_until=until, set__wake_at=until):
        return False
    document.revision, document.attempts, document.busy_until = document.revision + 1, document.attempts + 1, until
    return True


def _sets(changes: dict[str, Any]) -> dict[str, Any]:
    return {f"set__{name}": value for name, value in changes.items()}


def _as_stored(document: Document, changes: dict[str, Any]) -> Document:
    """The write matched the revision in hand, so nothing else has changed: no need to read it again."""
    document.revision += 1
    for path, value in changes.items():
        *parents, name = path.split("__")
        place = document
        for parent in parents:
            place = place[parent]
        place[name] = value
    return document
