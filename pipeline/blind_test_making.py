"""Blind tests take a while to make: a person asks, a worker makes, and the page waits."""

from datetime import datetime, timedelta

from bson import ObjectId

from models import BlindTest
from pipeline.blind_test import TooLittle, fill
from pipeline.writing import Writer

PATIENCE = timedelta(minutes=5)
"""After this time a test that has no pairs is believed to be lost."""
_LOST = "It took too long to make. Nothing is lost; start another one."


def ask_for(workspace_id: ObjectId, by: str, now: datetime) -> tuple[BlindTest, bool]:
    """The test that this user has not finished, if there is one, else a new one without pairs. True: it is new, so let it be made."""
    latest = BlindTest.of(workspace_id).filter(by=by).order_by("-made_at").first()
    if latest and not latest.finished_at and not problem_of(latest, now):
        return latest, False
    return BlindTest(workspace_id=workspace_id, by=by, made_at=now).save(), True


def make(test: BlindTest, writer: Writer, now: datetime) -> None:
    """Give a test its pairs, or say why it has none. One that has either is left alone: the task may come twice."""
    if test.pairs or test.problem:
        return
    try:
        fill(test, writer, now)
    except TooLittle as error:
        BlindTest.objects(id=test.id).update_one(set__problem=str(error))


def problem_of(test: BlindTest, now: datetime) -> str:
    """Why this test has no pairs and will have none; "" while that is not so."""
    if test.pairs:
        return ""
    return test.problem or (_LOST if test.made_at < now - PATIENCE else "")
