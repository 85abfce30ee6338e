"""Stripe's client, one a process, and what its errors mean in ours."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import stripe

from connectors.errors import ConnectorError, OutcomeUnknown, Permanent, RateLimited, Unavailable
from settings import settings

logging.getLogger("stripe").setLevel(logging.WARNING)  # at DEBUG it writes whole requests, and some carry addresses

NAME = "stripe"
_SECONDS = (5.0, 20.0)  # to connect, to answer
_SLOW_DOWN_SECONDS = 30.0
_NEVER_SENT = ("NewConnectionError", "ConnectTimeoutError", "NameResolutionError", "ConnectTimeout")

_BANK_ASKS = "Your bank wants you to confirm this payment. Do it on Stripe's own page, where your bank can ask you."
_DECLINED = {
    "insufficient_funds": "The card has not enough money on it. Choose another way to pay.",
    "expired_card": "The card has expired. Choose another way to pay.",
    "authentication_required": _BANK_ASKS,
    "subscription_payment_intent_requires_action": _BANK_ASKS,
}
_PLAIN_DECLINE = "The card was declined. Choose another way to pay, or ask your bank."


def client() -> stripe.StripeClient:
    """The client of this process for the key and the address in the settings."""
    found = settings()
    return _client(found.stripe_secret_key, found.stripe_api_url)


@lru_cache
def _client(key: str, address: str) -> stripe.StripeClient:
    if not key:
        raise Permanent(NAME, "Payments are not set up: STRIPE_SECRET_KEY is empty.")
    return stripe.StripeClient(
        key,
        max_network_retries=2,
        base_addresses={"api": address.rstrip("/")},
        http_client=stripe.RequestsClient(timeout=_SECONDS),
    )


@contextmanager
def asking(*, write: bool) -> Iterator[None]:
    """What Stripe's client raises inside becomes a branch of connectors.errors. `write`: the call changes something there."""
    try:
        yield
    except stripe.StripeError as error:
        raise _ours(error, write) from None


def is_gone(error: stripe.InvalidRequestError) -> bool:
    """Whether Stripe says that what was asked for does not exist, or no longer."""
    return error.code == "resource_missing" or error.http_status == 404


def _ours(error: stripe.StripeError, write: bool) -> ConnectorError:
    match error:
        case stripe.CardError():
            return Permanent(NAME, _declined(error))
        case stripe.RateLimitError():
            return RateLimited(NAME, "Stripe asks us to slow down.", _wait(error))
        case stripe.AuthenticationError() | stripe.PermissionError():
            return Permanent(
                NAME, "Stripe does not accept our key. Whoever runs Fanmail must look at STRIPE_SECRET_KEY."
            )
        case stripe.IdempotencyError():
            return Permanent(NAME, "This was asked before in another way. Load the page again and try once more.")
        case stripe.APIConnectionError() if _was_never_sent(error):
            return Unavailable(NAME, "Stripe could not be reached.")
        case stripe.InvalidRequestError() if error.http_status == 409:
            return Unavailable(NAME, "Stripe is still busy with the same request.")
        case stripe.InvalidRequestError():
            return Permanent(NAME, _refused(error))
    if write:
        return OutcomeUnknown(NAME, "Stripe did not say whether it was done.")
    return Unavailable(NAME, "Stripe cannot answer just now.")


def _declined(error: stripe.CardError) -> str:
    why = getattr(error.error, "decline_code", None) if error.error else None
    return _DECLINED.get(str(why), "") or _DECLINED.get(str(error.code), _PLAIN_DECLINE)


def _refused(error: stripe.InvalidRequestError) -> str:
    if is_gone(error):
        return "Stripe does not know this, or no longer."
    return f"Stripe did not take this ({error.code or error.param or 'no reason given'})."


def _wait(error: stripe.StripeError) -> float:
    said = {name.lower(): value for name, value in (error.headers or {}).items()}.get("retry-after", "")
    return float(said) if said.isdecimal() else _SLOW_DOWN_SECONDS


def _was_never_sent(error: BaseException) -> bool:
    """Whether no connection was made at all: Stripe's client keeps what its HTTP library said as the cause."""
    cause: object = error.__cause__
    for _depth in range(5):
        if type(cause).__name__ in _NEVER_SENT:
            return True
        inner = getattr(cause, "reason", None) or next(iter(getattr(cause, "args", ())), None)
        if not isinstance(inner, BaseException):
            return False
        cause = inner
    return False
