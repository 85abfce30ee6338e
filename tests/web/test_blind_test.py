"""The blind test on its pages: started, waited for, answered pair by pair, kept."""

from datetime import timedelta

import pytest
from flask import Flask

from models import BlindTest
from models.blind_test import Pair
from models.fields import utcnow
from models.user import Role
from tests.pipeline.test_blind_test import wrote
from tests.web.desk import Desk, Visitor
from worker.personas import make_blind_test


def stored_test(desk: Desk, pairs: int = 2, **fields: object) -> BlindTest:
    made = [
        Pair(
            example_id=desk.workspace.id,
            fan_text=f"letter {number}",
            own=f"own {number}",
            made=f"made {number}",
            own_first=number % 2 == 0,
        )
        for number in range(pairs)
    ]
    given = {"workspace_id": desk.workspace.id, "by": str(desk.user.id), "pairs": made, "persona_version": "4"}
    return BlindTest(**{**given, **fields}).save()


def test_an_empty_page_teaches(desk: Desk) -> None:
    text = desk.browser.get("/persona/blind-test").text
    assert "Nobody has finished one yet" in text and "Start a blind test" in text


def test_a_test_is_started_made_by_a_worker_and_asked(desk: Desk) -> None:
    wrote(desk.account, 60)
    where = desk.browser.click("/persona/blind-test").location
    test = BlindTest.of(desk.workspace.id).get()
    assert where == f"/persona/blind-test/{test.id}"
    assert "The avatar is writing its part" in desk.browser.get(where).text
    assert desk.browser.click("/persona/blind-test").location == where, "a second click opens the same"
    make_blind_test(str(test.id))
    made = test.reload().pairs
    make_blind_test(str(test.id))
    assert made and test.reload().pairs == made, "a task that comes twice changes nothing"
    text = desk.browser.get(where).text
    assert "Which did you write?" in text and f"Pair 1 of {len(made)}" in text
    assert made[0].own.split("!")[0] in text and made[0].made.split("!")[0] in text


def test_too_little_is_a_sentence_and_no_test(desk: Desk) -> None:
    where = desk.browser.click("/persona/blind-test").location
    make_blind_test(where.rsplit("/", 1)[1])
    text = desk.browser.get(where, follow_redirects=True).text
    assert "There are too few replies of yours yet" in text and "Start a blind test" in text
    assert desk.browser.click("/persona/blind-test").location != where, "one may try again"


def test_a_test_that_nobody_made_says_so_instead_of_waiting_for_ever(desk: Desk) -> None:
    lost = stored_test(desk, 0, made_at=utcnow() - timedelta(minutes=6))
    text = desk.browser.get(f"/persona/blind-test/{lost.id}", follow_redirects=True).text
    assert "It took too long to make" in text


def test_each_answer_says_right_or_wrong_and_the_end_says_how_it_went(desk: Desk) -> None:
    test = stored_test(desk)
    address = f"/persona/blind-test/{test.id}"
    first = desk.browser.get(address).text
    assert first.index("own 0") < first.index("made 0") and "letter 0" in first and "avatar’s" not in first
    right = desk.browser.click(f"{address}/answer", number=0, own="a")
    second = desk.browser.get(right.location).text
    assert "Pair 1: right." in second and second.index("made 1") < second.index("own 1") and "Pair 2 of 2" in second
    wrong = desk.browser.click(f"{address}/answer", number=1, own="a")
    end = desk.browser.get(wrong.location).text
    assert "Pair 2: wrong." in end and "You found your own reply in 1 of 2." in end and "version 4" in end
    assert test.reload().finished_at
    assert "You found your own reply in 1 of 2." in desk.browser.get("/persona/blind-test").text


def test_the_first_answer_counts(desk: Desk) -> None:
    test = stored_test(desk)
    for own in ("b", "a"):
        desk.browser.click(f"/persona/blind-test/{test.id}/answer", number=0, own=own)
    assert [pair.right for pair in test.reload().pairs] == [False, None]


@pytest.mark.parametrize(
    "fields", [{"number": 2, "own": "a"}, {"number": "x", "own": "a"}, {"number": 0, "own": "c"}, {}]
)
def test_an_answer_to_nothing_changes_nothing(desk: Desk, fields: dict[str, object]) -> None:
    test = stored_test(desk)
    answer = desk.browser.ask(f"/persona/blind-test/{test.id}/answer", **fields)
    assert (answer.status_code, answer.json["sentence"]) == (422, "Choose A or B.")
    assert [pair.right for pair in test.reload().pairs] == [None, None]


def test_reviewers_take_their_own_and_analysts_see_how_it_went(desk: Desk) -> None:
    mine = stored_test(desk, finished_at=utcnow())
    reviewer, analyst = (
        Visitor(desk.app).sign_in(desk.add_person(role, role.title())) for role in (Role.REVIEWER, Role.ANALYST)
    )
    assert reviewer.get(f"/persona/blind-test/{mine.id}").status_code == 404, "somebody else's pairs would give it away"
    assert reviewer.click("/persona/blind-test").status_code == 302
    assert analyst.click("/persona/blind-test").status_code == 403
    assert "Start a blind test" not in analyst.get("/persona/blind-test").text
    assert "Found 0 of 0 of the creator’s own replies." in analyst.get("/persona/blind-test").text


def test_another_workspace_sees_none_of_it(app: Flask, desk: Desk) -> None:
    stored_test(desk, finished_at=utcnow())
    assert "Nobody has finished one yet" in Desk(app).browser.get("/persona/blind-test").text
