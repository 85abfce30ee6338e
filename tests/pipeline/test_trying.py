"""A tuned model tried beside what writes now, and drafting beside it in the shadow: nothing of it is ever sent."""

from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId

import connectors
from avatar.comparing import Arm
from avatar.labels import Intent
from connectors.language_model import LanguageModel
from models import FineTuningJob, JobStatus, Message, Persona, ReplyExample, ShadowDraft, SocialAccount, Status, Trial
from models.fields import utcnow
from models.message import Reply, StoredLabel
from pipeline.classify import Judge
from pipeline.draft import label_of
from pipeline.quotes import forget_fans
from pipeline.shadow import begin, beside, compare, draft_beside, in_shadow
from pipeline.trying import Candidate, tries_of, try_some
from pipeline.writing import Writer
from tests.language_model_stand_in import Endpoint, serving
from tests.models import make

PAST = [
    (f"how do you keep the crust of loaf number {number} so crisp?", f"steam, {number} minutes, then none")
    for number in range(20, 50)
]


@pytest.fixture
def account(clean: None) -> SocialAccount:
    found = make.account(make.workspace())
    for fan_text, text in PAST:
        make.reply_example(found, fan_text=fan_text, text=text, language="en")
    Persona(workspace_id=found.workspace_id, name="Nika").save()
    return found


@pytest.fixture
def writer(judge: Judge) -> Writer:
    return Writer(judge.embed, judge.classifier, LanguageModel("none"), connectors.get)


@pytest.fixture
def job(account: SocialAccount) -> FineTuningJob:
    persona = Persona.of(account.workspace_id).get()
    return FineTuningJob(
        workspace_id=account.workspace_id, persona_id=persona.id, dataset_id=ObjectId(), back_end="hosted", base_model="x",
        method="supervised", by="nika", status=JobStatus.READY, model="ft:nika",
    ).save()  # fmt: skip


def tuned(endpoint: Endpoint, *texts: str) -> LanguageModel:
    endpoint.says(*texts)
    return LanguageModel("gpt-6-luna", endpoint.url, "key")


def test_every_message_of_the_test_is_tried_by_all_and_the_job_says_what_it_came_to(
    job: FineTuningJob, writer: Writer
) -> None:
    test = [one.id for one in ReplyExample.objects.order_by("id").limit(24)]
    with serving() as endpoint:
        candidate = Candidate(tuned(endpoint, "steam, lots of it"), [*test, ObjectId()])
        assert try_some(job, candidate, writer, utcnow())
    job.reload()
    assert (job.tried, job.to_try, Trial.objects.count()) == (24, 24, 72)
    assert {arm: len(found) for arm, found in tries_of(job).items()} == dict.fromkeys(Arm, 24)
    assert all(one.text == "steam, lots of it" for one in tries_of(job)[Arm.CANDIDATE])
    assert job.report["candidate"]["drafts"] == 24 and job.advice and not job.advised
    asked = endpoint.asked[0]["messages"]
    assert [turn["role"] for turn in asked] == ["system", "user"] and "Nika" in asked[0]["content"]
    assert try_some(job, candidate, writer, utcnow()) and Trial.objects.count() == 72


def test_a_trial_goes_with_the_words_that_it_answered(job: FineTuningJob, writer: Writer) -> None:
    example = ReplyExample.objects.first()
    Trial(workspace_id=job.workspace_id, job_id=job.id, example_id=example.id, arm=Arm.CANDIDATE, text="x").save()
    forget_fans([example])
    assert Trial.objects.count() == 0


def answered(account: SocialAccount, draft: str, text: str) -> Message:
    reply = Reply(text=text, draft_text=draft, mode="human")
    label = StoredLabel(intent=Intent.PRAISE, language="en", confidence=0.9, needs_reply=True)
    return make.message(account, text="this loaf is beautiful, I love it", status=Status.SENT, label=label, reply=reply)


def test_in_the_shadow_it_drafts_beside_and_edits_are_compared(
    account: SocialAccount, job: FineTuningJob, writer: Writer
) -> None:
    now, message = utcnow(), answered(account, "no idea", "so kind, thank you!")
    assert in_shadow(message, now) is None and begin(job, now + timedelta(days=1))
    _forget_jobs()
    assert in_shadow(message, now).id == job.id
    with serving() as endpoint:
        model: Any = tuned(endpoint, "so kind, thank you!")
        for _ in range(2):
            draft_beside(message, job.reload(), model, writer, label_of(message.label), now)
    assert (ShadowDraft.objects.get().text, message.reload().reply.text) == (
        "so kind, thank you!",
        "so kind, thank you!",
    )
    compare(message)
    found = beside(job)
    assert (found.letters, found.fewer, found.more, found.edit) == (1, 1, 0, 0.0)
    assert found.edit_of_current and found.edit_of_current > 0.5


def _forget_jobs() -> None:
    from pipeline import shadow

    shadow._jobs.forget()
