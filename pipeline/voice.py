"""How a creator writes, built from the reply examples of a workspace and kept until there are newer ones."""

import threading
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import numpy as np
from bson import ObjectId
from numpy.typing import NDArray

from avatar.adapt import Familiar
from avatar.classifier import Classifier
from avatar.drafting import Voice
from avatar.examples import Corpus, Exchange
from avatar.labels import Example
from avatar.language import language_of
from avatar.training_texts import vocabulary
from models import ReplyExample
from pipeline.style import Style, style_of
from pipeline.training import Embed

NEWEST = 3_000
LOOK_AGAIN_SECONDS = 3.0
REST = 20.0
"""A voice is built anew at most after this many times the seconds that building it took."""
REMEMBERED = 40  # how many drafts back the same reply is not offered again


class Drafter(Protocol):
    """The ports that a voice needs."""

    @property
    def embed(self) -> Embed: ...

    @property
    def classifier(self) -> Classifier: ...


@dataclass
class _Kept:
    voice: Voice | None = None
    style: Style | None = None
    state: tuple[object, ...] = ()
    look_again: float = 0.0
    building: threading.Lock = field(default_factory=threading.Lock)
    used: deque[str] = field(default_factory=lambda: deque(maxlen=REMEMBERED))


_kept: dict[ObjectId, _Kept] = {}
_lock = threading.Lock()


def voice_of(workspace_id: ObjectId, embed: Embed, classifier: Classifier, now: datetime) -> Voice:
    """The voice of a workspace, some seconds old at most while nothing new is there. Embeds what has no vector yet.

    Safe between threads: one builds, the others go on with what there is and wait only for the very first one.
    """
    kept = _kept_of(workspace_id)
    if kept.voice is not None and time.monotonic() < kept.look_again:
        return kept.voice
    if not kept.building.acquire(blocking=kept.voice is None):
        return kept.voice or Voice.empty()
    try:
        if kept.voice is None or time.monotonic() >= kept.look_again:
            _refresh(kept, workspace_id, embed, classifier, now)
        return kept.voice or Voice.empty()
    finally:
        kept.building.release()


def latest_voice(workspace_id: ObjectId, embed: Embed, classifier: Classifier, now: datetime) -> Voice:
    """The voice with everything that is stored now, however long that takes: for what is measured once and kept."""
    kept = _kept_of(workspace_id)
    with kept.building:
        _refresh(kept, workspace_id, embed, classifier, now)
        return kept.voice or Voice.empty()


def voice_without(workspace_id: ObjectId, hidden: frozenset[ObjectId], writer: Drafter, now: datetime) -> Voice:
    """The voice as if these examples had never been written. Made anew each time, and kept nowhere."""
    newest = ReplyExample.of(workspace_id).order_by("-created_at").limit(NEWEST)
    examples = [example for example in newest if example.id not in hidden]
    corpus, familiar = _build(examples, writer.embed, writer.classifier, now)
    return Voice.of(corpus, style_of(examples, None, NEWEST).fingerprint, familiar)


def used_lately(workspace_id: ObjectId) -> tuple[str, ...]:
    """Texts that lately became drafts, the latest last, as far as this process knows."""
    return tuple(_kept_of(workspace_id).used.copy())


def mark_used(workspace_id: ObjectId, text: str) -> None:
    """Do not offer this text to the next fan who says something nice."""
    _kept_of(workspace_id).used.append(text)


def _kept_of(workspace_id: ObjectId) -> _Kept:
    with _lock:
        return _kept.setdefault(workspace_id, _Kept())


def _refresh(kept: _Kept, workspace_id: ObjectId, embed: Embed, classifier: Classifier, now: datetime) -> None:
    started = time.monotonic()
    newest = ReplyExample.of(workspace_id).only("id", "created_at").order_by("-created_at").first()
    count = ReplyExample.of(workspace_id).count()
    state = (newest and newest.id, newest and newest.created_at, count, now.date())  # every day anew: words get deleted
    if kept.voice is None or state != kept.state:
        examples = list(ReplyExample.of(workspace_id).order_by("-created_at").limit(NEWEST))
        kept.style = style_of(examples, kept.style, NEWEST)
        corpus, familiar = _build(examples, embed, classifier, now)
        kept.voice, kept.state = Voice.of(corpus, kept.style.fingerprint, familiar), state
    took = time.monotonic() - started
    kept.look_again = time.monotonic() + max(LOOK_AGAIN_SECONDS, REST * took)


def _build(
    examples: list[ReplyExample], embed: Embed, classifier: Classifier, now: datetime
) -> tuple[Corpus, Familiar]:
    fans, replies = _vectors(examples, embed)
    guesses = classifier.guess([example.fan_text for example in examples], fans)
    exchanges = [
        Exchange(
            _example(stored),
            stored.kind,
            stored.post_external_id,
            stored.fan_username,
            _age(stored, now),
            *guess,
            stored.source,
        )
        for stored, guess in zip(examples, guesses, strict=True)
    ]
    answered = [number for number, exchange in enumerate(exchanges) if exchange.example.fan_text.strip()]
    corpus = Corpus.of([exchanges[number] for number in answered], fans[answered], replies[answered])
    return corpus, Familiar.of(exchanges, vocabulary())


def _example(stored: ReplyExample) -> Example:
    language = stored.language or language_of(stored.text)
    return Example(str(stored.id), stored.fan_text, stored.text, language, stored.platform)


def _age(stored: ReplyExample, now: datetime) -> float:
    return float((now - stored.created_at).total_seconds() / 86_400)


def _vectors(examples: list[ReplyExample], embed: Embed) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Of what the fans wrote and of the replies, (n, d) each; what is missing or of another model is made and stored."""
    size = embed(["size"]).shape[1]
    missing = [example for example in examples if len(example.vector or b"") != 2 * size * 4]
    made = embed([text for example in missing for text in (example.fan_text, example.text)])
    for example, pair in zip(missing, made.reshape(len(missing), 2 * size), strict=True):
        example.vector = pair.astype(np.float32).tobytes()
        ReplyExample.objects(id=example.id).update_one(set__vector=example.vector)
    pairs = [np.frombuffer(example.vector, np.float32) for example in examples]
    both = np.stack(pairs) if pairs else np.zeros((0, 2 * size), np.float32)
    return both[:, :size], both[:, size:]
