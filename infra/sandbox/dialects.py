"""What each platform's own `sandbox.py` offers, found by looking for folders; nobody registers.

A `sandbox.py` must offer `blueprint(world)`, and may offer
- `new_id(kind, parent_id)`: an id in the platform's style,
- `issue_tokens(world, account_id)`: what the platform's token address would have answered,
- `webhook_body(world, entry)`: what the platform pushes when this was written; None where it pushes nothing.
"""

import secrets
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import connectors
from connectors.world import Entry, World

TOKEN_SECONDS = 60 * 24 * 3600


@lru_cache
def sandboxes() -> dict[str, ModuleType]:
    """The stand-in of every platform that brings one, by the platform's name."""
    names = [f"{connectors.__name__}.{name}.sandbox" for name in connectors.platforms()]
    return {name.split(".")[1]: import_module(name) for name in names if find_spec(name)}


def new_id(platform: str, kind: str, parent_id: str = "") -> str:
    """An id that nothing else has, in the platform's style where it says how."""
    offered = getattr(sandboxes().get(platform), "new_id", None)
    return offered(kind, parent_id) if offered else str(17 * 10**15 + secrets.randbelow(10**15))


def issue_tokens(world: World, platform: str, account_id: str) -> dict[str, Any]:
    """Tokens that work at once: {"access_token", "expires_in" in seconds} and, where there is one, "refresh_token"."""
    offered = getattr(sandboxes().get(platform), "issue_tokens", None)
    if offered:
        return dict(offered(world, account_id))
    token = world.issue_token(platform, account_id, "access", TOKEN_SECONDS)
    return {"access_token": token, "expires_in": TOKEN_SECONDS}


def webhook_body(world: World, entry: Entry) -> dict[str, Any] | None:
    """What the platform would push about `entry`; None where it pushes nothing."""
    offered = getattr(sandboxes().get(entry.platform), "webhook_body", None)
    return offered(world, entry) if offered else None
