"""What auto-send has earned on an account, kind by kind, with its numbers."""

from dataclasses import dataclass
from datetime import datetime

from avatar.autonomy import figures
from avatar.labels import Intent
from models import Autonomy, SocialAccount
from pipeline.autonomy import opening_of, trusting
from web.said import N_
from web.words import INTENTS, Sign

EARNED = Sign(N_("Earned"), "circle-check", "leaf")
NOT_YET = Sign(N_("Not yet"), "hourglass", "amber")
NO_PROOF = Sign(N_("Not asked for"), "minus")


@dataclass(frozen=True)
class Earning:
    """One kind of message, said in English. `threshold` is the confidence from which drafts go by themselves; None: none does."""

    kind: Sign
    allowed: bool
    state: Sign
    sentence: str
    threshold: float | None
    why: str  # why it was closed last; "" while it is open


def earnings(account: SocialAccount, intents: tuple[Intent, ...], now: datetime) -> list[Earning]:
    """A row for each kind of message that a person may leave to the avatar."""
    return [_earning(account, intent, now) for intent in intents]


def _earning(account: SocialAccount, intent: Intent, now: datetime) -> Earning:
    opening = opening_of(account.id, intent, now)
    stored = Autonomy.at(account.id, intent)
    is_open = opening.threshold is not None
    state = NO_PROOF if trusting() else EARNED if is_open else NOT_YET
    why = stored.why if stored and not is_open else ""
    allowed = account.auto_send and intent in account.auto_send_intents
    return Earning(INTENTS[intent], allowed, state, figures(opening), opening.threshold, why)
