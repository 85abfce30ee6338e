"""What a workspace knows, laid out to be looked through: read from the database, embedded where that is missing, remembered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from bson import ObjectId

from avatar.knowledge import Chunk, Shelf, chunks
from avatar.labels import Fact
from models import Knowledge, ReplyExample
from models.knowledge import FAQ, LINK, POST
from pipeline.posts import KEPT, as_stored, embedded
from pipeline.remembered import Remembered
from pipeline.training import Embed

MOST_OTHERS, MOST_PIECES = 40, 1_500
"""Of other posts: the newest ones, and so many pieces of them."""
MOST_ENTRIES = 500
MOST_ANSWERS, ANSWERS_FROM = 400, timedelta(days=180)
_SHORTEST_ANSWER = 12  # characters; a bare "yes!!" says nothing to anybody else
_OWN = ("by_hand", "edited")


@dataclass(frozen=True)
class Asking:
    """For whom is looked: the workspace, how often it was told something, the size of its vectors, and who makes missing ones."""

    workspace_id: ObjectId
    told: int
    size: int
    now: datetime
    embed: Embed | None = None


class _Shelves:
    """Reads a kind of shelf by workspace, remembered for some seconds or until somebody changes what is known."""

    def __init__(self, read: Callable[[Asking], Shelf], seconds: float, most: int) -> None:
        self._read, self._kept = read, Remembered[Shelf](seconds, most)

    def __call__(self, asked: Asking) -> Shelf:
        return self._kept.get((asked.workspace_id, asked.told, asked.size), lambda: self._read(asked))

    def forget(self) -> None:
        """Read anew from now on."""
        self._kept.forget()


def laid_out(known: Any, asked: Asking, here: bool = False) -> Shelf:
    """A shelf of all pieces of these (a query); vectors that are missing are made and stored where there is somebody to make them.

    Rows are read plainly: documents of thousands of pieces would take seconds.
    """
    facts: list[Fact] = []
    pieces: list[Chunk] = []
    vectors: list[bytes] = []
    for row in known.as_pymongo():
        for number, piece in enumerate(_whole(row, asked)):
            chunk = Chunk(
                piece["text"],
                piece.get("about", ""),
                piece.get("said", False),
                piece.get("starts_at"),
                piece.get("ends_at"),
            )
            facts.append(_fact(row, number, chunk))
            pieces.append(chunk)
            vectors.append(piece.get("vector") or b"")
    shown = slice(None, MOST_PIECES)
    return Shelf(tuple(facts[shown]), tuple(pieces[shown]), _stacked(vectors[shown], asked.size), here)


def _whole(row: Mapping[str, Any], asked: Asking) -> list[Any]:
    """The pieces of a row, made for what was stored before there were any, with vectors in the space of the present model."""
    stored = row.get("chunks") or []
    complete = bool(stored) and all(len(piece.get("vector") or b"") == 4 * asked.size for piece in stored)
    if complete or (stored and not asked.embed) or not (stored or row.get("text")):
        return stored
    known = Knowledge.objects(id=row["_id"]).first()
    if known is None:  # deleted just now
        return []
    known.chunks = known.chunks or [as_stored(piece) for piece in chunks(known.text)]
    if asked.embed and embedded(known.chunks, asked.embed, asked.size):
        mine = Knowledge.objects(id=known.id, learned_at=known.learned_at)  # not over what was learned meanwhile
        mine.update_one(set__chunks=known.chunks)
    return list(known.to_mongo()["chunks"])


def _fact(row: Mapping[str, Any], number: int, chunk: Chunk) -> Fact:
    source = "transcript" if chunk.said else row["source"]
    title = row.get("title") or row.get("text", "")[:80]
    return Fact(f"{row['_id']}:{number}", chunk.text, source, title, row.get("url", ""), chunk.starts_at)


def _entries(asked: Asking) -> Shelf:
    """Answers for all who ask, and links."""
    return laid_out(Knowledge.of(asked.workspace_id).filter(source__in=[FAQ, LINK]).limit(2 * MOST_ENTRIES), asked)


def _others(asked: Asking) -> Shelf:
    """The newest posts of all accounts."""
    newest = Knowledge.of(asked.workspace_id).filter(source=POST).order_by("-published_at").limit(MOST_OTHERS)
    return laid_out(newest.filter(learned_at__gte=asked.now - KEPT), asked)


def _answers(asked: Asking) -> Shelf:
    """Questions that the creator answered in person of late."""
    lately = ReplyExample.of(asked.workspace_id).filter(created_at__gte=asked.now - ANSWERS_FROM)
    newest, size = lately.order_by("-created_at").limit(MOST_ANSWERS), asked.size
    rows = newest.only("source", "fan_text", "text", "vector").as_pymongo()
    own = [
        one for one in rows if one["source"] in _OWN and "?" in one["fan_text"] and len(one["text"]) >= _SHORTEST_ANSWER
    ]
    whole = [
        one for one in own if len(one.get("vector") or b"") == 2 * 4 * size
    ]  # the voice makes those that are missing
    facts = tuple(Fact(str(one["_id"]), one["text"], "past answer", one["fan_text"][:120]) for one in whole)
    pieces = tuple(Chunk(one["text"], one["fan_text"]) for one in whole)
    return Shelf(facts, pieces, _stacked([one["vector"][: 4 * size] for one in whole], size))


def _stacked(vectors: Sequence[bytes | None], size: int) -> Any:
    """(n, size); zeros for what has none of that size."""
    blank = bytes(4 * size)
    rows = [vector if vector and len(vector) == 4 * size else blank for vector in vectors]
    return np.frombuffer(b"".join(rows), np.float32).reshape(len(rows), size)


entries_of = _Shelves(_entries, 10, 200)
others_of = _Shelves(_others, 60, 16)
answers_of = _Shelves(_answers, 60, 50)
