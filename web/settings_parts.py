"""The settings, put together: their pages, and the list of them that stands on each."""

from typing import Any

from flask import Flask

from web import delete_all, disclosure_lines, export_all, notification_choices, settings_pages
from web.access import MANAGES
from web.auth import is_somebody, me
from web.said import N_

PARTS = (
    ("settings_pages.general", N_("General"), "settings"),
    ("disclosure_lines.overview", N_("Who answers"), "message-circle"),
    ("settings_pages.retention", N_("Keeping"), "hourglass"),
    ("notification_choices.overview", N_("Notifications"), "bell"),
    ("tokens.overview", N_("API tokens"), "plug"),
    ("webhooks_out.overview", N_("Webhooks"), "send"),
    ("export_all.overview", N_("Export"), "download"),
    ("delete_all.overview", N_("Delete"), "trash-2"),
)
BILLING = ("billing.page", N_("Billing"), "shopping-bag")
pages = tuple(one.pages for one in (settings_pages, disclosure_lines, notification_choices, export_all, delete_all))


def install(app: Flask) -> None:
    """Give the list to the templates; let everything rest in a workspace that is being deleted."""
    app.context_processor(_show)
    delete_all.install(app)


def _show() -> dict[str, Any]:
    return {"settings_parts": [*PARTS, BILLING] if is_somebody() and me().role in MANAGES else PARTS}
