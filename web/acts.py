"""A person acts on a message: the step, the bell, the live word, and a sentence for whoever clicked."""

from collections.abc import Callable
from datetime import datetime

from flask import request, url_for
from werkzeug.wrappers import Response

from connectors.errors import ConnectorError
from logs import log
from models import Message, Status
from models.fields import utcnow
from models.lifecycle import IllegalMove, Lost
from pipeline.assign import NotAMember
from pipeline.relabel import BadRelabel
from pipeline.review import BadReply
from pipeline.snooze import BadSnooze
from web.letters import one, who
from web.replies import done, failed, inside
from web.words import span, status_sign
from worker.live import tell
from worker.messages import ring

DID = {
    Status.APPROVED: "approved this",
    Status.SENDING: "began to send this",
    Status.SENT: "sent this",
    Status.REJECTED: "decided not to answer this",
    Status.CLASSIFIED: "asked for another draft of this",
    Status.RECEIVED: "changed the words of this",
    Status.ANSWERED: "answered this by hand",
    Status.WITHDRAWN_BY_FAN: "deleted this",
    Status.WITHDRAWN: "took the answer to this down",
    Status.EXPIRED: "closed this, because the time to answer is over,",
}
"""What somebody did, as the middle of a sentence."""


def act(message_id: str, step: Callable[[Message], Message], said: str | Callable[[Message], str]) -> Response:
    """Take one step with a message of this workspace. Whatever goes wrong is a sentence, never an error page.

    `said` is the sentence for when it worked, or makes it of the message as it is then.
    """
    message = one(message_id)
    try:
        must_be_as_seen(message)
        moved = step(message)
    except (BadReply, BadRelabel, BadSnooze, NotAMember) as error:
        return _not_done(422, str(error), message)
    except (Lost, IllegalMove):
        return _not_done(409, overtaken(message), message)
    except ConnectorError as error:
        return _not_done(502, error.sentence, message)
    ring(moved)
    tell(moved)
    log.info("person acted", message=message_id, status=str(moved.status))
    until = moved.send_after.isoformat() if moved.send_after else ""
    sentence = said if isinstance(said, str) else said(moved)
    return done(sentence, _back(moved), id=message_id, status=str(moved.status), until=until)


def overtaken(message: Message) -> str:
    """Who was faster, what they did and when, and that nothing typed is lost."""
    message.reload()
    if not message.history:
        return "This letter changed meanwhile. What stands there now counts."
    last = message.history[-1]
    did = DID.get(Status(last.after), "moved this")
    if last.after == Status.IN_REVIEW:
        did = "laid this back into review"
    typed = " What you wrote was not sent; it is kept here." if request.form.get("text") else ""
    return f"{who(last.by)} {_was_faster(last.by)} and {did} {_since(last.at)}. It is now “{status_sign(message.status).word}”.{typed}"


def _since(at: datetime) -> str:
    seconds = max((utcnow() - at).total_seconds(), 0)
    return "just now" if seconds < 1 else f"{span(seconds)} ago"


def _was_faster(by: str) -> str:
    return "were faster" if who(by).startswith("You") else "was faster"


def must_be_as_seen(message: Message) -> None:
    """A page that shows an older revision must not decide on words that nobody on it has read."""
    seen = request.form.get("revision", "")
    if seen.isdecimal() and int(seen) != message.revision:
        raise Lost(f"{message.id} is at revision {message.revision}, the page at {seen}")


def _not_done(code: int, sentence: str, message: Message) -> Response:
    return failed(code, sentence, _back(message), id=str(message.id), status=str(message.status))


def _back(message: Message) -> str:
    return inside(request.form.get("back") or url_for("conversations.message_page", message_id=message.id))
