"""Training: what there is to learn from, jobs that make a model of it, and which model writes."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from avatar.dataset import Part, chat_lines, preference_lines
from connectors.training.base import Method, Recipe
from models import Dataset, FineTuningJob, ModelVersion, Persona
from models.fields import utcnow
from pipeline.dataset import latest_of, read_part, samples, sufficiency
from pipeline.fine_tune import BadJob, Wanted, start
from pipeline.personas import persona_of
from pipeline.promotion import BadPromotion, Word, go_back
from web.access import EXPORTS, MANAGES, only
from web.auth import me
from web.letters import accounts
from web.replies import done, failed
from web.rule_words import members
from web.training_words import SIGNS
from web.words import platform_title
from worker.fine_tuning import ask_for_dataset, ring_job
from worker.trainers import bench_of, trainers

pages = Blueprint("training", __name__, url_prefix="/training")
SHOWN, SAMPLES = 20, 5
MOST_EPOCHS = 5
BEING_MADE = timedelta(minutes=3)


@pages.get("")
def overview() -> str:
    """What there is to learn from, what runs, what was tried."""
    persona = persona_of(me().workspace_id)
    dataset = latest_of(persona) if persona else None
    jobs = list(FineTuningJob.of(me().workspace_id).order_by("-created_at").limit(SHOWN))
    return render_template(
        "training/overview.html", persona=persona, dataset=dataset, material=_material(dataset) if dataset else {}, jobs=jobs,
        is_making=is_making(persona), running=next((job for job in jobs if job.is_running), None), signs=SIGNS,
        models=ModelVersion.all_of(me().workspace_id, persona.id) if persona else [], back_ends=trainers(),
        may_manage=me().role in MANAGES, may_export=me().role in EXPORTS, who=members(me().workspace_id), epochs=MOST_EPOCHS,
    )  # fmt: skip


@pages.post("/dataset")
@only(MANAGES)
def make_dataset() -> Response:
    """Have the data set made anew from what there is now."""
    if not ask_for_dataset(_persona(), me().id):
        return failed(503, gettext("The queue does not answer. Try again in a minute; nothing was changed."), _back())
    return done(gettext("The data set is being made. It takes some seconds."), _back())


@pages.get("/dataset/<dataset_id>/<method>.jsonl")
@only(EXPORTS)
def as_lines(dataset_id: str, method: str) -> Response:
    """A data set as a file in OpenAI's shape: "chat" or "preferences"; all parts, the frozen test too."""
    dataset = Dataset.one_of(me().workspace_id, dataset_id)
    lines = {"chat": chat_lines, "preferences": preference_lines}.get(method)
    if dataset is None or lines is None:
        abort(404)
    name = _persona().name
    content = b"".join(lines(name, read_part(dataset, part).rows) for part in Part)
    headers = {
        "Content-Disposition": f'attachment; filename="fanmail-{method}-{dataset.version}.jsonl"',
        "Cache-Control": "no-store",
    }
    return Response(content, content_type="application/jsonl; charset=utf-8", headers=headers)


@pages.post("/jobs")
@only(MANAGES)
def begin() -> Response:
    """Start a job."""
    persona, dataset, back_end = _persona(), latest_of(_persona()), request.form.get("back_end", "")
    if dataset is None:
        return failed(409, gettext("Make the data set first."), _back())
    if back_end not in trainers():
        return failed(422, gettext("Choose where it is trained."), _back())
    recipe, bound = _recipe(), request.form.get("most_dollars", "").strip()
    most = _dollars(bound)
    if recipe is None or (bound and most is None):
        said = gettext("Choose a model, a method and 1 to %(most)s rounds, and an amount in dollars.", most=MOST_EPOCHS)
        return failed(422, said, _back())
    wanted = Wanted(dataset.id, recipe, most, request.form.get("promote") == "yes")
    try:
        job = start(persona, wanted, bench_of(back_end), str(me().id), utcnow())
    except BadJob as error:
        return failed(409, str(error), _back())
    ring_job(job.id)
    return done(
        gettext("It has begun. You can leave; the bell says when it is done."),
        url_for("training_job.show", tuning_id=job.id),
    )


@pages.post("/models/<number>")
@only(MANAGES)
def choose(number: str) -> Response:
    """Let an earlier model write again; 0 is the usual one."""
    if not number.isdigit():
        abort(404)
    word = Word(str(me().id), request.form.get("reason", "").strip()[:200] or gettext("Chosen by hand."), utcnow())
    try:
        go_back(_persona(), int(number), word)
    except BadPromotion as error:
        return failed(409, str(error), _back())
    return done(gettext("It writes from now on. What auto-send had earned is earned again."), _back())


def is_making(persona: Persona | None) -> bool:
    """Whether a data set is being made now."""
    fresh = Persona.objects(id=persona.id).only("dataset_asked_at").first() if persona else None
    return bool(fresh and fresh.dataset_asked_at and fresh.dataset_asked_at > utcnow() - BEING_MADE)


def _material(dataset: Dataset) -> dict[str, Any]:
    platforms = {one.platform: platform_title(one.platform) for one in accounts().values()}
    return {
        "enough": sufficiency(dataset, Method.SUPERVISED, platforms), "pairs": sufficiency(dataset, Method.PREFERENCE),
        "samples": samples(dataset, SAMPLES), "parts": dataset.counts.parts,
        "dropped": sorted(dataset.dropped, key=lambda one: -one.count),
    }  # fmt: skip


def _recipe() -> Recipe | None:
    model, method, epochs = (request.form.get(name, "") for name in ("model", "method", "epochs"))
    if not model or method not in set(Method) or not epochs.isdigit() or not 1 <= int(epochs) <= MOST_EPOCHS:
        return None
    return Recipe(model, Method(method), int(epochs))


def _dollars(text: str) -> float | None:
    try:
        amount = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return amount if 0 < amount < 100_000 else None


def _persona() -> Persona:
    persona = persona_of(me().workspace_id)
    if persona is None:
        abort(404)
    return persona


def _back() -> str:
    return url_for("training.overview")
