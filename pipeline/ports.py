"""What steps need of the outside, as protocols."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from pipeline.spending import Counted


class Asked(Protocol):
    """A language model that answers in a schema. `strong`: big enough for its judgement to count."""

    available: bool

    def spent(self) -> Counted: ...

    @property
    def strong(self) -> bool: ...

    def ask_json(
        self, messages: Sequence[dict[str, str]], schema: Mapping[str, Any], max_tokens: int
    ) -> Mapping[str, Any]:
        """The answer, valid by the schema. Raises the branches of connectors.errors."""
