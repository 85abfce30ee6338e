"""The life of a persona as tasks: measured anew as more is written."""

from bson import ObjectId

from logs import log
from models import Workspace
from models.fields import utcnow
from pipeline.persona_building import build
from worker.app import app
from worker.ports import builder

EXPIRES_SECONDS = 3_600


@app.task
def build_personas() -> None:
    """Ring for every workspace."""
    for workspace in Workspace.objects.only("id"):
        build_persona.apply_async([str(workspace.id)], expires=EXPIRES_SECONDS)


@app.task
def build_persona(workspace_id: str) -> None:
    """Measure who writes in one workspace, if there is enough more to measure."""
    if persona := build(ObjectId(workspace_id), builder(), utcnow()):
        log.info("persona measured", workspace=workspace_id, version=persona.version)
