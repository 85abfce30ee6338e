"""One number for a draft, from what was measured about it; never the model's own word for it."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """What is known of a draft. All 0..1, except `findings`."""

    relevance: float  # how near the leading past exchange is to the message
    style: float | None  # share of own held-out replies that sound less like the creator; None: not measurable
    label: float  # confidence of the label
    findings: int  # objections of the guard
    from_past: bool  # the creator's own words, not a model's


_BIAS = -4.0
_WEIGHTS = {"relevance": 5.0, "style": 1.0, "label": 1.3}
"""Set by hand for a first version; measured approvals will replace them."""
_PER_FINDING = -2.5
_OWN_WORDS = 0.5
_UNKNOWN_STYLE = 0.3


def confidence(measured: Measured) -> float:
    """The chance, 0..1, that the creator would send the draft unchanged."""
    style = _UNKNOWN_STYLE if measured.style is None else measured.style
    parts = {"relevance": measured.relevance, "style": style, "label": measured.label}
    total = _BIAS + sum(_WEIGHTS[name] * value for name, value in parts.items())
    total += _PER_FINDING * measured.findings + (_OWN_WORDS if measured.from_past else 0.0)
    return round(1 / (1 + math.exp(-total)), 3)
