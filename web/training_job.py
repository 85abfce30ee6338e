"""One fine-tuning job: how far it is, how its model did, and what becomes of it."""

import json
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

from bson import ObjectId
from flask import Blueprint, abort, redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from avatar.comparing import Arm
from connectors.errors import ConnectorError
from models import FineTuningJob, JobEvent, ModelVersion, ReplyExample, Trial
from models.fields import utcnow
from models.fine_tuning_job import JobStatus
from pipeline.fine_tune import BadJob, ask_to_cancel, delete_results, seen
from pipeline.promotion import BadPromotion, Word, current, promote
from pipeline.shadow import begin, beside, end
from pipeline.trying import COMPARED
from web.access import EXPORTS, MANAGES, REVIEWS, only
from web.auth import me
from web.replies import done, failed
from web.rule_words import members
from web.training_words import ARMS, FIGURES, SHARES, SIGNS
from worker.fine_tuning import ring_job
from worker.trainers import results_of, trainers

pages = Blueprint("training_job", __name__, url_prefix="/training/jobs")
SHADOWS = (1, 3, 7)
"""Days."""
EVENTS = 200


@pages.get("/<tuning_id>")
def show(tuning_id: str) -> str:
    """All of it."""
    job = _job(tuning_id)
    seen(job)
    events = list(JobEvent.objects(job_id=job.id).order_by("-at").limit(EVENTS))
    writes = current(job.workspace_id, job.persona_id)
    return render_template(
        "training/job.html", job=job, sign=SIGNS[job.status], events=events, losses=_losses(events), rows=_rows(job), arms=ARMS,
        beside=beside(job), shadows=SHADOWS, is_shadowed=bool(job.shadow_until and job.shadow_until > utcnow()),
        writes=bool(writes and writes.job_id == job.id), picks=_picks(job), compared=COMPARED, results=results_of(job),
        may_manage=me().role in MANAGES, may_review=me().role in REVIEWS, may_export=me().role in EXPORTS, who=members(me().workspace_id),
        promoted=ModelVersion.of(me().workspace_id).filter(job_id=job.id).first() is not None,
    )  # fmt: skip


@pages.post("/<tuning_id>/cancel")
@only(MANAGES)
def cancel(tuning_id: str) -> Response:
    """End it."""
    job = _job(tuning_id)
    try:
        ask_to_cancel(job, str(me().id), utcnow())
    except BadJob as error:
        return failed(409, str(error), _at(job))
    ring_job(job.id)
    return done(gettext("It ends as soon as it can."), _at(job))


@pages.post("/<tuning_id>/promote")
@only(MANAGES)
def let_it_write(tuning_id: str) -> Response:
    """Its model writes from now on."""
    job = _job(tuning_id)
    reason = request.form.get("reason", "").strip()[:200] or job.advice or gettext("Chosen by hand.")
    try:
        promote(job, Word(str(me().id), reason, utcnow()))
    except BadPromotion as error:
        return failed(409, str(error), _at(job))
    said = gettext("It writes from now on, and auto-send is earned anew. One click brings the earlier model back.")
    return done(said, _at(job))


@pages.post("/<tuning_id>/shadow")
@only(MANAGES)
def shadow(tuning_id: str) -> Response:
    """Let it draft beside for some days, or no longer ("0")."""
    job, days = _job(tuning_id), request.form.get("days", "")
    if days == "0":
        end(job)
        return done(gettext("It drafts beside no longer. What was compared stays."), _at(job))
    if days not in {str(one) for one in SHADOWS} or not begin(job, utcnow() + timedelta(days=int(days))):
        return failed(409, gettext("Only a model that is ready can draft beside."), _at(job))
    return done(gettext("It drafts beside what writes now. Nothing of it is ever sent."), _at(job))


@pages.get("/<tuning_id>/compare")
@only(REVIEWS)
def compare(tuning_id: str) -> str | Response:
    """The next letter, with both replies, not saying who wrote which."""
    job = _job(tuning_id)
    pair = next((one for one in _pairs(job) if not one[Arm.CANDIDATE].picked), None)
    example = ReplyExample.one_of(job.workspace_id, pair[Arm.CANDIDATE].example_id) if pair else None
    if pair is None or example is None:
        return redirect(_at(job))
    sides = [pair[Arm.CANDIDATE], pair[Arm.CURRENT]]
    random.Random(str(pair[Arm.CANDIDATE].id)).shuffle(sides)
    return render_template(
        "training/compare.html", job=job, example=example, sides=sides, picks=_picks(job), compared=COMPARED
    )


@pages.post("/<tuning_id>/compare")
@only(REVIEWS)
def pick(tuning_id: str) -> Response:
    """Which one somebody would rather have sent. The first word counts."""
    job, example, better = _job(tuning_id), request.form.get("example", ""), request.form.get("better", "")
    sides = {str(one.id): one for one in Trial.objects(job_id=job.id) if str(one.example_id) == example}
    candidate = next((one for one in sides.values() if one.arm == Arm.CANDIDATE), None)
    if candidate is None or (better != "same" and better not in sides):
        abort(404)
    word = "same" if better == "same" else "yes" if sides[better].arm == Arm.CANDIDATE else "no"
    Trial.objects(id=candidate.id, picked="").update_one(set__picked=word)
    return redirect(url_for("training_job.compare", tuning_id=job.id))


@pages.get("/<tuning_id>/metrics.json")
@only(EXPORTS)
def metrics(tuning_id: str) -> Response:
    """Everything that was measured, as a file: the creator's property."""
    job = _job(tuning_id)
    shown = {name: getattr(job, name) for name in ("model", "base_model", "method", "epochs", "report", "advice")}
    shown["reasons"], shown["events"] = (
        list(job.reasons),
        [_plain(one) for one in JobEvent.objects(job_id=job.id).order_by("at")],
    )
    name = f'attachment; filename="fanmail-job-{job.id}.json"'
    content = json.dumps(shown, indent=2)
    return Response(content, content_type="application/json", headers={"Content-Disposition": name})


@pages.get("/<tuning_id>/files/<name>")
@only(EXPORTS)
def fetch(tuning_id: str, name: str) -> Response:
    """One file of the result."""
    found: Path | None = next((file for file in results_of(_job(tuning_id)) if file.name == name), None)
    if found is None:
        abort(404)
    return send_file(found, as_attachment=True, download_name=name)


@pages.post("/<tuning_id>/delete")
@only(MANAGES)
def delete(tuning_id: str) -> Response:
    """Delete the model and its files, at the vendor too."""
    job = _job(tuning_id)
    if job.is_running or job.back_end not in trainers():
        return failed(409, gettext("Cancel it first; what runs cannot be deleted."), _at(job))
    try:
        said = delete_results(job, trainers()[job.back_end], str(me().id), utcnow())
    except ConnectorError as error:
        return failed(503, error.sentence, _at(job))
    return done(" ".join(said), _at(job))


def _job(tuning_id: str) -> FineTuningJob:
    found = FineTuningJob.one_of(me().workspace_id, tuning_id)
    if found is None:
        abort(404)
    return found


def _at(job: FineTuningJob) -> str:
    return url_for("training_job.show", tuning_id=job.id)


def _losses(events: list[JobEvent]) -> list[tuple[int, float | None, float | None]]:
    """Step, loss on what is learned, loss on what is held out; the first step first."""
    rows: dict[int, tuple[float | None, float | None]] = {}
    for one in reversed(events):
        if "step" in one.figures:
            step, old = int(one.figures["step"]), rows.get(int(one.figures["step"]), (None, None))
            rows[step] = (one.figures.get("train_loss", old[0]), one.figures.get("valid_loss", old[1]))
    return [(step, *found) for step, found in sorted(rows.items()) if found != (None, None)]


def _rows(job: FineTuningJob) -> list[tuple[str, list[Any], bool]]:
    """The report as a table: a figure, its value for each arm, and whether it is a share."""
    return (
        [(word, [job.report.get(str(arm), {}).get(name) for arm in Arm], name in SHARES) for name, word in FIGURES]
        if job.report
        else []
    )


def _pairs(job: FineTuningJob) -> list[dict[str, Trial]]:
    """COMPARED messages to which both wrote something, and not the same."""
    found: dict[ObjectId, dict[str, Trial]] = {}
    for one in Trial.objects(job_id=job.id).order_by("example_id"):
        found.setdefault(one.example_id, {})[one.arm] = one
    return [one for one in found.values() if _differ(one)][:COMPARED]


def _differ(one: dict[str, Trial]) -> bool:
    texts = [one[arm].text for arm in (Arm.CANDIDATE, Arm.CURRENT) if arm in one]
    return len(texts) == 2 and all(texts) and texts[0] != texts[1]


def _plain(event: JobEvent) -> dict[str, Any]:
    return {"at": event.at.isoformat(), "sentence": event.sentence, "figures": event.figures}


def _picks(job: FineTuningJob) -> dict[str, int]:
    pairs = _pairs(job) if job.status is JobStatus.READY else []
    words = [one[Arm.CANDIDATE].picked for one in pairs]
    return {
        "pairs": len(pairs),
        "done": sum(map(bool, words)),
        **{word: words.count(word) for word in ("yes", "no", "same")},
    }
