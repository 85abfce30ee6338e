"""Learning without a job: what a workspace's people change in drafts becomes written preferences, by measurement and by a strong model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId

from avatar.drafting import MODEL as WRITTEN
from avatar.drafting import PAST
from avatar.preferences import Kind, State
from avatar.preferences_asked import INFERRED, Said, accepted, join, looks, observe
from avatar.preferences_found import LOOKED_AT, SURE, Edit, Verdict, infer, state_of, still_holds
from connectors.errors import ConnectorError
from logs import log
from models import AuditEntry, Message, NotUnique, Outcome, PreferenceRound, StoredPreference
from models.outcome import Verdict as Decision
from models.preference import MEASURED, MODEL
from pipeline.ports import Asked
from pipeline.preferences import forget_preferences

NEWEST = 400
"""Decisions that are looked at; what is in use stays in use when none of them speaks of it."""
WORTH_ASKING = 6  # new edits before a language model is asked
TOKENS = 900
SYSTEM, LEARNED, DROPPED = "system", "preference.learned", "preference.dropped"
_FIELDS = (
    "workspace_id", "fan_id", "fan_username", "text", "label.intent", "reply.draft_text", "reply.text", "reply.source",
    "reply.drafted_at",
)  # fmt: skip


@dataclass(frozen=True)
class _Decided:
    """One decided draft with what is needed of its letter for a moment, and kept nowhere."""

    edit: Edit
    at: datetime
    fan_text: str


def learn_preferences(workspace_id: ObjectId, model: Asked, now: datetime) -> int:
    """Infer preferences from the newest decisions of people; returns how many are new or gone. Nothing new: nothing is done.

    What a person has touched, switched off or deleted stays as they left it. Without a strong model, or when it fails, what is
    measured stands alone. Safe to be done by two at once: the same comes out.
    """
    newest = Outcome.of(workspace_id).order_by("-decided_at").only("decided_at").first()
    known = PreferenceRound.of(workspace_id).first()
    if newest is None or (known and known.measured_until and newest.decided_at <= known.measured_until):
        return 0
    decided = _decided(workspace_id)
    changed = _measure(workspace_id, [one.edit for one in decided], now)
    until = known.told_until if known else None
    changed += _ask(workspace_id, [one for one in decided if until is None or one.at > until], model, now)
    PreferenceRound.objects(workspace_id=workspace_id).update_one(upsert=True, set__measured_until=newest.decided_at)
    if changed:
        forget_preferences()
        log.info("preferences learned", workspace=str(workspace_id), changed=changed)
    return changed


def _decided(workspace_id: ObjectId) -> list[_Decided]:
    """The newest drafts that a person sent, changed or not, oldest first."""
    outcomes = Outcome.of(workspace_id).order_by("-decided_at").limit(NEWEST)
    rows = {
        one.message_id: one
        for one in outcomes.only("message_id", "drafted_at", "verdict", "decided_at")
        if one.verdict in (Decision.UNCHANGED, Decision.EDITED)
    }
    letters = {one.id: one for one in Message.of(workspace_id).filter(id__in=list(rows)).only(*_FIELDS)}
    found = [(letters[id], outcome) for id, outcome in rows.items() if id in letters]
    return [_of(message, outcome) for message, outcome in reversed(found) if _is_ours(message, outcome)]


def _is_ours(message: Message, outcome: Outcome) -> bool:
    """Whether the avatar wrote the draft, and it is still the one that was decided."""
    reply = message.reply
    return bool(
        reply.text and reply.draft_text and reply.source in (PAST, WRITTEN) and reply.drafted_at == outcome.drafted_at
    )


def _of(message: Message, outcome: Outcome) -> _Decided:
    reply, intent = message.reply, message.label.intent if message.label else ""
    edit = Edit(
        str(message.id), reply.draft_text, reply.text, intent, str(message.fan_id or ""), message.fan_username, reply.drafted_at
    )  # fmt: skip
    return _Decided(edit, outcome.decided_at, message.text)


def _measure(workspace_id: ObjectId, edits: Sequence[Edit], now: datetime) -> int:
    stored = list(StoredPreference.of(workspace_id))
    active = [one for one in stored if one.state is State.ACTIVE]
    theirs = {one.preference for one in active if one.edited_by}
    verdicts = infer(edits, {one.preference: one.in_use_since or now for one in active})
    verdicts = [verdict for verdict in verdicts if verdict.preference not in theirs]
    changed = sum(_keep(workspace_id, verdict, MEASURED, now) for verdict in verdicts)
    found = {verdict.preference.key for verdict in verdicts}
    gone = [one for one in stored if _is_proposed(one) and one.source == MEASURED and one.key not in found]
    return changed + sum(_drop(one) for one in gone)


def _is_proposed(one: StoredPreference) -> bool:
    return one.state is State.PROPOSED and not one.edited_by


def _ask(workspace_id: ObjectId, decided: Sequence[_Decided], model: Asked, now: datetime) -> int:
    """What a strong model says of edits that it has not seen."""
    edits = [edit for look in looks([one.edit for one in decided if one.edit.changed]) for edit in look]
    if not (model.available and model.strong) or len(edits) < WORTH_ASKING:
        return 0
    known = [one for one in StoredPreference.of(workspace_id) if one.kind is Kind.MANNER]
    try:
        answer = _asked(edits, known, model)
    except ConnectorError as error:
        log.warning("preferences not put into words", workspace=str(workspace_id), error=type(error).__name__)
        return 0
    said = accepted(answer, edits, [one.fan_text for one in decided])
    changed = sum(_keep(workspace_id, _weighed(one, known), MODEL, now) for one in said)
    PreferenceRound.objects(workspace_id=workspace_id).update_one(
        upsert=True, set__told_until=max(one.at for one in decided)
    )
    return changed


def _asked(edits: Sequence[Edit], known: Sequence[StoredPreference], model: Asked) -> Mapping[str, Any]:
    """Both links."""
    found: list[Mapping[str, Any]] = []
    first = 1
    for look in looks(edits):
        found += model.ask_json(observe(look, first), INFERRED, TOKENS)["preferences"]
        first += len(look)
    before = [one.preference for one in known]
    return model.ask_json(join(before, found), INFERRED, TOKENS) if found else {"preferences": []}


def _weighed(said: Said, known: Sequence[StoredPreference]) -> Verdict:
    """With the evidence of earlier rounds: edits are shown to a model once."""
    before = next((one for one in known if one.key == said.preference.key), None)
    shown = _joined(before.shown_by if before else (), said.shown_by)
    against = _joined(before.against if before else (), said.against)
    if before and before.state is State.ACTIVE:
        stands = still_holds(len(against), len(shown) + len(against))
        return Verdict(said.preference, State.ACTIVE if stands else None, shown, against)
    return Verdict(said.preference, state_of(len(shown), len(against), SURE), shown, against)


def _joined(before: Sequence[Any], now: Sequence[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(id) for id in (*before, *now)))[-LOOKED_AT:]


def _keep(workspace_id: ObjectId, verdict: Verdict, source: str, now: datetime) -> bool:
    """Whether this began or ended a preference, or its use. A person's word stands, whenever it comes."""
    stored = StoredPreference.of(workspace_id).filter(key=verdict.preference.key).first()
    if stored is None:
        return verdict.state is not None and _insert(workspace_id, verdict, source, now)
    if stored.edited_by:
        return False
    if verdict.state is None:
        return _drop(stored)
    begins = verdict.state is State.ACTIVE and stored.state is not State.ACTIVE
    since = {"set__in_use_since": now} if begins else {}
    done = StoredPreference.of(workspace_id).filter(id=stored.id, edited_by="").update_one(
        set__state=verdict.state, set__text=verdict.preference.text, set__changed_at=now,
        set__shown_by=_ids(verdict.shown_by) or stored.shown_by, set__against=_ids(verdict.against), **since,
    )  # fmt: skip
    if done and begins:
        AuditEntry.add(workspace_id, SYSTEM, LEARNED, stored.id)
    return bool(done) and verdict.state is not stored.state


def _insert(workspace_id: ObjectId, verdict: Verdict, source: str, now: datetime) -> bool:
    one = verdict.preference
    stored = StoredPreference(
        workspace_id=workspace_id, key=one.key, text=one.text, context=one.context, state=verdict.state, source=source,
        shown_by=_ids(verdict.shown_by), against=_ids(verdict.against), made_at=now, changed_at=now,
        in_use_since=now if verdict.state is State.ACTIVE else None,
    )  # fmt: skip
    try:
        stored.save(force_insert=True)
    except NotUnique:
        return False
    if verdict.state is State.ACTIVE:
        AuditEntry.add(workspace_id, SYSTEM, LEARNED, stored.id)
    return True


def _drop(stored: StoredPreference) -> bool:
    """It is contradicted. Only what was in use is worth a line in the log."""
    gone = bool(StoredPreference.of(stored.workspace_id).filter(id=stored.id, edited_by="").delete())
    if gone and stored.state is State.ACTIVE:
        AuditEntry.add(stored.workspace_id, SYSTEM, DROPPED, stored.id)
    return gone


def _ids(ids: Sequence[str]) -> list[ObjectId]:
    return [ObjectId(id) for id in ids]
