from dataclasses import replace

import numpy as np

from rightstag.train.cross_validation import cross_validate
from rightstag.train.dataset import Dataset
from rightstag.train.evaluation.label_errors import rank_label_errors


def flipped(data: Dataset, share: float, seed: int = 0) -> tuple[Dataset, np.ndarray]:
    turned = np.zeros(data.matrix.shape, dtype=bool)
    turned.ravel()[np.random.default_rng(seed).choice(turned.size, int(share * turned.size), replace=False)] = True
    examples = (
        replace(e, labels=np.where(t, 1 - e.labels, e.labels)) for e, t in zip(data.examples, turned, strict=True)
    )
    return Dataset(tuple(examples), data.labels), turned


def test_most_planted_errors_are_among_the_most_suspect(dataset) -> None:
    data, turned = flipped(dataset(240).in_order(), 0.05)
    suspects = rank_label_errors(data, cross_validate(data, min_groups=2).decide()[0])
    assert len(suspects) == turned.size
    top = suspects[: turned.size // 10]
    found = sum(turned[suspect.row, data.labels.index(suspect.label)] for suspect in top)
    assert found >= 0.6 * turned.sum()
    assert all(suspect.given == data.matrix[suspect.row, data.labels.index(suspect.label)] for suspect in top)


def test_unknown_cells_are_no_suspects_and_bend_no_other(dataset) -> None:
    data = dataset(30)
    probabilities = np.random.default_rng(0).random(data.matrix.shape)
    known = np.arange(30) < 20
    masked = Dataset(
        tuple(replace(e, known=e.known & k) for e, k in zip(data.examples, known, strict=True)), data.labels
    )
    assert rank_label_errors(masked, probabilities) == rank_label_errors(data.take(range(20)), probabilities[:20])
