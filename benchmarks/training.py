"""What training costs beside a grid search of scikit-learn's over the same grid, on the same parts.

Run ``python benchmarks/training.py CORPUS [--rows N]``. Both cross-validate by country in five parts and fit once more
on everything. Ours chooses again within the parts, so that its figures know nothing of the choice, and learns
calibration and thresholds. The table goes to ``docs/performance.md``.
"""

import argparse
import os
from itertools import groupby
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import perf_counter
from typing import Any

import numpy as np
from page import DOCS, machine, put, table

from rightstag.labels import load_taxonomy
from rightstag.train import (
    Dataset,
    load_dataset,
    split,
    train_bundle,
)
from rightstag.train.baseline import baseline_pipeline
from rightstag.train.model_selection import BUDGET, simplest_first


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("corpus", type=Path)
    options.add_argument("--rows", type=int, default=5000)
    given = options.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    whole = load_dataset([given.corpus / "corpus" / "gold_train.jsonl"], load_taxonomy().ids)
    data = whole.take(np.sort(np.random.default_rng(0).permutation(len(whole))[: given.rows]))
    count_once(data)
    ours = seconds_of_training(data)
    memory = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    theirs = seconds_of_search(data)
    rows = [
        ["scikit-learn's GridSearchCV", f"{theirs:.0f}", ""],
        ["`rightstag train`", f"{ours:.0f}", f"{ours / theirs:.2f} ×"],
    ]
    how = f"{len(data):,} paragraphs, {BUDGET} settings in the grid, one core; ours in {memory:.0f} MB. {machine()}."
    put(DOCS / "performance.md", "training", table(["training", "seconds", "beside"], rows) + f"\n\n{how}")


def count_once(data: Dataset) -> None:
    """Import what both need, so that neither is timed for it."""
    baseline_pipeline().fit(data.texts[:200], (data.matrix * data.known)[:200])


def seconds_of_training(data: Dataset) -> float:
    began = perf_counter()
    train_bundle(data, taxonomy=load_taxonomy().version)
    return perf_counter() - began


def seconds_of_search(data: Dataset) -> float:
    from sklearn.model_selection import GridSearchCV

    began = perf_counter()
    folds = split(data)
    partitions = [(folds.train(fold), folds.test(fold)) for fold in range(folds.count)]
    search = GridSearchCV(baseline_pipeline(), same_grid(), scoring="average_precision", cv=partitions, n_jobs=1)
    search.fit(np.array(data.texts, dtype=object), data.matrix * data.known)
    return perf_counter() - began


def same_grid() -> list[dict[str, list[Any]]]:
    """Return what training tries, as scikit-learn is told it."""
    grids = []
    for blocks, same in groupby(simplest_first(BUDGET), key=lambda candidate: candidate.blocks):
        left_out = {f"features__{name}": ["drop"] for name in ("words", "letters") if name not in blocks}
        grids.append({"labels__estimator__C": [candidate.strength for candidate in same], **left_out})
    return grids


if __name__ == "__main__":
    main()
