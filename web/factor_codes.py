"""Six digits that change every half minute: which half minute a code is of. Pure, the time comes from outside."""

import hmac
from datetime import datetime

import pyotp
import segno

STEP_SECONDS = 30
NEIGHBOURS = (0, -1, 1)  # a phone's clock may be half a minute off, and so may the person


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The number of the half minute in which `secret` shows `code`, if it is this one or a neighbour."""
    code, current = "".join(code.split()), int(now.timestamp()) // STEP_SECONDS
    if not (len(code) == 6 and code.isascii() and code.isdecimal()):
        return None
    shows = pyotp.TOTP(secret)
    for step in (current + away for away in NEIGHBOURS):
        if hmac.compare_digest(shows.at(step * STEP_SECONDS), code):
            return step
    return None


def picture(secret: str, email: str) -> str:
    """A code for a phone's camera, as the address of an image that needs no request."""
    address = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Fanmail")
    drawn: str = segno.make(address, error="m").svg_data_uri(scale=5, border=2, dark="#1e1b18", light="#ffffff")
    return drawn


def spaced(secret: str) -> str:
    """The secret in groups of four, for typing it in."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
