"""What the teaching page shows: where a round stands, what else a letter may be, and what was changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bson import ObjectId
from flask import Flask
from flask_babel import gettext, ngettext
from werkzeug.datastructures import MultiDict

from avatar.classifier import UNWANTED
from avatar.labels import Intent, Sentiment
from models import Message, Status, TeachingRound
from models.teaching import Answer
from pipeline import teaching
from pipeline.classify import HARMLESS_IN_JUNK
from pipeline.relabel import IMPLIES, Said
from web.access import REVIEWS
from web.relabel import said_of
from web.said import N_
from web.words import INTENTS, Sign

PATIENCE = timedelta(minutes=1)
"""After this a page that waits for a worker says that none answers."""
TELLS = 10
"""So many answers on letters taken by chance say something; and so many changed letters are shown."""


BECAME = {
    Status.REJECTED: N_("It left the queue."),
    Status.CLASSIFIED: N_("It gets a new draft."),
    Status.RECEIVED: N_("It is answered after all: it gets a draft."),
}


@dataclass(frozen=True)
class Progress:
    """Where a round stands: the number of the letter that is asked, and of how many."""

    number: int
    of: int


@dataclass(frozen=True)
class Turned:
    """A letter that would be labelled otherwise now. Both signs are alike where another danger is seen in it."""

    message: Message
    before: Sign
    after: Sign


@dataclass(frozen=True)
class Outlook:
    """What there is to ask: letters that are hard to tell, and letters whose chances nobody has computed yet."""

    unsure: int
    unknown: int


@dataclass(frozen=True)
class Share:
    """How many of the letters that were taken by chance people said yes to."""

    right: int
    of: int


def install(app: Flask) -> None:
    """Give the words of the page to the templates."""
    app.jinja_env.filters.update(
        other_kinds=other_kinds,
        round_sentence=sentence,
        kind_sign=kind_sign,
        became=lambda name: BECAME.get(name, ""),
    )
    app.jinja_env.tests.update(teaching=lambda person: person.role in REVIEWS)


def other_kinds(message: Message) -> list[tuple[str, Sign]]:
    """What else it may be, the likeliest first."""
    kinds = [Intent(name) for name in message.label.others if name in set(Intent)]
    return [(kind.value, INTENTS[kind]) for kind in kinds if kind != message.label.intent]


def in_a_word(message: Message, kind: str) -> Said | None:
    """What one press says of a letter: its kind. What makes it delicate stays, but for what only came with the kind it had and,
    in junk and abuse, what comes with that trade. None where there is no such kind."""
    gone = {IMPLIES.get(Intent(message.label.intent)), *(HARMLESS_IN_JUNK if kind in UNWANTED else ())}
    risks = [risk for risk in message.label.risks if risk not in gone]
    return said_of(
        MultiDict([("intent", kind), *(("risk", risk) for risk in risks)]), Sentiment(message.label.sentiment)
    )


def kind_sign(name: str) -> Sign:
    """The sign of a kind of messages by its name."""
    return INTENTS[Intent(name)]


def progress(round: TeachingRound) -> Progress:
    """Letters that are gone are not counted."""
    counted = [one for one in round.lessons if one.answer is not Answer.GONE]
    return Progress(sum(one.answer is not Answer.OPEN for one in counted) + 1, len(counted))


def counts(round: TeachingRound) -> dict[str, int]:
    """How often each answer was given."""
    return {answer.value: sum(one.answer is answer for one in round.lessons) for answer in Answer}


def turned(round: TeachingRound) -> list[Turned]:
    """The first letters that would be labelled otherwise and wait still."""
    wait = ((anew, _waits(round.workspace_id, anew.message_id)) for anew in round.changed[:TELLS])
    return [Turned(message, kind_sign(anew.before), kind_sign(anew.after)) for anew, message in wait if message]


def sentence(round: TeachingRound) -> str:
    """What a counted round has changed."""
    waiting, changed = round.waiting, len(round.changed)
    if waiting == 0:
        return gettext("No letter waits that could be judged anew.")
    if waiting == 1:
        if changed:
            return gettext("Since you began, the one letter that waits is judged differently.")
        return gettext("Since you began, the one letter that waits is judged as before.")
    if changed == 0:
        return gettext(
            "Since you began, none of the %(waiting)s letters that wait is judged differently.", waiting=waiting
        )
    return ngettext(
        "Since you began, %(num)s of the %(waiting)s letters that wait is judged differently.",
        "Since you began, %(num)s of the %(waiting)s letters that wait are judged differently.",
        changed, waiting=waiting,
    )  # fmt: skip


def outlook(letters: Iterable[Message]) -> Outlook:
    """Of letters that may be asked."""
    every = list(letters)
    known = teaching.judged(every)
    return Outlook(sum(one.is_unsure for one in known), len(every) - len(known))


def share(workspace_id: ObjectId, now: datetime) -> Share | None:
    """None while too little was said to tell."""
    asked = teaching.by_chance(workspace_id, now)
    of = asked[Answer.RIGHT] + asked[Answer.RELABELLED]
    return Share(asked[Answer.RIGHT], of) if of >= TELLS else None


def _waits(workspace_id: ObjectId, message_id: ObjectId) -> Message | None:
    message = Message.one_of(workspace_id, message_id)
    return message if message and message.status is Status.IN_REVIEW else None
