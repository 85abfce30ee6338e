"""Payloads that others recorded, read from outside the repository; skipped where they are absent. What is refused, and why."""

import pytest

from connectors.facebook import payloads
from connectors.graph import messages as graph_messages
from connectors.graph.inbox import sent
from connectors.graph.values import id_of, listed, next_cursor
from tests.connectors import recorded

PLACE = recorded.FOLDER / "instagram_graph_api" / "python-facebook" / "testdata" / "facebook"
COMMENTS = PLACE / "apidata" / "comments"
MESSAGES = ("models/message.json", "apidata/messages/message_info.json")
ME = "2121008874780932"

USED = ("apidata/comments/*.json", "apidata/messages/*.json", "models/message.json")
REFUSED_ROWS = {
    "comments_p1": "Recorded without the ids of the comments, which we always ask for: what has no id cannot be answered.",
    "comments_p2": "Recorded without the ids of the comments, which we always ask for: what has no id cannot be answered.",
}

pytestmark = recorded.WHERE_THEY_ARE


def test_every_recorded_file_is_read_or_refused_for_a_reason() -> None:
    print(recorded.told(PLACE, REFUSED_ROWS))
    assert recorded.wrongs(PLACE, USED, {}) == []


@pytest.mark.parametrize("name", list(REFUSED_ROWS))
def test_rows_without_an_id_are_refused_though_their_page_is_read(name: str) -> None:
    page = recorded.read(COMMENTS / f"{name}.json")
    assert listed(page) and not any(id_of(row.get("id")) for row in listed(page))
    assert all(payloads.comment(row, (ME,), None).external_id == "" for row in listed(page))
    assert next_cursor(page) == ("after" if name == "comments_p1" else "")


@pytest.mark.parametrize("name", ["comment_info", "comments_info"])
def test_recorded_comments_by_id_are_read(name: str) -> None:
    whole = recorded.read(COMMENTS / f"{name}.json")
    for row in [whole] if "id" in whole else whole.values():
        found = payloads.comment(row, (ME,), None)
        assert (found.external_id, found.text, found.created_at.year) == (row["id"], row["message"], 2021)
        assert (found.from_account, found.author_external_id) == (False, ""), "nobody is named, so nobody is ours"


def test_a_recorded_answer_to_a_send_names_our_reply() -> None:
    answer = recorded.read(COMMENTS / "create_resp.json")
    assert sent(None, answer, "id").external_id == answer["id"]  # type: ignore[arg-type] only for refusing


@pytest.mark.parametrize("name", MESSAGES)
def test_a_recorded_message_is_read(name: str) -> None:
    row = recorded.read(PLACE / name)
    found = graph_messages.direct_message(row, ME, row["from"]["id"])
    assert (found.external_id, found.author_external_id) == (row["id"], row["from"]["id"])
    assert (found.from_account, found.attachments, found.created_at.year) == (False, ("image",), 2021)


def test_recorded_messages_by_id_are_read() -> None:
    rows = list(recorded.read(PLACE / "apidata" / "messages" / "messages_info.json").values())
    found = [graph_messages.direct_message(row, ME, "1") for row in rows]
    assert found and [one.external_id for one in found] == [row["id"] for row in rows]
    assert all(one.from_account is (one.author_external_id == ME) for one in found)
