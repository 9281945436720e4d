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
    column = {label: number for number, label in enumerate(labels)}
    # The deepest first, so that a grandchild reaches its grandparent through its parent.
    for child in sorted(labels, key=lambda label: -len(list(ancestors(label, parents)))):
        parent = column.get(parents.get(child, ""))
        if parent is not None:
            own = raised[:, column[child]]
            least = np.where(own >= limits[column[child]], np.maximum(own, limits[parent]), own)
            raised[:, parent] = np.maximum(raised[:, parent], least)
    return raised
