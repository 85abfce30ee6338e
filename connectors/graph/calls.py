"""Calls of a Graph API, for every platform that speaks it: one way to ask, one to page, one to ask for many ids."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors import http
from connectors.errors import MessageGone, ReplyRefused
from connectors.graph.refusals import Speaker, Table, refusal
from connectors.graph.usage import higher, pressure_of
from connectors.graph.values import Json, listed, next_cursor
from connectors.limits import Pressure

_IDS_A_CALL = 50
"""The most ids that one call may name (Graph API: Multiple objects by id)."""


def _at_once() -> None:
    """No pace to keep."""


@dataclass
class Graph:
    """The API as one token sees it. `root` gives its address with version, anew for each call; `pressure` is what it said last."""

    speaker: Speaker
    table: Table
    root: Callable[[], str]
    token: str
    pressure: Pressure = field(default_factory=Pressure)

    def ask(self, method: str, path: str, *, write: bool = False, table: Table | None = None, **request: Any) -> Json:
        """One call; `table` says what refusals mean where this call differs from others. Raises connectors.errors."""
        url = f"{self.root().rstrip('/')}/{path}"
        response = http.call(self.speaker.name, method, url, write=write, token=self.token, **request)
        self.pressure = higher(self.pressure, pressure_of(response.headers, self.speaker.uses))
        if response.is_error:
            raise refusal(self.speaker, table or self.table, response, write)
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise http.lost(self.speaker.name, write)
        return answer

    def pages(self, path: str, asked: Mapping[str, Any], turn: Callable[[], None] = _at_once) -> Iterator[list[Json]]:
        """The rows of a list, a page at a time, from `after` on if that is given. `turn` is waited for before each call."""
        asked = dict(asked)
        while True:
            turn()
            page = self.ask("GET", path, params=asked)
            yield listed(page)
            after = next_cursor(page)
            if not after or after == asked.get("after"):
                return
            asked["after"] = after

    def each(self, ids: Collection[str], fields: str) -> Iterator[tuple[str, Json | None]]:
        """These objects by id; None where the platform says that it is not there. What it refuses otherwise is left out.

        One bad id spoils the call that names it, so such a call is halved until the bad one stands alone.
        """
        wanted = [id for id in dict.fromkeys(ids) if id and "," not in id and "/" not in id]
        for start in range(0, len(wanted), _IDS_A_CALL):
            yield from self._some(wanted[start : start + _IDS_A_CALL], fields)

    def _some(self, ids: list[str], fields: str) -> Iterator[tuple[str, Json | None]]:
        try:
            found = self._named(ids, fields)
        except (MessageGone, ReplyRefused) as error:
            if len(ids) > 1:
                middle = len(ids) // 2
                yield from self._some(ids[:middle], fields)
                yield from self._some(ids[middle:], fields)
            elif isinstance(error, MessageGone):
                yield ids[0], None
            return
        yield from ((id, found[id]) for id in ids if isinstance(found.get(id), dict))

    def _named(self, ids: list[str], fields: str) -> Json:
        if len(ids) == 1:
            return {ids[0]: self.ask("GET", ids[0], params={"fields": fields})}
        return self.ask("GET", "", params={"ids": ",".join(ids), "fields": fields})
