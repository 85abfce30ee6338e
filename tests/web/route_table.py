"""Who gets which answer from every address: the lines of route_table.txt, asked for and written.

A line is an address and, for each kind of visitor, the status of the answer. Pages are opened as a browser opens them; clicks carry
our secret and nothing else, and say that they want JSON, because a form's answer is nearly always "go back to the page".
"""

from collections.abc import Iterator
from difflib import unified_diff
from http import HTTPStatus
from pathlib import Path

from flask import Flask

from models.user import Role
from tests.web.desk import Desk, Visitor
from tests.web.filled import filled, routes
from web.throttle import counters

FILE = Path(__file__).with_suffix(".txt")
ROLES = (Role.OWNER, Role.MANAGER, Role.REVIEWER, Role.ANALYST)
VISITORS = ("signed out", "stranger", *ROLES)
WIDTH = 78
HEAD = "".join((f"{'':{WIDTH}}", *(f"{who:>11}" for who in VISITORS)))


class Column:
    """One kind of visitor. Whoever's click was taken begins again in a new workspace, so that no click changes what the next one gets."""

    def __init__(self, app: Flask, who: str) -> None:
        self._app, self._who = app, who
        self._begin()

    def ask(self, route: str) -> int:
        """The status of the answer, for documents that nobody has touched."""
        method, path = route.split(" ")
        address = filled(path, self._desk.letter())
        status = (self._browser.get(address) if method == "GET" else self._browser.ask(address)).status_code
        if method == "POST" and status < HTTPStatus.BAD_REQUEST:
            self._begin()
        return status

    def _begin(self) -> None:
        _forget_tries()
        self._desk = Desk(self._app, Role(self._who) if self._who in ROLES else Role.OWNER)
        self._desk.add_person(Role.OWNER)
        match self._who:
            case "signed out":
                self._browser = Visitor(self._app)
            case "stranger":
                self._browser = Desk(self._app).browser
            case _:
                self._browser = self._desk.browser


def table(app: Flask) -> str:
    """All lines, sorted by address."""
    return "\n".join((HEAD, *_lines(app))) + "\n"


def difference(found: str) -> str:
    """What is other than the file says; "" when nothing is."""
    kept = FILE.read_text() if FILE.exists() else ""
    return "\n".join(unified_diff(kept.splitlines(), found.splitlines(), "route_table.txt", "found", lineterm="", n=0))


def _lines(app: Flask) -> Iterator[str]:
    columns = [Column(app, who) for who in VISITORS]
    for route in sorted(routes(app), key=lambda route: route.split(" ")[::-1]):
        yield "".join((f"{route:{WIDTH}}", *(f"{column.ask(route):>11}" for column in columns)))


def _forget_tries() -> None:
    """A quarter of an hour is over: so many people sign in here from one place that the door would close."""
    for key in counters().scan_iter("tries:*"):
        counters().delete(key)
