"""The calls a vendor of fine-tuning takes, through the openai client. Answers stay plain dictionaries: vendors add to them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import openai

from connectors.errors import ConnectorError, MessageGone, OutcomeUnknown, Unavailable
from connectors.language_model import client_of
from connectors.training.hosted_errors import error_of
from connectors.training.hosted_reading import Answer, text
from connectors.training.hosted_vendors import PLATFORM, Vendor

_PAGE = 100
_MOST_PAGES = 20


class Calls:
    """One endpoint. Every call raises the branches of connectors.errors; MessageGone is what the vendor does not know."""

    def __init__(self, url: str, key: str, vendor: Vendor) -> None:
        self._client, self._vendor = client_of(url, key), vendor
        self._root = str(self._client.base_url).rstrip("/").removesuffix("/v1")

    def get(self, *path: str, **parameters: object) -> Answer:
        return self._ask("get", self._address(path), options={"params": parameters})

    def post(self, *path: str, body: Mapping[str, object] | None = None, creates: bool = False) -> Answer:
        """`creates`: asked twice it would make two, so a lost answer raises OutcomeUnknown."""
        return self._ask("post", self._address(path), creates, body=body)

    def delete(self, *path: str) -> bool:
        """Whether it was there."""
        try:
            self._ask("delete", self._address(path))
        except MessageGone:
            return False
        return True

    def rows(self, *path: str, **parameters: object) -> Iterator[Answer]:
        """All rows of a list in the vendor's order, page by page; at most 2,000, and an end for whoever ignores `after`."""
        seen: set[str] = set()
        after: dict[str, object] = {}
        for _ in range(_MOST_PAGES):
            answer = self.get(*path, limit=_PAGE, **parameters, **after)
            data = answer.get("data")
            listed = [row for row in data if isinstance(row, Mapping)] if isinstance(data, list) else []
            new = [row for row in listed if text(row.get("id")) not in seen]
            seen |= {text(row.get("id")) for row in new}
            yield from new
            if not new or not answer.get("has_more", len(listed) >= _PAGE):
                return
            after = {"after": text(new[-1].get("id"))}

    def upload(self, name: str, content: bytes) -> str:
        """The file's id. A second upload of the same is a second file."""
        try:
            answer = self._client.files.create(file=(name, content), purpose="fine-tune")
        except openai.OpenAIError as error:
            raise error_of(error, self._vendor) from error
        except ValueError as error:
            raise _unreadable() from error
        id = text(getattr(answer, "id", None))
        if not id:
            raise _unreadable()
        return id

    def download(self, file: str, to: Path) -> None:
        """The content of a file as the vendor keeps it; nothing is left at `to` when it breaks off."""
        part = to.with_name(to.name + ".part")
        try:
            with self._client.files.with_streaming_response.content(file) as answer:
                answer.stream_to_file(part)
        except openai.OpenAIError as error:
            raise error_of(error, self._vendor) from error
        except httpx2.HTTPError as error:  # while it streams, the client lets these through
            raise Unavailable(PLATFORM, "A result of the fine-tuning broke off on its way.") from error
        except OSError as error:
            raise Unavailable(PLATFORM, "A result of the fine-tuning could not be written here.") from error
        else:
            part.replace(to)
        finally:
            part.unlink(missing_ok=True)

    def _address(self, path: tuple[str, ...]) -> str:
        version, parts = ("v0", path[1:]) if path[0] == "v0" else ("", path)
        said = "/" + "/".join(quote(part, safe="") for part in parts)
        return f"{self._root}/{version}{said}" if version else said

    def _ask(self, method: str, address: str, creates: bool = False, **request: Any) -> Answer:
        try:
            answer = getattr(self._client, method)(address, cast_to=object, **request)
        except openai.OpenAIError as error:
            raise error_of(error, self._vendor, creates=creates) from error
        except ValueError as error:  # it said JSON and was none
            raise _unreadable(creates) from error
        if not isinstance(answer, Mapping):
            raise _unreadable(creates)
        return answer


def _unreadable(creates: bool = False) -> ConnectorError:
    branch = OutcomeUnknown if creates else Unavailable
    return branch(PLATFORM, "The fine-tuning endpoint's answer could not be read.")
