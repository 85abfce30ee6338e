"""Writes exports, stretch by stretch."""

import time

from kombu.exceptions import OperationalError

from logs import log
from models import Export
from models.export import ExportState
from models.fields import utcnow
from pipeline.export_all import claim, write
from worker.app import app

AT_A_STRETCH_SECONDS = 60
ROUND_SECONDS = 30


@app.task
def go_on_with_exports() -> None:
    """Ring for what is not ready and nobody is at: new ones, and those of workers that died."""
    for export in Export.objects(state=ExportState.WORKING).only("id"):
        write_export.apply_async([str(export.id)], expires=ROUND_SECONDS)


@app.task
def write_export(export_id: str) -> None:
    """One stretch of one export."""
    export, until = Export.objects(id=export_id).first(), time.monotonic() + AT_A_STRETCH_SECONDS
    if export is None or not claim(export, utcnow()):
        return
    if write(export, lambda: time.monotonic() > until, utcnow()):
        log.info("export ready", export=export_id, parts=export.parts)
    else:
        ring_export(export)


def ring_export(export: Export) -> None:
    """Begin or go on at once. A broker that is away is no error: the clock comes by."""
    try:
        write_export.delay(str(export.id))
    except OperationalError:
        log.warning("nobody hears the bell", export=str(export.id))
