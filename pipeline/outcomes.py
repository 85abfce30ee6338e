"""Every decision on a draft is evidence: kept as numbers, and what auto-send has earned is judged anew."""

from collections.abc import Collection
from datetime import datetime

from avatar.edits import edit_share, is_small
from models import Message, Outcome, SocialAccount, Status
from models.outcome import Verdict, Way
from pipeline.autonomy import renew
from settings import settings


def approved(message: Message, now: datetime) -> None:
    """A person sends the draft as it stands in the reply, changed or not. What goes in private is not what the avatar would have done."""
    draft, text = message.reply.draft_text, message.reply.text
    same = is_small(draft, text, settings().autonomy_small_edit) and not message.reply.private
    verdict = Verdict.UNCHANGED if same else Verdict.EDITED
    _keep(message, verdict, _way(message), now)


def refused(message: Message, now: datetime) -> None:
    """A person does not answer, or wants another draft."""
    _keep(message, Verdict.REJECTED, _way(message), now)


def taken_back(message: Message, verdict: Verdict, now: datetime, by_itself: bool) -> None:
    """Undone, taken down or complained about. `by_itself`: nobody had approved it."""
    _keep(message, verdict, Way.SENT if by_itself else _way(message), now)


def undecided(message: Message, now: datetime) -> None:
    """A person's own decision is taken back: it says nothing any more."""
    if message.reply.drafted_at and message.label and Outcome.forget(message.id, message.reply.drafted_at):
        renew(message.workspace_id, message.account_id, message.label.intent, now)


def complained(account: SocialAccount, conversations: Collection[str], now: datetime) -> None:
    """Fans answered with anger in these conversations to what went by itself."""
    sent = Message.objects(account_id=account.id, conversation_id__in=list(conversations))
    for message in sent:
        if message.status is Status.SENT and message.reply.mode == "auto":
            taken_back(message, Verdict.COMPLAINT, now, by_itself=True)


def _way(message: Message) -> Way:
    return Way.AUDITED if message.reply.sample_share else Way.REVIEWED


def _keep(message: Message, verdict: Verdict, way: Way, now: datetime) -> None:
    reply = message.reply
    if not (message.label and reply.draft_text and reply.drafted_at):
        return  # there was nothing to judge
    outcome = Outcome(
        workspace_id=message.workspace_id, account_id=message.account_id, message_id=message.id, drafted_at=reply.drafted_at,
        intent=message.label.intent, confidence=reply.confidence, measured=dict(reply.measured), verdict=verdict, way=way,
        edit=edit_share(reply.draft_text, reply.text) if verdict is Verdict.EDITED else 0.0,
        stands_for=1 / reply.sample_share if way is Way.AUDITED else 1.0, eligible=reply.eligible,
        voice_version=reply.voice_version, decided_at=now,
    )  # fmt: skip
    if outcome.keep():
        renew(message.workspace_id, message.account_id, message.label.intent, now)
