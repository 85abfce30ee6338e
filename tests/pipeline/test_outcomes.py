"""What people do with drafts becomes evidence."""

from datetime import timedelta
from typing import Any

import pytest

from connectors.limits import Limits
from models import Message, Outcome, Status
from models.fields import utcnow
from models.lifecycle import move
from models.message import StoredLabel
from models.outcome import Verdict, Way
from pipeline import outcomes
from pipeline.review import approve, approve_privately, change, give_up, redraft, reject, undo
from tests.models import make
from tests.pipeline.proof import SURE

LIMITS = Limits(max_reply_bytes=500)
DRAFT = "thank you so much for watching, it means the world to me and to the bread"
pytestmark = pytest.mark.usefixtures("clean", "database")


def drafted(**reply: Any) -> Message:
    label = StoredLabel(intent="praise", confidence=0.9)
    message = move(make.message(make.account(make.workspace()), label=label), Status.CLASSIFIED, by="worker", why="")
    given = {
        "text": DRAFT,
        "draft_text": DRAFT,
        "drafted_at": utcnow(),
        "confidence": 0.9,
        "measured": SURE,
        "eligible": True,
    }
    fields = {f"reply__{name}": value for name, value in {**given, **reply}.items()}
    to = Status.APPROVED if reply.get("mode") == "auto" else Status.IN_REVIEW
    return move(message, to, by="worker", why="", **fields)


def only() -> Outcome:
    (found,) = Outcome.objects
    return found


def test_an_approved_draft_is_an_outcome_with_its_numbers_and_no_words() -> None:
    message = approve(drafted(voice_version="v1"), "ada", LIMITS)
    one = only()
    assert (one.verdict, one.way, one.intent, one.confidence, one.edit) == (
        Verdict.UNCHANGED,
        Way.REVIEWED,
        "praise",
        0.9,
        0,
    )
    assert (one.message_id, one.account_id, one.workspace_id) == (message.id, message.account_id, message.workspace_id)
    assert (one.voice_version, one.eligible, one.measured, one.decided_at) == ("v1", True, SURE, message.moved_at)
    assert DRAFT not in str(one.to_mongo())


@pytest.mark.parametrize(
    ("text", "verdict"),
    [(DRAFT + "!", Verdict.UNCHANGED), ("thanks!", Verdict.EDITED), (DRAFT.replace("world", "earth"), Verdict.EDITED)],
)
def test_an_edit_is_an_error_unless_it_is_a_slip(text: str, verdict: Verdict) -> None:
    approve(drafted(), "ada", LIMITS, text)
    assert only().verdict is verdict
    assert (only().edit > 0) is (verdict is Verdict.EDITED)


def test_what_goes_to_the_inbox_is_not_what_the_avatar_would_have_done() -> None:
    limits = {"comment": Limits(500, private_window=timedelta(days=7)), "direct_message": LIMITS}
    approve_privately(drafted(), "ada", limits)
    assert only().verdict is Verdict.EDITED


def test_a_rejected_draft_and_one_that_is_wanted_anew_are_errors() -> None:
    reject(drafted(), "ada", "wrong tone")
    redraft(drafted(), "ada", "shorter")
    assert [one.verdict for one in Outcome.objects] == [Verdict.REJECTED, Verdict.REJECTED]


def test_words_without_a_draft_are_no_outcome() -> None:
    approve(drafted(draft_text="", text=""), "ada", LIMITS, "my own words")
    reject(drafted(draft_text="", text=""), "ada")
    assert Outcome.objects.count() == 0


def test_a_decision_that_is_taken_back_is_none_and_the_next_one_counts() -> None:
    message = undo(approve(drafted(), "ada", LIMITS), "ada")
    assert Outcome.objects.count() == 0
    approve(message, "ada", LIMITS, "other words")
    assert only().verdict is Verdict.EDITED


def test_what_went_by_itself_and_was_undone_stays_an_error_whatever_comes_after() -> None:
    message = undo(drafted(mode="auto"), "ada")
    assert (only().verdict, only().way) == (Verdict.UNDONE, Way.SENT)
    approve(message, "ada", LIMITS)
    assert (only().verdict, only().way) == (Verdict.UNDONE, Way.SENT)
    undo(message, "ada")
    assert Outcome.objects.count() == 1


def test_a_sample_stands_for_those_that_nobody_looked_at() -> None:
    approve(drafted(sample_share=0.05), "ada", LIMITS)
    assert (only().way, only().stands_for) == (Way.AUDITED, 20.0)


def test_what_the_platform_refused_and_a_person_gave_up_is_no_error_of_the_draft() -> None:
    sending = move(approve(drafted(), "ada", LIMITS), Status.SENDING, by="worker", why="")
    give_up(move(sending, Status.FAILED, by="worker", why=""), "ada")
    assert only().verdict is Verdict.UNCHANGED


def test_a_reply_that_is_changed_after_the_platform_refused_it_counts_as_edited() -> None:
    sending = move(approve(drafted(), "ada", LIMITS), Status.SENDING, by="worker", why="")
    again = change(move(sending, Status.FAILED, by="worker", why=""), "ada")
    approve(again, "ada", LIMITS, "something else")
    assert only().verdict is Verdict.EDITED


def test_anger_after_a_reply_that_went_by_itself_is_an_error_once() -> None:
    message = drafted(mode="auto")
    sent = move(move(message, Status.SENDING, by="worker", why=""), Status.SENT, by="worker", why="")
    from models import SocialAccount

    account = SocialAccount.objects.get(id=sent.account_id)
    for _ in range(2):
        outcomes.complained(account, {sent.conversation_id}, utcnow())
    assert (only().verdict, only().way) == (Verdict.COMPLAINT, Way.SENT)


def test_anger_after_what_a_person_approved_is_the_persons() -> None:
    approved = approve(drafted(), "ada", LIMITS)
    sent = move(move(approved, Status.SENDING, by="worker", why=""), Status.SENT, by="worker", why="")
    from models import SocialAccount

    outcomes.complained(SocialAccount.objects.get(id=sent.account_id), {sent.conversation_id}, utcnow())
    assert only().verdict is Verdict.UNCHANGED
