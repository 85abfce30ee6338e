"""The JSON that the stand-in answers with: errors, resources, pages of a list."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Response, jsonify

NAME = "youtube"
Made = dict[str, Any]


class Refused(Exception):
    """An answer of the Data API that says no: {"error": {"code", "message", "errors": [{"message", "domain", "reason"}]}}."""

    def __init__(
        self,
        status: int,
        reason: str,
        message: str,
        domain: str = "youtube.comment",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.reason, self.headers = status, reason, headers or {}
        self.error = {
            "code": status,
            "message": message,
            "errors": [{"message": message, "domain": domain, "reason": reason}],
        }

    def response(self) -> Response:
        answer = jsonify(error=self.error)
        answer.status_code = self.status
        answer.headers.update(self.headers)
        return answer


def comment_gone() -> Refused:
    """What the platform says of a comment that was deleted or never was."""
    sentence = "One or more of the specified comments cannot be found."
    return Refused(404, "commentNotFound", sentence)


def parameter_missing(names: str) -> Refused:
    return Refused(400, "missingRequiredParameter", f"No value was given for: {names}", "youtube.parameter")


def parameter_wrong(name: str, value: str) -> Refused:
    return Refused(400, "invalidParameter", f"Invalid value '{value}' for the parameter {name}.", "global")


def new_id(kind: str, parent_id: str = "") -> str:
    """An id in the platform's style for a "post" or a comment; that of a reply begins with its thread's."""
    if kind == "post":
        return secrets.token_urlsafe(8)[:11]
    if parent_id:
        return f"{parent_id.partition('.')[0]}.{secrets.token_urlsafe(17)[:22]}"
    return f"Ugx{secrets.token_urlsafe(12)}4AaABAg"


def resource(kind: str, id: str, parts: Mapping[str, Made | None]) -> Made:
    """One resource with its kind, its etag and those parts that are there."""
    found = {name: part for name, part in parts.items() if part is not None}
    return {"kind": f"youtube#{kind}", "etag": _etag(found), "id": id, **found}


def page(kind: str, rows: list[Made], per_page: int, next_page: str = "") -> Made:
    """One page of a list. `totalResults` is no total, as on the platform: it counts this page."""
    made: Made = {"kind": f"youtube#{kind}ListResponse", "etag": _etag(rows)}
    if next_page:
        made["nextPageToken"] = next_page
    return {**made, "pageInfo": {"totalResults": len(rows), "resultsPerPage": per_page}, "items": rows}


def _etag(of: object) -> str:
    digest = hashlib.sha256(json.dumps(of, sort_keys=True).encode()).digest()
    return base64.urlsafe_b64encode(digest[:20]).decode().rstrip("=")


def page_token(last: object) -> str:
    """What the next page follows on: the last row of this one, so that what comes in between shifts nothing."""
    return base64.urlsafe_b64encode(f"after {last}".encode()).decode()


def read_page_token(token: str) -> str:
    """What `page_token` was made of; "" for the first page."""
    if not token:
        return ""
    try:
        word, _, last = base64.urlsafe_b64decode(token.encode()).decode().partition(" ")
    except ValueError:
        raise bad_page_token() from None
    if word != "after" or not last:
        raise bad_page_token()
    return last


def bad_page_token() -> Refused:
    return Refused(
        400, "invalidPageToken", "The request specifies an invalid page token.", "youtube.parameter"
    )  # fmt: skip


def stamp(seconds: float) -> str:
    """A time as the platform writes it, in whole seconds."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
