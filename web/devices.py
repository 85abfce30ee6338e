"""What somebody signed in with, in plain words, from what their browser says of itself."""

from flask_babel import gettext

from web.said import N_, said

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""A mark of each browser; those that also carry another one's mark come first."""
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
_UNKNOWN = N_("Another program")


def device(user_agent: str) -> str:
    """ "Firefox on Windows"; "Another program" where neither is known."""
    browser = next((word for mark, word in _BROWSERS if mark in user_agent), "")
    system = next((word for mark, word in _SYSTEMS if mark in user_agent), "")
    return " on ".join(word for word in (browser, system) if word) or _UNKNOWN


def told(device: str) -> str:
    """What `device` found, in the language of the page."""
    browser, on, system = device.partition(" on ")
    return gettext("%(browser)s on %(system)s", browser=browser, system=system) if on else said(device)
