"""Messages: everything received, and what was said before."""

from models import Message, Workspace
from models.api_token import Scope
from models.fields import utcnow
from web.api.gate import caller
from web.api.message_shapes import MessageQuery, MessageShape, Thread, WholeMessage
from web.api.operations import operation
from web.api.paging import messages_of
from web.api.problems import Refused
from web.api.shapes import Page
from web.letters import earlier_than


class MessagePage(Page[MessageShape]):
    """Messages, newest first."""


@operation("GET /messages", Scope.MESSAGES_READ)
def list_messages(query: MessageQuery) -> MessagePage:
    """List messages, newest first.

    With a rare filter a page may be short, or empty, and still have a next one.
    """
    workspace = Workspace.objects(id=caller().workspace_id).first()
    floor = max(query.since or workspace.created_at, workspace.created_at)
    if floor >= utcnow():
        return MessagePage(data=[], next=None)

    def fits(message: Message) -> bool:
        label = message.label.intent if message.label else None
        return query.account in (None, str(message.account_id)) and query.intent in (None, label)

    found, older = messages_of(
        workspace.id, query.status, floor=floor, wanted=query.limit, cursor=query.cursor, keep=fits
    )
    return MessagePage(data=[MessageShape.model_validate(message) for message in found], next=older)


@operation("GET /messages/<message_id>", Scope.MESSAGES_READ)
def get_message(message_id: str) -> WholeMessage:
    """Read one message, with its answer and its history."""
    return WholeMessage.model_validate(one_message(message_id))


@operation("GET /messages/<message_id>/thread", Scope.MESSAGES_READ)
def get_thread(message_id: str) -> Thread:
    """Read what was said before a message.

    The last dozen of what the fan, the avatar and the creator said in this conversation.
    """
    return Thread.model_validate({"data": earlier_than(one_message(message_id))})


def one_message(message_id: str) -> Message:
    """A message of the caller's workspace. Raises Refused."""
    message: Message | None = Message.one_of(caller().workspace_id, message_id)
    if message is None:
        raise Refused("not-found")
    return message
