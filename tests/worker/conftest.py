"""The tasks run here in the test's own process, against the real database, broker and stand-in platform."""

import pytest
import redis

from tests.pipeline.conftest import channel, scene  # noqa: F401 the same stages


@pytest.fixture
def bell(clean: None, redis_url: str) -> redis.Redis:
    """The queue; `llen("celery")` is how often somebody rang and nobody came."""
    client = redis.Redis.from_url(redis_url)
    client.delete("celery")
    return client
