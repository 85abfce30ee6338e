"""Is this dashboard able to work? For supervisors and load balancers."""

import redis
from flask import Response, jsonify

import models
from web.throttle import counters


def health() -> tuple[Response, int]:
    """{"database": true, "redis": true}; 503 when one of them is missing."""
    found = {"database": models.answers(), "redis": _redis_answers()}
    return jsonify(found), 200 if all(found.values()) else 503


def _redis_answers() -> bool:
    try:
        return bool(counters().ping())
    except redis.RedisError:
        return False
