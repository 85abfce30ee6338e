"""What the people of a workspace put right, its labels know: at once by the nearest examples, and from time to time by heart."""

import io
from collections.abc import Collection, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context

import numpy as np
from bson import Binary, ObjectId

from avatar.classifier import Classifier
from avatar.frozen import Check, Texts, check, split
from avatar.keeping import packed, unpacked
from avatar.labels import Risk
from avatar.training_texts import TrainingText, training_texts
from logs import log
from models import LearnedClassifier, Relabel
from pipeline.remembered import Remembered
from pipeline.training import Embed, origin

SECONDS = 5.0
NEWEST = 500
"""Relabels that count; each costs time at every change."""
RETRAIN_FROM = 20
"""So many relabels more than at the last training are worth another."""
COUNTS = 2.0
"""What a relabel weighs in training beside a text that ships."""

MOST_BUILT = 20
"""Workspaces whose own classifiers lie in memory, some 8 MB each."""

_known: Remembered[tuple[object, Classifier]] = Remembered(SECONDS, most=50)
_built: dict[ObjectId, tuple[object, Classifier]] = {}


@dataclass(frozen=True)
class Found:
    """How two trainings compare on our frozen texts, and the better one's arrays where the relabels did no harm anywhere."""

    before: Check
    after: Check
    arrays: bytes = b""


def classifier_of(workspace_id: ObjectId, base: Classifier, embed: Embed) -> Classifier:
    """The classifier with all that this workspace has taught it, at most SECONDS behind."""
    return _known.get(workspace_id, lambda: _read(workspace_id, base, embed))[1]


def classifier_until(workspace_id: ObjectId, base: Classifier, embed: Embed, until: datetime | None) -> Classifier:
    """The classifier with what this workspace had taught it before `until`; None: with all of it, read this moment."""
    taught = [one for one in _relabels(workspace_id) if until is None or one.at < until]
    return _root(workspace_id, base, embed).with_relabels(*_texts_of(taught))


def retrain(workspace_id: ObjectId, embed: Embed, now: datetime, texts: Collection[TrainingText] | None = None) -> bool:
    """Train anew with the workspace's relabels; kept only if on frozen texts, ours and theirs, nothing gets worse.

    False: there is too little new, or it would have been worse. Takes about a minute, in a process of its own. `texts`: what to
    learn beside the relabels, what ships if not given.
    """
    relabels = _relabels(workspace_id)
    last = LearnedClassifier.of(workspace_id).exclude("arrays").first()
    if len(relabels) < (last.relabels if last else 0) + RETRAIN_FROM:
        return False
    shipped = list(training_texts() if texts is None else texts)
    ours = shipped, embed([text.text for text in shipped])
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        found = pool.submit(trained, ours, _texts_of(relabels)).result()
    LearnedClassifier.objects(workspace_id=workspace_id).update_one(
        upsert=True, set__arrays=Binary(found.arrays), set__kept=bool(found.arrays), set__relabels=len(relabels), set__made_at=now,
        set__right_before=found.before.right, set__right_after=found.after.right, set__frozen=found.after.of,
        set__origin=origin(embed),
    )  # fmt: skip
    log.info("labels retrained", workspace=str(workspace_id), kept=bool(found.arrays), relabels=len(relabels))
    _known.forget()
    return bool(found.arrays)


def trained(ours: Texts, theirs: Texts) -> Found:
    """Two trainings without the frozen texts, with and without the relabels; if those do no harm, one with everything."""
    (our_known, our_frozen), (their_known, their_frozen) = split(ours), split(theirs)
    alone, both = Classifier.train(*our_known), _together(our_known, their_known)
    before, after = check(alone, our_frozen), check(both, our_frozen)
    theirs_hold = check(both, their_frozen).holds_against(check(alone, their_frozen))
    if not (theirs_hold and after.holds_against(before)):
        return Found(before, after)
    kept = io.BytesIO()
    np.savez_compressed(kept, **packed(_together(ours, theirs)))  # type: ignore[arg-type]
    return Found(before, after, kept.getvalue())


def _together(ours: Texts, theirs: Texts) -> Classifier:
    counts = [1.0] * len(ours[0]) + [COUNTS] * len(theirs[0])
    return Classifier.train([*ours[0], *theirs[0]], np.vstack([ours[1], theirs[1]]), counts)


def _read(workspace_id: ObjectId, base: Classifier, embed: Embed) -> tuple[object, Classifier]:
    """Built anew only when there is something new."""
    newest = Relabel.of(workspace_id).order_by("-at").only("at").first()
    if newest is None:
        return None, base
    last = LearnedClassifier.of(workspace_id).exclude("arrays").first()
    state = newest.at, Relabel.of(workspace_id).count(), last and last.made_at, id(base)
    if (built := _built.get(workspace_id)) and built[0] == state:
        return built
    if len(_built) >= MOST_BUILT:
        _built.clear()
    root = _root(workspace_id, base, embed)
    _built[workspace_id] = state, root.with_relabels(*_texts_of(_relabels(workspace_id)))
    return _built[workspace_id]


def _root(workspace_id: ObjectId, base: Classifier, embed: Embed) -> Classifier:
    """What was trained with the workspace's relabels, if that was kept and still fits; else `base`."""
    last = LearnedClassifier.of(workspace_id).exclude("arrays").first()
    return _kept(workspace_id) if last and last.kept and last.origin == origin(embed) else base


def _kept(workspace_id: ObjectId) -> Classifier:
    stored = LearnedClassifier.of(workspace_id).only("arrays").first()
    with np.load(io.BytesIO(stored.arrays), allow_pickle=False) as arrays:
        return unpacked(arrays)


def _relabels(workspace_id: ObjectId) -> list[Relabel]:
    """The newest that have a vector, the oldest first."""
    return [one for one in Relabel.of(workspace_id).order_by("-at").limit(NEWEST) if one.vector][::-1]


def _texts_of(relabels: Sequence[Relabel]) -> Texts:
    texts = [
        TrainingText(one.text, one.intent, one.sentiment, frozenset(Risk(risk) for risk in one.risks))
        for one in relabels
    ]
    vectors = [np.frombuffer(one.vector, np.float32) for one in relabels]
    return texts, np.stack(vectors) if vectors else np.zeros((0, 0), np.float32)
