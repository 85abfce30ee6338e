"""Labels that learn: every workspace's classifier is trained anew when people have put enough right."""

from bson import ObjectId

from models import Relabel, Workspace
from models.fields import utcnow
from pipeline.learning import RETRAIN_FROM, retrain
from worker.app import app
from worker.ports import judge

EXPIRES_SECONDS = 3_600


@app.task
def retrain_labels() -> None:
    """Ring for every workspace with enough relabels."""
    for workspace in Workspace.objects.only("id"):
        if Relabel.of(workspace.id).count() >= RETRAIN_FROM:
            retrain_labels_of.apply_async([str(workspace.id)], expires=EXPIRES_SECONDS)


@app.task
def retrain_labels_of(workspace_id: str) -> None:
    """Train one workspace's classifier, if that is worth it."""
    retrain(ObjectId(workspace_id), judge().embed, utcnow())
