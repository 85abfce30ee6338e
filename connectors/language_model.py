"""Any OpenAI-compatible language model. A table says what each family of models takes, so nothing else has to know."""

import hashlib
import json
import os
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

import openai

from connectors.errors import AccessRevoked, ConnectorError, RateLimited, ReplyRefused, Unavailable
from connectors.prices import Price, Usage, price_of
from connectors.schema import Schema, read
from connectors.training.adapter_choice import answer_of, parted
from logs import log
from settings import settings

PLATFORM = "language model"
Turn = Mapping[str, str]
"""One chat message: {"role": "system" | "user" | "assistant", "content": text}."""


@dataclass(frozen=True)
class Capabilities:
    """What a family of models takes. Sampling parameters are sent only where they are known to be accepted."""

    max_tokens_name: str = "max_tokens"
    reasoning_effort: str = ""  # "" sends none
    thinking_tokens: int = 0  # room for thoughts that are counted as output
    takes_temperature: bool = True
    takes_json_schema: bool = True
    takes_count: bool = False  # several answers in one call, the parameter `n`
    takes_cache_key: bool = False  # `prompt_cache_key`: calls that begin alike meet at the same cache
    strong: bool = True  # False: so small that the creator's own past replies come first


_OPENAI = Capabilities("max_completion_tokens", "none", takes_count=True, takes_cache_key=True)
_OPENAI_THINKING = Capabilities("max_completion_tokens", "low", 1_500, takes_temperature=False, takes_cache_key=True)

TABLE: tuple[tuple[str, Capabilities], ...] = (
    (r"gpt-6-astra|gpt-6\.1-sol", _OPENAI_THINKING),  # know no effort "none"
    (r"gpt-(6|5\.6)", _OPENAI),  # temperature is accepted only at effort "none"
    (r"gpt-5|\bo[134]\b", _OPENAI_THINKING),
    (r"gpt-", Capabilities("max_completion_tokens", takes_count=True)),
    (r"gemini-", Capabilities(reasoning_effort="low", thinking_tokens=1_500, takes_temperature=False)),
    (r"claude-", Capabilities(takes_temperature=False, takes_json_schema=False)),
    (r"smollm|\b\d{2,3}m\b|\b(0\.\d|1)b\b", Capabilities(strong=False)),
)
"""Searched from the top in the lower-case name of the model; what is not found takes the plain parameters."""


def capabilities(name: str) -> Capabilities:
    """What the model called `name` takes."""
    return next((can for pattern, can in TABLE if re.search(pattern, name.lower())), Capabilities())


class LanguageModel:
    """One model at one endpoint. `available` is False when nothing is configured; `write` then gives nothing.

    A name "BASE+ADAPTER" asks the local model server for a tuned model, which writes; JSON comes from BASE, because tuned ones forget how.
    """

    def __init__(
        self, name: str, url: str = "", key: str = "", temperature: float = 0.7, price: Price | None = None
    ) -> None:
        self.name = name
        self._base, self._adapter = parted(name)
        self.capabilities = capabilities(self._base)
        self.available = bool(url or key)
        self._temperature = temperature
        self._client = client_of(url, key) if self.available else None
        self._usage, self._counting, self._thread = Usage(), threading.Lock(), threading.local()
        self._price = price

    @classmethod
    def from_settings(cls) -> "LanguageModel":
        """The model of LANGUAGE_MODEL_URL, LANGUAGE_MODEL and LANGUAGE_MODEL_KEY."""
        name, url, key = settings().language_model, settings().language_model_url, settings().language_model_key
        return cls(name, url, key, price=price_of(name, url, settings().language_model_price))

    @property
    def strong(self) -> bool:
        """Whether its words may be trusted before the creator's own past replies."""
        return self.capabilities.strong

    @property
    def usage(self) -> Usage:
        """All that was asked of it so far."""
        return self._usage

    def spent(self) -> Usage:
        """All that this thread asked of it so far: the difference is what a step has cost."""
        return getattr(self._thread, "usage", Usage())

    def write(self, messages: Sequence[Turn], max_tokens: int, count: int = 1) -> list[str]:
        """Up to `count` answers of at most `max_tokens` tokens.

        One that was cut off ends with its last whole sentence, a refused one is left out.
        Raises AccessRevoked, RateLimited, Unavailable, or ReplyRefused when the request itself is not taken.
        """
        if self._client is None:
            return []
        at_once = count if self.capabilities.takes_count else 1
        several = {"n": at_once} if at_once > 1 else {}
        texts: list[str] = []
        for _ in range(1 if at_once == count else count):
            texts += _texts(self._ask(messages, max_tokens, several, self._adapter))
        return texts

    def ask_json(self, messages: Sequence[Turn], schema: Schema, max_tokens: int) -> dict[str, Any]:
        """A JSON object that fits `schema` (see connectors.schema for what it may hold), checked here whatever the vendor promises.

        An answer that does not fit is sent back once with what is wrong with it. Raises ReplyRefused when the second one does not
        fit either or no model is configured, and what `write` raises. Vendors that keep to the schema strictly want every
        property `required` and `additionalProperties` false.
        """
        can, asked = self.capabilities, list(messages)
        shape = {"name": "answer", "strict": True, "schema": dict(schema)}
        form = {"response_format": {"type": "json_schema", "json_schema": shape}} if can.takes_json_schema else {}
        if not can.takes_json_schema:
            asked.append(
                {
                    "role": "user",
                    "content": f"Answer with one JSON object alone, of this JSON schema: {json.dumps(schema)}",
                }
            )
        for _ in range(2 if self._client else 0):
            said = next(iter(_texts(self._ask(asked, max_tokens, form), whole=True)), "")
            found, wrong = read(said, schema)
            if not wrong:
                return found
            again = f"That does not fit: {' '.join(wrong)} Answer again with the JSON object alone."
            asked += [{"role": "assistant", "content": said or "{}"}, {"role": "user", "content": again}]
        raise ReplyRefused(PLATFORM, "The language model did not answer in the form that was asked for.")

    def _ask(self, messages: Sequence[Turn], max_tokens: int, more: Mapping[str, Any], adapter: str = "") -> Any:
        can = self.capabilities
        body: dict[str, Any] = {"model": self._base, "messages": list(messages), **more}
        body[can.max_tokens_name] = max_tokens + can.thinking_tokens
        if can.reasoning_effort:
            body["reasoning_effort"] = can.reasoning_effort
        if can.takes_temperature:
            body["temperature"] = self._temperature
        if can.takes_cache_key:
            body["prompt_cache_key"] = _begins(messages)
        try:
            answer = answer_of(self._client, adapter, body)  # type: ignore[arg-type]
        except openai.OpenAIError as error:
            raise as_our_error(error) from error
        self._count(Usage.of(answer))
        return answer

    def _count(self, one: Usage) -> None:
        dollars = self._price.of(one.prompt, one.cached, one.written) if self._price else 0.0
        one = replace(one, dollars=dollars, unpriced=int(self._price is None))
        self._thread.usage = self.spent() + one
        with self._counting:
            self._usage += one
        log.info("model answered", model=self.name, prompt=one.prompt, cached=one.cached, written=one.written)


def _begins(messages: Sequence[Turn]) -> str:
    """The same for all calls with the same first turn, and telling nothing of it."""
    return hashlib.sha256(messages[0]["content"].encode()).hexdigest()[:32] if messages else ""


def _texts(answer: Any, whole: bool = False) -> list[str]:
    """What was said; of what was cut off the whole sentences, or with `whole` all of it."""
    choices = answer.get("choices") if isinstance(answer, dict) else None
    if not isinstance(choices, list):
        raise Unavailable(PLATFORM, "The language model's answer could not be read.")
    said = [choice for choice in choices if choice.get("finish_reason") in ("stop", "length", None)]
    return [text for text in (_whole_sentences(choice, whole) for choice in said) if text]


def _whole_sentences(choice: dict[str, Any], uncut: bool) -> str:
    """What one answer says; of an answer that was cut off, the sentences that are whole unless `uncut` is wanted."""
    text = str((choice.get("message") or {}).get("content") or "").strip()
    if uncut or choice.get("finish_reason") != "length":
        return text
    ends = [match.end() for match in re.finditer(r"[.!?…](?=\s|$)", text)]
    return text[: ends[-1]] if ends else ""


def client_of(url: str, key: str) -> openai.OpenAI:
    """One client, one pool of connections, an endpoint and process. Our steps are tried again, so the client never does."""
    return _client(url, key, os.getpid())


@lru_cache(maxsize=8)
def _client(url: str, key: str, process: int) -> openai.OpenAI:  # noqa: ARG001 a forked child must not share sockets
    timeout = openai.Timeout(60, connect=5)
    return openai.OpenAI(base_url=url or None, api_key=key or "none", timeout=timeout, max_retries=0)


def as_our_error(error: openai.OpenAIError, platform: str = PLATFORM) -> ConnectorError:
    """The branch of our error tree that says how to react."""
    called = f"The {platform}" if platform == PLATFORM else f"The {platform} endpoint"
    if isinstance(error, openai.APITimeoutError):
        return Unavailable(platform, f"{called} did not answer in time.")
    if not isinstance(error, openai.APIStatusError):
        return Unavailable(platform, f"{called} cannot be reached.")
    if error.status_code in (401, 403):
        return AccessRevoked(platform, f"{called} does not accept our key.")
    if error.status_code == 429:
        wait = _retry_after(error.response.headers.get("retry-after", ""))
        return RateLimited(platform, f"{called} asks us to slow down.", wait)
    if error.status_code >= 500 or error.status_code == 408:
        return Unavailable(platform, f"{called} is out of order just now.")
    return ReplyRefused(platform, f"{called} did not take our request ({error.status_code}).")


def _retry_after(header: str) -> float:
    """Seconds, from seconds or from a date; a minute when the vendor does not say."""
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return 60.0
