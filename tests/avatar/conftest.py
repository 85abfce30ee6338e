"""The judgement as it runs: the local embeddings, and the classifier trained on the texts that ship."""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from avatar.classifier import Classifier
from avatar.labels import Label
from avatar.training_texts import training_texts
from connectors.embeddings import embed

Judge = Callable[[str], Label]


@cache
def trained() -> Classifier:
    texts = list(training_texts())
    return Classifier.train(texts, embed([text.text for text in texts]))


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    return trained()


@pytest.fixture(scope="session")
def judge() -> Judge:
    return lambda text: trained().label(text, embed([text])[0])


@pytest.fixture(scope="session")
def embedded() -> Callable[[Sequence[str]], NDArray[np.float32]]:
    return embed
