"""A stand-in for Instagram on `World`: OAuth, reading and writing, in the platform's own HTTP dialect. For demo and tests.

In the world a conversation is named by its fan's id, as in webhooks.
"""

from typing import Any

from flask import Blueprint

from connectors.instagram.sandbox import consent, graph
from connectors.instagram.sandbox.answers import NAME, Refused, new_id
from connectors.instagram.sandbox.pushes import webhook_body
from connectors.world import World

__all__ = ["blueprint", "issue_tokens", "new_id", "webhook_body"]


def blueprint(world: World) -> Blueprint:
    """All of it, below /instagram: /oauth/..., /access_token, /refresh_access_token and /v26.0/... (any version)."""
    pages = Blueprint("instagram_sandbox", __name__, url_prefix="/instagram")
    pages.register_error_handler(Refused, lambda refused: refused.response())
    consent.add(pages, world)
    graph.add(pages, world)
    return pages


def issue_tokens(world: World, account_id: str) -> dict[str, Any]:
    """A long token without consent, as the button "Generate token" gives it: {"access_token", "expires_in" in seconds}."""
    token = world.issue_token(NAME, account_id, "dashboard", consent.SIXTY_DAYS)
    return {"access_token": token, "expires_in": consent.SIXTY_DAYS}
