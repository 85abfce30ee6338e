"""A queue of many letters: a page at a time, none twice, none lost, and counts that do not lie."""

import re
from datetime import timedelta

from models import Message
from models.fields import utcnow
from models.message import StoredLabel
from tests.web.desk import Desk
from web import queue, streams
from web.queue import AT_ONCE

MINUTE = timedelta(minutes=1)
LABELS = (
    StoredLabel(intent="praise"),
    StoredLabel(intent="question"),
    StoredLabel(intent="personal_story", risks=["money", "legal"]),
)


def _many(desk: Desk, count: int) -> None:
    first, now = desk.letter(text="the template of all"), utcnow()
    rows = []
    for number in range(count):
        row = first.to_mongo()
        row.pop("_id")
        row |= {
            "external_id": f"many{number}", "created_at": now - number * MINUTE, "text": f"letter {number}",
            "label": LABELS[number % 3].to_mongo(),
        }  # fmt: skip
        rows.append(row)
    Message._get_collection().insert_many(rows)
    first.delete()


def _texts(page: str) -> list[str]:
    return re.findall(r"letter \d+", page)


def _walk(desk: Desk, chip: str) -> list[str]:
    found, older = [], ""
    for _ in range(20):
        page = desk.browser.get(f"/review/queue?chip={chip}&after={older}").text
        found += _texts(page)
        older = re.search(r'data-older="([^"]*)"', page)[1]  # type: ignore[index]
        if not older:
            break
    return found


def test_the_pages_of_a_chip_hold_each_letter_once(desk: Desk) -> None:
    count = 3 * AT_ONCE + 30
    _many(desk, count)
    assert _walk(desk, "all") == [f"letter {number}" for number in range(count)]
    assert _walk(desk, "question") == [f"letter {number}" for number in range(1, count, 3)]
    assert _walk(desk, "sensitive") == [f"letter {number}" for number in range(2, count, 3)]


def test_counts_beyond_the_first_page_are_counted_up_to_two_hundred(desk: Desk) -> None:
    queue._tallies.forget()
    _many(desk, 3 * AT_ONCE)
    page = desk.browser.get("/review/queue").text
    shown = dict(re.findall(r'data-chip="(\w+)".*?<span class="figure">([^<]+)</span>', page))
    assert (shown["all"], shown["praise"], shown["sensitive"]) == ("200+", "100", "100")
    assert ">200+</span>" in page and desk.browser.get("/review/count").json == {"count": streams.COUNTED + 1}
    assert 'data-whole=""' in page


def test_a_cursor_that_is_none_begins_at_the_top_and_a_chip_that_is_none_is_all(desk: Desk) -> None:
    desk.letter(text="letter 1")
    assert _texts(desk.browser.get("/review/queue?after=nonsense&chip=none").text) == ["letter 1"]
