"""How good the recipe of the shipped model is on what it has not seen: countries, and whole kinds of reports.

Run ``python benchmarks/quality.py CORPUS`` with the folder that has ``corpus/gold_train.jsonl``. The figures by country
are those of the model card (``make model`` prints them too); those by source are in ``docs/model.md``.
"""

import sys
from pathlib import Path

import numpy as np

from labels import load_taxonomy
from models.features import count_terms
from rightstag.cli.tables import evaluation_tables, show
from train import load_dataset
from train.fit import cross_validate, judge_folds, judge_plain, learnable
from train.splits import Folds, split

MIN_GROUPS = 10


def main(corpus: Path) -> None:
    data = load_dataset([corpus / "corpus" / "gold_train.jsonl"], load_taxonomy().ids)
    counts, learnt = count_terms(data.texts), learnable(data)
    by_country = split(data)
    _, sources = np.unique([example.source for example in data.examples], return_inverse=True)
    by_source = Folds(sources, "source", by_country.duplicates)
    for folds, how in (
        (by_country, "Unseen countries."),
        (by_source, "Unseen kinds of reports: one left out in turn."),
    ):
        logits = cross_validate(data, counts, folds, learnt, min_groups=MIN_GROUPS, jobs=2)
        show(evaluation_tables(judge_folds(data, logits, folds, learnt, how), plain=judge_plain(data, folds)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
