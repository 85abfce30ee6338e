"""People who asked to be forgotten: begun at once, gone on with by the clock until nothing is left."""

from kombu.exceptions import OperationalError

from logs import log
from models import Erasure
from models.fields import utcnow
from pipeline.erase_person import go_on
from worker.app import app

MINUTE = 60


@app.task
def finish_erasures() -> None:
    """Ring for every erasure with something left to do: cut short, or to be looked at once more."""
    for erasure in Erasure.objects(next_at__lt=utcnow()).only("id"):
        erase_person.apply_async([str(erasure.id)], expires=MINUTE)


@app.task
def erase_person(erasure_id: str) -> None:
    """One turn of one erasure; several at once do no harm."""
    erasure = Erasure.objects(id=erasure_id).first()
    if erasure is not None and erasure.next_at:
        go_on(erasure, utcnow())


def ring_erasure(erasure: Erasure) -> None:
    """Begin now. A broker that is away is no error: the clock comes by."""
    try:
        erase_person.delay(str(erasure.id))
    except OperationalError:
        log.warning("nobody hears the bell", erasure=str(erasure.id))
