"""What the creator's own posts say, read from the platform: captions, titles, and what is said in videos, with its times."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice

import numpy as np

from avatar.knowledge import Chunk, chunks
from connectors.base import Connector, Post
from models import Knowledge, SocialAccount
from models.knowledge import POST, StoredChunk
from pipeline.training import Embed

MOST_POSTS = 200
KEPT = timedelta(days=28)
"""What the platform has not shown for so long is gone there. What its rules demand beyond that, `pipeline.fading` does."""
HEAR_AGAIN, HEARD_KEPT = timedelta(days=23), timedelta(days=29)
"""What is said in a video is asked for again after this time, and forgotten after that: the strictest platform allows 30 days."""
LONGEST_TEXT = 20_000  # characters of one post


def learn_posts(account: SocialAccount, connector: Connector, now: datetime, embed: Embed | None = None) -> int:
    """Read the account's newest posts; forget those that were not seen for KEPT. Returns how many were read.

    What changed is embedded at once; without `embed`, when somebody asks. What is said in them costs much, so those that were
    heard lately are left out: a day goes on where the last one ended.
    """
    mine = Knowledge.objects(account_id=account.id, source=POST, heard_at__gt=now - HEAR_AGAIN)
    heard = {known.external_id for known in mine.only("external_id")}
    count = 0
    for post in islice(connector.posts(heard=heard), MOST_POSTS):
        _keep(account, post, now, embed)
        count += 1
    Knowledge.objects(account_id=account.id, source=POST, learned_at__lt=now - KEPT).delete()
    return count


def embedded(stored: Sequence[StoredChunk], embed: Embed, size: int | None = None) -> bool:
    """Give each its vector that has none, or one that is not of `size` numbers. Returns whether there was any."""
    missing = [one for one in stored if not one.vector or (size and len(one.vector) != 4 * size)]
    if missing:
        vectors = embed([one.about or one.text for one in missing])
        for one, vector in zip(missing, vectors, strict=True):
            one.vector = vector.astype(np.float32).tobytes()
    return bool(missing)


def as_stored(chunk: Chunk, vector: bytes | None = None) -> StoredChunk:
    """The same, to be kept."""
    return StoredChunk(
        text=chunk.text, about=chunk.about, said=chunk.said, starts_at=chunk.starts_at, ends_at=chunk.ends_at, vector=vector
    )  # fmt: skip


def _keep(account: SocialAccount, post: Post, now: datetime, embed: Embed | None) -> None:
    """Only what changed is written and embedded anew; what is said in a video was paid for, so it stays for HEARD_KEPT."""
    mine = Knowledge.objects(account_id=account.id, source=POST, external_id=post.external_id)
    known = mine.first()
    pieces, said_at = _pieces(post, known, now)
    vectors = {(one.about or one.text): one.vector for one in known.chunks} if known else {}
    fresh = [as_stored(piece, vectors.get(piece.key)) for piece in pieces]
    changes: dict[str, object] = {
        "title": post.title,
        "url": post.permalink,
        "published_at": post.published_at,
        "said_at": said_at,
    }
    if post.was_heard or post.transcript:
        changes["heard_at"] = now
    if (embed and embedded(fresh, embed)) or known is None or list(known.chunks) != fresh:
        changes |= {"chunks": fresh, "text": _text(post, pieces)}
    mine.update_one(
        upsert=True, set__workspace_id=account.workspace_id, set__learned_at=now,
        **{f"set__{name}": value for name, value in changes.items()},
    )  # fmt: skip


def _pieces(post: Post, known: Knowledge | None, now: datetime) -> tuple[list[Chunk], datetime | None]:
    written = list(dict.fromkeys(chunks("\n\n".join(filter(None, (post.title, post.caption))))))
    said = chunks("", post.spoken) or _without_times(post.transcript)
    if said:
        return _short([*written, *said]), now
    if known and not post.was_heard and known.said_at and known.said_at > now - HEARD_KEPT:
        return _short([*written, *(as_chunk(one) for one in known.chunks if one.said)]), known.said_at
    return _short(written), None


def as_chunk(stored: StoredChunk) -> Chunk:
    """The same, to be compared."""
    return Chunk(stored.text, stored.about, stored.said, stored.starts_at, stored.ends_at)


def _without_times(transcript: str) -> tuple[Chunk, ...]:
    return tuple(Chunk(piece.text, said=True) for piece in chunks(transcript))


def _short(pieces: Sequence[Chunk]) -> list[Chunk]:
    kept, size = list[Chunk](), 0
    for piece in pieces:
        size += len(piece.text) + 1
        if size > LONGEST_TEXT:
            break
        kept.append(piece)
    return kept


def _text(post: Post, pieces: Sequence[Chunk]) -> str:
    said = " ".join(piece.text for piece in pieces if piece.said)
    return "\n".join(filter(None, (post.caption, said)))[:LONGEST_TEXT]
