"""Tells members what they chose to be told of."""

import connectors
from connectors.mail import can_mail, send_mail
from models import Workspace
from models.fields import utcnow
from pipeline.alert_causes import tend, tend_limits
from pipeline.alerts import make_mailings, send_due
from worker.app import app


@app.task
def send_alerts() -> None:
    """Make mailings of what is new in the bells, and send what is due."""
    make_mailings(utcnow(), can_mail())
    if can_mail():
        send_due(send_mail, utcnow())


@app.task
def look_for_causes() -> None:
    """What no step notices by itself."""
    now = utcnow()
    for workspace in Workspace.objects.only("waiting_hours"):
        tend(workspace, now)
    tend_limits(connectors.platforms().values(), now)
