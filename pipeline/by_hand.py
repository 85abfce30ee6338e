"""What the creator wrote without us: it answers what waits, and it is what the avatar learns from."""

import re
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress

from connectors.base import DIRECT_MESSAGE, InboundMessage
from logs import log
from models import Message, NotUnique, ReplyExample, SocialAccount, Status
from models.lifecycle import IllegalMove, Lost, move
from models.message import WAITING
from pipeline.echo import PLATFORM_TICK, take_echo


def keep_own(account: SocialAccount, parcel: InboundMessage) -> None:
    """What the creator wrote by hand answers what waits, and is an example. What we sent comes back too: that is neither."""
    if parcel.deleted or not parcel.text.strip() or take_echo(account, parcel):
        return
    answered = _answers_of(account, parcel)
    for message in answered:
        if message.status in WAITING:
            overtake(message, Status.ANSWERED, "creator", "You answered this by hand.")
    example = ReplyExample(
        workspace_id=account.workspace_id, account_id=account.id, external_id=parcel.external_id,
        platform=account.platform, kind=parcel.kind, source="by_hand", text=parcel.text,
        conversation_id=parcel.conversation_id, answers=answered[-1].external_id if answered else parcel.answers,
        fan_text=answered[-1].text if answered else "", created_at=parcel.created_at,
        fan_username=answered[-1].fan_username if answered else "",
        post_external_id=parcel.post.external_id if parcel.post else "", read_at=answered[-1].read_at if answered else None,
    )  # fmt: skip
    with suppress(NotUnique):  # seen before, and what it answers was moved then
        example.save(force_insert=True)


def answers_to(account: SocialAccount, parcels: Iterable[InboundMessage]) -> dict[str, ReplyExample]:
    """By the external id of each of these messages: what the creator has answered to it already, if anything."""
    asked = list(parcels)
    threads = defaultdict(list)
    for example in (
        ReplyExample.objects(
            account_id=account.id, conversation_id__in=list({parcel.conversation_id for parcel in asked})
        )
        .exclude("vector")
        .order_by("created_at")
    ):
        threads[example.conversation_id].append(example)
    found = {parcel.external_id: _first_answer(parcel, threads[parcel.conversation_id]) for parcel in asked}
    return {external_id: example for external_id, example in found.items() if example}


def overtake(message: Message, to: Status, by: str, why: str, **changes: object) -> None:
    """Move what waits because something happened at the platform; whoever was faster has the last word."""
    try:
        move(message, to, by=by, why=why, **changes)
    except (Lost, IllegalMove):
        log.info("overtaking lost", message=str(message.id), to=str(to))


def _first_answer(parcel: InboundMessage, thread: list[ReplyExample]) -> ReplyExample | None:
    later = [example for example in thread if example.created_at > parcel.created_at - PLATFORM_TICK]
    if parcel.kind == DIRECT_MESSAGE:
        return next((example for example in later if example.source == "by_hand"), None)
    return next((example for example in later if example.answers == parcel.external_id), None)


def _answers_of(account: SocialAccount, parcel: InboundMessage) -> list[Message]:
    thread = Message.objects(
        account_id=account.id,
        conversation_id=parcel.conversation_id,
        platform_created_at__lt=parcel.created_at + PLATFORM_TICK,
    )
    earlier = list(thread.order_by("platform_created_at"))
    if parcel.kind == DIRECT_MESSAGE:
        return earlier
    called = re.match(r"@([\w.\-]+)", parcel.text)
    name = called[1].rstrip(".").lower() if called else ""
    named = [message for message in earlier if name and message.fan_username.lstrip("@").lower() == name]
    return named[-1:] or [message for message in earlier if message.external_id == parcel.answers]
