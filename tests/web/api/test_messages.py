"""Messages and decisions through the API: what a program reads, and what becomes of what it decides."""

from datetime import timedelta

from models import AuditEntry, Message, Status
from models.fields import utcnow
from models.message import StoredLabel
from tests.models import make
from tests.web.api.program import Program
from tests.web.desk import Desk
from web.api import paging


def _now(letter: Message) -> Message:
    return Message.objects.get(id=letter.id)


def test_a_message_shows_its_words_its_draft_and_its_history(desk: Desk) -> None:
    letter = desk.letter(text="which blue?", draft="prussian")
    answer = Program(desk).get(f"/messages/{letter.id}")
    shown = answer.json
    assert (shown["id"], shown["text"], shown["reply"]["text"]) == (str(letter.id), "which blue?", "prussian")
    assert (shown["status"], shown["label"]["intent"], shown["history"][0]["by"]) == ("in_review", "praise", "worker")
    assert shown["created_at"].endswith("Z") and answer.headers["ETag"] == f'"{letter.revision}"'
    assert len(answer.headers["X-Request-Id"]) == 32 and "Set-Cookie" not in answer.headers


def test_pages_follow_each_other_without_a_gap_or_a_repeat(desk: Desk) -> None:
    now = utcnow()
    letters = [desk.letter(created_at=now - timedelta(hours=number // 2)) for number in range(7)]
    program, seen, cursor = Program(desk), list[str](), ""
    for _ in range(4):
        page = program.get("/messages", query_string={"limit": 2, **({"cursor": cursor} if cursor else {})}).json
        seen += [one["id"] for one in page["data"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert cursor is None and len(seen) == 7 and set(seen) == {str(one.id) for one in letters}
    assert seen == [str(one.id) for one in sorted(letters, key=lambda one: (one.created_at, one.id), reverse=True)]


def test_filters_keep_what_they_name(desk: Desk) -> None:
    now, other = utcnow(), make.account(desk.workspace)
    desk.letter(text="old", created_at=now - timedelta(days=9))
    desk.letter(Status.SENT, text="sent", label=StoredLabel(intent="question"))
    make.message(other, text="elsewhere", created_at=now)
    program = Program(desk)

    def texts(**query: object) -> set[str]:
        return {one["text"] for one in program.get("/messages", query_string=query).json["data"]}

    assert texts() == {"old", "sent", "elsewhere"}
    assert texts(status=["sent", "in_review"]) == {"old", "sent"}
    assert texts(intent="question") == {"sent"}
    assert texts(account=str(other.id)) == {"elsewhere"}
    assert texts(since=(now - timedelta(days=1)).isoformat()) == {"sent", "elsewhere"}
    assert texts(since="9999-12-31T23:59:59Z") == set()


def test_a_rare_filter_gives_a_short_page_and_the_way_on(desk: Desk) -> None:
    now, most = utcnow(), paging.MOST_LOOKED_AT
    rows = [desk.letter().to_mongo().to_dict()]
    Message.objects.delete()
    row = {name: value for name, value in rows[0].items() if name != "_id"}
    many = [{**row, "external_id": f"n{n}", "created_at": now - timedelta(seconds=n)} for n in range(most + 3)]
    many[-1]["label"] = {**row["label"], "intent": "press"}
    Message._get_collection().insert_many(many)
    program = Program(desk)
    first = program.get("/messages", query_string={"intent": "press"}).json
    assert first["data"] == [] and first["next"]
    second = program.get("/messages", query_string={"intent": "press", "cursor": first["next"]}).json
    assert [one["label"]["intent"] for one in second["data"]] == ["press"] and second["next"] is None


def test_the_thread_tells_what_was_said_before(desk: Desk) -> None:
    now = utcnow()
    desk.letter(
        Status.SENT, text="first", draft="hello!", conversation_id="c", platform_created_at=now - timedelta(hours=2)
    )
    letter = desk.letter(conversation_id="c", platform_created_at=now)
    said = Program(desk).get(f"/messages/{letter.id}/thread").json["data"]
    assert {(one["text"], one["by_fan"]) for one in said} == {("first", "ada"), ("hello!", "")}


def test_approve_sends_other_words_in_the_makers_name(desk: Desk) -> None:
    letter = desk.letter()
    answer = Program(desk).post(f"/messages/{letter.id}/approve", json={"text": "so kind\r\nof you"})
    now = _now(letter)
    assert (answer.status_code, answer.json["status"]) == (200, "approved")
    assert (now.reply.text, now.reply.approved_by) == ("so kind\nof you", str(desk.user.id))
    assert answer.json["send_after"].startswith(f"{now.send_after:%Y-%m-%dT%H:%M:%S}")
    assert answer.headers["ETag"] == f'"{now.revision}"'
    entry = AuditEntry.objects.get(action="message.approved")
    assert (entry.by, entry.subject) == (str(desk.user.id), str(letter.id)) and "The shop" in entry.note


def test_a_body_may_be_left_out_where_nothing_must_be_said(desk: Desk) -> None:
    letter = desk.letter()
    assert Program(desk).post(f"/messages/{letter.id}/approve").json["status"] == "approved"
    assert _now(letter).reply.text == "thank you!"


def test_a_text_that_cannot_be_sent_is_refused_with_the_reason(desk: Desk) -> None:
    letter, program = desk.letter(kind="direct_message"), Program(desk)
    long = program.post(f"/messages/{letter.id}/approve", json={"text": "ü" * 600})
    assert long.status_code == 422 and "200 bytes longer" in long.json["detail"]
    assert program.post(f"/messages/{letter.id}/approve", json={"text": " "}).status_code == 422
    assert _now(letter).revision == 0


def test_reject_undo_and_redraft_take_the_same_steps_as_the_pages(desk: Desk) -> None:
    letter, program = desk.letter(), Program(desk)
    assert program.post(f"/messages/{letter.id}/reject", json={"reason": "Wrong tone"}).json["status"] == "rejected"
    assert _now(letter).reply.reject_reason == "Wrong tone"
    assert program.post(f"/messages/{letter.id}/undo").json["status"] == "in_review"
    again = program.post(f"/messages/{letter.id}/drafts", json={"hint": "shorter"})
    assert (again.status_code, again.json["status"], _now(letter).reply.hint) == (202, "classified", "shorter")


def test_a_lost_race_is_a_conflict_that_says_what_stands(desk: Desk) -> None:
    letter, program = desk.letter(Status.SENT), Program(desk)
    answer = program.post(f"/messages/{letter.id}/approve")
    assert (answer.status_code, answer.json["type"].rpartition("#")[2]) == (409, "conflict")
    assert "is sent now" in answer.json["detail"]


def test_what_was_decided_on_an_older_revision_is_not_done(desk: Desk) -> None:
    letter, program = desk.letter(), Program(desk)
    tag = program.get(f"/messages/{letter.id}").headers["ETag"]
    program.post(f"/messages/{letter.id}/reject")
    program.post(f"/messages/{letter.id}/undo")
    stale = program.post(f"/messages/{letter.id}/approve", headers={"If-Match": tag})
    assert (stale.status_code, stale.headers["ETag"]) == (412, '"2"')
    assert _now(letter).status is Status.IN_REVIEW
    assert program.post(f"/messages/{letter.id}/approve", headers={"If-Match": '"2"'}).status_code == 200
