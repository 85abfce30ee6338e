"""A person acts on a message: the step, the bell, the live word, and a sentence for whoever clicked."""

from collections.abc import Callable
from datetime import datetime

from flask import request, url_for
from flask_babel import gettext
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
from web.auth import me
from web.letters import one, who
from web.replies import done, failed, inside
from web.said import N_
from web.words import span, status_sign
from worker.live import tell
from worker.messages import ring

DID = {
    Status.APPROVED: (
        N_("%(name)s was faster and approved this %(time)s."),
        N_("%(name)s were faster and approved this %(time)s."),
    ),
    Status.SENDING: (
        N_("%(name)s was faster and began to send this %(time)s."),
        N_("%(name)s were faster and began to send this %(time)s."),
    ),
    Status.SENT: (
        N_("%(name)s was faster and sent this %(time)s."),
        N_("%(name)s were faster and sent this %(time)s."),
    ),
    Status.REJECTED: (
        N_("%(name)s was faster and decided not to answer this %(time)s."),
        N_("%(name)s were faster and decided not to answer this %(time)s."),
    ),
    Status.CLASSIFIED: (
        N_("%(name)s was faster and asked for another draft of this %(time)s."),
        N_("%(name)s were faster and asked for another draft of this %(time)s."),
    ),
    Status.RECEIVED: (
        N_("%(name)s was faster and changed the words of this %(time)s."),
        N_("%(name)s were faster and changed the words of this %(time)s."),
    ),
    Status.ANSWERED: (
        N_("%(name)s was faster and answered this by hand %(time)s."),
        N_("%(name)s were faster and answered this by hand %(time)s."),
    ),
    Status.WITHDRAWN_BY_FAN: (
        N_("%(name)s was faster and deleted this %(time)s."),
        N_("%(name)s were faster and deleted this %(time)s."),
    ),
    Status.WITHDRAWN: (
        N_("%(name)s was faster and took the answer to this down %(time)s."),
        N_("%(name)s were faster and took the answer to this down %(time)s."),
    ),
    Status.EXPIRED: (
        N_("%(name)s was faster and closed this, because the time to answer is over, %(time)s."),
        N_("%(name)s were faster and closed this, because the time to answer is over, %(time)s."),
    ),
    Status.IN_REVIEW: (
        N_("%(name)s was faster and laid this back into review %(time)s."),
        N_("%(name)s were faster and laid this back into review %(time)s."),
    ),
}
MOVED = (N_("%(name)s was faster and moved this %(time)s."), N_("%(name)s were faster and moved this %(time)s."))
"""What somebody did: a colleague or a machine, and whoever looks."""


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
        return gettext("This letter changed meanwhile. What stands there now counts.")
    last = message.history[-1]
    did = DID.get(Status(last.after), MOVED)[last.by in (me().id, "creator")]
    told = [
        gettext(did, name=who(last.by), time=_since(last.at)),
        gettext("It is now “%(status)s”.", status=gettext(status_sign(message.status).word)),
    ]
    if request.form.get("text"):
        told.append(gettext("What you wrote was not sent; it is kept here."))
    return " ".join(told)


def _since(at: datetime) -> str:
    seconds = max((utcnow() - at).total_seconds(), 0)
    return gettext("just now") if seconds < 1 else gettext("%(time)s ago", time=span(seconds))


def must_be_as_seen(message: Message) -> None:
    """A page that shows an older revision must not decide on words that nobody on it has read."""
    seen = request.form.get("revision", "")
    if seen.isdecimal() and int(seen) != message.revision:
        raise Lost(f"{message.id} is at revision {message.revision}, the page at {seen}")


def _not_done(code: int, sentence: str, message: Message) -> Response:
    return failed(code, sentence, _back(message), id=str(message.id), status=str(message.status))


def _back(message: Message) -> str:
    return inside(request.form.get("back") or url_for("conversations.message_page", message_id=message.id))
