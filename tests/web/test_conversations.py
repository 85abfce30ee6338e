"""What was received, what was sent, and the life of one message."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.world import Fault, World
from models import Message, Status
from models.fields import utcnow
from models.message import Change, Reply
from tests.models import make
from tests.web.desk import Desk


def _sent(desk: Desk, mode: str = "auto", **fields: Any) -> Message:
    reply = Reply(text="so kind", draft_text="so kind", mode=mode, external_id="r1", sent_at=utcnow())
    return desk.letter(Status.SENT, **{"reply": reply, **fields})


def test_conversations_show_everything_in_pages(desk: Desk) -> None:
    for number in range(45):
        desk.letter(Status.IGNORED, text=f"letter {number:02d}", created_at=utcnow() - timedelta(hours=number * 7))
    first = desk.browser.get("/conversations").text
    assert "letter 00" in first and "letter 39" in first and "letter 40" not in first
    older = next(part.split('"')[0] for part in first.split('href="') if "?older=" in part).replace("&amp;", "&")
    second = desk.browser.get(older).text
    assert "letter 40" in second and "letter 44" in second and "letter 39" not in second
    assert "That is all of it" in second


def test_conversations_filter_by_state_and_account(desk: Desk) -> None:
    other = make.account(desk.workspace)
    desk.letter(text="waits")
    desk.letter(Status.FAILED, text="failed")
    make.message(other, text="elsewhere", status=Status.FAILED, created_at=utcnow())
    failed = desk.browser.get("/conversations?show=failed").text
    assert "elsewhere" in failed and ">failed<" in failed and ">waits<" not in failed
    here = desk.browser.get(f"/conversations?show=failed&account={desk.account.id}").text
    assert "elsewhere" not in here and ">failed<" in here


@pytest.mark.parametrize(
    "query", ["show=nothing", "account=x", "older=x", "older=99999999999999999-x", "older=1-6b01659b0f823842eadf1060"]
)
def test_addresses_that_make_no_sense_show_a_page_all_the_same(desk: Desk, query: str) -> None:
    assert desk.browser.get(f"/conversations?{query}").status_code == 200


def test_empty_lists_teach(desk: Desk) -> None:
    assert "Fanmail looks every minute" in desk.browser.get("/conversations").text
    assert "Nothing has gone out yet" in desk.browser.get("/sent").text


def test_sent_tells_the_avatar_from_people_and_offers_undo(desk: Desk) -> None:
    _sent(desk)
    approved = desk.letter(Status.APPROVED, reply=Reply(text="by me", mode="approved", approved_by=str(desk.user.id)))
    text = desk.browser.get("/sent").text
    assert "The avatar" in text and "by me" in text and f"/messages/{approved.id}/undo" in text
    assert "by me" not in desk.browser.get("/sent?show=auto").text


def test_a_message_shows_who_moved_it_when_and_why(desk: Desk) -> None:
    now = utcnow()
    letter = _sent(desk, history=[
        Change(at=now - timedelta(minutes=5), after="received", by="fan"),
        Change(at=now - timedelta(minutes=4), after="in_review", by="worker", why="Questions ask you first."),
        Change(at=now - timedelta(minutes=2), after="approved", by=str(desk.user.id), why="Approved with changes."),
        Change(at=now, after="sent", by="worker", why="Sent."),
    ])  # fmt: skip
    text = desk.browser.get(f"/messages/{letter.id}").text
    for words in ("Questions ask you first.", "Approved with changes.", "You", "Waits for you", "4 m ago", "so kind"):
        assert words in text, words


def test_undo_takes_back_what_was_to_be_sent_by_itself(desk: Desk) -> None:
    letter = desk.letter(
        Status.APPROVED, reply=Reply(text="hi", mode="auto"), send_after=utcnow() + timedelta(seconds=20)
    )
    assert "Undo" in desk.browser.get(f"/messages/{letter.id}").text
    answer = desk.browser.ask(f"/messages/{letter.id}/undo")
    assert (answer.status_code, answer.json["status"]) == (200, "in_review")


def test_a_rejected_letter_can_be_laid_back_into_review(desk: Desk) -> None:
    letter = desk.letter(Status.REJECTED)
    assert "Lay it back into review" in desk.browser.get(f"/messages/{letter.id}").text
    assert "Lay it back into review" in desk.browser.get(f"/review/{letter.id}/letter").text
    answer = desk.browser.click(f"/messages/{letter.id}/undo", back=f"/review/{letter.id}")
    assert answer.location == f"/review/{letter.id}"
    assert Message.objects.get(id=letter.id).status is Status.IN_REVIEW


def test_undo_that_comes_too_late_is_a_sentence(desk: Desk) -> None:
    answer = desk.browser.ask(f"/messages/{_sent(desk).id}/undo")
    assert answer.status_code == 409
    assert "“Sent”" in answer.json["sentence"]


def _refused(desk: Desk, **fields: Any) -> Message:
    step = Change(at=utcnow(), before="sending", after="failed", by="worker", why="The platform said no.")
    return desk.letter(Status.FAILED, problem="The platform said no.", history=[step], **fields)


def test_failed_is_failed_on_every_page_with_its_reason_and_what_can_be_done(desk: Desk) -> None:
    letter = _refused(desk)
    for page in (f"/messages/{letter.id}", f"/review/{letter.id}/letter"):
        text = desk.browser.get(page).text
        for words in ("The platform said no.", "Try again", "Change the answer", "Give up"):
            assert words in text, (page, words)
    assert "The platform said no." in desk.browser.get("/conversations?show=failed").text
    assert "1 letter failed" in desk.browser.get("/review").text
    assert "1 letter failed" in desk.browser.get("/accounts").text


def test_a_failed_answer_is_changed_in_the_review_room(desk: Desk) -> None:
    letter = _refused(desk)
    answer = desk.browser.click(f"/messages/{letter.id}/change", back=f"/review/{letter.id}")
    assert answer.location == f"/review/{letter.id}"
    room = desk.browser.get(answer.location).text
    assert "thank you!" in room and "The platform said no." in room and "failed" not in room


def test_a_failed_answer_is_given_up(desk: Desk) -> None:
    letter = _refused(desk)
    assert desk.browser.ask(f"/messages/{letter.id}/give-up").json["status"] == "rejected"
    assert desk.browser.ask(f"/messages/{letter.id}/give-up").status_code == 409


def test_what_may_stand_there_already_is_not_offered_to_be_changed(desk: Desk) -> None:
    letter = _refused(desk, reply=Reply(text="so kind", draft_text="so kind", doubtful_since=utcnow()))
    assert "Change the answer" not in desk.browser.get(f"/messages/{letter.id}").text
    assert desk.browser.ask(f"/messages/{letter.id}/change").status_code == 422


def test_retry_sends_a_failed_reply_again(desk: Desk) -> None:
    refused = Change(at=utcnow(), before="sending", after="failed", by="worker", why="The platform said no.")
    letter = desk.letter(Status.FAILED, problem="The platform said no.", history=[refused])
    assert "The platform said no." in desk.browser.get(f"/messages/{letter.id}").text
    assert desk.browser.ask(f"/messages/{letter.id}/retry").json["status"] == "approved"


def test_withdraw_deletes_it_at_the_platform_too(desk: Desk, own_world: World) -> None:
    letter = _sent(desk)
    assert "Take it down" in desk.browser.get(f"/messages/{letter.id}").text
    assert desk.browser.ask(f"/messages/{letter.id}/withdraw").json["status"] == "withdrawn"
    assert own_world.entry("instagram", "r1").deleted_at


def test_withdraw_that_the_platform_refuses_is_its_sentence(desk: Desk, own_world: World) -> None:
    letter = _sent(desk)
    own_world.add_fault(Fault("instagram", "delete", "fail_before"))
    answer = desk.browser.ask(f"/messages/{letter.id}/withdraw")
    assert answer.status_code == 502
    assert "Instagram" in answer.json["sentence"]
    assert Message.objects.get(id=letter.id).status is Status.SENT


def test_a_direct_message_cannot_be_withdrawn_and_the_page_says_why(desk: Desk) -> None:
    letter = _sent(desk, kind="direct_message")
    text = desk.browser.get(f"/messages/{letter.id}").text
    assert "Take it down" not in text and "does not let anybody delete" in text
    assert desk.browser.ask(f"/messages/{letter.id}/withdraw").status_code == 422


def test_words_that_had_to_be_deleted_say_so_wherever_they_stood(desk: Desk) -> None:
    desk.account = make.account(desk.workspace, platform="youtube")
    gone = {"text": "", "fan_username": "", "text_deleted_at": datetime(2026, 11, 5, tzinfo=UTC)}
    old = desk.letter()
    Message.objects(id=old.id).update_one(**{f"set__{name}": value for name, value in gone.items()})
    sentence = "YouTube&#39;s rules let us keep this text for 30 days; it was deleted on 5 November 2026."
    assert sentence in desk.browser.get(f"/messages/{old.id}").text
    assert sentence in desk.browser.get(f"/review/{old.id}").text
    assert "words deleted in time" in desk.browser.get("/review").text
    assert "Words deleted in time" in desk.browser.get("/conversations").text
    Message.objects(id=old.id).update_one(set__status=Status.WITHDRAWN_BY_FAN)
    assert sentence not in desk.browser.get(f"/messages/{old.id}").text
    later = desk.letter(
        text="and now?", conversation_id=old.conversation_id, platform_created_at=utcnow() + timedelta(minutes=1),
    )  # fmt: skip
    assert "deleted by the fan" in desk.browser.get(f"/messages/{later.id}").text


def test_no_other_draft_is_asked_for_what_has_no_words_any_more(desk: Desk) -> None:
    letter = desk.letter(text="", text_deleted_at=utcnow())
    answer = desk.browser.ask(f"/review/{letter.id}/redraft")
    assert answer.status_code == 422 and "rules" in answer.json["sentence"]
    assert letter.reload().status is Status.IN_REVIEW
