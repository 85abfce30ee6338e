"""A stand-in for Instagram on `World`: both logins, reading and writing, in the platform's own HTTP dialect. For demo and tests.

In the world a conversation is named by its fan's id, as in webhooks.
"""

from functools import partial
from typing import Any

from flask import Blueprint, request

from connectors.graph.sandbox.login import SIXTY_DAYS, People
from connectors.graph.sandbox.site import Site
from connectors.instagram.sandbox import consent, graph
from connectors.instagram.sandbox.answers import LIMIT, NAME, new_id, page_of
from connectors.instagram.sandbox.pushes import webhook_body
from connectors.world import World

__all__ = ["blueprint", "issue_tokens", "new_id", "webhook_body"]


def blueprint(world: World) -> Blueprint:
    """All of it, below /instagram: the consent of both logins and /v26.0/... (any version)."""
    pages = Blueprint("instagram_sandbox", __name__, url_prefix="/instagram")
    people = People(world, NAME, page_of)
    site = Site(pages, request, people, "Instagram", consent.RIGHTS, LIMIT, partial(graph.call, world))
    site.add()
    consent.add(site)
    return pages


def issue_tokens(world: World, account_id: str) -> dict[str, Any]:
    """A long token without consent, as the button "Generate token" gives it: {"access_token", "expires_in" in seconds}."""
    token = world.issue_token(NAME, account_id, "dashboard", SIXTY_DAYS)
    return {"access_token": token, "expires_in": SIXTY_DAYS}
