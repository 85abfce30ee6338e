"""How often somebody may try. Counters live in Redis and forget by themselves."""

import hashlib
from functools import lru_cache

import redis

from logs import log
from settings import settings


@lru_cache
def counters() -> redis.Redis:
    """The Redis that counts; half a second is enough for it to answer."""
    return redis.Redis.from_url(settings().redis_url, socket_timeout=2, socket_connect_timeout=2)


def too_many(what: str, *who: str, limit: int, seconds: int) -> bool:
    """Count one try of `what` by `who`. True when it is more than `limit` within `seconds` of the first.

    A Redis that is away locks nobody out. Addresses are stored as hashes only.
    """
    key = f"tries:{what}:{_hash(who)}"
    try:
        counting = counters().pipeline()
        counting.incr(key)
        counting.expire(key, seconds, nx=True)
        tries = counting.execute()[0]
    except redis.RedisError as error:
        log.warning("tries not counted", what=what, error=type(error).__name__)
        return False
    return bool(tries > limit)


def forgive(what: str, *who: str) -> None:
    """Start counting anew: it was the right person."""
    try:
        counters().delete(f"tries:{what}:{_hash(who)}")
    except redis.RedisError as error:
        log.warning("tries not forgotten", what=what, error=type(error).__name__)


def _hash(who: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join((settings().secret_key, *who)).encode()).hexdigest()[:32]
