"""How good the models that ship would be on a whole kind of reports that they had not seen.

Run ``python benchmarks/sources.py CORPUS --texts UNLABELLED --work FOLDER``, where fine-tuning is possible: each kind
is left out in turn, from what the encoders are fine-tuned on, from the unlabelled paragraphs that they teach the
networks by, and from all that calibration, thresholds and sharing are learnt from. An hour and more of two processors;
finished parts stay in the folder. The table goes to ``docs/performance.md``.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from page import DOCS, machine, put, table

from rightstag.labels import load_taxonomy
from rightstag.models.scores import Evaluation, Scores
from rightstag.train import Dataset, load_dataset
from rightstag.train.cross_validation import cross_validate
from rightstag.train.neural.cascade_rules import judge_sharing
from rightstag.train.neural.distill import open_networks
from rightstag.train.predict import metrics_on
from rightstag.train.splits import Folds, split

MIN_GROUPS = 10


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("corpus", type=Path)
    options.add_argument("--texts", type=Path, required=True)
    options.add_argument("--work", type=Path, required=True)
    given = options.parse_args()
    data = load_dataset([given.corpus / "corpus" / "gold_train.jsonl"], load_taxonomy().ids)
    _, numbers = np.unique([example.source or "" for example in data.examples], return_inverse=True)
    folds = Folds(numbers, "source", split(data).duplicates)
    found = {
        "`rightstag train`": cross_validate(data, folds=folds, min_groups=MIN_GROUPS).judge("by source"),
        **shipped(data, folds, given.texts, given.work),
    }
    how = f"{len(data):,} paragraphs; macro-F1, and macro average precision. {machine()}."
    put(DOCS / "performance.md", "sources", f"{by_source(found)}\n\n{how}")


def shipped(data: Dataset, folds: Folds, texts: Path, work: Path) -> dict[str, Evaluation]:
    """Return the figures of networks and cascades made as those that ship."""
    networks = open_networks(data, [texts], work, folds=folds, progress=tell)
    quick = networks.out_of_fold()
    logits = networks.partitions.logits()
    shared = judge_sharing(
        data.labels, quick.logits, logits, data.matrix, data.known, folds.numbers, quick.learnt
    ).cascade
    slices = {"source": data.sources}
    return {
        "`default`": quick.judge("by source"),
        "`accurate`": metrics_on(data, *shared, slices=slices, how="by source"),
    }


def tell(part: str, done: int, passes: int, loss: float) -> None:
    print(f"{part}: pass {done} of {passes}, loss {loss:.3f}", file=sys.stderr)


def by_source(found: dict[str, Evaluation]) -> str:
    """Return a row a source, and one of all."""
    first = next(iter(found.values()))
    rows = [
        [part.value, f"{part.rows:,}", *(cell(each.slices[at].macro) for each in found.values())]
        for at, part in enumerate(first.slices)
    ]
    rows.append(["all", f"{first.rows:,}", *(cell(each.macro) for each in found.values())])
    return table(["not seen", "paragraphs", *found], rows)


def cell(scores: Scores) -> str:
    return f"{scores.f1}, {scores.average_precision}"


if __name__ == "__main__":
    main()
