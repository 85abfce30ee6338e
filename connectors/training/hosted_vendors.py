"""What vendors of hosted fine-tuning differ in. All speak OpenAI's jobs API; a table says where one departs from it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from connectors.training.base import Method

PLATFORM = "fine-tuning"
_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Vendor:
    """One vendor's facts. `closed` is what a refusal to begin a job means there."""

    title: str
    methods: frozenset[Method] = frozenset(Method)
    models: tuple[str, ...] = ()  # base models that can be tuned, the recommended one first
    takes_method: bool = True  # False: hyperparameters stand at the top of the request, as they once did at OpenAI
    takes_metadata: bool = True
    hyperparameters: Mapping[str, object] = field(default_factory=dict)  # sent besides the number of epochs
    deploys: bool = False  # a tuned model answers only after its checkpoint was put up with POST /v0/models
    losses_at_checkpoints: bool = False  # its events tell no losses, its checkpoints do
    serves: Mapping[str, str] = field(default_factory=dict)  # base models that are called otherwise where they answer
    most_bytes: int = 512 * _MEBIBYTE  # of one file
    most_tokens: int = 65_536  # of one example
    most_epochs: int = 50
    closed: str = "The vendor does not let this key fine-tune."


OPENAI = Vendor(
    "OpenAI",
    models=("gpt-4.1-mini-2025-04-14", "gpt-4.1-2025-04-14", "gpt-4o-mini-2024-07-18", "gpt-4o-2024-08-06"),
    closed=(
        "OpenAI has closed fine-tuning for this organisation: since 7 May 2026 for all that never ran a job, since 2 July 2026 "
        "also for those that had not used a tuned model for 60 days. From 7 January 2027 nobody can begin a job there. "
        "Choose another vendor, or train on your own machine."
    ),
)
NEBIUS = Vendor(
    "Nebius Token Factory",
    methods=frozenset({Method.SUPERVISED}),
    models=("meta-llama/Llama-3.1-8B-Instruct", "meta-llama/Llama-3.3-70B-Instruct"),
    takes_method=False,
    takes_metadata=False,
    hyperparameters={"lora": True, "lora_r": 16, "lora_alpha": 32, "learning_rate_multiplier": 2e-4},
    deploys=True,
    losses_at_checkpoints=True,
    serves={"meta-llama/Llama-3.1-8B-Instruct": "meta-llama/Meta-Llama-3.1-8B-Instruct"},
    most_bytes=5 * 1024 * _MEBIBYTE,
    most_tokens=8_192,
    most_epochs=20,
)
OTHER = Vendor("Hosted fine-tuning")

TABLE: tuple[tuple[str, Vendor], ...] = (
    (r"^$|//api\.openai\.com(/|:|$)", OPENAI),
    (r"//[^/]*\.nebius\.(com|ai)(/|:|$)", NEBIUS),
)
"""Searched from the top in the endpoint's address; what is not found is taken for a copy of OpenAI's API."""


def vendor_at(url: str) -> Vendor:
    """Who answers at `url`; "" is OpenAI."""
    return next((vendor for pattern, vendor in TABLE if re.search(pattern, url.lower())), OTHER)
