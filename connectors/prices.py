"""What a language model was asked, and what that costs. Known prices are those of 2026-11-21, in dollars for a million tokens."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

HERE = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Price:
    """For tokens that are read, for those read again from the vendor's cache, and for those that are written."""

    read: float
    cached: float
    written: float

    def of(self, prompt: int, cached: int, written: int) -> float:
        """Dollars of one call; `cached` is part of `prompt`."""
        return ((prompt - cached) * self.read + cached * self.cached + written * self.written) / 1_000_000


FREE = Price(0.0, 0.0, 0.0)
KNOWN = {
    "gpt-6-luna": Price(0.10, 0.01, 0.50),
    "gpt-6-sol": Price(2.0, 0.20, 10.0),
    "gpt-6.1-terra": Price(1.0, 0.05, 5.0),
    "gpt-6-astra": Price(10.0, 1.0, 50.0),
    "gpt-5.6-luna": Price(0.20, 0.02, 1.20),
    "gpt-5.6-terra": Price(2.0, 0.20, 12.0),
    "gpt-5.6-sol": Price(4.0, 0.40, 20.0),
}


def price_of(model: str, url: str, told: str = "") -> Price | None:
    """`told` ("0.10/0.01/0.50") before what is known; a model on this machine costs nothing; None: nobody knows.

    Raises ValueError when `told` is not three numbers.
    """
    if told.strip():
        return Price(*_numbers(told))
    if (urlsplit(url).hostname or "") in HERE:
        return FREE
    return None if url else KNOWN.get(model)


def _numbers(told: str) -> tuple[float, float, float]:
    read, cached, written = (float(part) for part in told.split("/"))
    if min(read, cached, written) < 0:
        raise ValueError("A price is not negative.")
    return read, cached, written


@dataclass(frozen=True)
class Usage:
    """Tokens as the endpoint counted them. `cached` are those of the prompt that it had seen before."""

    calls: int = 0
    prompt: int = 0
    cached: int = 0
    written: int = 0
    dollars: float = 0.0  # as far as prices are known
    unpriced: int = 0  # calls whose price nobody knows

    @classmethod
    def of(cls, answer: Any) -> "Usage":
        """What one answer cost; zeros where the endpoint does not say."""
        said = (answer.get("usage") if isinstance(answer, dict) else None) or {}
        cached = (said.get("prompt_tokens_details") or {}).get("cached_tokens")
        return cls(
            1, *(int(count or 0) for count in (said.get("prompt_tokens"), cached, said.get("completion_tokens")))
        )

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.calls + other.calls, self.prompt + other.prompt, self.cached + other.cached, self.written + other.written,
            self.dollars + other.dollars, self.unpriced + other.unpriced,
        )  # fmt: skip

    def __sub__(self, other: "Usage") -> "Usage":
        return self + Usage(
            -other.calls, -other.prompt, -other.cached, -other.written, -other.dollars, -other.unpriced
        )  # fmt: skip
