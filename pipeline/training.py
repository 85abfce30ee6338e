"""The classifier is trained once a machine, not once a start: what came out is kept as long as nothing it came from has changed."""

import fcntl
import hashlib
import sys
import threading
import zipfile
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from functools import lru_cache
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

import avatar
from avatar.classifier import Classifier
from avatar.keeping import packed, unpacked
from avatar.training_texts import TrainingText, training_texts
from logs import log
from settings import settings

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""n texts -> one row of unit length for each, float32 (n, d)."""

Texts = Callable[[], Collection[TrainingText]]

_training = threading.Lock()
_trained: dict[Embed, Classifier] = {}


def trained(embed: Embed, texts: Texts = training_texts) -> Classifier:
    """The classifier in the space of `embed`: kept from an earlier start, or trained now on `texts` (some twenty seconds for ours)."""
    with _training:
        if embed not in _trained:
            _trained[embed] = _kept_or_made(embed, texts)
        return _trained[embed]


def _kept_or_made(embed: Embed, texts: Texts) -> Classifier:
    file = _folder() / f"classifier-{origin(embed)}.npz"
    with _alone(file.parent):
        if (kept := _kept(file)) is not None:
            return kept
        made = _made(embed, list(texts()))
        _keep(made, file)
        return made


def _kept(file: Path) -> Classifier | None:
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
            return unpacked(arrays)
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile):  # not there, or not whole
        return None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """While one process trains, the others of this machine wait for what it keeps. Where nothing can be kept, nobody waits."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "training.lock").open("a")
    except OSError:
        yield
        return
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _made(embed: Embed, texts: list[TrainingText]) -> Classifier:
    """Train in a process of its own: what training loads would stay in this one's memory for good."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(Classifier.train, texts, embed([text.text for text in texts])).result()


def _keep(classifier: Classifier, file: Path) -> None:
    """Whole or not at all; a machine that lets us keep nothing trains at every start."""
    unfinished = file.with_name(f"{uuid4().hex}.npz")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez(unfinished, **packed(classifier))  # type: ignore[arg-type]
        unfinished.replace(file)
        for old in file.parent.glob("classifier-*.npz"):
            if old != file:
                old.unlink(missing_ok=True)
    except OSError as error:
        log.warning("classifier not kept", error=type(error).__name__)
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings().cache_folder) if settings().cache_folder else user_cache_path("fanmail")


def origin(embed: Embed) -> str:
    """A fingerprint of all that the training depends on: texts, words, our code, the libraries, the embedding model."""
    digest = hashlib.sha256(_sources())
    digest.update(np.round(embed(["which flour do you use?", "te quiero"]), 3).tobytes())
    return digest.hexdigest()[:16]


@lru_cache(maxsize=1)
def _sources() -> bytes:
    house = Path(avatar.__path__[0])
    files = sorted(file for file in house.rglob("*") if file.suffix in (".py", ".txt", ".jsonl"))
    versions = " ".join([sys.version, *(version(name) for name in ("numpy", "scikit-learn", "py3langid"))])
    return versions.encode() + b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files)
