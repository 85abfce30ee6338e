"""What fans wrote can be looked up: written down when a message is stored, anew when its words change, gone when they go."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from avatar.folding import keys
from models import Message, SearchEntry, Workspace
from models.search_entry import key_of

AT_ONCE = 500
DAY = timedelta(days=1)


def index(messages: Iterable[Message]) -> int:
    """Make these findable, each once. Returns how many were not."""
    return SearchEntry.add([_entry(message) for message in messages if message.text.strip()])


def index_anew(message: Message) -> None:
    """Its words are others now."""
    SearchEntry.forget([message.id])
    index([message])


def index_stored(workspace: Workspace, now: datetime) -> int:
    """Make findable what was stored before there was a search, day by day. Returns how many were not."""
    low, count = workspace.created_at, 0
    while low <= now:
        day = Message.of(workspace.id).filter(created_at__gte=low, created_at__lt=low + DAY)
        stored = list(day.only("workspace_id", "account_id", "text", "created_at"))
        count += sum(index(stored[at : at + AT_ONCE]) for at in range(0, len(stored), AT_ONCE))
        low += DAY
    return count


def _entry(message: Message) -> SearchEntry:
    numbers = [key_of(message.workspace_id, key) for key in keys(message.text)]
    return SearchEntry(
        workspace_id=message.workspace_id, account_id=message.account_id, message_id=message.id, keys=numbers,
        at=message.created_at,
    )  # fmt: skip
