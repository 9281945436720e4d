"""What a short recalibration brings: python benchmarks/recalibration.py FOLDER-OF-THE-CORPUS (four minutes).

Of each source, 100 paragraphs of whole reports drawn at random recalibrate `default`, and the paragraphs of its other
reports judge it before and after. Only the news are new to the model: on what it was trained on it is surer than it
would be elsewhere. Prints the table of docs/calibrate.md.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from rightstag.models import Bundle, load_bundle
from rightstag.train import Dataset, load_dataset
from rightstag.train.metrics import f1_by_draw
from rightstag.train.predict import predict_dataset, trained_on
from rightstag.train.recalibrate import recalibrate

LABELLED, DRAWS = 100, 10


def sources(folder: Path, model: Bundle) -> Iterator[tuple[str, Dataset]]:
    for name in ("gold_news", "gold_train"):
        data = load_dataset([folder / f"{name}.jsonl"], model.categories)
        for source in sorted({source for source in data.sources if source}):
            yield source, data.take([row for row, other in enumerate(data.sources) if other == source])


def divide(data: Dataset, seed: int) -> tuple[Dataset, Dataset]:
    """Return the labelled paragraphs, and those of the reports that none of them is of."""
    drawn = np.random.default_rng(seed).permutation(np.unique(data.reports))
    rows = np.concatenate([np.flatnonzero(data.reports == report) for report in drawn])[:LABELLED]
    others = np.flatnonzero(~np.isin(data.reports, data.reports[rows]))
    return data.take(rows.tolist()), data.take(others.tolist())


def macro_f1(model: Bundle, data: Dataset) -> float:
    decisions = predict_dataset(model, data)[1]
    return float(f1_by_draw(decisions, data.matrix, data.known, np.ones((1, len(data))))[-1, 0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    model = load_bundle("default")
    print("| source | paragraphs | trained on | macro F1 before | after | gain, worst to best draw |")
    print("| --- | --- | --- | --- | --- | --- |")
    for source, data in sources(parser.parse_args().folder, model):
        pairs = [divide(data, seed) for seed in range(DRAWS)]
        f1 = np.array([[macro_f1(m, rest) for m in (model, recalibrate(model, few))] for few, rest in pairs])
        gains, seen = f1[:, 1] - f1[:, 0], trained_on(model, data).sum()
        spread = f"{gains.mean():+.3f} ({gains.min():+.3f}…{gains.max():+.3f})"
        before, after = f1.mean(axis=0)
        print(f"| {source} | {len(data):,} | {seen:,} | {before:.3f} | {after:.3f} | {spread} |", flush=True)


if __name__ == "__main__":
    main()
