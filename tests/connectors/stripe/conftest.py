"""A local Stripe for each test file, with plans to sell, and settings that lead to it."""

from collections.abc import Iterator

import pytest

from connectors import stripe_client
from connectors.stripe_payments import StripePayments
from settings import settings
from tests.connectors.stripe.local import KEY, SECRET, LocalStripe, Receiver


@pytest.fixture(scope="module")
def running() -> Iterator[LocalStripe]:
    local = LocalStripe()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STRIPE_SECRET_KEY", KEY)
        patch.setenv("STRIPE_WEBHOOK_SECRET", SECRET)
        patch.setenv("STRIPE_API_URL", local.books.address)
        settings.cache_clear()
        yield local
        stripe_client.client()._requestor._client.close()
    settings.cache_clear()
    local.stop()


@pytest.fixture
def local(running: LocalStripe) -> LocalStripe:
    """Nothing in it yet."""
    running.books.faults.clear()
    running.books.endpoints.clear()
    running.control("clear")
    return running


@pytest.fixture
def shop(local: LocalStripe) -> LocalStripe:
    """The plans are for sale."""
    local.sell()
    return local


@pytest.fixture
def payments(shop: LocalStripe) -> StripePayments:
    return StripePayments()


@pytest.fixture
def receiver(shop: LocalStripe) -> Iterator[Receiver]:
    """Gets every event of the shop."""
    made = Receiver()
    server = made.serve()
    shop.control("endpoints", url=f"http://127.0.0.1:{server.server_port}/webhooks/stripe", secret=SECRET)
    yield made
    server.shutdown()
    server.server_close()
