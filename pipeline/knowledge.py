"""What is known that speaks of what a fan asks, with its source: the post at hand, answers for all, links, other posts, past answers."""

import re
from collections.abc import Iterator
from datetime import datetime

import numpy as np
from bson import ObjectId
from numpy.typing import NDArray

from avatar.asking import question
from avatar.examples import words
from avatar.knowledge import Shelf, best, wanted_of
from avatar.labels import Fact
from avatar.moments import place_in
from models import Knowledge, Message, Workspace
from models.knowledge import POST
from pipeline.posts import KEPT
from pipeline.remembered import Remembered
from pipeline.shelves import Asking, answers_of, entries_of, laid_out, others_of
from pipeline.training import Embed

__all__ = ["facts_for", "forget_what_was_read", "told_in_post"]

MOST_FACTS = 6
TOLD = 600  # characters of a post that one draft may need
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*")

_posts: Remembered[Knowledge | None] = Remembered(60)
_here: Remembered[Shelf] = Remembered(60, most=200)


def facts_for(
    message: Message, vector: NDArray[np.float32], now: datetime, embed: Embed | None = None
) -> tuple[Fact, ...]:
    """What is known that speaks of what `message` asks, best first, MOST_FACTS at most; nothing where nothing does.

    `vector`: the meaning of its question, (d,) of unit length. A place in a video that it names ("at 4:12") leaves only what is
    said there. `embed` makes the vectors that are missing; without it such pieces are found by their words alone. What people
    change counts at once; what is learned of posts within a minute.
    """
    if embed and place_in(message.text):
        vector = embed([wanted_of(message.text)])[0]
    asked = Asking(message.workspace_id, _told(message.workspace_id), len(vector), now, embed)
    shelves = [*_of_the_post(message, asked), entries_of(asked), answers_of(asked), others_of(asked)]
    return best(message.text, vector, shelves, MOST_FACTS)


def told_in_post(message: Message) -> str:
    """The sentences of the post under which `message` stands that speak of what it asks, in their order; "" if none does."""
    text = _text_for(message)
    if not text:
        return ""
    asked = words(question(message.text))
    sentences = [sentence.strip() for sentence in _SENTENCE.findall(text)]
    shared = [(len(asked & words(sentence)), number) for number, sentence in enumerate(sentences)]
    chosen, size = [], 0
    for common, number in sorted(shared, key=lambda one: (-one[0], one[1])):
        if not common or size + len(sentences[number]) > TOLD:
            break
        chosen.append(number)
        size += len(sentences[number])
    return " ".join(sentences[number] for number in sorted(chosen))


def forget_what_was_read() -> None:
    """Read everything anew from now on, in this process."""
    _posts.forget()
    _here.forget()
    entries_of.forget()
    answers_of.forget()
    others_of.forget()


def _text_for(message: Message) -> str:
    """Of the post, all of it, or what is said at the place that the message names."""
    known, place = _post_of(message), place_in(message.text)
    if known is None:
        return ""
    if place is None:
        return known.text
    whole = Knowledge.objects(id=known.id).only("chunks").first()
    timed = (piece for piece in (whole.chunks if whole else ()) if piece.said and piece.starts_at is not None)
    return "\n".join(piece.text for piece in timed if place.overlaps(piece.starts_at, piece.ends_at))


def _of_the_post(message: Message, asked: Asking) -> Iterator[Shelf]:
    known = _post_of(message)
    if known is None or known.learned_at < asked.now - KEPT:
        return
    mine = Knowledge.objects(id=known.id)
    yield _here.get((known.id, known.learned_at, asked.size), lambda: laid_out(mine, asked, here=True))


def _told(workspace_id: ObjectId) -> int:
    workspace = Workspace.objects(id=workspace_id).only("told").first()
    return workspace.told if workspace else 0


def _post_of(message: Message) -> Knowledge | None:
    """At most a minute old: every comment below a post asks for the same."""
    if not message.post:
        return None
    account_id, post_id = message.account_id, message.post.external_id
    known = _posts.get(
        (account_id, post_id),
        lambda: Knowledge.objects(account_id=account_id, source=POST, external_id=post_id).exclude("chunks").first(),
    )
    return known if known and known.workspace_id == message.workspace_id else None
