"""One decision on many letters: what it takes, what it leaves out, and how it is stopped and taken back."""

from typing import Any

import connectors
from models import AuditEntry, BulkJob, Message, Outcome, Status
from models.bulk_job import BulkState
from models.fields import utcnow
from models.lifecycle import move
from models.message import Reply, StoredLabel
from models.user import Role
from pipeline import bulk
from pipeline.bulk import PATIENCE, STEP
from tests.web.desk import Desk
from worker.bulk import resume_bulk, run_bulk

PRAISE = StoredLabel(intent="praise", confidence=0.9)


def _begun(desk: Desk, **fields: str) -> BulkJob:
    answer = desk.browser.ask("/review/bulk", **fields)
    assert answer.status_code == 200, answer.json
    return BulkJob.objects.get(id=answer.json["job"])


def _ran(desk: Desk, **fields: str) -> tuple[BulkJob, str]:
    job = _begun(desk, **fields)
    run_bulk(str(job.id))
    return job.reload(), desk.browser.get(f"/review/bulk/{job.id}").text


def test_all_letters_of_a_chip_are_approved_as_drafted_and_the_delicate_ones_wait(desk: Desk) -> None:
    praise = [desk.letter(label=PRAISE) for _ in range(3)]
    money = desk.letter(label=StoredLabel(intent="praise", risks=["money"]))
    objected = desk.letter(reply=Reply(text="it is 5 €", draft_text="it is 5 €", findings=["A price."]), label=PRAISE)
    question = desk.letter(label=StoredLabel(intent="question"))
    job, text = _ran(desk, verb="approve", chip="praise")
    assert {one.reload().status for one in praise} == {Status.APPROVED}
    assert {one.reload().status for one in (money, objected, question)} == {Status.IN_REVIEW}
    assert (job.state, job.decided, job.delicate) == (BulkState.DONE, 3, 2)
    assert "3 letters approved. 2 delicate, so they wait for a look of yours." in text
    assert praise[0].reload().reply.approved_by == str(desk.user.id)
    assert AuditEntry.of(desk.workspace.id).filter(action="bulk.approve").get().note == "5 letters"


def test_what_nobody_has_read_proves_nothing_for_auto_send(desk: Desk) -> None:
    drafted = Reply(text="thanks", draft_text="thanks", drafted_at=utcnow())
    letter = desk.letter(reply=drafted, label=PRAISE)
    _ran(desk, verb="approve", ids=str(letter.id))
    assert letter.reload().status is Status.APPROVED and Outcome.objects.count() == 0


def test_a_selection_is_rejected_with_its_reason_and_all_of_it_is_taken_back(desk: Desk) -> None:
    letters, other = [desk.letter() for _ in range(3)], desk.letter()
    job, _ = _ran(desk, verb="reject", ids=",".join(str(one.id) for one in letters), reason="Spam")
    assert {one.reload().reply.reject_reason for one in letters} == {
        "Spam"
    } and other.reload().status is Status.IN_REVIEW
    assert desk.browser.ask(f"/review/bulk/{job.id}/undo").status_code == 200
    run_bulk(str(job.id))
    assert {one.reload().status for one in letters} == {Status.IN_REVIEW}
    assert "3 letters taken back." in desk.browser.get(f"/review/bulk/{job.id}").text
    assert desk.browser.ask(f"/review/bulk/{job.id}/undo").status_code == 409


def test_what_has_gone_out_is_counted_and_not_taken_back(desk: Desk) -> None:
    letters = [desk.letter(label=PRAISE) for _ in range(2)]
    job, _ = _ran(desk, verb="approve", ids=",".join(str(one.id) for one in letters))
    move(letters[0].reload(), Status.SENDING, by="worker", why="")
    desk.browser.ask(f"/review/bulk/{job.id}/undo")
    run_bulk(str(job.id))
    assert "1 letter taken back. 1 had gone out or changed." in desk.browser.get(f"/review/bulk/{job.id}").text
    assert (letters[0].reload().status, letters[1].reload().status) == (Status.SENDING, Status.IN_REVIEW)


def test_letters_that_changed_or_cannot_go_are_left_out_with_their_reason(desk: Desk) -> None:
    changed, empty, fine = desk.letter(label=PRAISE), desk.letter(draft="", label=PRAISE), desk.letter(label=PRAISE)
    job = _begun(desk, verb="approve", ids=",".join(str(one.id) for one in (changed, empty, fine)))
    move(changed.reload(), Status.CLASSIFIED, by="fan", why="The fan changed the words.")
    run_bulk(str(job.id))
    text = desk.browser.get(f"/review/bulk/{job.id}").text
    assert "1 letter approved. 1 changed meanwhile. 1 could not be approved: There is no text to send yet." in text
    assert changed.reload().status is Status.CLASSIFIED


def test_many_are_put_off_and_given_away_and_both_can_be_taken_back(desk: Desk) -> None:
    tom = str(desk.add_person(Role.REVIEWER, "Tom Reyes").id)
    letters = [desk.letter(assigned_to=str(desk.user.id)) for _ in range(2)]
    ids = ",".join(str(one.id) for one in letters)
    given, _ = _ran(desk, verb="assign", ids=ids, member=tom)
    assert {one.reload().assigned_to for one in letters} == {tom}
    later, text = _ran(desk, verb="snooze", ids=ids, until="tomorrow")
    assert all(one.reload().snoozed_until > utcnow() for one in letters) and "2 letters put off." in text
    for job in (later, given):
        desk.browser.ask(f"/review/bulk/{job.id}/undo")
        run_bulk(str(job.id))
    assert {(one.reload().snoozed_until, one.assigned_to) for one in letters} == {(None, str(desk.user.id))}


def test_it_stops_when_it_is_told_to_and_says_what_is_untouched(desk: Desk) -> None:
    letters = [desk.letter(label=PRAISE) for _ in range(STEP + 2)]
    job = _begun(desk, verb="reject", chip="praise")
    bulk.step(job, connectors.get, utcnow())
    assert desk.browser.ask(f"/review/bulk/{job.id}/cancel").status_code == 200
    run_bulk(str(job.id))
    assert "25 letters not answered, 2 untouched." in desk.browser.get(f"/review/bulk/{job.id}").text
    assert Message.objects(status=Status.REJECTED).count() == STEP == len(letters) - 2
    assert desk.browser.ask(f"/review/bulk/{job.id}/cancel").status_code == 409


def test_a_step_that_was_cut_short_is_taken_again_and_counts_once(desk: Desk) -> None:
    letters = [desk.letter(label=PRAISE) for _ in range(3)]
    job = _begun(desk, verb="approve", chip="praise")
    now = utcnow()
    dying = BulkJob.objects.get(id=job.id)
    assert dying.claim(now, now + PATIENCE)
    bulk._decide(dying, dying.targets[0], connectors.get, bulk._Outcome())  # and then it dies
    run_bulk(str(job.id))
    assert job.reload().place == 0, "somebody else is at it"
    BulkJob.objects(id=job.id).update_one(set__busy_until=now)
    resume_bulk()
    run_bulk(str(job.id))
    assert (job.reload().state, job.decided, job.changed) == (BulkState.DONE, 3, 0)
    assert {len(one.reload().history) for one in letters} == {2}


def test_other_workspaces_letters_are_not_touched(app: Any, desk: Desk) -> None:
    foreign = Desk(app).letter(label=PRAISE)
    answer = desk.browser.ask("/review/bulk", verb="reject", ids=str(foreign.id))
    assert answer.status_code == 422 and "No letter" in answer.json["sentence"]
    assert foreign.reload().status is Status.IN_REVIEW


def test_an_analyst_and_an_unknown_verb_begin_nothing(app: Any, clean: None) -> None:
    desk = Desk(app, Role.ANALYST)
    desk.letter()
    assert desk.browser.ask("/review/bulk", verb="reject", chip="all").status_code == 403
    assert Desk(app).browser.ask("/review/bulk", verb="burn", chip="all").status_code == 400
    assert BulkJob.objects.count() == 0
