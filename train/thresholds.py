"""Threshold goals: highest F-beta, least precision or least recall."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from rightstag.errors import UsageError

_GOAL = re.compile(r"f(\d+(?:\.\d+)?)|(precision|recall)=(\d*\.?\d+)")
_EXPECTED = "f1, f2 (or another F-beta), precision=0.9 or recall=0.9, with 'label:' before it for one label"


@dataclass(frozen=True, slots=True)
class Goal:
    """The goal of a threshold.

    Attributes
    ----------
    kind
        ``f``: the highest F-beta; ``precision`` or ``recall``: at least so much, and of the other as much as can be.
    value
        Beta, above 0 (2 makes recall weigh twice as much as precision), or the smallest precision or recall, in (0, 1].
    """

    kind: Literal["f", "precision", "recall"] = "f"
    value: float = 1.0

    def __str__(self) -> str:
        """Return it as it is written on the command line."""
        return f"f{self.value:g}" if self.kind == "f" else f"{self.kind}={self.value:g}"

    def best(self, hits: npt.NDArray[np.float64], given: npt.NDArray[np.int64], positives: float) -> int:
        """Return the place of the cut that serves best.

        Parameters
        ----------
        hits, given
            How many are given rightly, and given at all, from cut to cut as the threshold falls.
        positives
            How many are to be found.

        Examples
        --------
        >>> hits, given = np.array([1.0, 1, 2, 2]), np.array([1, 2, 3, 4])
        >>> [goal.best(hits, given, 2) for goal in (F1, Goal("precision", 0.9), Goal("recall", 0.9))]
        [2, 0, 2]
        """
        if self.kind == "f":
            weight = self.value**2
            return int(np.argmax((1 + weight) * hits / (given + weight * positives)))
        if self.kind == "recall":
            return int(np.argmax(hits >= self.value * positives))
        enough = np.flatnonzero(hits >= self.value * given)
        return int(enough[-1]) if len(enough) else int(np.argmax(hits / given))


#: What thresholds are for when nothing else is said.
F1 = Goal()


def parse_goals(given: Sequence[str], labels: Sequence[str]) -> tuple[Goal, ...]:
    """Return the goal of each label; what is said of one label beats what is said of all.

    Raises
    ------
    UsageError
        One is no goal, or is of a label that there is not.

    Examples
    --------
    >>> [str(goal) for goal in parse_goals(["f2", "refugees:recall=0.9"], ["assembly", "refugees"])]
    ['f2', 'recall=0.9']
    """
    everywhere, single = F1, {}
    for text in given:
        label, colon, goal = text.rpartition(":")
        if not colon:
            everywhere = _parsed(goal)
        elif label in labels:
            single[label] = _parsed(goal)
        else:
            raise UsageError("goal", f"no label '{label}'", expected=f"one of {', '.join(labels)}")
    return tuple(single.get(label, everywhere) for label in labels)


def _parsed(text: str) -> Goal:
    match = _GOAL.fullmatch(text)
    if match is None:
        raise UsageError("goal", f"'{text}' is no goal", expected=_EXPECTED)
    beta, kind, least = match.groups()
    goal = Goal("f", float(beta)) if beta else Goal("precision" if kind == "precision" else "recall", float(least))
    if not 0 < goal.value <= (10 if beta else 1):
        raise UsageError("goal", f"'{text}' asks for {goal.value:g}", expected=_EXPECTED)
    return goal
