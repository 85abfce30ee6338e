"""How sure a draft is, by what the outcomes of its workspace have taught; learned again from time to time."""

from dataclasses import replace
from datetime import datetime

from bson import ObjectId

from avatar.calibration import Outcome as Scored
from avatar.calibration import learned_of
from avatar.confidence import COLD, FOLDS, Learned, confidence
from avatar.labels import Draft
from logs import log
from models import Calibration, Outcome
from models.outcome import Way
from pipeline.remembered import Remembered

NEWEST = 2_000
SECONDS = 2.0
_learned: Remembered[Learned | None] = Remembered(SECONDS)


def sure(draft: Draft, workspace_id: ObjectId) -> Draft:
    """The draft with the confidence that its workspace's outcomes teach. What was not measured keeps what it has."""
    if not draft.text or not draft.measured:
        return draft
    return replace(draft, confidence=confidence(draft.measured, learned_of_workspace(workspace_id)))


def learned_of_workspace(workspace_id: ObjectId) -> Learned | None:
    """What was learned last, at most SECONDS old; None while the hand-set weights hold."""
    return _learned.get(workspace_id, lambda: _read(workspace_id))


def learn(workspace_id: ObjectId, now: datetime) -> bool:
    """Learn from the newest outcomes if there are new ones. False: nothing changed, or there are too few."""
    newest = Outcome.of(workspace_id).order_by("-decided_at").only("decided_at").first()
    known = Calibration.of(workspace_id).only("made_at").first()
    if newest is None or (known and newest.decided_at <= known.made_at):
        return False
    learned = learned_of(_seen(workspace_id))
    if learned is None:
        return False
    Calibration.objects(workspace_id=workspace_id).update_one(
        upsert=True, set__weights=learned.weights, set__folds=learned.folds, set__slope=learned.slope,
        set__shift=learned.shift, set__outcomes=learned.outcomes, set__made_at=now,
    )  # fmt: skip
    _learned.forget()
    log.info("confidence learned", workspace=str(workspace_id), outcomes=learned.outcomes)
    return True


def _seen(workspace_id: ObjectId) -> list[Scored]:
    """Drafts that a person looked at. Of those that went by themselves only the bad ones are known: they would mislead."""
    newest = Outcome.of(workspace_id).order_by("-decided_at").limit(NEWEST)
    return [
        Scored(str(one.message_id), one.measured, one.unchanged)
        for one in newest
        if one.way is not Way.SENT and one.measured
    ]


def _read(workspace_id: ObjectId) -> Learned | None:
    """None too for what an older version of our features has taught."""
    known = Calibration.of(workspace_id).first()
    if known is None or len(known.weights) != len(COLD) or len(known.folds) != FOLDS:
        return None
    folds = tuple(tuple(one) for one in known.folds)
    return Learned(tuple(known.weights), folds, known.slope, known.shift, known.outcomes)
