"""How good the recipe of the shipped model is on what it has not seen, beside its peers, in one run.

Run ``python benchmarks/quality.py CORPUS [--without PEER ...]`` with the folder that has ``corpus/gold_train.jsonl``.
Countries are held out, then whole kinds of reports; no near-duplicate is on both sides. Calibration and thresholds of
all are learnt in the same way on the folds that are not judged, so that what one gains is not its thresholds'. The
figures by country are those of the model card; the tables go to ``docs/performance.md``.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from page import DOCS, machine, put, table
from peers import PEERS

from rightstag.cli.console import evaluation_tables, show
from rightstag.labels import load_taxonomy
from rightstag.models import load_bundle
from rightstag.models.scores import Evaluation
from rightstag.models.storage.registry import SHIPPED
from rightstag.train import Dataset, load_dataset
from rightstag.train.cross_validation import OutOfFoldPredictions, cross_validate, labels_with_enough_examples
from rightstag.train.splits import Folds, split

MIN_GROUPS = 10
#: Probabilities of 0 and 1 have no log-odds.
EDGE = 1e-6


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("corpus", type=Path)
    options.add_argument("--without", action="append", default=[], choices=list(PEERS))
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--rows", type=int, help="so many paragraphs only, to try it out")
    given = options.parse_args()
    data = load_dataset([given.corpus / "corpus" / "gold_train.jsonl"], load_taxonomy().ids)
    data = data.take(range(0, len(data), max(len(data) // (given.rows or len(data)), 1)))
    learnt = labels_with_enough_examples(data)
    by_country = split(data)
    _, sources = np.unique([example.source for example in data.examples], return_inverse=True)
    by_source = Folds(sources, "source", by_country.duplicates)
    tables = []
    for folds, how in (
        (by_country, "Unseen countries, in five parts"),
        (by_source, "Unseen kinds of reports, one left out in turn"),
    ):
        ours = cross_validate(data, folds=folds, min_groups=MIN_GROUPS, jobs=given.jobs).judge(f"{how}.")
        show(evaluation_tables(ours))
        names = [name for name in PEERS if name not in given.without]
        found = {name: judged(name, data, folds, learnt) for name in names} | {"rightstag train (linear)": ours}
        if folds is by_country:
            found |= shipped(data)
        tables.append(beside(how, found))
    how = f"{len(data):,} paragraphs of {ours.documents:,} reports; 95 % intervals from drawing the reports anew. "
    put(DOCS / "performance.md", "quality", "\n\n".join([*tables, f"{how}{machine()}."]))


def shipped(data: Dataset) -> dict[str, Evaluation]:
    """Return the figures of the models that ship, which are stored in them: of the same parts, but hours to make."""
    found = {}
    for name, folder in SHIPPED.items():
        if folder.is_dir() and (manifest := load_bundle(folder).manifest).data.fingerprint == data.fingerprint:
            found[f"rightstag {name}"] = manifest.metrics
    return found


def judged(name: str, data: Dataset, folds: Folds, learnt: npt.NDArray[np.bool_]) -> Evaluation | str:
    """Return the figures of a peer, or why there are none."""
    texts = np.array(data.texts, dtype=object)
    labels = data.matrix * data.known
    logits = np.full(labels.shape, np.log(EDGE))
    for fold in range(folds.count):
        train, test = folds.train(fold), folds.test(fold)
        print(f"{name}: part {fold + 1} of {folds.count}", file=sys.stderr)
        try:
            peer = PEERS[name](texts[train], labels[train])
        except ImportError as error:
            return f"not installed ({error.name})"
        probabilities = np.clip(peer(texts[test]), EDGE, 1 - EDGE)
        logits[test] = np.log(probabilities / (1 - probabilities))
    return OutOfFoldPredictions(data, folds, logits, learnt).judge(name)


def beside(how: str, found: dict[str, Evaluation | str]) -> str:
    """Return the figures of all in one table."""
    rows: list[Sequence[object]] = []
    for name, figures in found.items():
        if isinstance(figures, str):
            rows.append([name, figures, "", ""])
        else:
            rows.append([name, figures.macro.f1, figures.micro.f1, figures.macro.average_precision])
    return f"**{how}.**\n\n" + table(["", "macro-F1", "micro-F1", "macro avg. precision"], rows)


if __name__ == "__main__":
    main()
