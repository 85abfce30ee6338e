"""A write sent twice is done once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from avatar.rules import Effect, Rule, Then
from models import Idempotency, Knowledge
from models.fields import utcnow
from pipeline.rules import keep
from tests.web.api.program import Program
from tests.web.desk import Desk
from web.api.once import GIVEN_UP

ANSWER = {"source": "answer", "title": "Do you ship?", "text": "Yes."}


def test_the_same_key_gives_the_first_answer_once_more(desk: Desk) -> None:
    program = Program(desk)
    first, second = (program.post("/knowledge", "key-1", json=ANSWER) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201) and first.json == second.json
    assert "Idempotency-Replayed" not in first.headers and second.headers["Idempotency-Replayed"] == "true"
    assert second.mimetype == "application/json" and Knowledge.objects.count() == 1


def test_a_decision_sent_again_is_not_a_lost_race(desk: Desk) -> None:
    letter, program = desk.letter(), Program(desk)
    answers = [program.post(f"/messages/{letter.id}/approve", "key-1") for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].headers["ETag"] == answers[1].headers["ETag"]
    assert program.post(f"/messages/{letter.id}/approve", "key-2").status_code == 409


def test_many_at_once_with_one_key_do_it_once(desk: Desk) -> None:
    program = Program(desk)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: program.post("/knowledge", "key-1", json=ANSWER).status_code, range(8)))
    assert Knowledge.objects.count() == 1 and set(answers) <= {201, 409} and 201 in answers


def test_a_key_that_was_used_for_something_else_is_refused(desk: Desk) -> None:
    program = Program(desk)
    program.post("/knowledge", "key-1", json=ANSWER)
    other = program.post("/knowledge", "key-1", json={**ANSWER, "text": "No."})
    assert (other.status_code, other.json["type"].rpartition("#")[2]) == (422, "key-reused")
    assert program.post("/knowledge", "bad key", json=ANSWER).status_code == 400
    assert Knowledge.objects.count() == 1


def test_a_key_belongs_to_one_token(desk: Desk) -> None:
    for program in (Program(desk), Program(desk)):
        assert program.post("/knowledge", "key-1", json=ANSWER).status_code == 201
    assert Knowledge.objects.count() == 2


def test_a_write_that_is_under_way_makes_the_second_wait_and_one_that_never_ended_is_not_begun_again(
    desk: Desk,
) -> None:
    program = Program(desk)
    program.post("/knowledge", "key-1", json=ANSWER)
    Idempotency.objects.update_one(set__code=0)  # as it is in the middle of the first
    busy = program.post("/knowledge", "key-1", json=ANSWER)
    assert (busy.status_code, busy.headers["Retry-After"]) == (409, "1")
    Idempotency.objects.update_one(set__began_at=utcnow() - GIVEN_UP - timedelta(seconds=1))
    assert program.post("/knowledge", "key-1", json=ANSWER).status_code == 500
    assert Knowledge.objects.count() == 1


def test_a_write_that_broke_says_so_each_time(desk: Desk, database: Any) -> None:
    rule, program = keep(desk.workspace.id, Rule("", (), (Effect(Then.TAG, "seen"),)), str(desk.user.id)), Program(desk)
    database.rules.update_one({"_id": rule.id}, {"$set": {"effects.0.do": "no such effect"}})
    first, second = (program.post(f"/rules/{rule.id}/off", "key-1") for _ in range(2))
    assert (first.status_code, second.status_code, second.headers["Idempotency-Replayed"]) == (500, 500, "true")
    assert second.mimetype == "application/problem+json"


def test_what_was_refused_before_it_began_keeps_no_key(desk: Desk) -> None:
    program = Program(desk)
    assert program.post("/knowledge", "key-1", json={"source": "answer"}).status_code == 422
    assert Idempotency.objects.count() == 0
    assert program.post("/knowledge", "key-1", json=ANSWER).status_code == 201
