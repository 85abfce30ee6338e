"""Stripe's form encoding: nested brackets, every value a word."""

from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]


def read(pairs: Iterable[tuple[str, str]]) -> Json:
    """`items[0][price]=x` becomes {"items": [{"price": "x"}]}; `expand[]=a` a list."""
    tree: Json = {}
    for name, value in pairs:
        first, _bracket, rest = name.partition("[")
        keys = [first, *(rest.rstrip("]").split("][") if rest or _bracket else ())]
        here = tree
        for key in keys[:-1]:
            here = here.setdefault(key or str(len(here)), {})
        here[keys[-1] or str(len(here))] = value
    return {name: _lists(value) for name, value in tree.items()}


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(one) for name, one in value.items()}
    if inner and all(name.isdecimal() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner


def number(params: Json, name: str, default: int | None = None) -> int | None:
    """A whole number; absent or empty: the default."""
    said = params.get(name)
    return int(said) if said not in (None, "") else default


def flag(params: Json, name: str, default: bool = False) -> bool:
    """`true` or `false`."""
    said = params.get(name)
    return default if said in (None, "") else str(said) == "true"


def typed(value: Any) -> Any:
    """Words of a whole tree as what they look like: true, false, whole numbers; for what is only kept and shown again."""
    if isinstance(value, dict):
        return {name: typed(one) for name, one in value.items()}
    if isinstance(value, list):
        return [typed(one) for one in value]
    if value in ("true", "false"):
        return value == "true"
    return int(value) if isinstance(value, str) and value.isdecimal() else value
