import pytest

from connectors.limits import Limits
from models import Message, Status
from models.lifecycle import IllegalMove, Lost, move
from pipeline.review import BadReply, approve, redraft, reject, retry, undo
from tests.models import make

LIMITS = Limits(max_reply_bytes=20)
pytestmark = pytest.mark.usefixtures("clean")


@pytest.fixture
def waiting() -> Message:
    message = move(make.message(make.account(make.workspace())), Status.CLASSIFIED, by="worker", why="")
    return move(message, Status.IN_REVIEW, by="worker", why="", reply__text="thank you", reply__draft_text="thank you")


def test_approve_keeps_the_draft_and_waits_for_the_undo_window(waiting: Message) -> None:
    approved = approve(waiting, "ada", LIMITS)
    assert (approved.status, approved.reply.text, approved.reply.approved_by) == (Status.APPROVED, "thank you", "ada")
    assert (approved.send_after - approved.moved_at).total_seconds() == 20
    assert approved.history[-1].why == "Approved."


def test_approve_with_other_words_keeps_both(waiting: Message) -> None:
    approved = approve(waiting, "ada", LIMITS, "  thanks a lot ")
    assert (approved.reply.text, approved.reply.draft_text) == ("thanks a lot", "thank you")
    assert approved.history[-1].why == "Approved with changes."


def test_what_a_person_wrote_without_a_draft_is_marked_as_human(waiting: Message) -> None:
    waiting.reply.draft_text = ""
    waiting.save()
    assert approve(waiting, "ada", LIMITS, "hi").reply.mode == "human"


@pytest.mark.parametrize("text", ["", "   ", "seven letters too long", "ü" * 11])
def test_a_text_that_cannot_be_sent_is_refused_and_changes_nothing(waiting: Message, text: str) -> None:
    with pytest.raises(BadReply) as refused:
        approve(waiting, "ada", LIMITS, text)
    assert str(refused.value).endswith(".")
    assert waiting.reload().status is Status.IN_REVIEW


def test_the_second_click_is_refused(waiting: Message) -> None:
    stale = Message.objects.get(id=waiting.id)
    approve(waiting, "ada", LIMITS)
    with pytest.raises(Lost):
        approve(stale, "ben", LIMITS)
    with pytest.raises(IllegalMove):
        approve(waiting.reload(), "ben", LIMITS)


def test_undo_brings_it_back_until_it_is_being_sent(waiting: Message) -> None:
    back = undo(approve(waiting, "ada", LIMITS), "ada")
    assert (back.status, back.send_after, back.reply.mode) == (Status.IN_REVIEW, None, "")
    sending = move(approve(back, "ada", LIMITS), Status.SENDING, by="worker", why="")
    with pytest.raises(IllegalMove):
        undo(sending, "ada")


def test_undo_does_not_mind_a_worker_that_only_looked(waiting: Message) -> None:
    approved = approve(waiting, "ada", LIMITS)
    Message.objects(id=approved.id).update_one(inc__revision=1)
    assert undo(approved, "ada").status is Status.IN_REVIEW


def test_reject_and_redraft_keep_what_the_person_said(waiting: Message) -> None:
    again = redraft(waiting, "ada", "shorter")
    assert (again.status, again.reply.hint) == (Status.CLASSIFIED, "shorter")
    rejected = reject(move(again, Status.IN_REVIEW, by="worker", why=""), "ada", "not mine")
    assert (rejected.status, rejected.reply.reject_reason) == (Status.REJECTED, "not mine")


def test_retry_sends_only_what_failed_while_it_was_sent(waiting: Message) -> None:
    sending = move(approve(waiting, "ada", LIMITS), Status.SENDING, by="worker", why="")
    assert retry(move(sending, Status.FAILED, by="worker", why=""), "ada").status is Status.APPROVED


def test_retry_judges_anew_what_failed_before_anybody_approved_it(waiting: Message) -> None:
    failed = move(redraft(waiting, "ada"), Status.FAILED, by="worker", why="")
    assert failed.reply.text
    assert retry(failed, "ada").status is Status.RECEIVED


def test_no_click_takes_a_reply_back_that_is_being_sent(waiting: Message) -> None:
    sending = move(approve(waiting, "ada", LIMITS), Status.SENDING, by="worker", why="")
    for act in (
        lambda: approve(sending, "ben", LIMITS),
        lambda: retry(sending, "ben"),
        lambda: redraft(sending, "ben"),
    ):
        with pytest.raises(IllegalMove):
            act()
    assert Message.objects.get(id=sending.id).status is Status.SENDING


def test_a_rejected_message_can_be_laid_back(waiting: Message) -> None:
    back = undo(reject(waiting, "ada", "too soon"), "ada")
    assert (back.status, back.reply.reject_reason) == (Status.IN_REVIEW, "")
