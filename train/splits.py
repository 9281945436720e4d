"""Parts for cross-validation that share no country, no report and no near-duplicate."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rightstag.errors import InputError
from rightstag.stats import Ints
from rightstag.train.dataset import UNKNOWN, Dataset

FOLDS = 5
#: How far from an even share of a label a part may be before it is explained.
EVEN = 0.2
_UNKNOWN = (
    "the report is not known of {:,} of {:,} paragraphs: only near-duplicates of these are kept together, which "
    "flatters, and for intervals they count as one report"
)


@dataclass(frozen=True)
class Folds:
    """Cross-validation folds: the number of each paragraph's fold.

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
    uneven
        Which labels are not spread evenly over the parts, and why.
    """

    numbers: npt.NDArray[np.int64]
    by: str
    duplicates: npt.NDArray[np.int64]
    notice: str = ""
    uneven: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """Number of folds."""
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

    Parts are made of whole countries where there are enough, else of whole reports, else of near-duplicate groups; so
    are paragraphs of unknown reports.

    Raises
    ------
    InputError
        All paragraphs say the same, so that nothing can be held out.
    """
    from rightstag.reports.deduplicate import duplicate_groups

    duplicates = duplicate_groups(data.texts)
    countries = {example.country for example in data.examples} - {None}
    if len(countries) >= folds:
        units, by, notices = data.groups, "country", []
    elif data.report_count > 1:
        units, by = data.reports, "report"
        notices = [f"fewer than {folds} countries: judged on unseen reports, not on unseen countries"]
    else:
        units, by = duplicates, "near-duplicate group"
        notices = ["only one report: judged on other paragraphs of the same report, which flatters"]
    if data.of_unknown_report:
        notices = [*notices[: data.report_count], _UNKNOWN.format(data.of_unknown_report, len(data))]
    units = alone_if_unknown(units, duplicates)
    count = min(folds, len(np.unique(units)))
    if count < 2:
        raise InputError("training data", "all paragraphs say the same", expected="two that differ", fix="label more")
    numbers = balance(units, data.matrix * data.known, folds=count, seed=seed)
    folded = Folds(numbers, by, duplicates, "; ".join(notices), _uneven(data, numbers, units, by))
    if not all(len(folded.train(part)) for part in range(count)):
        found = "nearly all paragraphs say the same: nothing is left to learn from when one of them is held out"
        raise InputError("training data", found, fix="label others")
    return folded


def alone_if_unknown(units: Ints, alone: Ints) -> Ints:
    """Replace the number of rows of unknown units by that of what else holds them together.

    Examples
    --------
    >>> alone_if_unknown(np.array([0, -1, 1, -1]), np.array([0, 0, 1, 2])).tolist()
    [0, 2, 1, 4]
    """
    return np.where(units == UNKNOWN, units.max() + 1 + alone, units)


def label_shares(data: Dataset, numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return the share of each label's paragraphs in each fold, shape (folds, k); 0 for a label without any."""
    has = data.matrix * data.known
    counts = np.array([has[numbers == part].sum(axis=0) for part in range(int(numbers.max()) + 1)])
    return np.asarray(counts / np.maximum(has.sum(axis=0), 1))


def crossing(data: Dataset, folds: Folds) -> tuple[int, int]:
    """Count the reports, and the near-duplicate groups, that are both in a part and in what is learnt from for it."""
    pairs = [(folds.test(part), folds.train(part)) for part in range(folds.count)]
    reports, groups = (
        sum(len(np.setdiff1d(np.intersect1d(numbers[test], numbers[train]), UNKNOWN)) for test, train in pairs)
        for numbers in (data.reports, folds.duplicates)
    )
    return reports, groups


def _uneven(data: Dataset, numbers: npt.NDArray[np.int64], units: npt.NDArray[np.int64], by: str) -> tuple[str, ...]:
    """List the labels whose share in some fold is off an even one by a fifth or more, and why."""
    shares, has, notes = label_shares(data, numbers), data.matrix * data.known, []
    even = 1 / len(shares)
    for k, label in enumerate(data.labels):
        if has[:, k].any() and np.abs(shares[:, k] - even).max() > EVEN * even:
            largest = np.bincount(np.unique(units, return_inverse=True)[1], weights=has[:, k]).max() / has[:, k].sum()
            notes.append(
                f"{label}: the parts hold {shares[:, k].min():.0%} to {shares[:, k].max():.0%} of its "
                f"{has[:, k].sum():,} paragraphs, since each {by} stays whole and one has {largest:.0%} of them"
            )
    return tuple(notes)


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
