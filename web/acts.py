"""A person acts on a message: the step, the bell, the live word, and a sentence for whoever clicked."""

from collections.abc import Callable

from flask import request, url_for
from werkzeug.wrappers import Response

from connectors.errors import ConnectorError
from logs import log
from models import Message
from models.lifecycle import IllegalMove, Lost
from pipeline.relabel import BadRelabel
from pipeline.review import BadReply
from web.letters import one, who
from web.replies import done, failed, inside
from web.words import status_sign
from worker.live import tell
from worker.messages import ring


def act(message_id: str, step: Callable[[Message], Message], said: str) -> Response:
    """Take one step with a message of this workspace. Whatever goes wrong is a sentence, never an error page."""
    message = one(message_id)
    try:
        _must_be_as_seen(message)
        moved = step(message)
    except (BadReply, BadRelabel) as error:
        return _not_done(422, str(error), message)
    except (Lost, IllegalMove):
        return _not_done(409, overtaken(message), message)
    except ConnectorError as error:
        return _not_done(502, error.sentence, message)
    ring(moved)
    tell(moved)
    log.info("person acted", message=message_id, status=str(moved.status))
    until = moved.send_after.isoformat() if moved.send_after else ""
    return done(said, _back(moved), id=message_id, status=str(moved.status), until=until)


def overtaken(message: Message) -> str:
    """Who was faster, and what stands now."""
    message.reload()
    if not message.history:
        return "This letter changed meanwhile. What stands there now counts."
    last = message.history[-1]
    return f"{who(last.by)} {_was_faster(last.by)}: this letter is now “{status_sign(message.status).word}”. What you wrote was not sent."


def _was_faster(by: str) -> str:
    return "were faster" if who(by).startswith("You") else "was faster"


def _must_be_as_seen(message: Message) -> None:
    """A page that shows an older revision must not decide on words that nobody on it has read."""
    seen = request.form.get("revision", "")
    if seen.isdecimal() and int(seen) != message.revision:
        raise Lost(f"{message.id} is at revision {message.revision}, the page at {seen}")


def _not_done(code: int, sentence: str, message: Message) -> Response:
    return failed(code, sentence, _back(message), id=str(message.id), status=str(message.status))


def _back(message: Message) -> str:
    return inside(request.form.get("back") or url_for("conversations.message_page", message_id=message.id))
