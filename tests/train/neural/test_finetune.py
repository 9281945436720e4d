"""Sharing the work between two models, and fine-tuning that goes on where it stopped."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

from rightstag.errors import InputError, UsageError
from rightstag.models.cascade import unsure
from rightstag.train.neural import checkpoints as parts
from rightstag.train.neural import finetune
from rightstag.train.neural.cascade_rules import BUDGET, judge_sharing, share_work
from rightstag.train.neural.checkpoints import Parts
from rightstag.train.neural.finetune import Recipe, base_folder, batches
from rightstag.train.splits import split

LABELS, ROWS = ("assembly", "expression", "refugees"), 1500


@pytest.fixture(scope="module")
def drawn():
    """Return log-odds of a model that sees half of what there is to see, of one that sees more, and the labels."""
    draw = np.random.default_rng(0)
    truth = draw.choice([-7.0, -1.0, 1.0, 7.0], p=[0.7, 0.1, 0.1, 0.1], size=(ROWS, 3))
    matrix = (truth > 0).astype(np.int8)
    raw, logits = (truth + draw.normal(0, spread, size=truth.shape) for spread in (1.5, 0.5))
    return raw, 2 * logits, matrix, np.ones(matrix.shape, dtype=bool), np.arange(ROWS) % 5


def f1(given, matrix) -> float:
    return np.mean([2 * (g & y).sum() / (g.sum() + y.sum()) for g, y in zip(given.T, matrix.T == 1, strict=True)])


def test_the_cascade_costs_little_against_reading_everything_and_brings_much(drawn) -> None:
    raw, logits, matrix, known, folds = drawn
    judged = judge_sharing(LABELS, raw, logits, matrix, known, folds, np.ones(3, dtype=bool))
    linear, everywhere, cascade = (f1(way[1], matrix) for way in (judged.quick, judged.everywhere, judged.cascade))
    assert everywhere > linear + 0.05
    assert cascade > everywhere - 0.01
    assert 0.1 < judged.left.mean() < 0.95
    rows = judged.left
    assert (judged.cascade[0][~rows] == judged.quick[0][~rows]).all()


def test_outside_of_its_interval_a_label_loses_no_more_than_the_budget(drawn) -> None:
    raw, logits, matrix, known, _ = drawn
    sure, learnt = 1 / (1 + np.exp(-raw)), np.ones(3, dtype=bool)
    shared = share_work(LABELS, sure, logits, matrix, known, learnt)
    everything = tuple(msgspec.structs.replace(gate, low=0.0, high=1.0) for gate in shared.gates)
    for column in range(3):
        (ours,), (all_of_it,) = (
            [f1(type(shared)(gates, shared.thresholds).decide(sure, logits)[1][:, [column]], matrix[:, [column]])]
            for gates in (shared.gates, everything)
        )
        assert ours >= all_of_it - 2 * BUDGET
    assert not unsure(shared.gates, sure).all()


def test_a_label_that_was_not_learnt_is_never_sent_and_never_given(drawn) -> None:
    raw, logits, matrix, known, _ = drawn
    sure = 1 / (1 + np.exp(-raw))
    shared = share_work(LABELS, sure, logits, matrix, known, np.array([True, True, False]))
    assert not unsure(shared.gates[2:], sure[:, 2:]).any()
    assert not shared.decide(sure, logits)[1][:, 2].any()


def test_a_cell_that_is_not_known_is_as_if_its_row_were_not_there(drawn) -> None:
    raw, logits, matrix, known, _ = drawn
    sure, learnt = 1 / (1 + np.exp(-raw)), np.ones(3, dtype=bool)
    hidden = np.random.default_rng(1).random(ROWS) < 0.3
    masked = known & ~(hidden[:, np.newaxis] & [False, True, False])
    flipped = np.where(masked, matrix, 1 - matrix).astype(np.int8)
    assert share_work(LABELS, sure, logits, flipped, masked, learnt).gates == (
        share_work(LABELS, sure, logits, matrix, masked, learnt).gates
    )
    left = share_work(LABELS, *(part[~hidden] for part in (sure, logits, matrix, known)), learnt)
    assert share_work(LABELS, sure, logits, matrix, masked, learnt).gates[1] == left.gates[1]


def test_every_row_is_in_one_batch_of_a_pass_with_others_of_its_length() -> None:
    lengths = np.random.default_rng(0).integers(1, 300, size=999).tolist()
    found = list(batches(lengths, 16, seed=0))
    assert sorted(row for batch in found for row in batch) == list(range(999))
    assert found == list(batches(lengths, 16, seed=0)) != list(batches(lengths, 16, seed=1))
    assert np.mean([max(lengths[row] for row in batch) - min(lengths[row] for row in batch) for batch in found]) < 30


class Trained:
    """Stands for hours of fine-tuning."""

    def __init__(self, rows: int) -> None:
        self.rows = rows

    def weights(self) -> dict[str, np.ndarray]:
        return {"head.bias": np.array([self.rows], dtype=np.float32)}


@pytest.fixture
def made(dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return parts whose fine-tuning is counted, and the list that it is counted in."""
    asked: list[int] = []

    def fine_tune(texts, matrix, known, **_):
        asked.append(len(texts))
        return Trained(len(texts))

    monkeypatch.setattr(parts, "fine_tune", fine_tune)
    monkeypatch.setattr(parts, "restore", lambda weights, labels, recipe: Trained(int(weights["head.bias"][0])))
    monkeypatch.setattr(parts, "read", lambda network, texts: np.full((len(texts), 3), float(network.rows)))
    data = dataset(90)
    return Parts(tmp_path / "parts", data, split(data)), asked


def test_each_part_is_scored_by_an_encoder_that_has_not_seen_it(made) -> None:
    given, asked = made
    logits = given.logits()
    for fold in range(given.folds.count):
        assert (logits[given.folds.test(fold)] == len(given.folds.train(fold))).all()
    assert asked == [len(given.folds.train(fold)) for fold in range(given.folds.count)]
    assert given.weights()["head.bias"] == 90


def test_what_is_finished_is_not_made_again_and_what_is_not_is(made) -> None:
    given, asked = made
    first = given.logits()
    asked.clear()
    for path in given.folder.glob("*-fold1*"):
        path.unlink()
    assert (given.logits() == first).all()
    assert asked == [len(given.folds.train(1))]
    other = Parts(given.folder, given.data, given.folds, Recipe(passes=1))
    assert not other.path("fold0.npz").exists()


def test_a_damaged_part_is_named(made) -> None:
    given, _ = made
    given.logits()
    (path,) = given.folder.glob("*-fold0-*.npy")
    path.write_bytes(b"half of it")
    with pytest.raises(InputError, match=f"^{path}: .*expected a finished part of fine-tuning; delete it$"):
        given.logits()


def test_without_torch_one_line_says_so_before_hours_of_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finetune, "find_spec", lambda name: None if name == "torch" else object())
    with pytest.raises(UsageError) as caught:
        base_folder()
    fix = "run make encoder, which installs what is needed"
    assert str(caught.value) == f"fine-tuning an encoder: needs torch, which is not installed; {fix}"
    assert caught.value.exit_code == 2
