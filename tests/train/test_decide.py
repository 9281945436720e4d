import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from train.decide import AS_IS, NEVER, _platt, best_threshold, calibrate, learn_rules


@settings(deadline=None)
@given(st.integers(0, 500))
def test_no_threshold_has_a_higher_f1(seed: int) -> None:
    draw = np.random.default_rng(seed)
    probabilities, positive = np.round(draw.random(40), 1), draw.random(40) < 0.3
    positive[0] = True
    best = f1_score(positive, probabilities >= best_threshold(probabilities, positive))
    others = [f1_score(positive, probabilities >= threshold) for threshold in np.unique(probabilities)]
    assert best == pytest.approx(max(others))


def _case(seed: int = 0, rows: int = 400, rate: float = 0.3):
    draw = np.random.default_rng(seed)
    positive = draw.random(rows) < rate
    return positive * 2 - 1 + draw.normal(size=rows), positive, np.arange(rows) % 5


def test_calibration_brings_back_what_a_wrong_scale_distorts() -> None:
    logits, positive, folds = _case()
    right = calibrate(logits, positive, folds)
    wrong = calibrate(4 * logits + 3, positive, folds)
    assert wrong.slope == pytest.approx(right.slope / 4, rel=0.1)


def test_calibration_that_does_not_help_is_left_out() -> None:
    draw = np.random.default_rng(1)
    logits = draw.normal(size=40)
    positive = draw.random(40) < 1 / (1 + np.exp(-logits))  # calibrated as it is
    assert calibrate(logits, positive, np.arange(40) % 5) == AS_IS


def test_log_odds_that_are_upside_down_are_not_turned_round() -> None:
    logits, positive, folds = _case()
    assert calibrate(-logits, positive, folds) == AS_IS


def test_a_label_of_few_examples_leans_on_all_and_says_so() -> None:
    many, few = _case(0), _case(1, rate=0.04)
    logits = np.column_stack([many[0], few[0] - 2])
    matrix = np.column_stack([many[1], few[1]]).astype(np.int8)
    known = np.ones(matrix.shape, dtype=bool)
    rules = learn_rules(logits, matrix, known, many[2], np.array([True, True]))
    assert rules[0].note == ""
    assert rules[1].note.startswith(f"{matrix[:, 1].sum()} examples, so that its threshold is drawn from")
    own = best_threshold(rules[1].probability(logits[:, 1]), matrix[:, 1] == 1)
    assert min(own, 0.6) < rules[1].threshold < max(own, 0.6)


def test_a_label_that_was_not_learnt_is_never_given() -> None:
    logits, positive, folds = _case()
    matrix = positive[:, np.newaxis].astype(np.int8)
    assert learn_rules(logits[:, np.newaxis], matrix, matrix >= 0, folds, np.array([False])) == [NEVER]
    assert NEVER.threshold == 1


def test_cells_that_are_not_known_change_nothing() -> None:
    logits, positive, folds = _case()
    known = (np.arange(400) < 300)[:, np.newaxis]
    matrix = positive[:, np.newaxis].astype(np.int8)
    flipped = np.where(known, matrix, 1 - matrix).astype(np.int8)
    learnt = np.array([True])
    expected = learn_rules(logits[:300, np.newaxis], matrix[:300], known[:300], folds[:300], learnt)
    assert learn_rules(logits[:, np.newaxis], flipped, known, folds, learnt) == expected


@settings(deadline=None)
@given(st.integers(0, 500))
def test_the_scaling_is_that_of_scikit_learns_logistic_regression(seed: int) -> None:
    draw = np.random.default_rng(seed)
    logits = 3 * draw.normal(size=60)
    positive = draw.random(60) < 1 / (1 + np.exp(1 - logits / 2))
    positive[:2] = True, False
    theirs = LogisticRegression(C=1.0, tol=1e-10, max_iter=1000).fit(logits[:, np.newaxis], positive)
    ours = _platt(logits, positive)
    if theirs.coef_[0, 0] > 0:
        assert ours.slope == pytest.approx(theirs.coef_[0, 0], abs=1e-4)
        assert ours.intercept == pytest.approx(theirs.intercept_[0], abs=1e-4)
