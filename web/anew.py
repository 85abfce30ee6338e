"""Letters that wait and should be drafted anew, because what is known or remembered has changed."""

from collections.abc import Iterable

from bson import ObjectId

from models import Message, Status
from models.lifecycle import IllegalMove, Lost
from pipeline import review
from pipeline.review import BadReply
from web.auth import me
from worker.live import tell
from worker.messages import ring


def draft_anew(message_ids: Iterable[ObjectId]) -> int:
    """Ask for another draft of each of these letters of this workspace that still waits; returns how many there were."""
    return draft_anew_in(me().workspace_id, me().id, message_ids)


def draft_anew_in(workspace_id: ObjectId, by: str, message_ids: Iterable[ObjectId]) -> int:
    """The same in any workspace, in the name of the user `by`."""
    count = 0
    for message_id in message_ids:
        message = Message.one_of(workspace_id, message_id)
        try:
            if message and message.status is Status.APPROVED:
                message = review.undo(message, by)
            moved = review.redraft(message, by) if message else None
        except (Lost, IllegalMove, BadReply):  # somebody has decided meanwhile, or its words are deleted
            continue
        if moved:
            ring(moved)
            tell(moved)
            count += 1
    return count
