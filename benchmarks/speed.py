"""How fast the model is beside its peers, and how good each is: one core, the same paragraphs, one run.

Run ``python benchmarks/speed.py CORPUS [--model NAME ...] [--sample N] [--rounds N]``. What is timed is texts to
probabilities, in turn, so that what else the machine does falls on all alike. How good they are is measured on
countries that none has seen, thresholds of all chosen on the same other countries. The table goes to
``docs/performance.md``.
"""

import argparse
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import numpy.typing as npt
from page import DOCS, machine, put, table
from peers import PEERS, Fitted

from rightstag.labels import load_taxonomy
from rightstag.models import load_bundle
from rightstag.train import (
    Dataset,
    judge,
    load_dataset,
    split,
    train_bundle,
)
from rightstag.train.calibration import best_threshold

#: What a peer is timed against; the first row of the table.
BASE = "scikit-learn, words and letters"
#: One timing is of at least so many seconds, and the slowest peers read a part of the sample only. (Not the accurate
#: model: it remembers its last thousand readings.)
SHORTEST = 0.2
FEW = {"MiniLM + logistic regression": 32}
TEST, TUNE = 0, 1  # folds
FLOOR = "Python's own `text.lower().split()`"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("corpus", type=Path)
    options.add_argument("--model", action="append", help="a bundle to time; default: the one that ships")
    options.add_argument("--sample", type=int, default=2000, help="paragraphs in a round")
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--rows", type=int, help="so many paragraphs only, to try it out")
    options.add_argument("--without", action="append", default=[], choices=list(PEERS))
    given = options.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    data = load_dataset([given.corpus / "corpus" / "gold_train.jsonl"], load_taxonomy().ids)
    data = data.take(range(0, len(data), max(len(data) // (given.rows or len(data)), 1)))
    rows = split(data)
    train = np.flatnonzero(~np.isin(rows.numbers, (TEST, TUNE)))
    train = train[~np.isin(rows.duplicates[train], rows.duplicates[np.isin(rows.numbers, (TEST, TUNE))])]
    fitted, missing = fit_peers(data.take(train), given.without)
    tune, test = (data.take(rows.test(fold)) for fold in (TUNE, TEST))
    quality = {name: judged(peer, tune, test) for name, peer in fitted.items()}
    runs = {name: peer.run for name, peer in fitted.items()} | {FLOOR: split_words}
    for name in given.model or ["default", "accurate"]:
        bundle = load_bundle(name)
        runs[f"rightstag {name}"] = bundle.predict_proba
        # What ships has seen the paragraphs that are judged here: its figures are those of its card.
        figures = bundle.manifest.metrics.macro
        quality[f"rightstag {name}"] = f"{figures.f1} \\*", f"{figures.average_precision} \\*"
    texts = data.texts[: given.sample]
    rates = timed(runs, texts, given.rounds)
    put(DOCS / "performance.md", "speed", report(rates, quality, texts, given.rounds, missing))


def fit_peers(train: Dataset, without: Sequence[str]) -> tuple[dict[str, Fitted], list[str]]:
    """Return the peers that are installed and ours, all fitted on the same paragraphs, and which are not installed."""
    fitted, missing = {}, []
    for name, fit in PEERS.items():
        if name in without:
            continue
        try:
            fitted[name] = fit(train.texts, train.matrix * train.known)
        except ImportError as error:
            missing.append(f"{name}: not installed ({error.name})")
    bundle = train_bundle(train, taxonomy=load_taxonomy().version, min_groups=10)
    return fitted | {"rightstag train (linear)": Fitted(bundle.predict_proba)}, missing


def judged(peer: Fitted, tune: Dataset, test: Dataset) -> tuple[str, str]:
    """Return macro-F1 and macro average precision on paragraphs of countries that nothing was fitted or chosen on."""
    scores, tuning = peer(test.texts), peer(tune.texts)
    thresholds = [best_threshold(tuning[known, k], tune.matrix[known, k] == 1) for k, known in enumerate(tune.known.T)]
    found = judge(
        scores,
        scores >= np.array(thresholds),
        test.matrix,
        test.known,
        labels=test.labels,
        reports=test.reports,
        how="",
    ).macro
    return str(found.f1), str(found.average_precision)


def timed(
    runs: dict[str, Callable[[Sequence[str]], object]], texts: Sequence[str], rounds: int
) -> dict[str, npt.NDArray[np.float64]]:
    """Return the paragraphs a second of each round, shape (rounds,), every round timing all in turn."""
    rates: dict[str, list[float]] = {name: [] for name in runs}
    for run_all in range(rounds + 1):
        for name, run in runs.items():
            part = texts[: FEW.get(name, len(texts))]
            times, began = 0, perf_counter()
            while times == 0 or perf_counter() - began < SHORTEST:
                run(part)
                times += 1
            if run_all:  # the first round only warms up
                rates[name].append(times * len(part) / (perf_counter() - began))
    return {name: np.array(values) for name, values in rates.items()}


def split_words(texts: Sequence[str]) -> list[list[str]]:
    return [text.lower().split() for text in texts]


def report(
    rates: dict[str, npt.NDArray[np.float64]],
    quality: dict[str, tuple[str, str]],
    texts: Sequence[str],
    rounds: int,
    missing: Sequence[str],
) -> str:
    """Return the table, the slowest first; a ratio is the median of each round's own."""
    rows = []
    for name, values in sorted(rates.items(), key=lambda item: median(item[1])):
        ratio = f"{np.median(values / rates[BASE]):.3g} ×" if BASE in rates else ""
        rows.append([name, f"{np.median(values):,.0f}", ratio, *quality.get(name, ("", ""))])
    heads = ["one core", "paragraphs/s", "beside the plain pipeline", "macro-F1", "macro avg. precision"]
    size = np.mean([len(text.encode()) for text in texts])
    how = f"{len(texts):,} paragraphs of {size:.0f} bytes, median of {rounds} rounds in turn. {machine()}."
    card = "\\* Cross-validated on all parts, as its card has it; the others are judged on one part of five."
    return "\n\n".join([table(heads, rows), card, how, *(f"Left out: {line}." for line in missing)])


if __name__ == "__main__":
    main()
