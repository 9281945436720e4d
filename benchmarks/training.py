"""What training costs beside a grid search of scikit-learn's over the same grid, on the same parts.

Run ``python benchmarks/training.py CORPUS [--rows N]``. Both cross-validate by country in five parts and fit once more
on everything; ours learns calibration and thresholds too. The table goes to ``docs/performance.md``.
"""

import argparse
import os
from pathlib import Path
from time import perf_counter

import numpy as np
from page import DOCS, machine, put, table

from labels import load_taxonomy
from train import Dataset, load_dataset, split, train_bundle
from train.linear import STRENGTH
from train.plain import plain_pipeline

#: The strengths that training tries.
GRID = (STRENGTH,)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("corpus", type=Path)
    options.add_argument("--rows", type=int, default=5000)
    given = options.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    whole = load_dataset([given.corpus / "corpus" / "gold_train.jsonl"], load_taxonomy().ids)
    data = whole.take(np.sort(np.random.default_rng(0).permutation(len(whole))[: given.rows]))
    count_once(data)
    ours, theirs = seconds_of_training(data), seconds_of_search(data)
    rows = [
        ["scikit-learn's GridSearchCV", f"{theirs:.0f}", ""],
        ["`rightstag train`", f"{ours:.0f}", f"{ours / theirs:.2f} ×"],
    ]
    how = f"{len(data):,} paragraphs, {len(GRID)} in the grid, one core. {machine()}."
    put(DOCS / "performance.md", "training", table(["training", "seconds", "beside"], rows) + f"\n\n{how}")


def count_once(data: Dataset) -> None:
    """Import what both need, so that neither is timed for it."""
    plain_pipeline().fit(data.texts[:200], (data.matrix * data.known)[:200])


def seconds_of_training(data: Dataset) -> float:
    began = perf_counter()
    train_bundle(data, taxonomy=load_taxonomy().version)
    return perf_counter() - began


def seconds_of_search(data: Dataset) -> float:
    from sklearn.model_selection import GridSearchCV

    began = perf_counter()
    folds = split(data)
    parts = [(folds.train(fold), folds.test(fold)) for fold in range(folds.count)]
    grid = {"labels__estimator__C": list(GRID)}
    search = GridSearchCV(plain_pipeline(), grid, scoring="average_precision", cv=parts, n_jobs=1)
    search.fit(np.array(data.texts, dtype=object), data.matrix * data.known)
    return perf_counter() - began


if __name__ == "__main__":
    main()
