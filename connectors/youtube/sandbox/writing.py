"""The writing half of the Data API: a comment is added below another, changed, deleted, held back or shown again."""

from connectors.base import COMMENT
from connectors.world import Entry
from connectors.youtube.sandbox import statuses
from connectors.youtube.sandbox.answers import NAME, Made, Refused, new_id, parameter_missing, parameter_wrong
from connectors.youtube.sandbox.calls import Call
from connectors.youtube.sandbox.faults import cannot_reply
from connectors.youtube.sandbox.resources import Resources

_MOST_CHARACTERS = 10_000


def insert(call: Call) -> Made:
    """comments.insert: a reply below a top-level comment; the comment that it became."""
    parts, snippet = call.parts(("id", "snippet")), _snippet(call)
    parent_id, text = str(snippet.get("parentId") or ""), _text(snippet)
    if not parent_id:
        sentence = "The comment that is being inserted must be linked to a parent comment."
        raise Refused(400, "parentIdMissing", sentence)
    top = _answerable(call, parent_id)
    made = call.world.add_entry(
        NAME, top.account_id, COMMENT, new_id(COMMENT, top.id), call.account["id"], text, post_id=top.post_id,
        parent_id=top.id, conversation_id=top.id, answers=top.id, author_username=call.account["username"],
        author_name=call.account["name"], by_account=1, via_api=1,
    )  # fmt: skip
    return Resources(call.world, call.account, call.is_plain()).comment(made, parts)


def _answerable(call: Call, id: str) -> Entry:
    parent = call.comment(id)
    if parent.parent_id:
        raise cannot_reply()
    if parent.hidden:
        raise Refused(400, "parentCommentIsPrivate", "The specified parent comment is private.")
    if Resources(call.world, call.account).comments_closed(parent.post_id):
        raise Refused(403, "commentsDisabled", "The video of this comment has disabled comments.")
    if parent.account_id != call.account["id"]:  # the world knows the creator's own channel only
        raise _forbidden("created")
    return parent


def update(call: Call) -> Made:
    """comments.update: other words for one's own comment."""
    parts, text = call.parts(("id", "snippet")), _text(_snippet(call))
    if not call.body.get("id"):
        raise parameter_missing("id")
    entry = call.comment(str(call.body["id"]))
    if entry.author_id != call.account["id"]:
        raise _forbidden("updated")
    call.world.edit_entry(NAME, entry.id, text)
    return Resources(call.world, call.account, call.is_plain()).comment(call.comment(entry.id), parts)


def delete(call: Call) -> None:
    """comments.delete: one's own comment, and the replies below it."""
    for id in call.ids():
        if call.comment(id).author_id != call.account["id"]:
            raise _forbidden("deleted")
    for id in call.ids():
        call.world.delete_entry(NAME, id)


def moderate(call: Call) -> None:
    """comments.setModerationStatus, for the channel's owner. One's own comments stay as they are."""
    status = call.asked["moderationStatus"]
    if status not in statuses.SETTABLE:
        raise parameter_wrong("moderationStatus", status)
    bans = call.asked.get("banAuthor") == "true"
    if bans and status != statuses.REJECTED:
        sentence = "The banAuthor parameter can only be used if the moderationStatus parameter value is rejected."
        raise Refused(400, "banWithoutReject", sentence)
    entries = [call.comment(id) for id in call.ids()]
    if any(entry.account_id != call.account["id"] for entry in entries):
        raise _forbidden("moderated")
    for entry in entries:
        if not entry.by_account:
            statuses.put(call.world, entry.id, status)
        if bans and not entry.by_account:
            newest = call.world.rows("select max(number) as newest from entries")[0]["newest"]
            statuses.ban(call.world, entry.account_id, entry.author_id, newest)


def _snippet(call: Call) -> Made:
    found = call.body.get("snippet")
    return found if isinstance(found, dict) else {}


def _text(snippet: Made) -> str:
    text = str(snippet.get("textOriginal") or "").strip()
    if not text:
        raise Refused(400, "commentTextRequired", "The text of the comment must not be empty.")
    if len(text) > _MOST_CHARACTERS:
        raise Refused(400, "commentTextTooLong", "The text of the comment is too long.")
    return text


def _forbidden(done: str) -> Refused:
    return Refused(403, "forbidden", f"The comment cannot be {done} due to insufficient permissions.")
