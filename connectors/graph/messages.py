"""A Graph API's conversations -> InboundMessage. Pure, and tolerant: what is missing is left empty, what is unknown becomes a word.

Field names: the Conversations API and the message webhooks of the Messenger Platform.
"""

from collections.abc import Iterator
from datetime import timedelta

from connectors.base import DIRECT_MESSAGE, InboundMessage
from connectors.graph.values import Json, id_of, inside, listed, moment, objects, text_of

WINDOW = timedelta(hours=24)
"""How long a fan's direct message may be answered."""
HUMAN_WINDOW = timedelta(days=7)
"""How long a person may answer it by hand, under the tag HUMAN_AGENT."""
PRIVATE_WINDOW = timedelta(days=7)
"""How long after a comment one direct message may answer it."""
MESSAGES_READ = 20
"""Of a conversation the platform tells details of so many, the newest."""

_MESSAGE_FIELDS = "id,created_time,from,to,message,attachments,shares,story,is_unsupported"
CONVERSATION_FIELDS = f"id,updated_time,participants,messages.limit({MESSAGES_READ}){{{_MESSAGE_FIELDS}}}"

_MEDIA_WORDS = {"image_data": "image", "video_data": "video"}
_STORY_WORDS = {"mention": "story_mention", "reply_to": "story_reply"}


def conversation(row: Json, account_id: str) -> list[InboundMessage]:
    """The messages that came with a conversation; none when it does not say with whom it is held."""
    fan_id = fan_of(row, account_id)
    rows = [one for one in listed(row, "messages") if id_of(one.get("id"))]
    return [direct_message(one, account_id, fan_id) for one in rows] if fan_id else []


def direct_message(row: Json, account_id: str, fan_id: str) -> InboundMessage:
    """One message of the conversation with the fan `fan_id`, whose id also names the conversation (as webhooks do)."""
    author = inside(row, "from")
    author_id = id_of(author.get("id"))
    mine = author_id == account_id
    created = moment(row.get("created_time"))
    return InboundMessage(
        external_id=id_of(row.get("id")),
        kind=DIRECT_MESSAGE,
        text=text_of(row.get("message")),
        author_external_id=author_id or fan_id,
        author_username=text_of(author.get("username")) or text_of(author.get("name")),
        author_name=text_of(author.get("name")),
        created_at=created,
        conversation_id=fan_id,
        from_account=mine,
        attachments=attachments(row),
        reply_by=None if mine else created + WINDOW,
        by_hand_until=None if mine else created + HUMAN_WINDOW,
    )


def fan_of(row: Json, account_id: str) -> str:
    """The id of the person a conversation is held with; "" when nothing in it says so."""
    people = listed(row, "participants")
    for message in listed(row, "messages"):
        people += [inside(message, "from"), *listed(message, "to")]
    return next((id for person in people if (id := id_of(person.get("id"))) and id != account_id), "")


def attachments(row: Json) -> tuple[str, ...]:
    """What hangs on a message, as words: "image", "video", "audio", "file", "share", "story_mention"..."""
    words = [_attachment(found) for found in listed(row, "attachments")]
    words += ["share" for _ in listed(row, "shares")]
    words += [word for name, word in _STORY_WORDS.items() if inside(row, "story").get(name)]
    if row.get("is_unsupported") is True:
        words.append("unsupported")
    return tuple(words)


def _attachment(found: Json) -> str:
    for name, word in _MEDIA_WORDS.items():
        if name in found:
            return word
    kind = text_of(found.get("mime_type")).split("/")[0]
    return kind if kind in ("image", "video", "audio") else "file"


# webhooks


def pushed(event: Json, account_id: str, time: object) -> Iterator[InboundMessage]:
    """The direct message in one object of entry[].messaging[]; none when it is a reaction, a receipt or unreadable.

    `time` stands in where the event has no timestamp of its own.
    """
    sender, recipient = (id_of(inside(event, side).get("id")) for side in ("sender", "recipient"))
    words = inside(event, "message") or inside(event, "message_edit") or inside(event, "postback")
    mid = id_of(words.get("mid"))
    if not mid or not sender:
        return
    mine = sender == account_id or words.get("is_echo") is True or words.get("is_self") is True
    created = moment(event.get("timestamp") or time)
    deleted = words.get("is_deleted") is True
    yield InboundMessage(
        external_id=mid,
        kind=DIRECT_MESSAGE,
        text="" if deleted else text_of(words.get("text")) or text_of(words.get("title")),
        author_external_id=sender,
        author_username="",
        created_at=created,
        conversation_id=recipient if mine else sender,
        from_account=mine,
        edited_at=created if "message_edit" in event else None,
        deleted=deleted,
        attachments=_pushed_attachments(words),
        reply_by=None if mine else created + WINDOW,
        by_hand_until=None if mine else created + HUMAN_WINDOW,
    )


def _pushed_attachments(words: Json) -> tuple[str, ...]:
    kinds = [text_of(found.get("type")) or "file" for found in objects(words.get("attachments"))]
    if inside(inside(words, "reply_to"), "story"):
        kinds.append("story_reply")
    if words.get("is_unsupported") is True:
        kinds.append("unsupported")
    return tuple(kinds)
