"""Live chat JSON -> InboundMessage. Pure and tolerant. Field names: the liveChatMessage and liveBroadcast resources.

A chat is one room; a conversation is what one fan says in it: "<live chat id>/<channel id of the fan>".
"""

from connectors.base import LIVE_CHAT, InboundMessage, Post
from connectors.youtube.payloads import Json, handle, inside, listed, moment

_WORDS = {
    "textMessageEvent": ("textMessageDetails", "messageText", ()),
    "superChatEvent": ("superChatDetails", "userComment", ("super_chat",)),
    "memberMilestoneChatEvent": ("memberMilestoneChatDetails", "userComment", ("member",)),
}
"""What fans say, by the type of the message: where the words stand, and what comes with them."""

_TAKEN_AWAY = {
    "messageDeletedEvent": ("messageDeletedDetails", "deletedMessageId"),
    "messageRetractedEvent": ("messageRetractedDetails", "retractedMessageId"),
}


def chat_id(broadcast: Json) -> str:
    """The live chat of a broadcast; "" when it has none."""
    return str(inside(broadcast, "snippet").get("liveChatId") or "")


def chat_of(conversation_id: str) -> str:
    """The live chat that a conversation is in."""
    return conversation_id.rpartition("/")[0]


def messages(answer: Json, account_id: str, post: Post | None = None) -> list[InboundMessage]:
    """What a page of the chat holds for us, in order; each message once."""
    found = (message(row, account_id, post) for row in listed(answer, "items"))
    return list({one.external_id: one for one in found if one}.values())


def message(row: Json, account_id: str, post: Post | None = None) -> InboundMessage | None:
    """One message of a chat; None for what is not words of a person (polls, gifts, the end of the chat)."""
    snippet = inside(row, "snippet")
    kind = str(snippet.get("type"))
    if kind in _TAKEN_AWAY:
        return _taken_away(snippet, *_TAKEN_AWAY[kind])
    if kind not in _WORDS or not row.get("id"):
        return None
    details, name, attachments = _WORDS[kind]
    author = str(snippet.get("authorChannelId") or inside(row, "authorDetails").get("channelId") or "")
    return InboundMessage(
        external_id=str(row["id"]),
        kind=LIVE_CHAT,
        text=str(inside(snippet, details).get(name) or ""),
        author_external_id=author,
        author_username=handle(inside(row, "authorDetails").get("displayName")),
        created_at=moment(snippet.get("publishedAt")),
        conversation_id=f"{snippet.get('liveChatId') or ''}/{author}",
        post=post,
        from_account=bool(account_id) and author == account_id,
        attachments=attachments,
    )


def _taken_away(snippet: Json, details: str, name: str) -> InboundMessage | None:
    id = str(inside(snippet, details).get(name) or "")
    if not id:
        return None
    return InboundMessage(
        external_id=id, kind=LIVE_CHAT, text="", author_external_id="", author_username="",
        created_at=moment(snippet.get("publishedAt")), conversation_id=f"{snippet.get('liveChatId') or ''}/", deleted=True,
    )  # fmt: skip
