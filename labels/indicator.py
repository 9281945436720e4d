"""Convert label sets to an indicator matrix and back: the one place that knows the column order."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from rightstag.errors import InputError


def to_indicator(label_sets: Iterable[Iterable[str]], ids: Sequence[str]) -> npt.NDArray[np.int8]:
    """Return one row per label set and one column per id, 1 where the set has the label.

    Parameters
    ----------
    label_sets
        An empty set is *none applies*, a row of zeros.
    ids
        The labels in column order.

    Returns
    -------
    numpy.ndarray
        Shape (n, k), of zeros and ones.

    Raises
    ------
    InputError
        A label is not among ``ids``.

    Examples
    --------
    >>> to_indicator([["b", "a"], [], ["b"]], ["a", "b"]).tolist()
    [[1, 1], [0, 0], [0, 1]]
    """
    rows = [tuple(labels) for labels in label_sets]
    column = {label: index for index, label in enumerate(ids)}
    matrix = np.zeros((len(rows), len(column)), dtype=np.int8)
    for number, labels in enumerate(rows):
        for label in labels:
            if label not in column:
                expected = f"one of {', '.join(ids)}"
                raise InputError("labels", f"unknown label '{label}'", place=f"row {number + 1}", expected=expected)
            matrix[number, column[label]] = 1
    return matrix


def from_indicator(matrix: npt.ArrayLike, ids: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the label set of every row, each in column order.

    Parameters
    ----------
    matrix
        Shape (n, k); whatever is not zero is a label.
    ids
        The k labels in column order.

    Examples
    --------
    >>> from_indicator([[1, 1], [0, 0], [0, 1]], ["a", "b"])
    [('a', 'b'), (), ('b',)]
    """
    values = np.asarray(matrix)
    if values.ndim != 2 or values.shape[1] != len(ids):
        raise ValueError(f"a matrix of {len(ids)} columns is needed, this one has the shape {values.shape}")
    return [tuple(label for label, given in zip(ids, row, strict=True) if given) for row in values]
