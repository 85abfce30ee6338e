"""A trained classifier as plain arrays and back, so that it can be kept in a file that holds numbers and never code."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from avatar.classifier import Classifier
from avatar.labels import Intent, Risk, Sentiment
from avatar.likeness import Likeness

Arrays = Mapping[str, NDArray[np.generic]]
_NUMBERS = ("weights", "piece_weights", "bias", "thresholds", "known_risks", "lines")
_HALF = ("piece_weights",)
"""Kept with half the digits: no label depends on the rest, and the file is half as large."""


def packed(classifier: Classifier) -> dict[str, NDArray[np.generic]]:
    """Everything it learned in training, some 8 MB. What it was told since is kept where it was told: call `with_relabels` again."""
    if classifier.told.texts:
        raise ValueError(
            "A classifier with relabels is not kept: keep what train() gave and tell it the relabels again."
        )
    return {
        **{
            name: getattr(classifier, name).astype(np.float16 if name in _HALF else getattr(classifier, name).dtype)
            for name in _NUMBERS
        },
        "known": classifier.likeness.known.astype(np.float16),
        "pulls": classifier.likeness.pulls,
        "intents": np.array(list(classifier.intents)),
        "sentiments": np.array(list(classifier.sentiments)),
        "risks": np.array(list(classifier.risks)),
        "recall": np.array([classifier.recall[risk] for risk in classifier.risks]),
        "sharpness": np.array(classifier.sharpness),
    }


def unpacked(arrays: Arrays) -> Classifier:
    """The classifier that was packed. KeyError or ValueError when that is not what these arrays are."""
    risks = tuple(Risk(str(name)) for name in arrays["risks"])
    recall = dict(zip(risks, map(float, arrays["recall"]), strict=True))
    return Classifier(
        intents=tuple(Intent(str(name)) for name in arrays["intents"]),
        sentiments=tuple(Sentiment(str(name)) for name in arrays["sentiments"]),
        likeness=Likeness(arrays["known"].astype(np.float32), arrays["pulls"]),  # type: ignore[arg-type]
        risks=risks, recall=recall, sharpness=float(arrays["sharpness"]),
        **{name: arrays[name].astype(np.float32) if name in _HALF else arrays[name] for name in _NUMBERS},  # type: ignore[arg-type]
    )  # fmt: skip
