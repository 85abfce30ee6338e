"""A stand-in for Facebook Pages and Messenger on `World`, in the platform's own HTTP dialect. For demo and tests.

In the world a conversation is named by its fan's id, as in webhooks; a fan's user name stands for the name that people have here.
"""

from functools import partial
from typing import Any

from flask import Blueprint, request

from connectors.facebook.sandbox import graph
from connectors.facebook.sandbox.answers import LIMIT, NAME, RIGHTS, new_id, page_of
from connectors.facebook.sandbox.pushes import webhook_body
from connectors.graph.sandbox.login import SIXTY_DAYS, People
from connectors.graph.sandbox.site import Site
from connectors.world import World

__all__ = ["blueprint", "issue_tokens", "new_id", "webhook_body"]


def blueprint(world: World) -> Blueprint:
    """All of it, below /facebook: consent and /v26.0/... (any version)."""
    pages = Blueprint("facebook_sandbox", __name__, url_prefix="/facebook")
    Site(pages, request, People(world, NAME, page_of), "Facebook", RIGHTS, LIMIT, partial(graph.call, world)).add()
    return pages


def issue_tokens(world: World, account_id: str) -> dict[str, Any]:
    """A Page's token without consent: {"access_token", "refresh_token": its person's, "expires_in" in seconds}."""
    person = world.issue_token(NAME, account_id, "user", SIXTY_DAYS, ",".join(RIGHTS))
    token = People(world, NAME, page_of).page_token(account_id)
    return {"access_token": token, "refresh_token": person, "expires_in": SIXTY_DAYS}
