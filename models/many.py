"""Many documents in one call, each stored once."""

from collections.abc import Sequence
from typing import Any, TypeVar

from pymongo.errors import BulkWriteError

Document = TypeVar("Document", bound=Any)
_TAKEN = 11000  # the server's code for a second document with a unique key


class NotStored(RuntimeError):
    """The database did not take a document, and not because it is there already."""


def insert_new(kind: type[Document], documents: Sequence[Document]) -> list[Document]:
    """Insert those whose unique keys nobody has yet, in one call. Gives the inserted ones, in order, with their ids.

    Raises mongoengine's ValidationError before anything is written when one is not whole.
    """
    if not documents:
        return []
    for document in documents:
        document.validate()
    rows = [document.to_mongo() for document in documents]
    taken: set[int] = set()
    try:
        kind._get_collection().insert_many(rows, ordered=False)
    except BulkWriteError as error:
        failures = (error.details or {}).get("writeErrors", [])
        if any(failure["code"] != _TAKEN for failure in failures):
            codes = sorted({failure["code"] for failure in failures})
            raise NotStored(f"codes {codes}") from None  # the server's own error repeats whole documents
        taken = {failure["index"] for failure in failures}
    new = [
        (document, row)
        for number, (document, row) in enumerate(zip(documents, rows, strict=True))
        if number not in taken
    ]
    for document, row in new:
        document.id = row["_id"]
    return [document for document, _row in new]
