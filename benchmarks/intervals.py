"""Measure how often 95 % intervals hold the truth: python benchmarks/intervals.py [--simulations N].

Invented reports differ in how common a label is and in how good model and annotators are on them; the truth is that of
very many reports. Prints the table of docs/evaluation.md. Exact bounds, where a figure is 0 or 1, are counted apart:
they hold it more often than 95 %.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from rightstag import stats
from rightstag.annotate.agreement.coefficients import alpha_of, alpha_terms, kappa_of, kappa_terms, nominal
from rightstag.stats import SIGNED, ClusterBootstrap, Estimate, Floats
from rightstag.train.evaluation.model_comparison import estimate_f1_changes
from rightstag.train.metrics import compute_metrics

REPORTS = (3, 5, 10, 20, 50)
LABELS = ("assembly", "expression")
#: How common each label is, and what the model and a second model find and invent of it.
COMMON, FOUND, INVENTED = np.array([0.25, 0.12]), np.array([0.8, 0.7]), np.array([0.05, 0.03])
ALIKE = 0.1  # correlation of the paragraphs of a report

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


def rates(random: np.random.Generator, mean: Floats, reports: int) -> Floats:
    """Draw a rate for each report and label, beta-distributed about the mean."""
    total = (1 - ALIKE) / ALIKE
    return random.beta(mean * total, (1 - mean) * total, (reports, len(mean)))


def draw(random: np.random.Generator, reports: int) -> tuple[Ints, Bools, Floats, Floats]:
    """Return the report of each paragraph, its labels, and the probabilities of two models."""
    number = np.repeat(np.arange(reports), random.integers(10, 60, reports))
    true = random.random((len(number), 2)) < rates(random, COMMON, reports)[number]
    said = []
    for drop in (0.0, 0.1):
        found, invented = rates(random, FOUND - drop, reports), rates(random, INVENTED, reports)
        yes = random.random(true.shape) < np.where(true, found[number], invented[number])
        said.append(np.where(yes, 0.5, 0.0) + 0.5 * random.random(true.shape))
    return number, true, said[0], said[1]


def figures(
    number: npt.NDArray[np.int64], true: Bools, first: Floats, second: Floats
) -> Iterator[tuple[str, Estimate]]:
    """Yield every figure that is printed with an interval."""
    every = np.ones(true.shape, dtype=bool)
    matrix = true.astype(np.int8)
    metrics = compute_metrics(first, first >= 0.5, matrix, every, labels=LABELS, reports=number, how="")
    for name in ("precision", "recall", "f1", "average_precision"):
        yield name.replace("_", " "), getattr(metrics.labels["assembly"], name)
        yield f"{name.replace('_', ' ')}, macro", getattr(metrics.macro, name)
    bootstrap = ClusterBootstrap(number)
    changes = estimate_f1_changes(first >= 0.5, second >= 0.5, matrix, every, bootstrap)
    yield "difference of F1", changes[0].difference
    yield "difference of F1, macro", changes[-1].difference
    one, other = true[:, 0].astype(int), (first[:, 0] >= 0.5).astype(int)  # as two annotators
    rows = np.arange(len(number))
    yield "κ", bootstrap.estimate(kappa_of(bootstrap.totals(kappa_terms(one, other, 2), rows)), "", bounds=SIGNED)
    counts = np.column_stack([2.0 - one - other, one + other])
    terms = bootstrap.totals(alpha_terms(counts, nominal(np.eye(2))), rows)
    yield "α", bootstrap.estimate(alpha_of(terms, nominal(np.eye(2))), "", bounds=SIGNED)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--simulations", type=int, default=1000)
    parser.add_argument("--reports", type=int, nargs="*", default=REPORTS)
    options = parser.parse_args()
    random = np.random.default_rng(0)
    with patch.object(stats, "DRAWS", 10):  # the values alone are asked for
        large = [dict(figures(*draw(random, 300))) for _ in range(40)]
    truth = {name: float(np.mean([each[name].value for each in large])) for name in large[0]}
    table: dict[str, list[str]] = defaultdict(list)
    for reports in options.reports:
        held, given, exact = (dict.fromkeys(truth, 0) for _ in range(3))
        for _ in range(options.simulations):
            for name, one in figures(*draw(random, reports)):
                if one.low is None or one.high is None:
                    continue
                if one.value in {0.0, 1.0}:
                    exact[name] += 1
                    continue
                given[name] += 1
                held[name] += one.low <= truth[name] <= one.high
        for name in truth:
            share = f"{held[name] / max(given[name], 1):.1%}"
            none = options.simulations - given[name] - exact[name]
            table[name].append(share + (f" ({none / options.simulations:.0%} none)" if none else ""))
    print(f"| figure | {' | '.join(f'{reports} reports' for reports in options.reports)} |")
    print(f"| --- |{' ---: |' * len(options.reports)}")
    for name, cells in table.items():
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
