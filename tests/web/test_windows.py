"""Pages of a list, read in windows of time."""

from datetime import UTC, datetime, timedelta

from bson import ObjectId

from models import Status
from models.fields import utcnow
from tests.web.desk import Desk
from web.windows import Cursor, newest


def _texts(desk: Desk, *statuses: Status, wanted: int = 100, **more: object) -> list[str]:
    found = newest(desk.workspace.id, statuses, utcnow(), floor=desk.workspace.created_at, wanted=wanted, **more)  # type: ignore[arg-type]
    return [message.text for message in found.messages]


def test_newest_comes_first_over_many_windows(desk: Desk) -> None:
    for days in (0, 40, 3, 11, 1):
        desk.letter(text=str(days), created_at=utcnow() - timedelta(days=days))
    assert _texts(desk) == ["0", "1", "3", "11", "40"]


def test_several_statuses_are_merged_by_time(desk: Desk) -> None:
    for hours, status in ((1, Status.SENT), (2, Status.FAILED), (3, Status.SENT), (4, Status.IGNORED)):
        desk.letter(status, text=str(hours), created_at=utcnow() - timedelta(hours=hours))
    assert _texts(desk, Status.SENT, Status.FAILED) == ["1", "2", "3"]


def test_pages_neither_repeat_nor_lose_what_came_in_the_same_millisecond(desk: Desk) -> None:
    at = utcnow() - timedelta(hours=1)
    for number in range(9):
        desk.letter(text=str(number), created_at=at)
    seen, cursor = [], None
    while True:
        page = newest(desk.workspace.id, [], utcnow(), floor=desk.workspace.created_at, wanted=4, cursor=cursor)
        seen += [message.text for message in page.messages]
        if not page.older:
            break
        cursor = Cursor.read(page.older)
    assert seen == [str(number) for number in reversed(range(9))]


def test_a_page_that_is_exactly_full_has_no_next_one(desk: Desk) -> None:
    for _ in range(3):
        desk.letter()
    assert newest(desk.workspace.id, [], utcnow(), floor=desk.workspace.created_at, wanted=3).older == ""


def test_what_does_not_fit_is_passed_over_without_shortening_the_page(desk: Desk) -> None:
    for number in range(8):
        desk.letter(text=str(number), created_at=utcnow() - timedelta(days=number))
    assert _texts(desk, wanted=3, keep=lambda message: int(message.text) % 2 == 1) == ["1", "3", "5"]


def test_a_cursor_survives_its_way_through_an_address() -> None:
    cursor = Cursor(datetime(2026, 11, 21, 9, 30, 1, 123_000, tzinfo=UTC), ObjectId())
    assert Cursor.read(str(cursor)) == cursor
    assert Cursor.read("") is None and Cursor.read("12-") is None and Cursor.read("x-" + str(ObjectId())) is None
