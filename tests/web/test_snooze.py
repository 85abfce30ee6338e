"""Letters that are put off: they leave the queue, and nothing loses them."""

from datetime import UTC, datetime, timedelta

from connectors.base import InboundMessage
from models import AuditEntry, Message, Status, Workspace
from models.fields import utcnow
from models.lifecycle import move
from models.message import StoredLabel
from models.user import Role
from pipeline.ingest import receive
from tests.web.desk import Desk

HOUR = timedelta(hours=1)


def _queue(desk: Desk) -> str:
    return desk.browser.get("/review/queue").text


def _put_off(desk: Desk, letter: Message, **fields: str) -> str:
    answer = desk.browser.ask(f"/review/{letter.id}/snooze", **{"until": "tomorrow", **fields})
    assert answer.status_code == 200, answer.json
    return str(answer.json["sentence"])


def test_a_letter_that_is_put_off_leaves_the_queue_and_stands_in_the_list(desk: Desk) -> None:
    letter, other = desk.letter(text="not now please"), desk.letter(text="this stays")
    _put_off(desk, letter)
    assert "not now please" not in _queue(desk) and "this stays" in _queue(desk) and "1 put off" in _queue(desk)
    assert desk.browser.get("/review/count").json == {"count": 1}
    assert "not now please" in desk.browser.get("/review/snoozed").text
    assert AuditEntry.of(desk.workspace.id).filter(action="message.snoozed", subject=str(letter.id)).count() == 1
    assert other.reload().snoozed_until is None


def test_it_comes_back_by_itself_on_top_of_the_queue(desk: Desk) -> None:
    letter = desk.letter(text="the old one", created_at=utcnow() - 30 * HOUR)
    desk.letter(text="a newer one")
    _put_off(desk, letter)
    Message.objects(id=letter.id).update_one(set__snoozed_until=utcnow() - timedelta(seconds=1))
    text = _queue(desk)
    assert text.index(">First<") < text.index("the old one") < text.index("a newer one") and "back again" in text
    assert "the old one" not in desk.browser.get("/review/snoozed").text
    assert desk.browser.get("/review/count").json == {"count": 2}


def test_tomorrow_morning_is_the_morning_of_the_people_who_work_here(desk: Desk) -> None:
    Workspace.objects(id=desk.workspace.id).update_one(set__time_zone="Asia/Tokyo")
    letter = desk.letter()
    said = _put_off(desk, letter)
    back = letter.reload().snoozed_until
    assert back.astimezone(UTC).hour == 23 and "08:00" in said  # eight in Tokyo


def test_an_own_moment_is_on_the_clock_of_the_workspace(desk: Desk) -> None:
    Workspace.objects(id=desk.workspace.id).update_one(set__time_zone="America/Argentina/Buenos_Aires")
    letter, day = desk.letter(), (utcnow() + timedelta(days=3)).date()
    _put_off(desk, letter, until="own", own=f"{day}T14:30")
    assert letter.reload().snoozed_until == datetime(day.year, day.month, day.day, 17, 30, tzinfo=UTC)


def test_moments_that_are_none_or_over_are_sentences(desk: Desk) -> None:
    letter = desk.letter()
    for own, sentence in (
        ("2020-01-01T10:00", "over already"),
        ("nonsense", "a day and a time"),
        ("2090-01-01T10:00", "60 days"),
    ):
        answer = desk.browser.ask(f"/review/{letter.id}/snooze", until="own", own=own)
        assert (answer.status_code, sentence in answer.json["sentence"]) == (422, True)
    assert letter.reload().snoozed_until is None


def test_it_is_back_an_hour_before_the_time_to_answer_ends_and_that_is_said(desk: Desk) -> None:
    end = utcnow() + timedelta(hours=5)
    letter = desk.letter(reply_by=end)
    said = _put_off(desk, letter, until="own", own=f"{(utcnow() + timedelta(days=2)):%Y-%m-%dT%H:%M}")
    assert letter.reload().snoozed_until == end - HOUR and "an hour before the time to answer ends" in said


def test_what_must_be_answered_now_stays(desk: Desk) -> None:
    closing = desk.letter(reply_by=utcnow() + timedelta(minutes=50))
    danger = desk.letter(label=StoredLabel(intent="crisis", risks=["crisis"], urgency="high"))
    for letter, words in ((closing, "left to answer"), (danger, "in danger")):
        answer = desk.browser.ask(f"/review/{letter.id}/snooze", until="tomorrow")
        assert answer.status_code == 422 and words in answer.json["sentence"]
        assert letter.reload().snoozed_until is None


def test_it_can_be_brought_back_at_once(desk: Desk) -> None:
    letter = desk.letter(text="come back")
    _put_off(desk, letter)
    assert desk.browser.click(f"/review/{letter.id}/unsnooze", back="/review/snoozed").location == "/review/snoozed"
    assert "come back" in _queue(desk) and "back again" not in _queue(desk)


def test_the_fan_who_writes_again_brings_it_back(desk: Desk) -> None:
    letter = desk.letter(conversation_id="c1", fan_external_id="f1")
    other = desk.letter(conversation_id="c2", fan_external_id="f1")
    _put_off(desk, letter)
    _put_off(desk, other)
    now = utcnow()
    parcel = InboundMessage(
        kind="comment", external_id="again", conversation_id="c1", text="are you there?", author_external_id="f1",
        author_username="ada", created_at=now,
    )  # fmt: skip
    receive(desk.account, [parcel], now)
    assert letter.reload().snoozed_until <= now < other.reload().snoozed_until


def test_a_letter_that_moves_is_put_off_no_longer(desk: Desk) -> None:
    letter = desk.letter(text="changed words")
    _put_off(desk, letter)
    moved = move(letter.reload(), Status.CLASSIFIED, by="fan", why="The fan changed the words.")
    move(moved, Status.IN_REVIEW, by="worker", why="Drafted again.")
    assert "changed words" in _queue(desk)


def test_what_does_not_wait_is_not_put_off(desk: Desk) -> None:
    letter = desk.letter(Status.SENT)
    answer = desk.browser.ask(f"/review/{letter.id}/snooze", until="tomorrow")
    assert answer.status_code == 409 and letter.reload().snoozed_until is None


def test_an_analyst_puts_nothing_off(app, clean: None) -> None:  # type: ignore[no-untyped-def]
    desk = Desk(app, Role.ANALYST)
    letter = desk.letter()
    assert desk.browser.ask(f"/review/{letter.id}/snooze", until="tomorrow").status_code == 403
