"""Training: what there is to learn from, jobs, their trial, and which model writes."""

import json

import pytest
from bson import ObjectId

from avatar.comparing import Arm
from models import Dataset, FineTuningJob, JobEvent, JobStatus, ModelVersion, Persona, ReplyExample, Trial
from models.fields import utcnow
from models.user import Role
from pipeline.promotion import forget_models
from tests.web.desk import Desk


@pytest.fixture
def job(desk: Desk) -> FineTuningJob:
    forget_models()
    return _job(desk)


def _job(desk: Desk, **fields: object) -> FineTuningJob:
    persona = Persona.of(desk.workspace.id).get()
    given = {
        "persona_id": persona.id, "dataset_id": ObjectId(), "back_end": "hosted", "base_model": "base", "method": "supervised",
        "by": str(desk.user.id), "status": JobStatus.READY, "model": "ft:nika",
    }  # fmt: skip
    return FineTuningJob(workspace_id=desk.workspace.id, **{**given, **fields}).save()


def _tried(desk: Desk, job: FineTuningJob, count: int = 2) -> None:
    for number in range(count):
        example = ReplyExample(
            workspace_id=desk.workspace.id, account_id=desk.account.id, external_id=f"r{number}", platform="instagram", kind="comment",
            source="by_hand", fan_text=f"which flour, {number}?", text="rye",
        ).save()  # fmt: skip
        for arm in (Arm.CANDIDATE, Arm.CURRENT):
            Trial(
                workspace_id=desk.workspace.id, job_id=job.id, example_id=example.id, arm=arm, text=f"{arm} says"
            ).save()


def test_the_page_says_what_is_missing_and_who_may_start(desk: Desk) -> None:
    page = desk.browser.get("/training").text
    assert "None was made yet" in page and "Make the data set" in page
    Dataset(
        workspace_id=desk.workspace.id, persona_id=Persona.of(desk.workspace.id).get().id, version=1, by="x", digest="x"
    ).save()
    page = desk.browser.get("/training").text
    assert "0 of about 100 needed to start" in page and "Nowhere to train yet" in page
    assert desk.browser.ask("/training/jobs", back_end="hosted").status_code == 422


def test_a_data_set_is_asked_for_and_taken_along(desk: Desk) -> None:
    assert desk.browser.ask("/training/dataset").status_code == 200
    assert "The data set is being made" in desk.browser.get("/training").text
    made = Dataset(
        workspace_id=desk.workspace.id, persona_id=Persona.of(desk.workspace.id).get().id, version=1, by="x", digest="x"
    ).save()
    assert desk.browser.get(f"/training/dataset/{made.id}/chat.jsonl").status_code == 200
    assert desk.browser.get(f"/training/dataset/{made.id}/other.jsonl").status_code == 404
    assert Desk(desk.app).browser.get(f"/training/dataset/{made.id}/chat.jsonl").status_code == 404


@pytest.mark.parametrize("status", list(JobStatus))
def test_a_job_is_shown_in_every_state(desk: Desk, status: JobStatus) -> None:
    job = _job(desk, status=status, step=3, steps=9, seconds_left=90, problem="It broke." if status == "failed" else "")
    figures = {"step": 3, "train_loss": 1.25}
    JobEvent(
        workspace_id=desk.workspace.id, job_id=job.id, event_id="1", at=utcnow(), sentence="Step 3", figures=figures
    ).save()
    page = desk.browser.get(f"/training/jobs/{job.id}").text
    assert "1.25" in page and ("It broke." in page) == (status == "failed")
    assert ("/cancel" in page) == job.is_running
    metrics = json.loads(desk.browser.get(f"/training/jobs/{job.id}/metrics.json").text)
    assert metrics["events"][0]["figures"]["train_loss"] == 1.25


def test_a_model_is_promoted_and_the_usual_one_brought_back(desk: Desk, job: FineTuningJob) -> None:
    assert desk.browser.ask(f"/training/jobs/{job.id}/promote", reason="It is better").status_code == 200
    assert desk.browser.ask(f"/training/jobs/{job.id}/promote").status_code == 409
    page = desk.browser.get("/training").text
    assert "ft:nika" in page and "It is better" in page and "Writes now" in page
    assert desk.browser.ask(f"/training/jobs/{job.id}/delete").status_code == 409
    assert desk.browser.ask("/training/models/0").status_code == 200
    assert [one.model for one in ModelVersion.of(desk.workspace.id).order_by("number")] == ["ft:nika", ""]


def test_it_drafts_beside_for_some_days_and_no_longer(desk: Desk, job: FineTuningJob) -> None:
    assert desk.browser.ask(f"/training/jobs/{job.id}/shadow", days="3").status_code == 200
    assert (
        job.reload().shadow_until > utcnow()
        and "drafts beside every letter" in desk.browser.get(f"/training/jobs/{job.id}").text
    )
    assert desk.browser.ask(f"/training/jobs/{job.id}/shadow", days="99").status_code == 409
    desk.browser.ask(f"/training/jobs/{job.id}/shadow", days="0")
    assert job.reload().shadow_until is None


def test_pairs_are_compared_without_saying_who_wrote_which(desk: Desk, job: FineTuningJob) -> None:
    _tried(desk, job)
    for _ in range(2):
        page = desk.browser.get(f"/training/jobs/{job.id}/compare").text
        assert "candidate says" in page and "current says" in page and "tuned model" not in page
        open_one = next(one for one in Trial.objects(job_id=job.id, arm="candidate", picked="").order_by("example_id"))
        desk.browser.click(
            f"/training/jobs/{job.id}/compare", example=str(open_one.example_id), better=str(open_one.id)
        )
    assert desk.browser.get(f"/training/jobs/{job.id}/compare").status_code == 302
    assert [one.picked for one in Trial.objects(arm="candidate")] == ["yes", "yes"]
    again = Trial.objects(arm="candidate").first()
    desk.browser.click(f"/training/jobs/{job.id}/compare", example=str(again.example_id), better="same")
    assert again.reload().picked == "yes"
    assert (
        desk.browser.click(
            f"/training/jobs/{job.id}/compare", example=str(again.example_id), better=str(ObjectId())
        ).status_code
        == 404
    )


def test_strangers_and_analysts_change_nothing(desk: Desk, job: FineTuningJob) -> None:
    stranger, analyst = Desk(desk.app), Desk(desk.app, Role.ANALYST)
    mine = _job(analyst)
    for path in ("cancel", "promote", "shadow", "delete"):
        assert stranger.browser.ask(f"/training/jobs/{job.id}/{path}").status_code == 404
        assert analyst.browser.ask(f"/training/jobs/{mine.id}/{path}").status_code == 403
    assert stranger.browser.get(f"/training/jobs/{job.id}").status_code == 404
