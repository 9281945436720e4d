import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, fbeta_score, precision_score, recall_score

from rightstag.errors import UsageError
from rightstag.train.calibration import (
    AS_IS,
    NEVER,
    _platt,
    best_threshold,
    calibrate,
    decide_out_of_fold,
    fit_decision_rules,
)
from rightstag.train.thresholds import F1, Goal, parse_goals


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
    logits = draw.normal(size=120)
    positive = draw.random(120) < 1 / (1 + np.exp(-logits))  # calibrated as it is
    assert calibrate(logits, positive, np.arange(120) % 5) == AS_IS


def test_log_odds_that_are_upside_down_are_not_turned_round() -> None:
    logits, positive, folds = _case()
    assert calibrate(-logits, positive, folds) == AS_IS


def test_a_label_of_few_examples_leans_on_all_and_says_so() -> None:
    many, few = _case(0), _case(1, rate=0.04)
    logits = np.column_stack([many[0], few[0] - 2])
    matrix = np.column_stack([many[1], few[1]]).astype(np.int8)
    known = np.ones(matrix.shape, dtype=bool)
    rules = fit_decision_rules(logits, matrix, known, many[2], np.array([True, True]))
    assert rules[0].note == ""
    assert rules[1].note.startswith(f"{matrix[:, 1].sum()} examples, so that its threshold is drawn from")
    probabilities = rules[1].probability(logits[:, 1])
    own, expected = (best_threshold(probabilities, found) for found in (matrix[:, 1] == 1, probabilities))
    assert min(own, expected) < rules[1].threshold < max(own, expected)


def test_a_label_that_was_not_learnt_is_never_given() -> None:
    logits, positive, folds = _case()
    matrix = positive[:, np.newaxis].astype(np.int8)
    assert fit_decision_rules(logits[:, np.newaxis], matrix, matrix >= 0, folds, np.array([False])) == [NEVER]
    assert NEVER.threshold == 1


def test_cells_that_are_not_known_change_nothing() -> None:
    logits, positive, folds = _case()
    known = (np.arange(400) < 300)[:, np.newaxis]
    matrix = positive[:, np.newaxis].astype(np.int8)
    flipped = np.where(known, matrix, 1 - matrix).astype(np.int8)
    learnt = np.array([True])
    expected = fit_decision_rules(logits[:300, np.newaxis], matrix[:300], known[:300], folds[:300], learnt)
    assert fit_decision_rules(logits[:, np.newaxis], flipped, known, folds, learnt) == expected


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


GOALS = (Goal("f", 2), Goal("f", 0.5), Goal("precision", 0.8), Goal("recall", 0.8))


@given(st.integers(0, 500), st.sampled_from(GOALS))
def test_no_threshold_serves_a_goal_better(seed: int, goal: Goal) -> None:
    draw = np.random.default_rng(seed)
    positive = draw.random(40) < 0.4
    positive[0] = True
    probabilities = np.round(np.clip(draw.random(40) + 0.3 * positive, 0, 1), 1)

    def figures(threshold: float) -> tuple[float, float, float]:
        given_ = probabilities >= threshold
        options = {"zero_division": 0.0}
        precision, recall = (score(positive, given_, **options) for score in (precision_score, recall_score))
        return precision, recall, fbeta_score(positive, given_, beta=goal.value, **options)

    precision, recall, f = figures(best_threshold(probabilities, positive, goal))
    others = [figures(threshold) for threshold in np.unique(probabilities)]
    if goal.kind == "f":
        assert f == pytest.approx(max(other[2] for other in others))
    elif goal.kind == "recall":
        assert recall >= goal.value
        higher = probabilities[probabilities > best_threshold(probabilities, positive, goal)].min()
        tighter = [r for t, (_, r, _) in zip(np.unique(probabilities), others, strict=True) if t > higher]
        assert max(tighter, default=0) < goal.value  # a higher threshold would find too few
    elif any(p >= goal.value for p, _, _ in others):
        assert precision >= goal.value
        assert recall == max(r for p, r, _ in others if p >= goal.value)
    else:
        assert precision == max(p for p, _, _ in others)


def test_each_label_has_its_own_goal() -> None:
    (a, y, folds), (b, z, _) = _case(0), _case(1)
    logits, matrix = np.column_stack([a, b]), np.column_stack([y, z]).astype(np.int8)
    cells = logits, matrix, matrix >= 0, folds, np.array([True, True])
    one, other = fit_decision_rules(*cells, goals=[Goal("precision", 0.95), F1])
    assert other == fit_decision_rules(*cells)[1]
    given_ = one.probability(a) >= one.threshold
    assert y[given_].mean() >= 0.95
    decisions = decide_out_of_fold(*cells, goals=[Goal("recall", 0.95), F1])[1]
    assert decisions[y, 0].mean() > 0.9
    assert np.array_equal(decisions[:, 1], decide_out_of_fold(*cells)[1][:, 1])


def test_a_precision_out_of_reach_is_said() -> None:
    draw = np.random.default_rng(3)
    logits, positive = np.round(draw.normal(size=400)), draw.random(400) < 0.3  # nothing to learn
    matrix = positive[:, np.newaxis].astype(np.int8)
    goals = [Goal("precision", 0.99)]
    (rule,) = fit_decision_rules(
        logits[:, np.newaxis], matrix, matrix >= 0, np.arange(400) % 5, np.array([True]), goals=goals
    )
    assert rule.missed.startswith("precision 0.99 was asked for, 0.")
    assert rule.note == ""  # of few examples


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("f", "'f' is no goal"),
        ("accuracy=0.9", "'accuracy=0.9' is no goal"),
        ("precision", "'precision' is no goal"),
        ("recall=1.2", "'recall=1.2' asks for 1.2"),
        ("f0", "'f0' asks for 0"),
        ("torture:f1", "no label 'torture'; expected one of assembly, refugees"),
    ],
)
def test_what_is_no_goal_is_refused(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=f"goal: {message}"):
        parse_goals([text], ["assembly", "refugees"])
