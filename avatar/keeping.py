"""A trained classifier as plain arrays and back, so that it can be kept in a file that holds numbers and never code."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from avatar.classifier import Classifier
from avatar.labels import Intent, Risk, Sentiment

Arrays = Mapping[str, NDArray[np.generic]]
_NUMBERS = ("weights", "bias", "thresholds", "known", "known_risks")


def packed(classifier: Classifier) -> dict[str, NDArray[np.generic]]:
    """Everything it knows."""
    return {
        **{name: getattr(classifier, name) for name in _NUMBERS},
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
        risks=risks, recall=recall, sharpness=float(arrays["sharpness"]),
        **{name: arrays[name] for name in _NUMBERS},  # type: ignore[arg-type]
    )  # fmt: skip
