"""A model on other ground than its own: a planted shift is undone, and few examples move little."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest
from scipy.special import expit

from rightstag.errors import InputError
from rightstag.labels import load_taxonomy
from rightstag.models import Bundle, load_bundle, save_bundle
from rightstag.models.cascade import Cascade, unsure
from rightstag.models.cnn.model import Network
from rightstag.models.encoder import SentenceEncoder
from rightstag.models.manifest import CascadeCard, Gate
from rightstag.train import train_bundle
from rightstag.train.dataset import Dataset
from rightstag.train.recalibrate import judge_recalibration, recalibrate
from rightstag.train.shrinkage import fit_shrunk, shrunk_threshold

SLOPE, SHIFT = 0.6, -2.5
#: The toy model is so sure that a smaller one changes none of its decisions.
LARGE = -6.0


@pytest.fixture(scope="module")
def trained() -> Bundle:
    from toy_training import LABELS, from_rows, rows

    return train_bundle(from_rows(rows(150)), taxonomy=load_taxonomy().only(LABELS), budget=1)


@pytest.fixture
def off(trained: Bundle) -> Bundle:
    """The model as it would be on ground where its log-odds are off."""
    return replace(trained, model=trained.model.rescaled(np.full(3, 1.0), np.full(3, LARGE)))


@pytest.fixture
def ground(dataset) -> Dataset:
    return dataset(400, seed=9)


def mean_distance(one: Bundle, other: Bundle, data: Dataset) -> float:
    return float(np.abs(one.predict_proba(data.texts) - other.predict_proba(data.texts)).mean())


def test_slope_and_shift_are_those_that_were_planted() -> None:
    draw = np.random.default_rng(0)
    truth = draw.normal(scale=2, size=20_000)
    positive = draw.random(len(truth)) < expit(truth)
    found = fit_shrunk((truth - SHIFT) / SLOPE, positive)
    assert found.slope == pytest.approx(SLOPE, abs=0.03)
    assert found.intercept == pytest.approx(SHIFT, abs=0.15)


def test_the_fewer_the_examples_the_less_they_move() -> None:
    draw = np.random.default_rng(1)
    logits = draw.normal(scale=2, size=(40, 1_000))
    positive = draw.random(logits.shape) < expit(logits - 2)
    moved = []
    for count in (2, 10, 50, 1_000):
        fits = [fit_shrunk(x[:count], y[:count]) for x, y in zip(logits, positive, strict=True)]
        moved.append([-np.mean([fit.intercept for fit in fits]), np.mean([abs(fit.slope - 1) for fit in fits])])
    shifts = [shift for shift, _ in moved]
    assert shifts == sorted(shifts)
    assert shifts[0] < 0.5
    assert shifts[-1] == pytest.approx(2, abs=0.15)
    assert moved[0][1] < 0.2


def test_the_fewer_the_examples_the_nearer_the_threshold_stays_to_the_models_own() -> None:
    draw = np.random.default_rng(1)
    probabilities = draw.random(2_000)
    positive = draw.random(2_000) < probabilities
    far = [0.9 - shrunk_threshold(probabilities[:n], positive[:n], 0.9) for n in (0, 4, 40, 2_000)]
    assert far == sorted(far)
    assert far[0] == 0
    assert far[1] < 0.1
    assert far[-1] > 0.4


def test_a_planted_shift_is_undone(trained: Bundle, off: Bundle, ground: Dataset) -> None:
    mended = recalibrate(off, ground)
    assert mean_distance(mended, trained, ground) < mean_distance(off, trained, ground) / 2
    before, after = ((model.predict(ground.texts) == ground.matrix).mean() for model in (off, mended))
    assert after > before
    judged = judge_recalibration(off, ground)
    assert judged.changes[-1].difference.low > 0
    assert judged.after.macro.f1.value == judged.changes[-1].candidate.value
    assert judged.before.macro.f1.value == judged.changes[-1].current.value


def test_a_label_is_ranked_as_before_and_only_thresholds_and_calibration_move(off: Bundle, ground: Dataset) -> None:
    mended = recalibrate(off, ground)
    old, new = off.model.logits(ground.texts), mended.model.logits(ground.texts)
    for k in range(3):
        slope, shift = np.polyfit(old[:, k], new[:, k], 1)
        assert slope > 0
        assert new[:, k] == pytest.approx(slope * old[:, k] + shift, abs=1e-9)
        card, was = mended.manifest.labels[k], off.manifest.labels[k]
        assert card.calibration.slope == pytest.approx(slope * was.calibration.slope)
        assert card.calibration.intercept == pytest.approx(slope * was.calibration.intercept + shift)
    assert mended.model.blocks == off.model.blocks


def test_few_examples_move_nearly_nothing(trained: Bundle, dataset) -> None:
    few = dataset(8, seed=5)
    moved = recalibrate(trained, few)
    assert mean_distance(moved, trained, few) < 0.05
    assert np.abs(moved.thresholds - trained.thresholds).max() < 0.05


def test_labels_without_examples_say_the_same_as_before_and_a_notice_names_them(
    trained: Bundle, ground: Dataset
) -> None:
    none = tuple(replace(e, known=np.array([True, True, False])) for e in ground.examples)
    moved = recalibrate(trained, replace(ground, examples=none))
    assert (moved.predict_proba(ground.texts)[:, 2] == trained.predict_proba(ground.texts)[:, 2]).all()
    assert moved.thresholds[2] == trained.thresholds[2]
    assert (moved.predict_proba(ground.texts)[:, 0] != trained.predict_proba(ground.texts)[:, 0]).any()
    assert [note for note in moved.manifest.notices if note.startswith("refugees: keeps its threshold and calibration")]


def test_data_of_some_of_the_labels_leave_the_others_alone(trained: Bundle, ground: Dataset) -> None:
    two = tuple(replace(e, labels=e.labels[[2, 0]], known=e.known[[2, 0]]) for e in ground.examples)
    moved = recalibrate(trained, Dataset(two, ("refugees", "assembly")))
    whole = recalibrate(trained, ground)
    assert (moved.predict_proba(ground.texts)[:, 1] == trained.predict_proba(ground.texts)[:, 1]).all()
    assert moved.manifest.labels[1] == trained.manifest.labels[1]
    assert moved.manifest.labels[2].calibration.slope == pytest.approx(
        whole.manifest.labels[2].calibration.slope, rel=0.3
    )


def test_labels_that_the_model_does_not_have_are_refused(trained: Bundle, ground: Dataset) -> None:
    with pytest.raises(InputError, match="the model has no label 'torture'"):
        recalibrate(trained, replace(ground, labels=("assembly", "torture", "refugees")))


def test_the_order_of_the_paragraphs_changes_nothing(off: Bundle, ground: Dataset) -> None:
    turned = ground.take(reversed(range(len(ground))))
    assert recalibrate(off, turned).manifest == recalibrate(off, ground).manifest


def test_the_manifest_says_so_and_the_bundle_is_read_again(off: Bundle, ground: Dataset, tmp_path) -> None:
    saved = save_bundle(recalibrate(off, ground), tmp_path / "ours")
    read = load_bundle(tmp_path / "ours")
    assert (read.predict_proba(ground.texts) == recalibrate(off, ground).predict_proba(ground.texts)).all()
    assert any(note.startswith("recalibrated on 400 paragraphs of") for note in read.manifest.notices)
    assert read.manifest.metrics.how.startswith("Before it was recalibrated: Cross-validated")
    assert read.manifest.data == off.manifest.data
    assert read.manifest.hash == saved.manifest.hash
    assert np.isin(ground.hashes, read.seen).all()


def test_paragraphs_that_the_model_was_trained_on_are_counted(trained: Bundle, dataset) -> None:
    judged = judge_recalibration(trained, dataset(150))
    assert any("trained on 150 of the 150 paragraphs" in note for note in judged.notes)


def test_a_network_is_rescaled(ground: Dataset) -> None:
    draw = np.random.default_rng(3)
    words = ("banned", "march", "police")
    filters = {1: draw.standard_normal((1, 4, 2)).astype(np.float32)}
    biases = draw.standard_normal(2).astype(np.float32)
    vectors = draw.standard_normal((4, 4)).astype(np.float32)
    network = Network(words, vectors, filters, biases, draw.standard_normal((2, 2, 2)), draw.standard_normal(2))
    slopes, shifts = np.array([0.5, 1.0]), np.array([-1.0, 0.0])
    said = network.rescaled(slopes, shifts).logits(ground.texts)
    assert said == pytest.approx(network.logits(ground.texts) * slopes + shifts)
    assert (said[:, 1] == network.logits(ground.texts)[:, 1]).all()


class CountingLetters(SentenceEncoder):
    """An encoder whose log-odds are the lengths of the texts."""

    def logits(self, texts):
        return np.array([[len(text) / 40, -len(text) / 60, 1.0] for text in texts]).reshape(len(texts), 3)


@pytest.fixture
def cascade(trained: Bundle) -> Bundle:
    spans = [(0.1, 1.0), (0.3, 0.6), (1.0, 0.0)]
    gates = tuple(
        Gate(label=label, low=low, high=high, quick=0.4, encoder=0.7, intercept=-0.2)
        for label, (low, high) in zip(trained.labels, spans, strict=True)
    )
    figures = trained.manifest.metrics
    card = CascadeCard(base="none", pieces=9, gates=gates, share=0.5, quick=figures, everywhere=figures)
    model = Cascade(trained.model, CountingLetters(b"", b"", np.empty((3, 0)), np.zeros(3)), gates)
    return Bundle(msgspec.structs.replace(trained.manifest, cascade=card), model)


def test_a_cascade_is_rescaled_and_its_encoder_reads_the_same_paragraphs(cascade: Bundle, ground: Dataset) -> None:
    slopes, shifts = np.array([0.5, 1.0, 1.7]), np.array([-1.0, 0.0, 0.8])
    old, new = cascade.model, cascade.model.rescaled(slopes, shifts)
    assert new.logits(ground.texts) == pytest.approx(old.logits(ground.texts) * slopes + shifts)
    read = [unsure(model.gates, expit(model.first.logits(ground.texts))) for model in (old, new)]
    assert (read[0] == read[1]).all()
    assert 0 < read[0].sum() < len(ground)
    assert new.gates[1] == old.gates[1]
    part = old.only([2, 0]).rescaled(slopes[[2, 0]], shifts[[2, 0]])
    assert part.logits(ground.texts) == pytest.approx(new.logits(ground.texts)[:, [2, 0]])


def test_a_cascade_is_recalibrated_with_its_gates(cascade: Bundle, ground: Dataset) -> None:
    mended = recalibrate(cascade, ground)
    assert mended.manifest.cascade.gates == mended.model.gates
    assert mended.model.gates != cascade.model.gates
