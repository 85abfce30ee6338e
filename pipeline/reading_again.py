"""What people taught, seen on letters that lie there: each gets new chances, and those that would be labelled otherwise are counted."""

from collections.abc import Sequence
from datetime import datetime
from random import Random

from bson import ObjectId

from avatar.classifier import OTHERS, Classifier, Judgement
from models import Message, Relabel, Status, TeachingRound
from models.teaching import ReadAnew
from pipeline.classify import Judge
from pipeline.learning import classifier_until
from pipeline.relabel import give_meaning
from pipeline.teaching import ASKED, SAMPLE, fill, is_open, newest, open_letters

WAITING = 200
"""Letters in review that are looked at, the newest: each is judged twice."""
READ_BY_MODELS = ("local", "model")


def prepare(round: TeachingRound, judge: Judge, now: datetime, chance: Random) -> TeachingRound:
    """Judge the letters of late and choose from them."""
    read_again(round.workspace_id, judge, now)
    return fill(round, open_letters(round.workspace_id, now), chance)


def read_again(workspace_id: ObjectId, judge: Judge, now: datetime) -> int:
    """Give what may be asked the chances it has by now; returns how many letters that were. Labels stay as they are."""
    _learn_all(workspace_id, judge, now)
    letters = [one for one in newest(workspace_id, ASKED, now, SAMPLE) if is_open(one)]
    classifier = classifier_until(workspace_id, judge.classifier, judge.embed, None)
    for letter, seen in zip(letters, _judged(letters, classifier, judge), strict=True):
        _keep_chances(letter, seen, classifier)
    return len(letters)


def count(round: TeachingRound, judge: Judge, now: datetime) -> list[ReadAnew]:
    """Which letters that wait would be labelled otherwise than without what was taught since the round began. Kept with it."""
    _learn_all(round.workspace_id, judge, now)
    letters = _waiting(round.workspace_id, now)
    before, after = (
        _judged(letters, classifier_until(round.workspace_id, judge.classifier, judge.embed, until), judge)
        for until in (round.begun_at, None)
    )
    changed = [
        ReadAnew(message_id=letter.id, before=old.intent, after=new.intent)
        for letter, old, new in zip(letters, before, after, strict=True)
        if (old.intent, old.risks) != (new.intent, new.risks)
    ]
    same = TeachingRound.objects(id=round.id, revision=round.revision)
    same.update_one(set__counted_at=now, set__waiting=len(letters), set__changed=changed)
    return changed


def _learn_all(workspace_id: ObjectId, judge: Judge, now: datetime) -> None:
    """What was said a moment ago may lack its meaning yet."""
    for known in Relabel.of(workspace_id).filter(vector=None).only("message_id"):
        give_meaning(known.message_id, judge.embed, now)


def _waiting(workspace_id: ObjectId, now: datetime) -> list[Message]:
    found = newest(workspace_id, (Status.IN_REVIEW,), now, WAITING)
    return [one for one in found if one.label and one.label.by in READ_BY_MODELS and one.text.strip()]


def _judged(letters: Sequence[Message], classifier: Classifier, judge: Judge) -> list[Judgement]:
    if not letters:
        return []
    vectors = judge.embed([one.text for one in letters])
    return [classifier.judge(one.text, vector) for one, vector in zip(letters, vectors, strict=True)]


def _keep_chances(letter: Message, seen: Judgement, classifier: Classifier) -> None:
    """Its revision stays: nobody decides anything by these, and whoever is at the letter must not lose it."""
    label, now = letter.label, (round(seen.junk, 3), round(seen.concern, 3))
    others = [str(kind) for kind in (seen.intent, *classifier.others(seen)) if kind != label.intent][:OTHERS]
    if (label.junk, label.concern, label.others) == (*now, others):
        return
    same = Message.objects(id=letter.id, status=letter.status, revision=letter.revision)
    same.update_one(set__label__junk=now[0], set__label__concern=now[1], set__label__others=others)
