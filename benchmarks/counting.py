"""How often corrected counts cover the truth, in simulation; writes the table of docs/counts.md.

python benchmarks/counting.py [TRIALS]
"""

import sys

import numpy as np
import numpy.typing as npt
from page import DOCS, put, table

from rightstag.tag.counting.correction import (
    LabelledSample,
    adjusted_count,
    error_rates,
    prediction_powered_count,
)

SIZE = 40  # paragraphs a report
SETTINGS = [(0.7, 0.03, 0.15), (0.7, 0.01, 0.05), (0.9, 0.02, 0.15), (0.5, 0.05, 0.3)]
ESTIMATES = {"adjusted": adjusted_count, "prediction-powered": prediction_powered_count}

Bools = npt.NDArray[np.bool_]


def draw(random: np.random.Generator, reports: int, setting: tuple[float, float, float]) -> tuple[Bools, Bools]:
    """Draw labels and decisions: the share of the label differs between reports, and so does the recall."""
    recall, fallout, share = setting
    shares = random.beta(4 * share, 4 * (1 - share), reports)
    found = random.beta(20 * recall, 20 * (1 - recall), reports)
    labelled = random.random((reports, SIZE)) < shares[:, None]
    decided = random.random((reports, SIZE)) < np.where(labelled, found[:, None], fallout)
    return labelled, decided


def coverage(trials: int, sampled: int, setting: tuple[float, float, float], *, seed: int = 0) -> dict[str, float]:
    """Return in which share of trials each interval covers the true count of 20 other reports."""
    random = np.random.default_rng(seed)
    hits, told = dict.fromkeys([*ESTIMATES, "naive"], 0), 0
    names = [str(report) for report in np.repeat(np.arange(sampled), SIZE)]
    for trial in range(trials):
        labelled, decided = (cells.reshape(-1, 1) for cells in draw(random, sampled, setting))
        truth, said = draw(random, 20, setting)
        rates = error_rates(LabelledSample(names, decided, labelled, np.ones_like(labelled)), 0, seed=trial)
        if rates.reason:
            continue
        told += 1
        yes, read, true = int(said.sum()), said.size, int(truth.sum())
        for name, make in ESTIMATES.items():
            estimate = make(yes, read, rates, seed=trial)
            hits[name] += estimate.low is not None and estimate.low <= true <= estimate.high
        hits["naive"] += abs(yes - true) <= 1.96 * np.sqrt(yes * (1 - yes / read))
    return {name: count / max(told, 1) for name, count in hits.items()}


def main() -> None:
    """Write the table into docs/counts.md."""
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    rows = []
    for setting in SETTINGS:
        for sampled in (5, 10, 20, 50):
            cells = coverage(trials, sampled, setting)
            rows.append([*setting, sampled, *(f"{cells[name]:.3f}" for name in (*ESTIMATES, "naive"))])
    heads = ["recall", "false alarms", "share", "labelled reports", "adjusted", "prediction-powered", "not corrected"]
    put(DOCS / "counts.md", "counting", table(heads, rows))


if __name__ == "__main__":
    main()
