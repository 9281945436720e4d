"""Hierarchical labels in predictions: a label that is given brings its ancestors along."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from rightstag.labels.hierarchy import ancestors


def propagate_yes(
    probabilities: npt.ArrayLike, thresholds: npt.ArrayLike, labels: Sequence[str], parents: Mapping[str, str]
) -> npt.NDArray[np.float64]:
    """Raise the probability of each parent to that of its children, and to its threshold where a child reaches its own.

    Parameters
    ----------
    probabilities, thresholds
        Shapes (n, k) and (k,), in [0, 1].
    labels
        The k labels in column order.
    parents
        The parent of each label that has one; one that is not among the labels is passed over.

    Examples
    --------
    >>> propagate_yes([[0.2, 0.6], [0.2, 0.3]], [0.7, 0.5], ["torture", "custody"], {"custody": "torture"}).tolist()
    [[0.7, 0.6], [0.3, 0.3]]
    """
    raised, limits = np.array(probabilities, dtype=np.float64), np.asarray(thresholds, dtype=np.float64)
    for child, parent in _pairs(labels, parents):
        own = raised[:, child]
        least = np.where(own >= limits[child], np.maximum(own, limits[parent]), own)
        raised[:, parent] = np.maximum(raised[:, parent], least)
    return raised


def with_parents(
    probabilities: npt.NDArray[np.float64],
    decisions: npt.NDArray[np.bool_],
    labels: Sequence[str],
    parents: Mapping[str, str],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Give each parent the decision of its children, and no lower a probability, both of shape (n, k).

    Examples
    --------
    >>> given = np.array([[False, True]])
    >>> with_parents(np.array([[0.2, 0.6]]), given, ["torture", "custody"], {"custody": "torture"})[1].tolist()
    [[True, True]]
    """
    if not parents:
        return probabilities, decisions
    raised, given = probabilities.copy(), decisions.copy()
    for child, parent in _pairs(labels, parents):
        raised[:, parent] = np.maximum(raised[:, parent], raised[:, child])
        given[:, parent] |= given[:, child]
    return raised, given


def _pairs(labels: Sequence[str], parents: Mapping[str, str]) -> list[tuple[int, int]]:
    """Return the columns of children and parents, the deepest first: a grandchild reaches its grandparent in turn."""
    column = {label: number for number, label in enumerate(labels)}
    deepest = sorted(labels, key=lambda label: -len(list(ancestors(label, parents))))
    return [(column[child], column[parents[child]]) for child in deepest if parents.get(child) in column]
