"""What auto-send has earned for each account and kind of message: judged anew with every outcome, told when it changes."""

from datetime import UTC, datetime
from typing import Any

from bson import ObjectId

from avatar.autonomy import Earned, figures
from avatar.bounds import Opening, opens_at
from avatar.calibration import Outcome as Scored
from avatar.calibration import rescored
from avatar.earning import Judgement, Promise, Record, judge
from avatar.labels import Intent
from logs import log
from models import Autonomy, Message, Outcome, SocialAccount, notify
from models.outcome import Way
from pipeline.confidence import learned_of_workspace
from pipeline.remembered import Remembered
from pipeline.voice_version import voice_version
from settings import settings

NEWEST = 1_000
"""Outcomes that count at most; older ones are of another time."""
SECONDS = 2.0
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
OTHER_VOICE = "The language model, its prompt or the persona has changed."
CLOSED = "Auto-send for messages of this kind has closed before this was sent."
TRIES = 5
_stored: Remembered[Autonomy | None] = Remembered(SECONDS)


def trusting() -> bool:
    """Whether nobody asks for proof here: what people allow goes by itself at once."""
    return settings().autonomy == "trusting"


def earned_for(message: Message, intent: Intent, draw: float, now: datetime) -> Earned:
    """What is earned for a message of this intent. `draw` (0..1, by chance) decides whether it is one of the sample."""
    if trusting():
        return Earned(None)
    opening = opening_of(message.account_id, intent, now)
    return Earned(opening, sample_share(message.account_id, intent), draw)


def sample_share(account_id: ObjectId, intent: str) -> float:
    """The share that a person is asked about; twice as many once it has been closed, until it has proved itself for longer."""
    stored = _look(account_id, intent)
    share = settings().autonomy_audit_share
    is_young = stored is not None and stored.closed_at is not None and stored.trials < 2 * stored.needed
    return min(1.0, 2 * share) if is_young else share


def opening_of(account_id: ObjectId, intent: str, now: datetime) -> Opening:
    """What is open now, at most SECONDS old. What another model, prompt or persona has earned is void at once."""
    stored = _look(account_id, intent)
    if stored is None:
        return Opening(None, 0, 0, 1.0, opens_at(0, promise().target, promise().confidence))
    if stored.voice_version != voice_version(stored.workspace_id):
        stored = renew(stored.workspace_id, account_id, intent, now)
    return Opening(stored.threshold, stored.trials, stored.errors, stored.bound, stored.needed)


def closed_meanwhile(message: Message) -> str:
    """Why a reply that was to go by itself needs a person after all; "" when it may go."""
    if trusting() or message.label is None:
        return ""
    stored = _look(message.account_id, message.label.intent)
    return CLOSED if stored and stored.threshold is None else ""


def count_sent(message: Message) -> None:
    """One more goes by itself."""
    Autonomy.objects(account_id=message.account_id, intent=message.label.intent).update_one(inc__sent=1)


def promise() -> Promise:
    """What the settings ask for."""
    return Promise(settings().autonomy_target, settings().autonomy_confidence)


def renew(workspace_id: ObjectId, account_id: ObjectId, intent: str, now: datetime) -> Autonomy:
    """Judge all evidence anew and store what is open; tells the people of the workspace when it opens or closes."""
    for _ in range(TRIES):
        stored = Autonomy.begin(workspace_id, account_id, intent, LONG_AGO)
        is_other_voice = stored.voice_version not in ("", voice_version(workspace_id))
        since = now if is_other_voice else stored.since
        judgement = Judgement(_nothing(), OTHER_VOICE, lost=True) if is_other_voice else _judged(stored)
        if stored.change(**_changes(stored, judgement, since, now)):
            _tell(stored, judgement)
            break
    _stored.forget()
    return Autonomy.begin(workspace_id, account_id, intent, LONG_AGO)


def renew_all(workspace_id: ObjectId, now: datetime) -> None:
    """Judge everything anew: the scale of confidence has changed."""
    for stored in Autonomy.of(workspace_id):
        renew(workspace_id, stored.account_id, stored.intent, now)


def close_account(account: SocialAccount, why: str, now: datetime) -> None:
    """Close everything that is open on an account; evidence from before counts no more."""
    for stored in Autonomy.objects(account_id=account.id):
        lost = Judgement(_nothing(), why, lost=True)
        if stored.threshold is not None and stored.change(**_changes(stored, lost, now, now)):
            _tell(stored, lost)
    _stored.forget()


def _look(account_id: ObjectId, intent: str) -> Autonomy | None:
    return _stored.get((account_id, str(intent)), lambda: Autonomy.at(account_id, intent))


def _nothing() -> Opening:
    return Opening(None, 0, 0, 1.0, opens_at(0, promise().target, promise().confidence))


def _judged(stored: Autonomy) -> Judgement:
    version = voice_version(stored.workspace_id)
    found = Outcome.evidence(stored.workspace_id, stored.account_id, stored.intent, version)
    outcomes = list(found.filter(decided_at__gt=stored.since).order_by("-decided_at").limit(NEWEST))[::-1]
    seen = [
        Scored(str(one.message_id), one.measured, one.unchanged, one.stands_for) for one in outcomes if one.way is not Way.SENT
    ]  # fmt: skip
    opened = stored.opened_at or LONG_AGO
    taken_back = sum(one.way is Way.SENT and one.decided_at > opened for one in outcomes)
    scored = rescored(seen, learned_of_workspace(stored.workspace_id))
    return judge(Record(scored, stored.threshold, stored.sent, taken_back), promise())


def _changes(stored: Autonomy, judgement: Judgement, since: datetime, now: datetime) -> dict[str, Any]:
    opening = judgement.opening if not judgement.lost else _nothing()
    changes: dict[str, Any] = {
        "threshold": opening.threshold, "trials": opening.trials, "errors": opening.errors, "bound": opening.bound,
        "needed": opening.needed, "voice_version": voice_version(stored.workspace_id), "since": since,
    }  # fmt: skip
    if judgement.lost:
        return {**changes, "since": now, "closed_at": now, "why": judgement.alarm, "sent": 0}
    if opening.threshold is not None and stored.threshold is None:
        return {**changes, "opened_at": now, "sent": 0, "why": ""}
    return {**changes, "why": judgement.alarm} if judgement.alarm else changes


def _tell(stored: Autonomy, judgement: Judgement) -> None:
    """Only what changes something for the fans: it opened or closed where a person has allowed auto-send."""
    is_open, was_open = judgement.opening.threshold is not None, stored.threshold is not None
    if is_open == was_open:
        return
    log.info("autonomy changed", account=str(stored.account_id), intent=stored.intent, open=is_open)
    account = SocialAccount.one_of(stored.workspace_id, stored.account_id)
    if account is None or not account.auto_send or stored.intent not in account.auto_send_intents:
        return
    kind = f"messages of the kind “{stored.intent.replace('_', ' ')}” on @{account.username}"
    why = judgement.alarm or figures(judgement.opening)
    sentence = (
        f"The avatar now answers {kind} by itself: {why}" if is_open else f"Auto-send for {kind} has closed: {why}"
    )
    notify(stored.workspace_id, f"autonomy:{account.id}:{stored.intent}", sentence, account.page)
