"""What outcomes teach is learned every hour; what auto-send has earned is judged on the new scale."""

from models import Workspace
from models.fields import utcnow
from pipeline.autonomy import renew_all
from pipeline.confidence import learn
from worker.app import app

HOUR = 3600


@app.task
def learn_confidence() -> None:
    """Ring for every workspace."""
    for workspace in Workspace.objects.only("id"):
        learn_confidence_of.apply_async([str(workspace.id)], expires=HOUR)


@app.task
def learn_confidence_of(workspace_id: str) -> None:
    """Learn what the creator of one workspace sends unchanged."""
    workspace = Workspace.objects(id=workspace_id).only("id").first()
    if workspace is not None and learn(workspace.id, utcnow()):
        renew_all(workspace.id, utcnow())
