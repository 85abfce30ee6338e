"""What a draft must never contain. Each finding is a sentence; a draft with findings is never sent by itself."""

from collections.abc import Callable

from avatar.guard import asked, copies, facts, manners, resembles, support, tongues
from avatar.guard.allowed import Allowed
from avatar.guard.copies import parts
from avatar.guard.manners import swear_words
from avatar.guard.resembles import prepare

__all__ = [
    "CHECKS",
    "CHECKS_OF_A_MODEL",
    "Allowed",
    "inspect",
    "parts",
    "prepare",
    "swear_words",
]

LONGEST_FACTOR = 1.6  # times the usual longest reply


def inspect(text: str, allowed: Allowed) -> tuple[str, ...]:
    """Everything the guard objects to in `text`, as sentences; empty means silent."""
    if not text.strip():
        return ("It is empty.",)
    checks = (*CHECKS, *CHECKS_OF_A_MODEL) if allowed.written_by_model else CHECKS
    return tuple(finding for check in checks if (finding := check(text, allowed)))


def _too_long(text: str, allowed: Allowed) -> str:
    size = len(text.encode())
    if size > allowed.max_bytes:
        return f"It is {size - allowed.max_bytes} bytes longer than the platform takes."
    return "It is much longer than you usually write." if len(text) > LONGEST_FACTOR * allowed.usual_longest else ""


CHECKS: tuple[Callable[[str, Allowed], str], ...] = (
    _too_long, facts.unknown_link, facts.contact, facts.price, facts.number, facts.date, facts.thing, manners.promise,
    manners.discount, manners.meeting, manners.advice, manners.private, manners.others,
    manners.claims_human, manners.machine, manners.obeys, manners.hidden, manners.swears, manners.unread,
    tongues.wrong_language, copies.stranger, copies.strangers_matters, copies.stutters, copies.parrots, copies.leaks,
)  # fmt: skip
CHECKS_OF_A_MODEL: tuple[Callable[[str, Allowed], str], ...] = (
    asked.unanswerable,
    resembles.resembles,
    support.unsupported,
)
"""What the creator has said before may be said again; a model's words must not decide, advise or claim of themselves."""
