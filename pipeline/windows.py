"""Until when the platform takes an answer, and from whom: some windows stay open longer for what a person wrote by hand."""

from datetime import datetime

from connectors.limits import Limits
from models import Message


def is_by_hand(message: Message) -> bool:
    """Whether a person wrote the reply or changed its words. Approving the avatar's words as they are does not count."""
    return bool(message.reply.mode in ("approved", "human") and message.reply.text != message.reply.draft_text)


def closes_at(message: Message, limits: Limits, by_hand: bool) -> datetime | None:
    """When nothing can be answered any more; None: never. `by_hand`: the words are a person's own."""
    if message.reply.private and limits.private_window:
        return message.platform_created_at + limits.private_window
    if message.reply_by is None:
        return None
    if by_hand and limits.human_window and limits.reply_window:
        return message.reply_by + (limits.human_window - limits.reply_window)
    return message.reply_by


def is_over(message: Message, limits: Limits, now: datetime) -> bool:
    """Whether the reply of this message comes too late."""
    closes = closes_at(message, limits, is_by_hand(message))
    return closes is not None and closes <= now
