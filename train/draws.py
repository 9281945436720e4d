"""How sure a figure is: its 95 % interval, from drawing the reports anew."""

import numpy as np
import numpy.typing as npt

from rightstag.models.scores import Figure

DRAWS = 500
_INTERVAL = (2.5, 97.5)  # percent

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def draws(documents: Ints, seed: int = 0) -> Floats:
    """Return how often each row counts: once each in the first line, then as its report was drawn.

    Whole reports are drawn, with replacement: the paragraphs of one report are alike, and taken one by one they would
    make a figure look surer than it is. One report cannot say how reports differ: then there is the first line only.

    Parameters
    ----------
    documents
        Number of the report of each row, shape (n,).

    Returns
    -------
    numpy.ndarray
        Shape (1 + `DRAWS`, n).
    """
    _, numbers = np.unique(documents, return_inverse=True)
    count = int(numbers.max()) + 1
    if count == 1:
        return np.ones((1, len(numbers)))
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=DRAWS)
    return np.vstack([np.ones(len(numbers)), drawn[:, numbers]]).astype(np.float64)


def figure(values: Floats) -> Figure:
    """Return the first value, which is that of the paragraphs as they are, and the interval of the others.

    Parameters
    ----------
    values
        A figure under each weighting of the rows, NaN where it is not defined.

    Examples
    --------
    >>> figure(np.array([0.5, 0.4, 0.6])), figure(np.array([np.nan, 0.4]))
    (Figure(value=0.5, low=0.405, high=0.595), Figure(value=None, low=None, high=None))
    """
    if np.isnan(values[0]):
        return Figure()
    drawn = values[1:][~np.isnan(values[1:])]
    if not len(drawn):
        return Figure(round(float(values[0]), 4))
    low, high = np.percentile(drawn, _INTERVAL)
    return Figure(*(round(float(value), 4) for value in (values[0], low, high)))


def divide(above: Floats, below: Floats, *, empty: float = np.nan) -> Floats:
    """Return the quotients, ``empty`` where nothing is to be divided by."""
    out = np.full(np.shape(above), empty, dtype=float)
    return np.asarray(np.divide(above, below, out=out, where=np.asarray(below) > 0))
