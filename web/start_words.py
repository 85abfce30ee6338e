"""What the switches mean, in plain words, as they stand in this house."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from avatar.bounds import opens_at
from avatar.labels import Intent
from models import Persona, SocialAccount
from pipeline.autonomy import promise, trusting
from pipeline.start import Seen, Stage, State, Step
from settings import settings
from web.listed import listed
from web.persona_words import Drawn, drawn
from web.said import N_, said
from web.said import number as written
from web.words import INTENTS, handle, percent

TITLES = {
    Step.CONNECT: N_("Connect an account"),
    Step.READ: N_("What you wrote is read"),
    Step.VOICE: N_("Your voice"),
    Step.BLIND_TEST: N_("The blind test"),
    Step.SWITCHES: N_("What the avatar may do"),
    Step.ANSWER: N_("Answer your first letter"),
}
SENTENCES, PREFERRED = 3, ("openers", "emoji", "lengths")
"""Of the voice: so many sentences, and the first of these pictures that there is."""


@dataclass(frozen=True)
class Told:
    """One thing the avatar does or leaves."""

    icon: str
    title: str
    sentence: str


def switches() -> tuple[Told, ...]:
    """All that decides what is sent, each as a sentence for somebody who reads it for the first time."""
    return (
        Told(
            "pen-line", gettext("Drafts"),
            gettext("Every letter that wants an answer gets a draft. Spam is laid aside; nothing is thrown away."),
        ),
        Told(
            "hand", gettext("Asks first"),
            gettext("No reply goes out that you have not approved, until you allow it for a kind of letter."),
        ),
        Told("shield-check", gettext("By itself"), _by_itself()),
        Told("undo-2", gettext("Undo"), _undo()),
        Told("message-circle", gettext("Fans are told"), _disclosure()),
        Told(
            "user-round", gettext("Always yours"),
            gettext(
                "Somebody in danger, threats, hate, minors, law, medicine, money, press and offers wait for a person, "
                "whatever is switched on."
            ),
        ),
    )  # fmt: skip


def sentence_of(stage: Stage, seen: Seen, accounts: Sequence[SocialAccount]) -> str:
    """Why a step stands as it does, in the language of the page. What is counted is counted in that language."""
    if stage.step is Step.CONNECT and stage.state is State.DONE:
        names = seen.reading.names
        return ngettext("%(names)s is connected.", "%(names)s are connected.", len(names), names=listed(names))
    if stage.step is Step.READ and stage.state is State.DONE:
        return gettext("Found %(what)s.", what=listed([*_posts(seen), _replies(seen), _letters(seen)]))
    if stage.step is Step.READ and stage.state is State.UNDER_WAY and (seen.found.messages or seen.found.replies):
        return gettext("%(what)s so far.", what=listed([_letters(seen), _replies(seen)]))
    if stage.step is Step.SWITCHES and seen.automatic:
        return _automatic(accounts)
    return said(stage.sentence)


_COUNTED = (
    N_("Measured from {0} reply."),
    N_("Measured from {0} replies."),
    N_("{0} reply of yours was found, and a voice takes at least {1}."),
    N_("{0} replies of yours were found, and a voice takes at least {1}."),
    N_("{0} replies were found, and nothing is measured yet. It takes at least {1} that answer what a fan said."),
    N_("How you write is being measured on {0} replies. It takes about a minute."),
    N_("A test of yours is open: {0} pair left."),
    N_("A test of yours is open: {0} pairs left."),
    N_("{0} letter waits for you in the queue."),
    N_("{0} letters wait for you in the queue."),
)
"""What `pipeline.start` says with a plural in it: `said` knows the sentence by the one that says most."""


def _automatic(accounts: Sequence[SocialAccount]) -> str:
    each = [
        gettext(
            "%(kinds)s of %(name)s",
            kinds=", ".join(said(INTENTS[Intent(intent)].word).lower() for intent in one.auto_send_intents),
            name=handle(one.username),
        )
        for one in accounts
        if one.auto_send and one.auto_send_intents
    ]
    if trusting():
        sentence = N_("The avatar may answer %(what)s by itself. Everything else asks you first.")
    else:
        sentence = N_("The avatar may answer %(what)s by itself, once that is earned. Everything else asks you first.")
    return gettext(sentence, what="; ".join(each))


def _posts(seen: Seen) -> list[str]:
    count = seen.found.posts
    return [ngettext("%(count)s post", "%(count)s posts", count, count=written(count))] if count else []


def _replies(seen: Seen) -> str:
    count = seen.found.replies
    return ngettext("%(count)s reply of yours", "%(count)s replies of yours", count, count=written(count))


def _letters(seen: Seen) -> str:
    count = seen.found.messages
    return ngettext("%(count)s message of fans", "%(count)s messages of fans", count, count=written(count))


def voice_of(persona: Persona) -> tuple[list[str], Drawn | None]:
    """The first sentences of how the creator writes, and one picture; nothing while it is not measured."""
    pictures = {one.name: one for one in drawn(persona)}
    chosen = next((pictures[name] for name in PREFERRED if name in pictures), None)
    return list(persona.sentences[:SENTENCES]), chosen


def _by_itself() -> str:
    if trusting():
        return gettext(
            "What you allow goes by itself at once, because AUTONOMY is set to trusting here, as fits a trial."
        )
    asked = promise()
    needed = opens_at(0, asked.target, asked.confidence)
    return gettext(
        "It must be earned: %(needed)s drafts of a kind approved without a change, or so many that at least %(share)s "
        "would be. It closes again by itself when you begin to edit.",
        needed=needed, share=percent(asked.target),
    )  # fmt: skip


def _undo() -> str:
    seconds = settings().undo_seconds
    if not seconds:
        return gettext("Replies go out at once here, because UNDO_SECONDS is 0. A comment can still be taken down.")
    return gettext(
        "Every reply waits %(seconds)s seconds before it goes out. Until then one key takes it back.", seconds=seconds
    )


def _disclosure() -> str:
    return gettext(
        "The first reply that goes by itself says that an AI assistant of yours answers, and again after "
        "%(days)s days without one.",
        days=settings().disclosure_gap_days,
    )
