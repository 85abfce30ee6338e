"""Counting days and sending reports, from the clock."""

from bson import ObjectId

import connectors
from connectors.base import Platform
from connectors.mail import Attachment, can_mail, send_mail
from logs import log
from models import ReportPlan, Workspace
from models.fields import utcnow
from pipeline.analytics import count_moved, count_switched
from pipeline.report_plan import Letter, due, send
from worker.app import app

HOUR = 3600


def may_count(platform: str) -> bool:
    """Whether figures may be made of what this platform gives without asking it first."""
    known: dict[str, Platform] = connectors.platforms()
    return platform not in known or known[platform].derived_figures


@app.task
def count_days() -> None:
    """Count anew what moved, and everything where the clock or the switch of a workspace was changed."""
    now = utcnow()
    whole = count_switched(may_count, now)
    days = count_moved(list(connectors.platforms()), may_count, now)
    if whole or days:
        log.info("days counted", days=days, whole_workspaces=whole)


@app.task
def send_due_reports() -> None:
    """Ring for every workspace whose period has ended."""
    now = utcnow()
    if not can_mail():
        return
    for plan in ReportPlan.objects:
        workspace = Workspace.objects(id=plan.workspace_id).first()
        if workspace is not None and due(plan, workspace, now):
            send_report.apply_async([str(workspace.id)], expires=HOUR)


@app.task
def send_report(workspace_id: str) -> None:
    """The report of the period that ended last, to everybody who has not had it."""
    plan = ReportPlan.objects(workspace_id=ObjectId(workspace_id)).first()
    workspace = Workspace.objects(id=ObjectId(workspace_id)).first()
    if plan is not None and workspace is not None:
        send(plan, workspace, list(connectors.platforms().values()), post, utcnow())


def post(letter: Letter) -> None:
    """One report through the mail server. Raises as `send_mail`."""
    send_mail(letter.to, letter.subject, letter.text, [Attachment("fanmail.pdf", "application/pdf", letter.pdf)])
