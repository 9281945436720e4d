"""Learning from few labels, beside plain scikit-learn: python benchmarks/few_labels.py FOLDER-OF-THE-CORPUS.

UPR recommendations of six issues that no shipped model knows. Labelled paragraphs and those judged are of different
countries. Prints the table of docs/evaluation.md.
"""

import argparse
import gzip
import json
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.multiclass import OneVsRestClassifier

from rightstag.train import Dataset, train_bundle
from rightstag.train.dataset import Example
from rightstag.train.predict import predict_dataset

ISSUES = (
    "Women's rights",
    "Rights of the Child",
    "Torture and other CID treatment",
    "Detention",
    "Death penalty",
    "Minorities",
)
SIZES = (50, 100, 200, 400, 800)
JUDGED = 2000

Decisions = npt.NDArray[np.bool_]


def recommendations(folder: Path) -> list[dict]:
    with gzip.open(folder / "upr_recommendations.jsonl.gz", "rt", encoding="utf-8") as rows:
        return list(map(json.loads, rows))


def dataset(rows: list[dict], *, reports: bool) -> Dataset:
    every = np.ones(len(ISSUES), dtype=bool)
    examples = [
        Example(
            id=row["doc_id"],
            text=row["text"],
            labels=np.array([issue in row["labels"] for issue in ISSUES], dtype=np.int8),
            known=every,
            country=row["country"] if reports else None,
            report=f"{row['country']} {row['session']}" if reports else None,
        )
        for row in rows
    ]
    return Dataset(tuple(examples), ISSUES)


def samples(rows: list[dict], size: int, seed: int) -> tuple[list[dict], list[dict]]:
    """Draw labelled rows and rows to judge from different countries."""
    random = np.random.default_rng(seed)
    countries = random.permutation(sorted({row["country"] for row in rows}))
    labelled = set(countries[: len(countries) // 2])
    sides: tuple[list[dict], list[dict]] = ([], [])
    for row in (rows[at] for at in random.permutation(len(rows))):
        sides[row["country"] not in labelled].append(row)
    return sides[0][:size], sides[1][:JUDGED]


def plain(train: Dataset, test: Dataset) -> Decisions:
    """TF-IDF of words with logistic regression, balanced: three lines that anybody would write."""
    vectoriser = TfidfVectorizer()
    model = OneVsRestClassifier(LogisticRegression(C=10, class_weight="balanced", max_iter=1000))
    model.fit(vectoriser.fit_transform(train.texts), train.matrix)
    return np.asarray(model.predict(vectoriser.transform(test.texts)), dtype=bool)


def ours(**options: object) -> Callable[[Dataset, Dataset], Decisions]:
    def run(train: Dataset, test: Dataset) -> Decisions:
        return predict_dataset(train_bundle(train, taxonomy="", jobs=2, **options), test)[1]  # type: ignore[arg-type]

    return run


#: Another way to learn is another entry here.
WAYS: dict[str, tuple[Callable[[Dataset, Dataset], Decisions], bool]] = {
    "scikit-learn, plain": (plain, True),
    "`train`": (ours(), True),
    "`train`, reports unknown": (ours(), False),
    "`train --local`": (ours(min_groups=0), True),
}


def scores(rows: list[dict], size: int, seeds: int, ways: list[str]) -> Iterator[tuple[str, list[float], list[float]]]:
    for name in ways:
        way, reports = WAYS[name]
        macro, learnt = [], []
        for seed in range(seeds):
            train, test = (dataset(part, reports=reports) for part in samples(rows, size, seed))
            f1 = f1_score(test.matrix, way(train, test), average=None, zero_division=0)
            macro.append(float(f1.mean()))
            learnt.append(float(f1[train.matrix.sum(axis=0) >= 10].mean()))
        yield name, macro, learnt


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--ways", nargs="*", default=list(WAYS))
    options = parser.parse_args()
    rows = recommendations(options.folder)
    print("| labelled | way | macro F1 | spread over draws |\n| ---: | --- | ---: | ---: |")
    for size in options.sizes:
        for name, macro, _ in scores(rows, size, options.seeds, options.ways):
            spread = statistics.stdev(macro) if len(macro) > 1 else 0
            print(f"| {size} | {name} | {statistics.mean(macro):.3f} | {spread:.3f} |", flush=True)


if __name__ == "__main__":
    main()
