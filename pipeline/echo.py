"""What we sent comes back: pushed within a second, or with the next look. Whoever waits to know whether it arrived knows it then."""

from collections.abc import Iterable
from datetime import timedelta

from connectors.base import DIRECT_MESSAGE, InboundMessage, SentReply
from logs import log
from models import Message, SocialAccount, Status
from models.fields import utcnow
from models.lifecycle import Lost
from pipeline.deliver import arrived

PLATFORM_TICK = timedelta(seconds=1)
"""Platforms tell times in whole seconds: what is later may seem to be earlier by so much."""


def take_echo(account: SocialAccount, parcel: InboundMessage) -> bool:
    """Whether these are words that we sent. The reply that is being sent with them is sent now, if it can be no other's."""
    on_the_way = _on_the_way(account, parcel)
    if Message.objects(account_id=account.id, reply__external_id=parcel.external_id).only("id").first():
        return True  # asked after the reading above: what was on the way just before has its id by now
    message = proven_by(parcel, on_the_way)
    if message is not None and proven_by(parcel, [message, *_may_stand_there(message)]):
        _confirm(message, parcel)
    return bool(on_the_way)


def proven_by(parcel: InboundMessage, messages: Iterable[Message]) -> Message | None:
    """The one of `messages` whose reply `parcel` is: these words, in that place, after it was claimed. None when several are."""
    fitting = [message for message in messages if _fits(message, parcel)]
    if len(fitting) != 1:
        return None
    (message,) = fitting
    in_time = message.claimed_at and parcel.created_at > message.claimed_at - PLATFORM_TICK
    return message if in_time else None


def _on_the_way(account: SocialAccount, parcel: InboundMessage) -> list[Message]:
    """What is being sent with these words, wherever it lands. Platforms may change the spaces."""
    sending = Message.objects(account_id=account.id, status=Status.SENDING).exclude("history")
    words = parcel.text.split()
    return [message for message in sending if message.reply.text.split() == words]


def _may_stand_there(message: Message) -> list[Message]:
    """Other replies of the same words that were tried, and of which nobody knows under which id they stand there."""
    same = Message.objects(account_id=message.account_id, reply__text=message.reply.text, id__ne=message.id)
    tried = [other for other in same.exclude("history") if other.reply.tries or other.reply.doubtful_since]
    return [other for other in tried if not other.reply.external_id]


def _fits(message: Message, parcel: InboundMessage) -> bool:
    if message.reply.text.strip() != parcel.text.strip():
        return False
    if message.reply.private:
        return parcel.kind == DIRECT_MESSAGE and parcel.conversation_id == message.fan_external_id
    return (parcel.kind, parcel.conversation_id) == (message.kind, message.conversation_id)


def _confirm(message: Message, parcel: InboundMessage) -> None:
    claim, sent = message.claimed_at, SentReply(parcel.external_id, parcel.created_at)
    try:
        arrived(message, sent, utcnow())
    except Lost:  # its sender came back: with the answer, or with a doubt that this echo ends
        message.reload()
        if message.status is not Status.SENDING or message.claimed_at != claim:
            return
        _confirm(message, parcel)
        return
    log.info("delivery echoed", message=str(message.id))
