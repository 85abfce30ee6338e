"""What the switches mean, in plain words, as they stand in this house."""

from dataclasses import dataclass

from avatar.bounds import opens_at
from models import Persona
from pipeline.autonomy import promise, trusting
from pipeline.start import Step
from settings import settings
from web.persona_words import Drawn, drawn
from web.words import percent

TITLES = {
    Step.CONNECT: "Connect an account",
    Step.READ: "What you wrote is read",
    Step.VOICE: "Your voice",
    Step.BLIND_TEST: "The blind test",
    Step.SWITCHES: "What the avatar may do",
    Step.ANSWER: "Answer your first letter",
}
SENTENCES, PREFERRED = 3, ("How replies begin", "Emoji", "How long a reply is")
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
        Told("pen-line", "Drafts", "Every letter that wants an answer gets a draft. Spam is laid aside; nothing is thrown away."),
        Told("hand", "Asks first", "No reply goes out that you have not approved, until you allow it for a kind of letter."),
        Told("shield-check", "By itself", _by_itself()),
        Told("undo-2", "Undo", _undo()),
        Told("message-circle", "Fans are told", _disclosure()),
        Told(
            "user-round", "Always yours",
            "Somebody in danger, threats, hate, minors, law, medicine, money, press and offers wait for a person, whatever is switched on.",
        ),
    )  # fmt: skip


def voice_of(persona: Persona) -> tuple[list[str], Drawn | None]:
    """The first sentences of how the creator writes, and one picture; nothing while it is not measured."""
    pictures = {one.title: one for one in drawn(persona)}
    chosen = next((pictures[title] for title in PREFERRED if title in pictures), None)
    return list(persona.sentences[:SENTENCES]), chosen


def _by_itself() -> str:
    if trusting():
        return "What you allow goes by itself at once, because AUTONOMY is set to trusting here, as fits a trial."
    asked = promise()
    needed = opens_at(0, asked.target, asked.confidence)
    return (
        f"It must be earned: {needed} drafts of a kind approved without a change, or so many that at least {percent(asked.target)} "
        "would be. It closes again by itself when you begin to edit."
    )


def _undo() -> str:
    seconds = settings().undo_seconds
    if not seconds:
        return "Replies go out at once here, because UNDO_SECONDS is 0. A comment can still be taken down."
    return f"Every reply waits {seconds} seconds before it goes out. Until then one key takes it back."


def _disclosure() -> str:
    return (
        "The first reply that goes by itself says that an AI assistant of yours answers, and again after "
        f"{settings().disclosure_gap_days} days without one."
    )
