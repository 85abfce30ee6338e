"""The Knowledge page: what is known, and the questions nobody could answer."""

import pytest

from connectors.embeddings import embed
from models import Knowledge, Message, Status
from models.fields import utcnow
from models.user import Role
from pipeline.unanswered import groups_of, note
from tests.web.desk import Desk, Visitor


def asks(desk: Desk, text: str) -> Message:
    letter = desk.letter(text=text, draft="")
    note(letter, embed([text])[0], utcnow())
    return letter


def test_an_empty_page_teaches(desk: Desk) -> None:
    text = desk.browser.get("/knowledge").text
    for words in (
        "None is open",
        "None yet. Write the answers",
        "None yet. The avatar gives only links",
        "None was read yet",
    ):
        assert words in text


def test_an_answer_is_added_changed_and_deleted(desk: Desk) -> None:
    assert desk.browser.ask("/knowledge/answers", title="Do you ship?", text="Yes, in a week.").status_code == 200
    assert "Yes, in a week." in desk.browser.get("/knowledge").text
    entry = Knowledge.objects.get()
    desk.browser.ask(f"/knowledge/entries/{entry.id}/change", title="Do you ship?", text="No.")
    assert Knowledge.objects.get().text == "No."
    desk.browser.ask(f"/knowledge/entries/{entry.id}/delete")
    assert Knowledge.objects.count() == 0


def test_a_link_is_added_and_a_bad_one_refused_with_a_sentence(desk: Desk) -> None:
    answer = desk.browser.ask("/knowledge/links", title="The shop", text="shop.example")
    assert answer.status_code == 422 and "whole address" in answer.json["sentence"]
    desk.browser.click("/knowledge/links", title="The shop", text="https://shop.example/a")
    assert "https://shop.example/a" in desk.browser.get("/knowledge").text


def test_posts_are_shown_with_their_source_and_cannot_be_deleted_here(desk: Desk) -> None:
    post = Knowledge(
        workspace_id=desk.workspace.id, account_id=desk.account.id, source="post", external_id="p1", title="The coast",
        text="A ride.", url="https://x.example/p1", said_at=utcnow(),
    ).save()  # fmt: skip
    text = desk.browser.get("/knowledge").text
    assert "https://x.example/p1" in text and "what is said in it" in text
    assert desk.browser.ask(f"/knowledge/entries/{post.id}/delete").status_code == 422


def test_one_click_answers_a_question_for_all_and_rings_the_waiting_letters(desk: Desk) -> None:
    letters = [asks(desk, text) for text in ("do you ship to Germany?", "do you deliver to germany?")]
    text = desk.browser.get("/knowledge").text
    assert "Asked 2 times" in text and "2 letters wait" in text
    group = groups_of(desk.workspace.id)[0]
    answer = desk.browser.ask(f"/knowledge/questions/{group.id}/answer", text="Yes, it takes a week.")
    assert "2 waiting letters are drafted anew" in answer.json["sentence"]
    assert {letter.reload().status for letter in letters} == {Status.CLASSIFIED}
    assert Knowledge.objects.get().title == "do you ship to Germany?"
    assert desk.browser.ask(f"/knowledge/questions/{group.id}/answer", text="Yes.").status_code == 404


def test_a_question_is_put_aside_and_its_letter_still_waits(desk: Desk) -> None:
    letter = asks(desk, "do you ship to Germany?")
    desk.browser.ask(f"/knowledge/questions/{groups_of(desk.workspace.id)[0].id}/dismiss")
    assert groups_of(desk.workspace.id) == [] and letter.reload().status is Status.IN_REVIEW


@pytest.mark.parametrize("path", ["/knowledge/answers", "/knowledge/links", "/knowledge/questions/x/answer"])
def test_who_only_looks_changes_nothing(desk: Desk, path: str) -> None:
    analyst = Visitor(desk.app).sign_in(desk.add_person(Role.ANALYST))
    assert analyst.ask(path, title="a", text="https://b.example").status_code == 403
    assert Knowledge.objects.count() == 0


def test_another_workspace_sees_none_of_it(desk: Desk) -> None:
    asks(desk, "do you ship to Germany?")
    desk.browser.ask("/knowledge/answers", title="Do you ship?", text="a secret answer")
    other = Desk(desk.app)
    text = other.browser.get("/knowledge").text
    assert "a secret answer" not in text and "Germany" not in text
    group = groups_of(desk.workspace.id)[0]
    assert other.browser.ask(f"/knowledge/questions/{group.id}/answer", text="mine").status_code == 404
