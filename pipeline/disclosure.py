"""Telling fans that an AI assistant answers: with which auto-sent replies, and the proof that they were told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bson import ObjectId

from avatar.disclosure import FALLBACK, disclosed, line, needed
from connectors.base import COMMENT, DIRECT_MESSAGE
from models import Disclosure, Message, NotUnique, Workspace
from pipeline.remembered import Remembered
from settings import settings

DOES_NOT_FIT = "The line that tells the fan who answers does not fit any more, so a person decides."
_LOOKED_BACK = 20  # proofs of one fan; older ones are long over
SECONDS = 2.0
_own_lines: Remembered[Mapping[tuple[str, str], str]] = Remembered(SECONDS)


@dataclass(frozen=True)
class Teller:
    """For whom the avatar speaks, and what a reply may weigh. `custom`: the creator's own lines by surface and language."""

    name: str
    max_bytes: int
    custom: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """A reply as it goes out. `line` is what in it discloses; "" where the fan knows already."""

    text: str
    line: str = ""


def with_disclosure(message: Message, text: str, teller: Teller, now: datetime) -> Told | None:
    """The text of an auto-sent reply with what the law and the platforms want said. None: a person must decide.

    A fan is told at first contact and again after DISCLOSURE_GAP_DAYS, on each surface; who was told in a direct message,
    where the line says more, knows it for comments too.
    """
    if not message.fan_external_id:
        return None
    surface = surface_of(message)
    gap = timedelta(days=settings().disclosure_gap_days)
    if not needed(_last_shown(message, surface), now, gap):
        return Told(text) if len(text.encode()) <= teller.max_bytes else None
    language = _language(message)
    said = line(language, teller.name, surface, teller.custom.get((surface, language), ""))
    whole = disclosed(text, said, teller.max_bytes)
    return Told(whole, said) if whole is not None else None


def own_lines(workspace_id: ObjectId) -> Mapping[tuple[str, str], str]:
    """The creator's own lines by surface and language, at most SECONDS old."""
    return _own_lines.get(workspace_id, lambda: _read_lines(workspace_id))


def forget_lines() -> None:
    """Somebody changed one: read them anew."""
    _own_lines.forget()


def record(message: Message, shown_at: datetime) -> bool:
    """Keep the proof of what a reply that stands on the platform has told the fan. Again and again changes nothing.

    Called before the message is moved to sent, so that nobody who dies between the two leaves a reply without its proof.
    A person may have taken the line out before it went; then nothing was told. True: the proof is kept now.
    """
    said = message.reply.disclosure
    if not said or said not in message.reply.text:
        return False
    proof = Disclosure(
        workspace_id=message.workspace_id, account_id=message.account_id, fan_external_id=message.fan_external_id,
        surface=surface_of(message), language=_language(message), text=said, message_id=message.id,
        shown_at=shown_at,
    )  # fmt: skip
    try:
        proof.save(force_insert=True)
    except NotUnique:
        return False
    return True


def proofs(workspace_id: ObjectId, account_id: ObjectId, fan_external_id: str) -> list[Disclosure]:
    """Everything that was shown to one fan of one account, the newest first."""
    theirs = Disclosure.of(workspace_id).filter(account_id=account_id, fan_external_id=fan_external_id)
    return list(theirs.order_by("-shown_at"))


def surface_of(message: Message) -> str:
    """Where the reply is read: "comment" or "direct_message"."""
    return DIRECT_MESSAGE if message.kind == DIRECT_MESSAGE or message.reply.private else COMMENT


def _read_lines(workspace_id: ObjectId) -> dict[tuple[str, str], str]:
    workspace = Workspace.objects(id=workspace_id).only("disclosure_lines").first()
    return {(one.surface, one.language): one.text for one in workspace.disclosure_lines} if workspace else {}


def _last_shown(message: Message, surface: str) -> datetime | None:
    theirs = Disclosure.of(message.workspace_id).filter(
        account_id=message.account_id, fan_external_id=message.fan_external_id
    )
    shown = theirs.order_by("-shown_at").limit(_LOOKED_BACK).only("surface", "shown_at")
    times: list[datetime] = [one.shown_at for one in shown if one.surface in (surface, DIRECT_MESSAGE)]
    return max(times, default=None)


def _language(message: Message) -> str:
    return str(message.label.language) if message.label else FALLBACK
