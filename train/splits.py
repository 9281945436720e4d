"""Parts for cross-validation that share no country, no report and no near-duplicate."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rightstag.errors import InputError
from train.dataset import Dataset

FOLDS = 5


@dataclass(frozen=True)
class Folds:
    """Which part each paragraph is in.

    Attributes
    ----------
    numbers
        From 0, shape (n,).
    by
        What is never on both sides: ``country``, ``report`` or ``near-duplicate group``.
    duplicates
        Number of the near-duplicate group of each paragraph, shape (n,).
    notice
        What a reader of the figures must know of the parts.
    """

    numbers: npt.NDArray[np.int64]
    by: str
    duplicates: npt.NDArray[np.int64]
    notice: str = ""

    @property
    def count(self) -> int:
        """How many parts there are."""
        return int(self.numbers.max()) + 1

    def test(self, fold: int) -> npt.NDArray[np.int64]:
        """Return the rows of a part."""
        return np.flatnonzero(self.numbers == fold)

    def train(self, fold: int) -> npt.NDArray[np.int64]:
        """Return the rows of the other parts, without near-duplicates of the part's own."""
        twins = np.isin(self.duplicates, self.duplicates[self.numbers == fold])
        return np.flatnonzero((self.numbers != fold) & ~twins)


def split(data: Dataset, *, folds: int = FOLDS, seed: int = 0) -> Folds:
    """Divide paragraphs into parts of about as many examples of each label.

    Parts are made of whole countries where there are enough, else of whole reports, else of near-duplicate groups.

    Raises
    ------
    InputError
        All paragraphs say the same, so that nothing can be held out.
    """
    from reports.groups import duplicate_groups

    duplicates = duplicate_groups(data.texts)
    countries = {example.country for example in data.examples} - {None}
    reports = len(np.unique(data.documents))
    if len(countries) >= folds:
        units, by, notice = data.groups, "country", ""
    elif reports > 1:
        units, by = data.documents, "report"
        notice = f"fewer than {folds} countries: judged on unseen reports, not on unseen countries"
    else:
        units, by = duplicates, "near-duplicate group"
        notice = "only one report: judged on other paragraphs of the same report, which flatters"
    count = min(folds, len(np.unique(units)))
    if count < 2:
        raise InputError("training data", "all paragraphs say the same", expected="two that differ", fix="label more")
    return Folds(balance(units, data.matrix * data.known, folds=count, seed=seed), by, duplicates, notice)


def balance(
    units: npt.NDArray[np.int64], matrix: npt.NDArray[np.int8], *, folds: int, seed: int
) -> npt.NDArray[np.int64]:
    """Put whole units into folds, the largest first, each where it makes the folds most alike.

    Parameters
    ----------
    units
        Number of the unit (country, report) of each row, shape (n,).
    matrix
        Labels, shape (n, k).

    Returns
    -------
    numpy.ndarray
        Number of the fold of each row, shape (n,); every fold has a row where there are units enough.

    Examples
    --------
    >>> balance(np.array([7, 7, 8, 9]), np.array([[1], [0], [1], [0]]), folds=2, seed=0).tolist()
    [0, 0, 1, 1]
    """
    _, numbers = np.unique(units, return_inverse=True)
    counted = np.column_stack([np.ones(len(matrix)), matrix])
    sizes = np.zeros((numbers.max() + 1, counted.shape[1]))
    np.add.at(sizes, numbers, counted)
    share = sizes / np.maximum(counted.sum(axis=0), 1)  # a rare label matters as much as a common one
    shuffled = np.random.default_rng(seed).permutation(len(share))
    order = shuffled[np.argsort(-share[shuffled].sum(axis=1), kind="stable")]
    load, fold_of = np.zeros((folds, share.shape[1])), np.zeros(len(share), dtype=np.int64)
    for unit in order:
        # Least squares: the sum of squared loads is smallest when all folds carry the same.
        fold_of[unit] = np.argmin((load * share[unit]).sum(axis=1))
        load[fold_of[unit]] += share[unit]
    return fold_of[numbers]
