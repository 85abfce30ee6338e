"""The life of a persona as tasks: measured anew as more is written or a person asks, and tested blind."""

from bson import ObjectId
from kombu.exceptions import OperationalError

from logs import log
from models import BlindTest, PersonaExample, Workspace
from models.fields import utcnow
from pipeline.blind_test_making import make
from pipeline.persona_building import build
from pipeline.persona_example import show
from pipeline.persona_measuring import measure
from worker.app import app
from worker.bell import rung
from worker.ports import builder
from worker.trainers import writer_for

EXPIRES_SECONDS = 3_600
SOON_SECONDS = 3  # the letters that were read with the replies may begin first
ASKED_EXPIRES_SECONDS = 240  # somebody waits in front of a page


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


@app.task
def measure_persona(workspace_id: str, by: str) -> None:
    """Measure who writes, because a person asked."""
    measure(ObjectId(workspace_id), builder(), by, utcnow())


@app.task
def make_blind_test(test_id: str) -> None:
    """The pairs of a blind test that somebody waits for."""
    if test := BlindTest.objects(id=test_id).first():
        make(test, writer_for(test.workspace_id), utcnow())


@app.task
def show_example(example_id: str) -> None:
    """What the avatar would say with a persona that stands unsaved on a page."""
    if asked := PersonaExample.objects(id=example_id).first():
        show(asked, writer_for(asked.workspace_id), utcnow())


def ring_example(example: PersonaExample) -> bool:
    """Ask a worker for an example. False: the queue is away."""
    return rung(show_example, str(example.id), expires=ASKED_EXPIRES_SECONDS)


def ring_measuring(workspace_id: ObjectId, by: str) -> bool:
    """Ask a worker to measure. False: the queue is away."""
    return rung(measure_persona, str(workspace_id), by, expires=ASKED_EXPIRES_SECONDS)


def ring_persona(workspace_id: ObjectId) -> None:
    """Ask a worker to measure soon: an account's history was just read. A queue that is away is no error: the clock comes by."""
    try:
        build_persona.apply_async([str(workspace_id)], countdown=SOON_SECONDS, expires=EXPIRES_SECONDS)
    except OperationalError as error:
        log.warning("not rung", task=build_persona.name, error=type(error).__name__)


def ring_blind_test(test: BlindTest) -> bool:
    """Ask a worker for the pairs of a test. False: the queue is away."""
    return rung(make_blind_test, str(test.id), expires=ASKED_EXPIRES_SECONDS)
