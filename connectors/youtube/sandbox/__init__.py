"""A stand-in for YouTube on `World`: Google's OAuth and the comments of the Data API, in the platform's own HTTP dialect.

For demo and tests. A post of the world is a video, and its account is the channel. In the world a conversation is named by its
top-level comment. Every call needs a token; a post kept with `comments_disabled` takes and shows no comments.
"""

from typing import Any

from flask import Blueprint

from connectors.world import World
from connectors.youtube.sandbox import api, consent, tokens
from connectors.youtube.sandbox.answers import Refused, new_id

__all__ = ["blueprint", "issue_tokens", "new_id"]


def blueprint(world: World) -> Blueprint:
    """All of it: Google's OAuth below /google, the Data API below /youtube-api/youtube/v3."""
    pages = Blueprint("youtube_sandbox", __name__)
    pages.register_error_handler(Refused, lambda refused: refused.response())
    consent.add(pages, world)
    tokens.add(pages, world)
    api.add(pages, world)
    return pages


def issue_tokens(world: World, account_id: str) -> dict[str, Any]:
    """Tokens without consent, of every scope: {"access_token", "refresh_token", "expires_in" in seconds}."""
    return {
        "access_token": tokens.new_access(world, account_id, ""),
        "refresh_token": tokens.new_refresh(world, account_id, ""),
        "expires_in": tokens.HOUR,
    }
