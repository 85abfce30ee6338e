"""What a person has to know and may have to do: one open sentence for each cause, until the cause is gone."""

from collections.abc import Callable
from contextlib import suppress

from bson import ObjectId
from mongoengine import StringField
from mongoengine.errors import NotUniqueError

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs

_listeners: list[Callable[[ObjectId], None]] = []


class Notification(Belongs):
    """Open while `resolved_at` is empty; `seen_at` says that somebody has put it aside. Never with the text of a message."""

    meta = {
        "collection": "notifications",
        # Of the open ones (no time yet) a key has one; the resolved ones differ in their time.
        "indexes": [
            {"fields": ["workspace_id", "key", "resolved_at"], "unique": True},
            ("workspace_id", "resolved_at"),
            ("resolved_at", "alerted_at"),
        ],
        "auto_create_index_on_save": False,
    }

    key = StringField(required=True)  # the cause: "access:<account id>"
    slot = StringField(required=True)  # the place of the one open sentence of a key; what is resolved leaves it
    sentence = StringField(required=True)
    url = StringField(default="")  # where it can be mended, a path of ours
    created_at = UtcDateTime(default=utcnow)
    seen_at = UtcDateTime()
    alerted_at = UtcDateTime()  # when it was looked who wants a mail about it; empty: it is news
    resolved_at = UtcDateTime()

    @classmethod
    def open_of(cls, workspace_id: ObjectId) -> list["Notification"]:
        """All that is open in a workspace, the newest first. They are few: one a cause."""
        return sorted(cls.of(workspace_id).filter(resolved_at=None), key=lambda one: one.created_at, reverse=True)


def on_notices(listener: Callable[[ObjectId], None]) -> None:
    """Have `listener` called in this process with a workspace's id, each time its open notices have changed."""
    _listeners.append(listener)


def notices_changed(workspace_id: ObjectId) -> None:
    """Tell whoever listens."""
    for listener in _listeners:
        listener(workspace_id)


def notify(workspace_id: ObjectId, key: str, sentence: str, url: str) -> None:
    """Say `sentence` to the people of a workspace, once for each `key`. Other words for the same key are news again."""
    slot = _slot(workspace_id, key)
    known = Notification.objects(slot=slot).first()
    if known is not None and known.sentence == sentence:
        return
    news = {
        "set__sentence": sentence,
        "set__url": url,
        "set__created_at": utcnow(),
        "unset__seen_at": True,
        "unset__alerted_at": True,
    }
    if known is None or not Notification.objects(slot=slot).update_one(**news):
        new = Notification(workspace_id=workspace_id, key=key, slot=slot, sentence=sentence, url=url)
        try:
            new.save(force_insert=True)
        except NotUniqueError:  # somebody said it at the same moment
            Notification.objects(slot=slot).update_one(**news)
    notices_changed(workspace_id)


def resolve(workspace_id: ObjectId, key: str) -> None:
    """The cause `key` is gone.

    The open one is replaced by a copy outside its slot: the small database never frees a unique value that was changed.
    """
    known = Notification.objects(slot=_slot(workspace_id, key)).first()
    if known is None:
        return
    past = Notification(
        workspace_id=workspace_id, key=key, slot=f"{known.slot} {known.id}", sentence=known.sentence, url=known.url,
        created_at=known.created_at, seen_at=known.seen_at, resolved_at=utcnow(),
    )  # fmt: skip
    with suppress(NotUniqueError):  # somebody else resolves it just now
        past.save(force_insert=True)
    known.delete()
    notices_changed(workspace_id)


def _slot(workspace_id: ObjectId, key: str) -> str:
    return f"{workspace_id} {key}"
