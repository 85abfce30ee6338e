"""Notes for teammates beside a letter. Never sent; taken away by whoever wrote them."""

from flask import Blueprint, Flask, abort, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import AuditEntry, Message
from models import Note as Stored
from models.fields import utcnow
from models.note import LONGEST
from web.access import REVIEWS, only
from web.auth import me
from web.letters import one
from web.replies import done, failed, inside
from web.said import number
from worker.live import tell

pages = Blueprint("notes_beside", __name__, url_prefix="/review")


def install(app: Flask) -> None:
    """Give the notes to the templates."""
    app.jinja_env.filters.update(notes_beside=lambda message: Stored.beside(message.workspace_id, message.id))


@pages.post("/<message_id>/notes")
@only(REVIEWS)
def write(message_id: str) -> Response:
    """Write a note beside a letter."""
    message, text = one(message_id), request.form.get("text", "").replace("\r\n", "\n").strip()
    if not text or len(text) > LONGEST:
        return failed(422, gettext("Write something, up to %(count)s letters.", count=number(LONGEST)), _back(message))
    note = Stored(
        workspace_id=message.workspace_id, account_id=message.account_id, message_id=message.id, by=me().id, text=text
    ).save()  # fmt: skip
    return _noted(message, note, "note.written", gettext("Your teammates see it beside this letter."))


@pages.post("/<message_id>/notes/<note_id>/delete")
@only(REVIEWS)
def delete(message_id: str, note_id: str) -> Response:
    """Take one's own note away."""
    message, note = one(message_id), _mine(message_id, note_id)
    note.take_away(utcnow())
    return _noted(message, note, "note.deleted", gettext("The note is gone."))


@pages.post("/<message_id>/notes/<note_id>/restore")
@only(REVIEWS)
def restore(message_id: str, note_id: str) -> Response:
    """Lay one's own note back."""
    message, note = one(message_id), _mine(message_id, note_id)
    if not note.lay_back(utcnow()):
        return failed(409, gettext("This note is gone for good."), _back(message))
    return _noted(message, note, "note.restored", gettext("The note is back."))


def _noted(message: Message, note: Stored, action: str, said: str) -> Response:
    AuditEntry.add(message.workspace_id, me().id, action, note.id)
    tell(message)
    return done(said, _back(message), id=str(message.id), status=str(message.status), note=str(note.id))


def _mine(message_id: str, note_id: str) -> Stored:
    note = Stored.one_of(me().workspace_id, note_id)
    if not note or str(note.message_id) != message_id:
        abort(404)
    return note if note.by == me().id else abort(403)


def _back(message: Message) -> str:
    return inside(request.form.get("back") or url_for("review.room", message_id=message.id))
