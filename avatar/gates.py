"""Cheap gates before any model: what needs no thought gets its label here."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import replace

from avatar.cues import EMOJI, MENTION
from avatar.labels import Intent, Label, Risk, Sentiment, Urgency

HOSTILE_EMOJI = frozenset("🖕🐒🐵🦍🐷🐽💩🤮🤢🤡🔪🔫💣🗡⚰🪦☠")
SAD_EMOJI = frozenset("😢😭😞😔💔😟😣😡🤬👎")


def gate(text: str, *, blocked: bool = False, pictures: int = 0, earlier: Collection[str] = ()) -> Label | None:
    """The label of a message that needs no model, or None: it must be read.

    `pictures` counts attachments; `earlier` are harmless texts that the same fan lately wrote in the same conversation.
    """
    label = _passed(text, blocked, pictures, earlier)
    return replace(label, by="gate") if label else None


def _passed(text: str, blocked: bool, pictures: int, earlier: Collection[str]) -> Label | None:
    if blocked:
        return _silent("You blocked this fan.")
    bare = MENTION.sub(" ", text)
    if not any(character.isalnum() for character in bare):
        return _wordless(text, bare, pictures)
    if _sameness(text) in {_sameness(other) for other in earlier}:
        return _silent("The fan wrote the same words here before.")
    return None


def _wordless(text: str, bare: str, pictures: int) -> Label:
    if pictures:
        return Label(Intent.OTHER, confidence=1.0, reasons=("It is a picture or a clip, which the avatar cannot see.",))
    faces = set(text) & HOSTILE_EMOJI
    if faces:
        reason = "It has only emoji, and one that can be an insult or a threat."
        return Label(
            Intent.OTHER, Sentiment.NEGATIVE, risks=frozenset({Risk.HATE}), needs_reply=False, confidence=0.5, reasons=(reason,)
        )  # fmt: skip
    if EMOJI.search(text):
        sentiment = Sentiment.NEGATIVE if set(text) & SAD_EMOJI else Sentiment.POSITIVE
        return _silent("It has only emoji: a heart at the platform says as much.", Intent.PRAISE, sentiment)
    if MENTION.search(text) and not bare.strip():
        return _silent("It only calls somebody else to look.")
    if "?" in text:
        return Label(Intent.QUESTION, confidence=0.5, reasons=("It has no words, only a question mark.",))
    return _silent("It has no words.")


def _silent(reason: str, intent: Intent = Intent.OTHER, sentiment: Sentiment = Sentiment.NEUTRAL) -> Label:
    return Label(intent, sentiment, urgency=Urgency.LOW, needs_reply=False, confidence=1.0, reasons=(reason,))


def _sameness(text: str) -> str:
    """The letters and digits alone: case, spaces and marks make no other message."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())
