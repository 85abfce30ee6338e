"""The life of one message: its moves, and all that happened to it without a move, in the order of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from avatar.labels import Intent
from models import Disclosure, Memory, Message, Relabel, Status
from pipeline.moderate import DONE
from web.words import INTENTS, Sign, percent, platform_title, status_sign

WRITTEN = Sign("Written", "pencil")
EDITED = Sign("Changed by the fan", "pencil", "amber")
DRAFTED = Sign("Drafted", "feather", "ink")
LABELLED = Sign("Labelled", "pencil", "plum")
REMEMBERED = Sign("Remembered", "book-open")
TOLD = Sign("Said who answers", "feather")
FADED = Sign("Words deleted", "eraser")
DONE_THERE = Sign("At the platform", "hand")
AGAIN = Sign("Tried again", "refresh-cw", "amber")
_SAME_MOMENT = timedelta(seconds=1)
"""What a move says already need not be said beside it."""


@dataclass(frozen=True)
class Event:
    """One line of a life: what, when, why in a sentence ("" needs none), and who ("" where nobody has to be named)."""

    at: datetime
    sign: Sign
    why: str = ""
    by: str = ""


def life_of(message: Message) -> list[Event]:
    """Everything that is known of it, newest first; what happened at once stands in the order of the moves."""
    events = [*_beginning(message), *_moves(message), *_around(message), *_kept_of_it(message)]
    return sorted(events, key=lambda event: event.at)[::-1]


def _beginning(message: Message) -> Iterator[Event]:
    place = "a direct message" if message.kind == "direct_message" else "a comment"
    yield Event(message.platform_created_at, WRITTEN, f"As {place} on {platform_title(message.platform)}.", "fan")


def _moves(message: Message) -> Iterator[Event]:
    for change in message.history:
        sign, why = status_sign(change.after), change.why
        if change.before == change.after:
            sign = DONE_THERE if why in DONE.values() else AGAIN
        elif change.before == Status.SENDING and change.after == Status.APPROVED:
            sign = AGAIN
        yield Event(change.at, sign, "" if why.rstrip(".") == sign.word else why, change.by)


def _around(message: Message) -> Iterator[Event]:
    reply, moved = message.reply, [change.at for change in message.history]
    if message.edited_at and not any("changed the words" in change.why for change in message.history):
        yield Event(message.edited_at, EDITED, "The words as they are now.", "fan")
    if reply.drafted_at and reply.draft_text:
        yield Event(reply.drafted_at - _SAME_MOMENT / 1000, DRAFTED, _of_the_draft(message), "worker")
    if reply.sent_at and not any(abs(reply.sent_at - at) < 120 * _SAME_MOMENT for at in moved):
        yield Event(
            reply.sent_at, status_sign(Status.SENT), f"On {platform_title(message.platform)}, by its own clock."
        )
    if message.text_deleted_at:
        yield Event(message.text_deleted_at, FADED, "The platform's rules ask for it.", "worker")


def _of_the_draft(message: Message) -> str:
    reply = message.reply
    hint = f" after your hint “{reply.hint}”" if reply.hint else ""
    tries = f" It took {reply.tries} tries to send." if reply.tries > 1 else ""
    kept = "sent as it stood" if reply.text == reply.draft_text else "changed by a person since"
    fate = f"; {kept}" if message.status in (Status.SENT, Status.WITHDRAWN, Status.APPROVED) else ""
    return f"Written{hint}, {percent(reply.confidence)} sure{fate}.{tries}"


def _kept_of_it(message: Message) -> Iterator[Event]:
    """What other rooms wrote down of it."""
    relabel = Relabel.objects(message_id=message.id).only("workspace_id", "intent", "before", "by", "at").first()
    if relabel and relabel.workspace_id == message.workspace_id:
        before = INTENTS[Intent(relabel.before)].word.lower() if relabel.before in set(Intent) else "not read"
        told = "which it was" if relabel.before == relabel.intent else f"it was: {before}"
        yield Event(relabel.at, LABELLED, f"{INTENTS[relabel.intent].word}, {told}.", relabel.by)
    told = Memory.objects(message_id=message.id).only("workspace_id", "text", "created_at")
    for memory in (one for one in told if one.workspace_id == message.workspace_id):
        yield Event(memory.created_at, REMEMBERED, memory.text, "worker")
    proof = Disclosure.objects(message_id=message.id).only("workspace_id", "text", "shown_at").first()
    if proof and proof.workspace_id == message.workspace_id:
        yield Event(proof.shown_at, TOLD, f"“{proof.text}”", "worker")
