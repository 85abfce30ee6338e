from datetime import timedelta

import pytest

from connectors.limits import Limits
from models import Message, Status
from models.fields import utcnow
from models.lifecycle import IllegalMove, Lost, move, touch
from pipeline.review import BadReply, approve, approve_privately, change, give_up, redraft, reject, retry, undo
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


WINDOWS = Limits(max_reply_bytes=20, reply_window=timedelta(hours=24), human_window=timedelta(days=7))


@pytest.fixture
def late(waiting: Message) -> Message:
    """The time for a draft is over since an hour; a person has six days left."""
    now = utcnow()
    return touch(waiting, platform_created_at=now - timedelta(hours=25), reply_by=now - timedelta(hours=1))


def test_after_the_window_an_unchanged_draft_is_refused_and_the_persons_words_go(late: Message) -> None:
    for text in (None, "thank you", " thank you "):
        with pytest.raises(BadReply, match=r"only your own words.*Nothing was sent\."):
            approve(late, "ada", WINDOWS, text)
    assert late.reload().reply.text == "thank you"
    assert approve(late, "ada", WINDOWS, "thank you Ada").status is Status.APPROVED


def test_words_without_a_draft_are_a_persons_own(late: Message) -> None:
    assert approve(touch(late, reply__draft_text=""), "ada", WINDOWS, "thank you").reply.mode == "human"


def test_after_the_longer_window_nothing_goes(late: Message) -> None:
    touch(late, reply_by=utcnow() - timedelta(days=6, seconds=1))
    with pytest.raises(BadReply, match="time to answer is over"):
        approve(late, "ada", WINDOWS, "my own words")


def test_a_platform_without_a_longer_window_takes_nothing_late(late: Message) -> None:
    with pytest.raises(BadReply, match="time to answer is over"):
        approve(late, "ada", LIMITS, "my own words")


PRIVATE = {"comment": Limits(10, private_window=timedelta(days=7)), "direct_message": Limits(20)}


def test_a_private_answer_may_be_as_long_as_a_direct_message(waiting: Message) -> None:
    with pytest.raises(BadReply):
        approve(waiting, "ada", PRIVATE["comment"], "fifteen letters")
    private = approve_privately(waiting, "ada", PRIVATE, "fifteen letters")
    assert private.reply.private and private.history[-1].why.endswith("Goes to the fan's inbox.")
    assert not undo(private, "ada").reply.private


def test_a_private_answer_has_its_time_and_its_platforms(waiting: Message) -> None:
    none = {**PRIVATE, "comment": LIMITS}
    with pytest.raises(BadReply, match="does not let"):
        approve_privately(waiting, "ada", none, "hi")
    touch(waiting, platform_created_at=utcnow() - timedelta(days=7))
    with pytest.raises(BadReply, match="in private is over"):
        approve_privately(waiting, "ada", PRIVATE, "hi")
    assert Message.objects.get(id=waiting.id).status is Status.IN_REVIEW


@pytest.fixture
def refused(waiting: Message) -> Message:
    """The platform did not take it."""
    sending = move(approve(waiting, "ada", LIMITS), Status.SENDING, by="worker", why="")
    return move(sending, Status.FAILED, by="worker", why="It says no.", problem="It says no.")


def test_a_refused_reply_can_be_changed_with_its_reason_at_hand(refused: Message) -> None:
    again = change(refused, "ben")
    assert (again.status, again.problem, again.reply.text) == (Status.IN_REVIEW, "It says no.", "thank you")
    assert again.send_after is None


def test_a_reply_that_may_stand_there_is_not_changed_into_a_second_one(refused: Message) -> None:
    with pytest.raises(BadReply, match="looks there first"):
        change(touch(refused, reply__doubtful_since=utcnow()), "ben")
    assert refused.reload().status is Status.FAILED


def test_what_failed_can_be_given_up(refused: Message, waiting: Message) -> None:
    given = give_up(refused, "ben")
    assert (given.status, given.reply.reject_reason) == (Status.REJECTED, "Given up")


def test_what_failed_before_there_was_a_reply_can_be_given_up_but_not_changed(waiting: Message) -> None:
    failed = move(redraft(waiting, "ada"), Status.FAILED, by="worker", why="")
    with pytest.raises(BadReply):
        change(failed, "ben")
    assert give_up(failed, "ben").status is Status.REJECTED
