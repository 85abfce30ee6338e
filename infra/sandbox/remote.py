"""A running sandbox as the demo's programs see it: its control port over HTTP."""

import http.client
import json
from typing import Any
from urllib.parse import quote, urlsplit

SECONDS = 30.0


class Refused(Exception):
    """The control port said no: `status` and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(f"{status}: {sentence}")
        self.status = status


class Remote:
    """The sandbox at `url`. Every call raises Refused, or OSError when nobody answers."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")

    def get(self, path: str, **asked: str) -> Any:
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in asked.items())
        return self._call("GET", f"{path}?{query}" if query else path)

    def post(self, path: str, **body: object) -> Any:
        return self._call("POST", path, body)

    def delete(self, path: str) -> Any:
        return self._call("DELETE", path)

    def account_id(self, platform: str) -> str:
        """The first account there; "" when there is none yet."""
        return next(
            (str(account["id"]) for account in self.get("/control/accounts", platform=platform)["accounts"]), ""
        )

    def has(self, platform: str, id: str) -> bool:
        """Whether that message was ever written."""
        try:
            self.get(f"/control/messages/{platform}/{quote(id, safe='')}")
        except Refused as refused:
            if refused.status == 404:
                return False
            raise
        return True

    def _call(self, method: str, path: str, body: object = None) -> Any:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        status, answer = call(method, self.url + path, b"" if body is None else json.dumps(body).encode(), headers)
        found = json.loads(answer or "null")
        if status >= 400:
            raise Refused(status, found.get("error", "") if isinstance(found, dict) else "")
        return found


def call(
    method: str, url: str, body: bytes = b"", headers: dict[str, str] | None = None, seconds: float = SECONDS
) -> tuple[int, bytes]:
    """One HTTP call on a connection of its own: (status, body). OSError when nobody answers."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    connect = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = connect(parts.netloc, timeout=seconds)
    try:
        connection.request(method, path or "/", body=body or None, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    except http.client.HTTPException as error:
        raise ConnectionError(f"{type(error).__name__} from {parts.netloc}") from error
    finally:
        connection.close()
