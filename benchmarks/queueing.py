"""Whether `rightstag queue` spares labels: the F1 that is reached with so many, beside drawing all by lot.

Run ``python benchmarks/queueing.py CORPUS [SEEDS]`` with the folder that has ``corpus/gold_train.jsonl``. The gold
labels answer in place of people; every model is judged on countries of which no paragraph could be queued. What came
of it is in ``docs/queue.md``.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from rightstag.annotate import Annotation, make_queue
from rightstag.annotate.sampling.queue import COLD_MIX, MIX
from rightstag.labels import load_taxonomy
from rightstag.models import Bundle
from rightstag.reports import Paragraph, Report
from rightstag.train import Dataset, load_dataset, train_bundle
from rightstag.train.splits import split

SOURCES = ("state", "fiw")
ROUND, ROUNDS = 100, 8
#: How what is not drawn by lot is shared out; a fifth always is.
MIXES: Mapping[str, Mapping[str, float] | None] = {
    "all by lot": None,
    "the default": MIX,
    "uncertain and rare": {"uncertain": 0.5, "rare": 0.5},
}


def main(corpus: Path, seeds: int) -> None:
    gold = load_dataset([corpus / "corpus" / "gold_train.jsonl"], load_taxonomy().ids)
    for source in SOURCES:
        data = gold.take(row for row, example in enumerate(gold.examples) if example.source == source)
        print(f"\n{source}: {len(data)} paragraphs; mean macro F1 of {seeds} runs after so many labels")
        print(f"{'':<20}" + "".join(f"{ROUND * turn:>7}" for turn in range(1, ROUNDS + 1)), flush=True)
        curves = {}
        for name, mix in MIXES.items():
            curves[name] = np.mean([simulate(data, mix, seed) for seed in range(seeds)], axis=0)
            print(f"{name:<20}" + "".join(f"{f1:>7.3f}" for f1 in curves[name]), flush=True)
        by_lot = curves.pop("all by lot")
        for name, curve in curves.items():
            print(f"{name}: {verdict(curve, by_lot)}", flush=True)


def simulate(data: Dataset, mix: Mapping[str, float] | None, seed: int) -> list[float]:
    """Return the macro F1 on unseen countries after each round of queueing, answering and training."""
    out_of_fold = split(data, seed=seed).numbers == 0
    test, pool = data.take(np.flatnonzero(out_of_fold)), data.take(np.flatnonzero(~out_of_fold))
    paragraphs = {example.id: as_paragraph(pool, row) for row, example in enumerate(pool.examples)}
    row_of = {example.id: row for row, example in enumerate(pool.examples)}
    answers: list[Annotation] = []
    bundle: Bundle | None = None
    reached = []
    for turn in range(ROUNDS):
        share = 1.0 if mix is None else 0.2
        shares = COLD_MIX if bundle is None else mix
        queue = make_queue(
            paragraphs.values(),
            answers,
            bundle=bundle,
            size=ROUND,
            random=share,
            mix=shares,
            seed=seed * 100 + turn,
        )
        answers += [answer(pool, row_of[item.paragraph.id]) for item in queue.items]
        bundle = train_bundle(pool.take(row_of[said.paragraph] for said in answers), taxonomy="1", seed=seed, budget=1)
        reached.append(macro_f1(bundle, test))
    return reached


def as_paragraph(data: Dataset, row: int) -> Paragraph:
    example = data.examples[row]
    return Paragraph(
        id=example.id,
        text=example.text,
        trail=example.trail,
        report=Report(key=example.report) if example.report else None,
    )


def answer(data: Dataset, row: int) -> Annotation:
    example = data.examples[row]
    labels = tuple(label for label, has in zip(data.labels, example.labels, strict=True) if has)
    return Annotation(paragraph=example.id, annotator="gold", labels=labels, state="labelled" if labels else "none")


def macro_f1(bundle: Bundle, test: Dataset) -> float:
    """Return the mean F1 of all labels that the test has; a label that was not learnt has 0."""
    said = bundle.predict_proba(test.texts, [e.trail for e in test.examples]) >= bundle.thresholds
    given = {label: said[:, column] for column, label in enumerate(bundle.labels)}
    scores = []
    for column, label in enumerate(test.labels):
        true = test.matrix[:, column] == 1
        ours = given.get(label, np.zeros(len(test), dtype=bool))
        scores.append(2 * np.sum(ours & true) / np.sum(ours.astype(int) + true))
    return float(np.mean(scores))


def verdict(curve: Sequence[float], by_lot: Sequence[float]) -> str:
    """Say with how many labels the curve reaches what drawing by lot reaches in the end."""
    target, last = by_lot[-1], ROUND * ROUNDS
    above = [turn for turn, f1 in enumerate(curve) if f1 >= target]
    if not above:
        return f"does not reach the {target:.3f} of {last} labels by lot: draw by lot"
    first = above[0]
    low = curve[first - 1] if first else 0.0
    needed = ROUND * (first + (target - low) / (curve[first] - low))
    advice = "worth it" if needed <= 0.8 * last else "draw by lot"
    return f"reaches the {target:.3f} of {last} labels by lot with {needed:.0f} ({needed / last:.0%}): {advice}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3)
