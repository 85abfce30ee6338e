"""What makes scores honest: that a stated chance is the share of the true ones. Only who trains needs this."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float32]
Whole = NDArray[np.int_]


def honest(scores: Numbers, truth: NDArray[np.generic]) -> tuple[float, float]:
    """The slope and shift of a score under which its logistic function is the share of true answers (Platt scaling)."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e3).fit(scores[:, None], truth)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def sharpness(scores: Numbers, answers: Whole) -> float:
    """The factor on the scores under which unseen texts are least surprising (temperature scaling)."""

    def surprise(factor: float) -> float:
        raised = scores * factor
        return float((np.log(np.exp(raised).sum(1)) - raised[np.arange(len(answers)), answers]).mean())

    return min((round(0.3 + 0.05 * step, 2) for step in range(29)), key=surprise)
