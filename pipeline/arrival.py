"""New messages of fans are stored, a page at once: what is asked of the database for each of them adds up to the speed of it all."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from connectors.base import InboundMessage
from models import Fan, Message, ReplyExample, SocialAccount, Status
from models.fan import Sighting
from models.message import Change, PostCard
from pipeline.by_hand import answers_to, overtake
from pipeline.indexing import index
from pipeline.snooze import bring_back

BEFORE_CONNECTING = timedelta(days=1)
"""Unanswered messages older than this before the account was connected are kept, but not answered."""


def store(account: SocialAccount, parcels: Sequence[InboundMessage], now: datetime) -> list[Message]:
    """Store what fans wrote, each once. Gives the messages that now wait for classification, in the order of `parcels`.

    What another door stored first is left out. A message that was answered by hand, or whose time is over, is stored and closed.
    """
    each = list({parcel.external_id: parcel for parcel in parcels}.values())
    if not each:
        return []
    named = [_sighting(parcel) for parcel in each if parcel.author_external_id]  # platforms do not always say who wrote
    fans = Fan.known(account.workspace_id, account.id, named)
    messages = Message.insert_new(
        [_message(account, parcel, fans.get(parcel.author_external_id), now) for parcel in each]
    )
    index(messages)
    fresh = {message.external_id: message for message in messages}
    new = [parcel for parcel in each if parcel.external_id in fresh]
    Fan.count([(fans[parcel.author_external_id], _sighting(parcel)) for parcel in new if parcel.author_external_id])
    answers = answers_to(account, new)
    bring_back(account, messages, now)
    return [
        message
        for parcel in new
        if _waits(account, message := fresh[parcel.external_id], parcel, answers.get(parcel.external_id))
    ]


def _sighting(parcel: InboundMessage) -> Sighting:
    return Sighting(parcel.author_external_id, parcel.author_username, parcel.created_at)


def _waits(account: SocialAccount, message: Message, parcel: InboundMessage, answer: ReplyExample | None) -> bool:
    if answer is not None:
        if not answer.fan_text:
            ReplyExample.objects(id=answer.id).update_one(
                set__fan_text=parcel.text, set__fan_username=parcel.author_username, set__read_at=message.created_at
            )
        overtake(message, Status.ANSWERED, "creator", "You had answered this by hand.")
        return False
    if parcel.reply_by and max(parcel.reply_by, parcel.by_hand_until or parcel.reply_by) <= message.created_at:
        overtake(message, Status.EXPIRED, "worker", "The time to answer was over before the message was read.")
        return False
    if parcel.created_at < account.connected_at - BEFORE_CONNECTING:
        overtake(message, Status.IGNORED, "worker", "This came before you connected the account.")
        return False
    return True


def _message(account: SocialAccount, parcel: InboundMessage, fan: Fan | None, now: datetime) -> Message:
    post = parcel.post and PostCard(
        external_id=parcel.post.external_id, title=parcel.post.title, caption=parcel.post.caption,
        permalink=parcel.post.permalink, thumbnail_url=parcel.post.thumbnail_url,
    )  # fmt: skip
    return Message(
        workspace_id=account.workspace_id, account_id=account.id, platform=account.platform, kind=parcel.kind,
        external_id=parcel.external_id, answers=parcel.answers, conversation_id=parcel.conversation_id, post=post,
        fan_id=fan and fan.id, fan_external_id=parcel.author_external_id,
        fan_username=parcel.author_username or (fan.username if fan else ""),
        text=parcel.text, held=parcel.held, attachments=list(parcel.attachments), platform_created_at=parcel.created_at, created_at=now,
        edited_at=parcel.edited_at, reply_by=parcel.reply_by, moved_at=now, wake_at=Message.wakes(Status.RECEIVED, now),
        history=[Change(at=now, after=Status.RECEIVED, by="fan", why="")],
    )  # fmt: skip
