"""Log-odds and probabilities, without the weight of scipy."""

from typing import Any

import numpy as np
import numpy.typing as npt

#: Probabilities nearer to 0 or 1 than this are taken for this.
NEAREST = 1e-9


def expit(logits: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Return the probabilities of log-odds, without overflow.

    Examples
    --------
    >>> expit(np.array([-1000.0, 0.0, 1000.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    small = np.exp(-np.abs(logits))
    return np.asarray(np.where(logits >= 0, 1, small) / (1 + small), dtype=np.float64)


def logit(probabilities: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Return the log-odds of probabilities, which are kept from 0 and 1.

    Examples
    --------
    >>> logit(np.array([0.5])).tolist()
    [0.0]
    """
    kept = np.clip(probabilities, NEAREST, 1 - NEAREST)
    return np.asarray(np.log(kept) - np.log1p(-kept), dtype=np.float64)
