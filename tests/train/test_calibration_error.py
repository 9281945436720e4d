import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss

from rightstag.train.calibration_error import reliability


def case(seed: int, rows: int = 300):
    draw = np.random.default_rng(seed)
    probabilities = draw.random((rows, 2))
    return probabilities, (draw.random((rows, 2)) < probabilities).astype(np.int8)


@settings(max_examples=20)
@given(st.integers(0, 1000))
def test_the_brier_score_is_scikit_learns_and_the_error_small_where_outcomes_follow_the_probabilities(
    seed: int,
) -> None:
    probabilities, matrix = case(seed, rows=4000)
    found = reliability(probabilities, matrix, matrix >= 0, ["a", "b"])
    for k, one in enumerate(found.values()):
        assert one.brier == pytest.approx(brier_score_loss(matrix[:, k], probabilities[:, k]), abs=1e-4)
        assert one.error < 0.05
        assert sum(part.rows for part in one.bins) == 4000
        assert one.brier_before is None


def test_what_calibration_brought_stands_beside() -> None:
    probabilities, matrix = case(0)
    one = reliability(probabilities, matrix, matrix >= 0, ["a", "b"], raw=probabilities**4)["a"]
    assert one.brier_before is not None
    assert one.error_before is not None
    assert one.brier < one.brier_before
    assert one.error < one.error_before


def test_cells_that_are_not_known_do_not_count() -> None:
    probabilities, matrix = case(1)
    known = np.ones(matrix.shape, dtype=bool)
    known[100:, 0] = False
    found = reliability(probabilities, matrix, known, ["a", "b"])
    left = reliability(probabilities[:100], matrix[:100], known[:100], ["a", "b"])
    assert found["a"] == left["a"]
    known[:, 0] = False
    assert list(reliability(probabilities, matrix, known, ["a", "b"])) == ["b"]
