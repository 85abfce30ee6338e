"""What a vendor of fine-tuning refuses, as the branches of our error tree."""

import re

import httpx2
import openai

from connectors.errors import AccessRevoked, ConnectorError, MessageGone, OutcomeUnknown, Permanent
from connectors.language_model import as_our_error
from connectors.training.hosted_vendors import PLATFORM, Vendor

_NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)
_LONGEST = 300  # characters of what a vendor says


def error_of(error: openai.OpenAIError, vendor: Vendor, *, creates: bool = False) -> ConnectorError:
    """The branch of our error tree. `creates`: asked twice it would make two, so a lost answer is OutcomeUnknown."""
    status = error.status_code if isinstance(error, openai.APIStatusError) else 0
    if creates and _was_lost(error, status):
        return OutcomeUnknown(PLATFORM, "The vendor did not say whether the fine-tuning job was begun.")
    if status == 403:
        return AccessRevoked(PLATFORM, _forbidden(error, vendor, creates))
    if status == 404:
        return MessageGone(PLATFORM, _not_found(error, creates))
    if status == 429 and getattr(error, "code", None) == "insufficient_quota":
        return Permanent(PLATFORM, "The account at the vendor of fine-tuning has no money left.")
    if status in (400, 409, 413, 422):
        return Permanent(PLATFORM, f"The vendor did not take this: {words_of(error)}")
    return as_our_error(error, PLATFORM)


def shortened(words: str) -> str:
    """What a vendor says, on one line and without the piece of the file that some vendors quote."""
    plain = " ".join(re.sub(r"\(HINT.*", "", words, flags=re.DOTALL).split())
    return plain if len(plain) <= _LONGEST else plain[:_LONGEST].rstrip() + "…"


def words_of(error: openai.OpenAIError) -> str:
    """The vendor's own sentence, or one for a vendor that says nothing."""
    body = getattr(error, "body", None)
    said = body.get("message") if isinstance(body, dict) else ""
    return shortened(said) if isinstance(said, str) and said.strip() else "it gave no reason."


def _was_lost(error: openai.OpenAIError, status: int) -> bool:
    if isinstance(error, openai.APIConnectionError):  # a time-out is one too
        return not isinstance(error.__cause__, _NEVER_SENT)
    return status >= 500 or status == 408 or not status


def _forbidden(error: openai.OpenAIError, vendor: Vendor, creates: bool) -> str:
    if "scope" in words_of(error).lower():
        return "The key for fine-tuning lacks rights: it must read and write files, models and fine-tuning jobs."
    return vendor.closed if creates else "The fine-tuning endpoint does not allow this."


def _not_found(error: openai.OpenAIError, creates: bool) -> str:
    if creates:
        return f"The vendor does not know what this job names: {words_of(error)}"
    return "The vendor does not know this any more."
