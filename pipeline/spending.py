"""What a step asked of a language model, added to what its message has cost so far."""

from typing import Protocol

from models import Message
from models.message import Spent


class Counted(Protocol):
    """Tokens and dollars, as a language model counts them."""

    @property
    def calls(self) -> int: ...
    @property
    def prompt(self) -> int: ...
    @property
    def cached(self) -> int: ...
    @property
    def written(self) -> int: ...
    @property
    def dollars(self) -> float: ...
    @property
    def unpriced(self) -> int: ...


class Metered(Protocol):
    """A language model that says what this thread has asked of it so far."""

    def spent(self) -> Counted: ...


_NAMES = ("calls", "prompt", "cached", "written", "dollars", "unpriced")


def spent_on(message: Message, before: Counted, after: Counted) -> Spent | None:
    """What `message` has cost with what was asked between `before` and `after`; None while nothing was ever asked."""
    if after.calls == before.calls:
        return message.spent
    known = message.spent or Spent()
    return Spent(**{name: known[name] + getattr(after, name) - getattr(before, name) for name in _NAMES})
