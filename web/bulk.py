"""One decision on many letters: begun here, taken step by step by a worker, stopped and taken back here."""

from datetime import timedelta
from typing import Any

from bson import ObjectId
from flask import Blueprint, Flask, abort, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from models import BulkJob, Message, Status
from models.bulk_job import BulkState
from models.fields import utcnow
from pipeline import bulk as steps
from pipeline.bulk import BadBulk
from pipeline.snooze import BadSnooze
from web.access import REVIEWS, only
from web.auth import me
from web.queue import CHIPS, of_chip
from web.replies import done, failed
from web.rule_words import members
from web.said import N_
from web.said import said as in_words
from web.snooze import moment
from worker.bulk import ring_bulk

pages = Blueprint("bulk", __name__, url_prefix="/review")
SHOWN = timedelta(minutes=10)
"""So long after its end the newest job is still shown in the room."""
REFUSED = {
    "approve": N_("%(count)s could not be approved: %(why)s."),
    "reject": N_("%(count)s could not be not answered: %(why)s."),
    "snooze": N_("%(count)s could not be put off: %(why)s."),
    "assign": N_("%(count)s could not be given away: %(why)s."),
}
"""By what is done with each letter."""
_FIELDS = ("id", "workspace_id", "revision", "status", "created_at")


def install(app: Flask) -> None:
    """Give the job that is shown in the room to the templates."""
    app.jinja_env.globals.update(bulk_now=lately, bulk_said=said)


@pages.post("/bulk")
@only(REVIEWS)
def begin() -> Response:
    """Decide many: the letters named in `ids`, or all that the chip `chip` keeps."""
    form, back = request.form, url_for("review.room")
    verb, ids, chip = form.get("verb", ""), form.get("ids", ""), form.get("chip", "")
    if verb not in REFUSED:
        abort(400)
    try:
        letters = _chosen(ids) if ids else of_chip(chip)
        what = "" if ids else dict(CHIPS).get(chip, "")
        job = BulkJob(workspace_id=me().workspace_id, by=me().id, verb=verb, detail=_detail(verb), what=what)
        steps.begin(job, letters)
    except (BadBulk, BadSnooze) as error:
        return failed(422, str(error), back)
    ring_bulk(job)
    return _told(job)


@pages.get("/bulk/<job_id>")
def progress(job_id: str) -> str:
    """How far it is: a bar with its sentence."""
    return render_template("review/bulk.html", job=_one(job_id))


@pages.post("/bulk/<job_id>/cancel")
@only(REVIEWS)
def cancel(job_id: str) -> Response:
    """Decide nothing more."""
    return _changed(_one(job_id), steps.cancel)


@pages.post("/bulk/<job_id>/undo")
@only(REVIEWS)
def undo(job_id: str) -> Response:
    """Take back all that has not gone out."""
    return _changed(_one(job_id), steps.undo)


def lately() -> BulkJob | None:
    """The job of whoever looks that still runs or has just ended."""
    now = utcnow()
    job = BulkJob.latest(me().workspace_id, me().id, now - timedelta(days=1))
    is_over = job and job.finished_at and job.finished_at < now - SHOWN and not job.is_at_work
    return None if is_over else job


def said(job: BulkJob) -> str:
    """How far it is, as a sentence with every count that is not 0."""
    if job.state is BulkState.UNDOING:
        return gettext("Taking back: %(place)s of %(total)s.", place=job.place, total=job.total)
    if job.state is BulkState.UNDONE:
        return " ".join(_taken_back(job))
    begun = gettext(
        "%(place)s of %(total)s looked at, %(decided)s.", place=job.place, total=job.total, decided=_decided(job)
    )
    return " ".join([begun if job.is_at_work else _ended(job), *_left_out(job)])


def _taken_back(job: BulkJob) -> list[str]:
    told = [ngettext("%(num)s letter taken back.", "%(num)s letters taken back.", job.taken_back)]
    if job.too_late:
        told.append(ngettext("%(num)s had gone out or changed.", "%(num)s had gone out or changed.", job.too_late))
    return told


def _ended(job: BulkJob) -> str:
    if job.state is BulkState.CANCELLED:
        left = job.total - job.place
        return gettext("Stopped: %(letters)s, %(left)s untouched.", letters=_letters(job), left=left)
    if job.state is BulkState.FAILED:
        return f"{gettext('Stopped after %(decided)s.', decided=_decided(job))} {in_words(job.problem)}"
    return f"{_letters(job)}."


def _left_out(job: BulkJob) -> list[str]:
    """Why some were left out; each waits as before."""
    delicate = ngettext(
        "%(num)s delicate, so it waits for a look of yours.", "%(num)s delicate, so they wait for a look of yours.",
        job.delicate,
    )  # fmt: skip
    changed = ngettext("%(num)s changed meanwhile.", "%(num)s changed meanwhile.", job.changed)
    why = " ".join(in_words(one) for one in job.refusals).rstrip(".")
    refused = gettext(REFUSED[job.verb], count=job.refused, why=why)
    counted = ((job.delicate, delicate), (job.changed, changed), (job.refused, refused))
    return [told for count, told in counted if count]


def _decided(job: BulkJob) -> str:
    count = job.decided
    match job.verb:
        case "approve":
            return ngettext("%(num)s approved", "%(num)s approved", count)
        case "reject":
            return ngettext("%(num)s not answered", "%(num)s not answered", count)
        case "snooze":
            return ngettext("%(num)s put off", "%(num)s put off", count)
    return ngettext("%(num)s given away", "%(num)s given away", count)


def _letters(job: BulkJob) -> str:
    count = job.decided
    match job.verb:
        case "approve":
            return ngettext("%(num)s letter approved", "%(num)s letters approved", count)
        case "reject":
            return ngettext("%(num)s letter not answered", "%(num)s letters not answered", count)
        case "snooze":
            return ngettext("%(num)s letter put off", "%(num)s letters put off", count)
    return ngettext("%(num)s letter given away", "%(num)s letters given away", count)


def _chosen(ids: str) -> list[Message]:
    wanted = [ObjectId(id) for id in ids.split(",") if ObjectId.is_valid(id)][: steps.MOST]
    found = Message.objects(id__in=wanted).only(*_FIELDS)
    mine = [one for one in found if one.workspace_id == me().workspace_id and one.status is Status.IN_REVIEW]
    return sorted(mine, key=lambda one: one.created_at, reverse=True)


def _detail(verb: str) -> str:
    form = request.form
    if verb == "snooze":
        return moment(form.get("until", ""), form.get("own", "")).isoformat()
    if verb == "assign":
        member = form.get("member", "")
        if member and member not in members(me().workspace_id):
            raise BadBulk(gettext("This person is no member of your workspace any more."))
        return member
    return form.get("reason", "")[:500] if verb == "reject" else ""


def _changed(job: BulkJob, step: Any) -> Response:
    try:
        after = step(job, me().id)
    except BadBulk as error:
        return failed(409, str(error), url_for("review.room"))
    if after.is_at_work:
        ring_bulk(after)
    return _told(after)


def _told(job: BulkJob) -> Response:
    return done(said(job), url_for("review.room"), job=str(job.id), total=job.total, state=str(job.state))


def _one(job_id: str) -> BulkJob:
    return BulkJob.one_of(me().workspace_id, job_id) or abort(404)
