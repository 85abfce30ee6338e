"""One call of one account, and what may stand in its parameters."""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from connectors.world import Entry, World
from connectors.youtube.sandbox.answers import NAME, Made, Refused, comment_gone, parameter_missing, parameter_wrong

FORCE_SSL = "https://www.googleapis.com/auth/youtube.force-ssl"
MOST_IDS = 50


@dataclass(frozen=True)
class Call:
    """What `account` asks for. `asked`: the parameters, also those in the address. `body`: the JSON that came with it."""

    world: World
    account: Made
    asked: Mapping[str, str]
    body: Made

    def parts(self, allowed: Collection[str]) -> set[str]:
        found = {part for part in self.asked.get("part", "").split(",") if part}
        if not found:
            raise parameter_missing("part")
        if unknown := sorted(found - set(allowed)):
            raise Refused(400, "unknownPart", f"'{unknown[0]}'", "youtube.part")
        return found

    def only_filter(self, *names: str) -> str:
        """Which one of these parameters is given. Refused when it is none or several."""
        given = [name for name in names if self.asked.get(name)]
        if not given:
            sentence = f"No filter selected. Expected one of: {', '.join(sorted(names))}"
            raise Refused(400, "missingRequiredParameter", sentence, "youtube.parameter")
        if len(given) > 1:
            sentence = f"Incompatible parameters specified in the request: {', '.join(sorted(given))}"
            raise Refused(400, "incompatibleParameters", sentence, "youtube.parameter")
        return given[0]

    def per_page(self, default: int, most: int, least: int = 1) -> int:
        value = self.asked.get("maxResults") or str(default)
        if not value.isdecimal() or not least <= int(value) <= most:
            sentence = f"Invalid value '{value}'. Values must be within the range: [{least}, {most}]"
            raise Refused(400, "invalidParameter", sentence, "global")
        return int(value)

    def one_of(self, name: str, default: str, *others: str) -> str:
        """The parameter's value, which must be the default or one of the others."""
        value = self.asked.get(name) or default
        if value not in (default, *others):
            raise parameter_wrong(name, value)
        return value

    def ids(self) -> list[str]:
        """The ids, each once; 50 at most."""
        found = list(dict.fromkeys(id for id in self.asked.get("id", "").split(",") if id))
        if not found:
            raise parameter_missing("id")
        if len(found) > MOST_IDS:
            raise Refused(
                400, "invalidFilters", f"At most {MOST_IDS} ids may be given in one request.", "youtube.parameter"
            )
        return found

    def is_plain(self) -> bool:
        return self.one_of("textFormat", "html", "plainText") == "plainText"

    def comment(self, id: str) -> Entry:
        """A comment that still stands."""
        entry = self.world.entry(NAME, id)
        if entry is None or entry.deleted_at is not None:
            raise comment_gone()
        return entry


def bearer() -> str:
    """The token of this call, from its header or else its parameters; "" when there is none."""
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ") if header else request.values.get("access_token", "")


def account_of(world: World, token: str) -> Made:
    """Whose access token this is. Refused with authError when it is none or its time is over."""
    found = world.token(token)
    alive = found and found["platform"] == NAME and found["kind"] == "access" and found["expires_at"] > time.time()
    account = world.account(NAME, found["account_id"]) if found and alive else None
    if not found or account is None:
        raise Refused(
            401, "authError", "Invalid Credentials", "global", {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        )
    if found["scopes"] and FORCE_SSL not in found["scopes"].split():
        raise Refused(403, "insufficientPermissions", "Request had insufficient authentication scopes.", "global")
    return account


def json_body() -> dict[str, Any]:
    """The JSON object that came with the call; empty when there is none."""
    if not request.is_json or not request.get_data():
        return {}
    found = request.get_json(silent=True)
    if not isinstance(found, dict):
        raise Refused(400, "parseError", "Parse Error", "global")
    return found
