"""What people read of plans and payments."""

from flask_babel import format_currency

from web.said import N_
from web.words import Sign

STATES = {
    "local": Sign(N_("Yours, without limits"), "circle-check", "leaf"),
    "free": Sign(N_("Free"), "circle-check"),
    "trialing": Sign(N_("Trial"), "hourglass", "amber"),
    "active": Sign(N_("Paid"), "circle-check", "leaf"),
    "past_due": Sign(N_("A payment failed"), "triangle-alert", "amber"),
    "read_only": Sign(N_("Read only"), "octagon-pause", "stamp"),
}


def money(cents: float, currency: str) -> str:
    """2900, "usd" -> "$29.00", as the page's language writes it."""
    return str(format_currency(cents / 100, currency.upper()))
