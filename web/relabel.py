"""The label of a letter as a menu: a person says what it really is, and what happens with the letter then."""

from dataclasses import dataclass

from flask import Blueprint, Flask, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from avatar.labels import Intent, Risk, Sentiment
from models import Message, Status
from pipeline.relabel import CHANGED, IMPLIES, Said, confirm, follows, relabel
from web.access import REVIEWS, only
from web.acts import act
from web.auth import me
from web.letters import one
from web.replies import failed, inside
from web.said import N_
from web.words import INTENTS, RISKS, Sign
from worker.labels import ring_meaning

pages = Blueprint("relabel", __name__, url_prefix="/review")
FEELS = {
    Intent.PRAISE: Sentiment.POSITIVE,
    Intent.CRITICISM: Sentiment.NEGATIVE,
    Intent.HATE: Sentiment.NEGATIVE,
    Intent.THREAT: Sentiment.NEGATIVE,
    Intent.CRISIS: Sentiment.NEGATIVE,
}
"""What goes without saying; the others keep the feeling they were read with."""
THEN = {
    Status.REJECTED: N_("It is not answered. Choose another label to take that back."),
    Status.CLASSIFIED: N_("The avatar writes another draft."),
    Status.RECEIVED: N_("It is answered after all: the avatar writes a draft."),
}
LEARNS = N_("Letters like it are read so from now on.")


@dataclass(frozen=True)
class Choice:
    """A line of the menu. `implies` is the risk that is always ticked with it."""

    value: str
    sign: Sign
    is_chosen: bool
    implies: str = ""


def install(app: Flask) -> None:
    """Give the menu to the templates."""
    app.jinja_env.filters.update(intent_choices=intent_choices, risk_choices=risk_choices, may_relabel=may_relabel)


def may_relabel(message: Message) -> bool:
    """Whether whoever looks may put this label right now."""
    is_open = message.status in CHANGED and message.label is not None and bool(message.text.strip())
    return is_open and me().role in REVIEWS


def intent_choices(message: Message) -> list[Choice]:
    """All kinds of messages, the present one chosen."""
    now = message.label.intent
    return [Choice(one.value, sign, one == now, IMPLIES.get(one, "")) for one, sign in INTENTS.items()]


def risk_choices(message: Message) -> list[Choice]:
    """All that makes a letter delicate, ticked where it is."""
    return [Choice(one.value, Sign(RISKS[one], "user-round"), one in message.label.risks) for one in Risk]


@pages.post("/<message_id>/label")
@only(REVIEWS)
def put_right(message_id: str) -> Response:
    """Say what it really is."""
    message = one(message_id)
    back = inside(request.form.get("back") or url_for("conversations.message_page", message_id=message.id))
    said = said_of(request.form, Sentiment(message.label.sentiment) if message.label else Sentiment.NEUTRAL)
    if said is None:
        return failed(422, gettext("Choose what it is first. Nothing was changed."), back, id=message_id)
    return act(message_id, lambda letter: put_it_right(letter, said), sentence(message, said))


@pages.post("/<message_id>/label/right")
@only(REVIEWS)
def say_right(message_id: str) -> Response:
    """Say that it is what it was read as. The letter stays where it is."""
    return act(message_id, say_it_is_right, f"{gettext('You said that the label is right.')} {gettext(LEARNS)}")


def say_it_is_right(message: Message) -> Message:
    """Confirm the label; a worker gives the example its meaning."""
    done = confirm(message, me().id)
    ring_meaning(done.id)
    return done


def said_of(form: MultiDict[str, str], known: Sentiment) -> Said | None:
    """What the form says; None where it names no kind of message that there is. `known`: the feeling it was read with."""
    intent, risks = form.get("intent", ""), set(form.getlist("risk"))
    if intent not in set(Intent) or not risks <= set(Risk):
        return None
    kind = Intent(intent)
    implied = {IMPLIES[kind]} if kind in IMPLIES else set()
    return Said(kind, FEELS.get(kind, known), frozenset({Risk(risk) for risk in risks} | implied))


def sentence(message: Message, said: Said) -> str:
    """What is done, for whoever clicked."""
    to = follows(message, said) if message.label else message.status
    labelled = gettext("Labelled “%(kind)s”.", kind=gettext(INTENTS[said.intent].word))
    return f"{labelled} {gettext(LEARNS if to is message.status else THEN[to])}"


def put_it_right(message: Message, said: Said) -> Message:
    """Put the label right; a worker gives the example its meaning."""
    done = relabel(message, said, me().id)
    ring_meaning(done.id)
    return done
