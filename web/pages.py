"""What every page knows: the workspace, who looks, how many letters wait, and which colours they like."""

from typing import Any

from flask import g, request

from models import Membership, Workspace
from settings import settings
from web.auth import is_somebody, me

THEMES = ("light", "dark")


def workspace() -> Workspace:
    """The workspace of whoever asks, read once a request."""
    if "workspace" not in g:
        g.workspace = Workspace.objects(id=me().workspace_id).first()
    return g.workspace


def other_workspaces() -> list[Workspace]:
    """Where else whoever asks belongs, by name."""
    ids = [one.workspace_id for one in Membership.objects(user_id=me().user.id)]
    elsewhere = [id for id in ids if id != me().workspace_id]
    return sorted(Workspace.objects(id__in=elsewhere), key=lambda one: one.name.lower()) if elsewhere else []


def show_everywhere() -> dict[str, Any]:
    """For every template."""
    theme = request.cookies.get("theme", "")
    shown: dict[str, Any] = {"theme": theme if theme in THEMES else "", "person": None}
    if not is_somebody():
        return shown
    from web.queue import told, waiting

    playground, count = settings().sandbox_url if workspace().demo else "", waiting()
    return {
        **shown, "person": me(), "workspace": workspace(), "waiting": count, "waiting_told": told(count),
        "playground": playground, "elsewhere": other_workspaces(),
    }  # fmt: skip
