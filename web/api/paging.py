"""Pages of long lists, from a cursor on: in windows of time, as the pages of the dashboard read them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from bson import ObjectId

from models import Fan, Message, Status
from models.fields import utcnow
from web.api.shapes import bad_cursor
from web.windows import FIRST, GROWTH, TICK, WINDOWS, Cursor, newest

AT_ONCE, MOST_LOOKED_AT = 200, 2_000
"""So many messages are read at once, and so many looked at for one page: a rare filter gives short pages, never slow ones."""
FIRST_DAY = datetime(2005, 1, 1, tzinfo=UTC)
"""No fan was seen before."""


def messages_of(
    workspace_id: ObjectId, statuses: list[Status], *, floor: datetime, wanted: int, cursor: str | None,
    keep: Callable[[Message], bool],
) -> tuple[list[Message], str | None]:  # fmt: skip
    """Up to `wanted` messages, newest first, not older than `floor`, and the cursor of the next page. Raises Refused."""
    now, at, found = utcnow(), read_cursor(cursor), list[Message]()
    for _ in range(MOST_LOOKED_AT // AT_ONCE):
        page = newest(workspace_id, statuses, now, floor=floor, wanted=AT_ONCE, cursor=at)
        for message in page.messages:
            at = Cursor(message.created_at, message.id)
            if keep(message):
                found.append(message)
                if len(found) == wanted:
                    is_last = not page.older and message is page.messages[-1]
                    return found, None if is_last else str(at)
        if not page.older:
            return found, None
    return found, str(at)


def fans_of(workspace_id: ObjectId, wanted: int, cursor: str | None) -> tuple[list[Fan], str | None]:
    """Up to `wanted` fans, who wrote last first, and the cursor of the next page. Raises Refused."""
    at = read_cursor(cursor)
    falling = _falling(workspace_id, (at.at if at else utcnow()) + TICK)
    behind = (fan for fan in falling if at is None or (fan.last_seen_at, fan.id) < (at.at, at.id))
    found = list(islice(behind, wanted + 1))
    if len(found) <= wanted:
        return found, None
    last = found[wanted - 1]
    return found[:wanted], str(Cursor(last.last_seen_at, last.id))


def read_cursor(text: str | None) -> Cursor | None:
    """None: the first page. Raises Refused for what is no cursor of ours."""
    if text is None:
        return None
    return Cursor.read(text) or _refuse()


def _refuse() -> Cursor:
    raise bad_cursor()


def _falling(workspace_id: ObjectId, high: datetime) -> Iterator[Fan]:
    width: timedelta = FIRST
    for _ in range(WINDOWS):
        low = max(high - width, FIRST_DAY)
        yield from (
            Fan.of(workspace_id).filter(last_seen_at__gte=low, last_seen_at__lt=high).order_by("-last_seen_at", "-id")
        )
        if low <= FIRST_DAY:
            return
        high, width = low, width * GROWTH
