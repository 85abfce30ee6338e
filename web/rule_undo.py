"""A deleted rule can be brought back for a quarter of an hour. It waits in Redis; without Redis there is no undo, and nothing says so."""

import json

import redis
from bson import ObjectId

from avatar.rules import Condition, Effect, If, Rule, Then
from logs import log
from web.throttle import counters

SECONDS = 15 * 60


def keep_aside(workspace_id: ObjectId, rule: Rule, place: int) -> bool:
    """Remember the rule and its place in the row. False: it could not be remembered."""
    stored = {
        "place": place,
        "conditions": [(one.on, one.values, one.negated) for one in rule.conditions],
        "effects": [(one.do, one.value) for one in rule.effects],
    }
    try:
        counters().set(_key(workspace_id, rule.id), json.dumps(stored), ex=SECONDS)
    except redis.RedisError as error:
        log.warning("deleted rule not kept aside", error=type(error).__name__)
        return False
    return True


def is_aside(workspace_id: ObjectId, id: str) -> bool:
    """Whether it can be brought back."""
    try:
        return bool(ObjectId.is_valid(id) and counters().exists(_key(workspace_id, id)))
    except redis.RedisError:
        return False


def take_back(workspace_id: ObjectId, id: str) -> tuple[Rule, int] | None:
    """The rule, as one that is new, and its place; to one who asks, once. None: it is too late."""
    try:
        found = counters().getdel(_key(workspace_id, id))
    except redis.RedisError as error:
        log.warning("deleted rule not found again", error=type(error).__name__)
        return None
    if not found:
        return None
    stored = json.loads(found)
    conditions = tuple(Condition(If(on), tuple(values), negated) for on, values, negated in stored["conditions"])
    return Rule(id, conditions, tuple(Effect(Then(do), value) for do, value in stored["effects"])), stored["place"]


def _key(workspace_id: ObjectId, id: str) -> str:
    return f"deleted-rule:{workspace_id}:{id}"
