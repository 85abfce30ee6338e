"""The judgement as it runs: the local embeddings, and the classifier trained on the texts that ship."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from avatar.classifier import Classifier
from avatar.labels import Label
from connectors.embeddings import embed
from pipeline.training import trained

Judge = Callable[[str], Label]


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    """Trained once for the whole suite, as on any machine."""
    return trained(embed)


@pytest.fixture(scope="session")
def judge(classifier: Classifier) -> Judge:
    return lambda text: classifier.label(text, embed([text])[0])


@pytest.fixture(scope="session")
def embedded() -> Callable[[Sequence[str]], NDArray[np.float32]]:
    return embed
