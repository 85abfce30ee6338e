"""Learning without a job: what people change in drafts is looked at again and again."""

from bson import ObjectId

from models import Workspace
from models.fields import utcnow
from pipeline.preferences_learning import learn_preferences as learn
from worker.app import app
from worker.ports import builder

EXPIRES_SECONDS = 600


@app.task
def learn_preferences() -> None:
    """Ring for every workspace."""
    for workspace in Workspace.objects.only("id"):
        learn_preferences_of.apply_async([str(workspace.id)], expires=EXPIRES_SECONDS)


@app.task
def learn_preferences_of(workspace_id: str) -> None:
    """Look at what was decided in one workspace since the last time, if anything was."""
    learn(ObjectId(workspace_id), builder().model, utcnow())
