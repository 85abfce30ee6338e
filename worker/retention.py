"""Words of fans that a workspace does not want to keep any longer."""

import time

from logs import log
from models import Workspace
from models.fields import utcnow
from models.lifecycle import Lost
from pipeline.retention import keep_no_longer
from worker.app import app

AT_A_STRETCH_SECONDS = 60
ROUND_SECONDS = 21_600


@app.task
def keep_no_longer_everywhere() -> None:
    """Ring for every workspace that has chosen a time."""
    for workspace in Workspace.objects(keep_days__gt=0).only("id"):
        keep_no_longer_in.apply_async([str(workspace.id)], expires=ROUND_SECONDS)


@app.task
def keep_no_longer_in(workspace_id: str) -> None:
    """Delete what is too old in one workspace; what does not fit into one stretch goes on in the next."""
    workspace, until, count = Workspace.objects(id=workspace_id).first(), time.monotonic() + AT_A_STRETCH_SECONDS, 0
    try:
        while workspace and (changed := keep_no_longer(workspace, utcnow())):
            count += changed
            if time.monotonic() > until:
                keep_no_longer_in.apply_async([workspace_id], expires=ROUND_SECONDS)
                break
    except Lost:
        log.info("retention waits for the next round", workspace=workspace_id)
    if count:
        log.info("words deleted by age", workspace=workspace_id, documents=count)
