"""Evidence for tests of autonomy: drafts that people decided, as the steps would have kept them."""

from datetime import timedelta
from typing import Any

from bson import ObjectId

from models import Outcome, SocialAccount
from models.fields import utcnow
from models.outcome import Verdict, Way
from pipeline.autonomy import renew
from pipeline.voice_version import voice_version

SURE = {"relevance": 0.95, "style": 0.8, "label": 0.95, "findings": 0.0, "from_past": 1.0}


def outcome(account: SocialAccount, **fields: Any) -> Outcome:
    """One decided draft, an hour old."""
    given = {
        "message_id": ObjectId(), "drafted_at": utcnow(), "intent": "praise", "measured": SURE, "verdict": Verdict.UNCHANGED,
        "way": Way.REVIEWED, "eligible": True, "voice_version": voice_version(account.workspace_id),
        "decided_at": utcnow() - timedelta(hours=1),
    }  # fmt: skip
    return Outcome(workspace_id=account.workspace_id, account_id=account.id, **{**given, **fields}).save()


def prove(account: SocialAccount, unchanged: int = 60, errors: int = 0, **fields: Any) -> None:
    """So many drafts of praise, judged."""
    for number in range(unchanged + errors):
        outcome(account, verdict=Verdict.UNCHANGED if number >= errors else Verdict.EDITED, **fields)
    renew(account.workspace_id, account.id, "praise", utcnow())
