from dataclasses import replace

import numpy as np
import pytest

from rightstag.errors import GateError
from rightstag.models import load_bundle, save_bundle
from rightstag.models.export import to_pipeline
from rightstag.models.linear.features import count_terms, group_frequency
from rightstag.train import fit_bundle, train_bundle
from rightstag.train.background import background_terms
from rightstag.train.cross_validation import cross_validate
from rightstag.train.dataset import Dataset
from rightstag.train.evaluation.evaluate import evaluate
from rightstag.train.linear import fit_labels
from rightstag.train.model_selection import select
from rightstag.train.splits import split
from rightstag.train.thresholds import F1, Goal


def test_the_same_data_and_seed_give_the_same_bytes(dataset, tmp_path) -> None:
    data = dataset(90)
    hashes = {
        save_bundle(train_bundle(data, taxonomy="1", jobs=jobs), tmp_path / str(jobs)).manifest.hash for jobs in (1, 2)
    }
    assert len(hashes) == 1
    other = train_bundle(data, taxonomy="1", seed=1)
    assert save_bundle(other, tmp_path / "other").manifest.hash not in hashes


def test_what_comes_back_from_disk_is_what_was_fitted(dataset, tmp_path) -> None:
    data = dataset(90)
    bundle = train_bundle(data, taxonomy="1", name="small")
    save_bundle(bundle, tmp_path / "b")
    loaded = load_bundle(tmp_path / "b")
    assert np.abs(loaded.predict_proba(data.texts) - bundle.predict_proba(data.texts)).max() < 1e-12
    assert np.abs(to_pipeline(loaded).predict_proba(data.texts) - bundle.predict_proba(data.texts)).max() < 1e-12
    assert loaded.name.startswith("small-")


def test_it_learns_what_can_be_learnt(dataset) -> None:
    data = dataset(240)
    bundle = train_bundle(data, taxonomy="1")
    assert bundle.manifest.metrics.macro.f1.value > 0.9
    assert (
        bundle.manifest.metrics.how
        == "Cross-validated by country in 5 parts, features, strength, thresholds and calibration too."
    )
    assert evaluate(bundle, dataset(100, seed=1)).macro.f1.value > 0.9
    assert evaluate(bundle, data).how == "The model has seen 240 of these in training, which flatters it."


def test_a_label_of_too_few_examples_is_named_and_never_given(dataset) -> None:
    data = dataset(120)
    matrix = data.matrix.copy()
    matrix[np.flatnonzero(matrix[:, 2])[1:], 2] = 0
    few = Dataset(tuple(replace(e, labels=row) for e, row in zip(data.examples, matrix, strict=True)), data.labels)
    bundle = train_bundle(few, taxonomy="1")
    card = bundle.manifest.labels[2]
    assert (card.trained, card.threshold) == (False, 1.0)
    expected = "refugees: not learnt: 1 examples and 119 counter-examples, 2 of each are needed; never given"
    assert expected in bundle.manifest.notices
    probabilities = bundle.predict_proba(["Refugees were turned away.", ""])[:, 2]
    assert np.allclose(probabilities, 1.5 / 121)
    assert bundle.manifest.metrics.labels["refugees"].recall.value == 0


def test_examples_too_few_of_every_label_are_refused(dataset) -> None:
    data = dataset(12)
    none = Dataset(tuple(replace(e, labels=0 * e.labels) for e in data.examples), data.labels)
    with pytest.raises(GateError, match=r"no label has examples enough \(assembly 0, expression 0, refugees 0\)"):
        train_bundle(none, taxonomy="1")


def test_a_cell_that_is_not_known_is_as_if_its_row_were_not_there(dataset) -> None:
    data = dataset(90)
    (words, _) = count_terms(data.texts)
    hidden = np.random.default_rng(0).random(90) < 0.3
    known = np.ones(data.matrix.shape, dtype=bool)
    known[hidden, 1] = False
    learnt = np.ones(3, dtype=bool)
    features = words.matrix.astype(float)
    masked = fit_labels(features, data.matrix, known, learnt)[0]
    left = fit_labels(features[~hidden], data.matrix[~hidden], known[~hidden], learnt)[0]
    assert np.array_equal(masked[0][1], left[0][1])
    assert masked[1][1] == left[1][1]
    flipped = np.where(known, data.matrix, 1 - data.matrix).astype(np.int8)
    assert np.array_equal(fit_labels(features, flipped, known, learnt)[0][0], masked[0])


def test_a_cell_weighs_what_its_certainty_says(dataset) -> None:
    data = dataset(90)
    (words, _) = count_terms(data.texts)
    features, known, learnt = words.matrix.astype(float), data.known, np.ones(3, dtype=bool)
    plain = fit_labels(features, data.matrix, known, learnt)[0]
    assert np.array_equal(fit_labels(features, data.matrix, known, learnt, data.weights)[0][0], plain[0])
    # Wrong answers that hardly weigh hardly change the model; the same answers taken as sure do.
    wrong = np.random.default_rng(0).random(data.matrix.shape) < 0.2
    noisy = np.where(wrong, 1 - data.matrix, data.matrix).astype(np.int8)
    apart = [
        np.abs(fit_labels(features, noisy, known, learnt, weights)[0][0] - plain[0]).mean()
        for weights in (np.where(wrong, 0.001, 1.0), None)
    ]
    assert apart[0] < apart[1] / 2


def test_what_is_held_out_has_no_say_in_its_own_score(dataset) -> None:
    """Labels of a fold's own paragraphs, and of their near-duplicates, do not reach the scores of the fold."""
    data = dataset(90)
    folds, counts, learnt = split(data), count_terms(data.texts), np.ones(3, dtype=bool)
    before = select(data, counts, folds, learnt, min_groups=2).logits
    for fold in range(folds.count):
        own = folds.test(fold)
        turned = {row: replace(data.examples[row], labels=1 - data.examples[row].labels) for row in own}
        other = Dataset(tuple(turned.get(row, e) for row, e in enumerate(data.examples)), data.labels)
        after = select(other, counts, folds, learnt, min_groups=2).logits
        assert np.array_equal(after[own], before[own])


def test_no_term_is_kept_that_few_countries_share(dataset) -> None:
    data = dataset(120)
    bundle = train_bundle(data, taxonomy="1", min_groups=3)
    assert bundle.manifest.settings.min_groups == 3
    kept = {block.name: set(block.terms) for block in bundle.model.blocks}
    assert kept
    for counts in (each for each in count_terms(data.texts) if each.name in kept):
        frequency = dict(zip(counts.terms, group_frequency(counts.matrix, data.groups), strict=True))
        public = background_terms()[counts.name]
        assert {term for term, groups in frequency.items() if groups >= 3 or term in public} == kept[counts.name]
    assert not {"averland", "merovia"} & kept["words"]


def test_three_reports_are_enough(dataset) -> None:
    data = dataset(150, countries=3)
    one_each = Dataset(tuple(replace(e, report=e.country) for e in data.examples), data.labels)
    bundle = train_bundle(one_each, taxonomy="1")
    assert (bundle.manifest.data.folds, bundle.manifest.settings.min_groups) == (3, 5)
    assert "fewer than 5 countries: judged on unseen reports, not on unseen countries" in bundle.manifest.notices
    assert bundle.manifest.metrics.macro.f1.value > 0.8


def test_the_plain_pipeline_is_judged_on_the_same_parts(dataset) -> None:
    bundle = train_bundle(dataset(120), taxonomy="1", baseline=True)
    assert bundle.manifest.plain is not None
    assert bundle.manifest.plain.rows == 120
    assert 0 < bundle.manifest.plain.macro.average_precision.value <= 1


def test_what_is_held_out_already_is_not_made_again(dataset, tmp_path) -> None:
    data = dataset(90)
    out_of_fold = cross_validate(data, min_groups=3)
    ours = fit_bundle(out_of_fold, taxonomy="1", goals=[Goal("f", 2)] * 3)
    theirs = train_bundle(data, taxonomy="1", min_groups=3, goals=[Goal("f", 2)] * 3)
    assert ours.manifest == theirs.manifest
    assert np.array_equal(ours.predict_proba(data.texts), theirs.predict_proba(data.texts))
    # What is given is what is read: other log-odds, other thresholds.
    turned = fit_bundle(replace(out_of_fold, logits=-out_of_fold.logits), taxonomy="1")
    assert turned.manifest.metrics.macro.f1.value < theirs.manifest.metrics.macro.f1.value


def test_goals_set_the_thresholds_and_the_figures_and_are_told_apart_from_few_examples(dataset) -> None:
    data = dataset(150)
    goals = [F1, Goal("precision", 1.0), Goal("recall", 0.2)]
    plain, aimed = (train_bundle(data, taxonomy="1", goals=given) for given in ((), goals))
    assert aimed.thresholds[0] == plain.thresholds[0]
    assert aimed.thresholds[2] > plain.thresholds[2]
    assert aimed.manifest.settings.goals == {"expression": "precision=1", "refugees": "recall=0.2"}
    recall = [bundle.manifest.metrics.labels["refugees"].recall.value for bundle in (plain, aimed)]
    assert recall[1] < recall[0]
    positives = dict(zip(data.labels, data.matrix.sum(axis=0).tolist(), strict=True))
    few = ", ".join(f"{label} ({count})" for label, count in positives.items() if count < 50)
    (said,) = [notice for notice in aimed.manifest.notices if notice.startswith("few examples")]
    assert said == f"few examples, thresholds lean on what calibrated probabilities call for: {few}"
    assert few
    assert [notice.partition(";")[0] for notice in aimed.manifest.notices[-2:]] == [
        "expression: its threshold is for precision=1",
        "refugees: its threshold is for recall=0.2",
    ]
    assert aimed.manifest.notices[:-2] == plain.manifest.notices


def test_the_figures_say_what_calibration_brings_and_which_labels_are_uneven(dataset) -> None:
    data = dataset(150)
    manifest = train_bundle(data, taxonomy="1").manifest
    for found in manifest.metrics.reliability.values():
        assert found.brier_before is not None
        assert found.brier <= found.brier_before + 0.01
    uneven = split(data).uneven
    assert uneven
    assert manifest.notices[: len(uneven)] == uneven
