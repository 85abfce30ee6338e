"""The life of one message: its moves, and all that happened to it without a move, in the order of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext, ngettext

from avatar.labels import Intent
from models import Disclosure, Memory, Message, Relabel, Status
from pipeline.moderate import DONE
from web.said import N_, said
from web.words import INTENTS, Sign, percent, platform_title, status_sign

WRITTEN = Sign(N_("Written"), "pencil")
EDITED = Sign(N_("Changed by the fan"), "pencil", "amber")
DRAFTED = Sign(N_("Drafted"), "feather", "ink")
LABELLED = Sign(N_("Labelled"), "pencil", "plum")
REMEMBERED = Sign(N_("Remembered"), "book-open")
TOLD = Sign(N_("Said who answers"), "feather")
FADED = Sign(N_("Words deleted"), "eraser")
DONE_THERE = Sign(N_("At the platform"), "hand")
AGAIN = Sign(N_("Tried again"), "refresh-cw", "amber")
OPEN = (N_("Written, %(share)s sure."), N_("Written after your hint “%(hint)s”, %(share)s sure."))
KEPT = (
    N_("Written, %(share)s sure; sent as it stood."),
    N_("Written after your hint “%(hint)s”, %(share)s sure; sent as it stood."),
)
CHANGED = (
    N_("Written, %(share)s sure; changed by a person since."),
    N_("Written after your hint “%(hint)s”, %(share)s sure; changed by a person since."),
)
"""What is said of a draft, by what became of it: without a hint, with one."""
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
    platform = platform_title(message.platform)
    if message.kind == "direct_message":
        why = gettext("As a direct message on %(platform)s.", platform=platform)
    else:
        why = gettext("As a comment on %(platform)s.", platform=platform)
    yield Event(message.platform_created_at, WRITTEN, why, "fan")


def _moves(message: Message) -> Iterator[Event]:
    for change in message.history:
        sign, why = status_sign(change.after), change.why
        if change.before == change.after:
            sign = DONE_THERE if why in DONE.values() else AGAIN
        elif change.before == Status.SENDING and change.after == Status.APPROVED:
            sign = AGAIN
        yield Event(change.at, sign, "" if why.rstrip(".") == sign.word else said(why), change.by)


def _around(message: Message) -> Iterator[Event]:
    reply, moved = message.reply, [change.at for change in message.history]
    if message.edited_at and not any("changed the words" in change.why for change in message.history):
        yield Event(message.edited_at, EDITED, gettext("The words as they are now."), "fan")
    if reply.drafted_at and reply.draft_text:
        yield Event(reply.drafted_at - _SAME_MOMENT / 1000, DRAFTED, _of_the_draft(message), "worker")
    if reply.sent_at and not any(abs(reply.sent_at - at) < 120 * _SAME_MOMENT for at in moved):
        why = gettext("On %(platform)s, by its own clock.", platform=platform_title(message.platform))
        yield Event(reply.sent_at, status_sign(Status.SENT), why)
    if message.text_deleted_at:
        yield Event(message.text_deleted_at, FADED, gettext("The platform's rules ask for it."), "worker")


def _of_the_draft(message: Message) -> str:
    reply, fate = message.reply, OPEN
    if message.status in (Status.SENT, Status.WITHDRAWN, Status.APPROVED):
        fate = KEPT if reply.text == reply.draft_text else CHANGED
    written = gettext(fate[bool(reply.hint)], hint=reply.hint, share=percent(reply.confidence))
    if reply.tries < 2:
        return written
    tries = ngettext("It took %(num)s try to send.", "It took %(num)s tries to send.", reply.tries)
    return f"{written} {tries}"


def _kept_of_it(message: Message) -> Iterator[Event]:
    """What other rooms wrote down of it."""
    relabel = Relabel.objects(message_id=message.id).only("workspace_id", "intent", "before", "by", "at").first()
    if relabel and relabel.workspace_id == message.workspace_id:
        yield Event(relabel.at, LABELLED, _relabelled(relabel), relabel.by)
    told = Memory.objects(message_id=message.id).only("workspace_id", "text", "created_at")
    for memory in (one for one in told if one.workspace_id == message.workspace_id):
        yield Event(memory.created_at, REMEMBERED, memory.text, "worker")
    proof = Disclosure.objects(message_id=message.id).only("workspace_id", "text", "shown_at").first()
    if proof and proof.workspace_id == message.workspace_id:
        yield Event(proof.shown_at, TOLD, f"“{proof.text}”", "worker")


def _relabelled(relabel: Relabel) -> str:
    kind = said(INTENTS[relabel.intent].word)
    if relabel.before == relabel.intent:
        return gettext("%(kind)s, which it was.", kind=kind)
    if relabel.before not in set(Intent):
        return gettext("%(kind)s, it was: not read.", kind=kind)
    return gettext(
        "%(kind)s, it was: %(before)s.", kind=kind, before=said(INTENTS[Intent(relabel.before)].word).lower()
    )
