"""The style of a workspace: measured on what the creator wrote, against what the fans wrote, and kept while hardly anything is new."""

from collections.abc import Sequence
from dataclasses import dataclass

from bson import ObjectId

from avatar.style import Fingerprint, Moment, rows
from models import ReplyExample

ANEW_AFTER = 0.02
"""The style is measured anew when more replies than this share are new; a single one among hundreds changes nothing."""


@dataclass(frozen=True)
class Style:
    """A fingerprint and the reply examples it was measured on."""

    fingerprint: Fingerprint
    examples: frozenset[ObjectId]

    def fits(self, there: frozenset[ObjectId], most: int) -> bool:
        """Whether it may stay although the examples are now those in `there`. What was erased must leave it at once.

        Of `most` examples or more, the oldest make room for new ones; that alone is no reason.
        """
        new, gone = len(there - self.examples), len(self.examples - there)
        room = new if len(there) >= most else 0
        return gone <= room and new <= ANEW_AFTER * len(self.examples)


def style_of(examples: Sequence[ReplyExample], before: Style | None, most: int) -> Style:
    """The style in `examples`, newest first and at most `most`; that of `before` while it fits."""
    there = frozenset(stored.id for stored in examples)
    if before is not None and before.fits(there, most):
        return before
    own = [stored for stored in examples if stored.source != "approved"]  # those are the avatar's words
    others = list(dict.fromkeys(stored.fan_text for stored in examples))
    fingerprint = Fingerprint.of(
        [stored.text for stored in own], [stored.kind for stored in own], [stored.platform for stored in own], others
    )
    return Style(fingerprint.in_bursts(rows([_moment(stored) for stored in own])), there)


def _moment(stored: ReplyExample) -> Moment:
    conversation = f"{stored.account_id} {stored.conversation_id}" if stored.conversation_id else ""
    return Moment(conversation, stored.created_at, stored.fan_text)
