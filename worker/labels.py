"""Labels that learn: every workspace's classifier is trained anew when people have put enough right."""

from bson import ObjectId
from kombu.exceptions import OperationalError

from logs import log
from models import Relabel, Workspace
from models.fields import utcnow
from pipeline.learning import RETRAIN_FROM, retrain
from pipeline.relabel import give_meaning
from worker.app import app
from worker.ports import judge

EXPIRES_SECONDS = 3_600


@app.task
def retrain_labels() -> None:
    """Ring for every workspace with enough relabels, and for relabels that nobody has given their meaning."""
    for workspace in Workspace.objects.only("id"):
        for known in Relabel.of(workspace.id).filter(vector=None).only("message_id"):
            ring_meaning(known.message_id)
        if Relabel.of(workspace.id).count() >= RETRAIN_FROM:
            retrain_labels_of.apply_async([str(workspace.id)], expires=EXPIRES_SECONDS)


@app.task
def retrain_labels_of(workspace_id: str) -> None:
    """Train one workspace's classifier, if that is worth it."""
    retrain(ObjectId(workspace_id), judge().embed, utcnow())


@app.task
def embed_relabel(message_id: str) -> None:
    """Give what a person said of a message its meaning. The dashboard does not: there the model would lie in memory for it."""
    give_meaning(ObjectId(message_id), judge().embed, utcnow())


def ring_meaning(message_id: ObjectId) -> None:
    """Ask a worker for the meaning of a relabel. A broker that is away is no error: the clock rings again."""
    try:
        embed_relabel.apply_async([str(message_id)], expires=EXPIRES_SECONDS)
    except OperationalError:
        log.warning("nobody hears the bell", message=str(message_id))
