"""What somebody types into an answer is kept while they type, and measured."""

from flask import Blueprint, Flask, jsonify, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import DraftEdit, Message, Status
from models.draft_edit import LONGEST
from models.fields import utcnow
from web.access import REVIEWS, only
from web.auth import me
from web.letters import one
from web.replies import sorry
from web.throttle import too_many
from worker.style import ring_style

pages = Blueprint("typed", __name__, url_prefix="/review")
PER_MINUTE = 90


def install(app: Flask) -> None:
    """Give what was typed to the templates."""
    app.jinja_env.filters.update(typed_by_me=lambda message: DraftEdit.of_one(message, me().id))


@pages.post("/<message_id>/typed")
@only(REVIEWS)
def keep(message_id: str) -> Response:
    """Keep the text as it stands; the draft itself is nothing to keep. How it sounds is said over the live connection."""
    message = one(message_id)
    text = request.form.get("text", "").replace("\r\n", "\n")
    if message.status is not Status.IN_REVIEW:
        return sorry(409, gettext("This letter does not wait any more."))
    if len(text) > LONGEST:
        return sorry(422, gettext("This is too long to be kept."))
    if too_many("typed", me().id, limit=PER_MINUTE, seconds=60):
        return sorry(429, gettext("One moment; it is kept with what you type next."))
    if text == message.reply.text:
        DraftEdit.forget(message, me().id)
        return jsonify(kept="")
    DraftEdit.keep(message, me().id, text, utcnow())
    ring_style(message_id, me().id)
    return jsonify(kept=utcnow().isoformat())


def forget(message: Message) -> None:
    """The person who asks has decided: what they typed was sent or is not needed."""
    DraftEdit.forget(message, me().id)
