import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from rightstag.annotate.agreement.coefficients import (
    DISTANCES,
    ac1,
    alpha,
    f1_of,
    f1_terms,
    jaccard,
    kappa,
    masi,
)

# Krippendorff, K. (2011), Computing Krippendorff's Alpha-Reliability: the reliability data of sections A, B and C, one
# line an observer and "." where a value is missing.
BINARY = ("0100000010", "1110010000")
NOMINAL = ("aabbdcccedda", "babbbccceddd")
MISSING = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


def counted(*observers: str) -> np.ndarray:
    values = sorted(set("".join(observers)) - {"."})
    return np.array([[column.count(value) for value in values] for column in zip(*observers, strict=True)])


@pytest.mark.parametrize(
    ("observers", "value", "printed"),
    [(BINARY, 1 - 19 * 8 / 168, 0.095), (NOMINAL, 1 - 23 * 6 / 448, 0.692), (MISSING, 113 / 152, 0.743)],
)
def test_alpha_is_that_of_the_published_examples(observers: tuple[str, ...], value: float, printed: float) -> None:
    found = alpha(counted(*observers))
    assert found == pytest.approx(value, abs=1e-9)
    assert round(found, 3) == printed
    assert alpha(counted(*reversed(observers))) == pytest.approx(value, abs=1e-9)


# Gwet's own package irrCAC (cont3x3abstractors): a hundred pregnancies as two abstractors sorted them, row by column.
ABSTRACTORS = np.array([[13, 0, 0], [0, 20, 7], [0, 4, 56]])


def test_ac1_is_that_of_the_published_examples() -> None:
    pairs = [(i, j) for i in range(3) for j in range(3) for _ in range(ABSTRACTORS[i, j])]
    counts = np.array([[pair.count(value) for value in range(3)] for pair in pairs])
    # By hand: 89 of 100 agree; by chance half of .13 × .87 + .255 × .745 + .615 × .385 would.
    assert ac1(counts) == pytest.approx((0.89 - 0.269925) / (1 - 0.269925), abs=1e-9)
    assert round(ac1(counts), 7) == 0.8493305
    # The same package, and Gwet (2014), p. 120: MISSING with four raters; 9/11 agree, 877/4608 would by chance.
    assert ac1(counted(*MISSING)) == pytest.approx(31825 / 41041, abs=1e-9)
    assert round(ac1(counted(*MISSING)), 5) == 0.77544


def test_ac1_holds_up_where_a_rare_label_pulls_kappa_and_alpha_down() -> None:
    # 98 times both no, and each of the two says yes alone once: they never agree on a yes.
    left, right = [0] * 98 + [1, 0], [0] * 98 + [0, 1]
    counts = np.array([[2 - a - b, a + b] for a, b in zip(left, right, strict=True)])
    assert kappa(left, right) < 0
    assert alpha(counts) < 0
    assert ac1(counts) == pytest.approx((0.98 - 2 * 0.01 * 0.99) / (1 - 2 * 0.01 * 0.99), abs=1e-9)


def test_kappa_is_that_of_the_published_example() -> None:
    # Fifty proposals, which two readers accept or not: both 20, the first only 5, the second only 10, neither 15.
    first, second = [1] * 25 + [0] * 25, [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15
    assert kappa(first, second) == pytest.approx(0.4, abs=1e-9)
    assert kappa(second, first) == pytest.approx(0.4, abs=1e-9)


@pytest.mark.parametrize(
    ("one", "other", "similarity"),
    [  # Passonneau (2006): Jaccard times 1 for the same, 2/3 for a subset, 1/3 for an overlap, 0 for nothing in common
        ("a", "a", 1),
        ("ab", "ab", 1),
        ("a", "ab", 1 / 2 * 2 / 3),
        ("ab", "abcd", 2 / 4 * 2 / 3),
        ("ab", "bc", 1 / 3 * 1 / 3),
        ("abc", "bcd", 2 / 4 * 1 / 3),
        ("a", "b", 0),
        ("", "a", 0),
    ],
)
def test_masi_weighs_the_four_cases_apart(one: str, other: str, similarity: float) -> None:
    sets = [[letter in chosen for letter in "abcd"] for chosen in (one, other)]
    assert masi(sets)[0, 1] == pytest.approx(1 - similarity, abs=1e-9)
    assert masi(sets)[1, 0] == pytest.approx(1 - similarity, abs=1e-9)


def test_two_empty_sets_are_the_same() -> None:
    for distance in DISTANCES.values():
        assert distance([[0, 0]]).tolist() == [[0]]
    assert jaccard(np.zeros((2, 3))).tolist() == masi(np.zeros((2, 3))).tolist() == np.zeros((2, 2)).tolist()


def test_alpha_by_a_distance_is_worked_out_by_hand() -> None:
    # {a} and {a,b} of one paragraph, {c} twice of another. Values {a}, {a,b}, {c}: 1, 1, 2 of n = 4. Observed
    # 2 × 1/2 = 1; expected: {a}-{a,b} 2 × 1/2, {a}-{c} 4, {a,b}-{c} 4, in all 9; α = 1 - 3 × 1 / 9.
    sets = [[1, 0, 0], [1, 1, 0], [0, 0, 1]]
    assert alpha([[1, 1, 0], [0, 0, 2]], jaccard(sets)) == pytest.approx(1 - 3 / 9, abs=1e-9)
    assert alpha([[1, 1, 0], [0, 0, 2]], masi(sets)) == pytest.approx(1 - 3 * (4 / 3) / (8 + 4 / 3), abs=1e-9)


def test_paragraphs_with_one_answer_do_not_count_in_alpha() -> None:
    assert alpha([[2, 0], [1, 1], [0, 2], [1, 0], [0, 0]]) == alpha([[2, 0], [1, 1], [0, 2]])


def test_perfect_agreement_is_one_and_a_constant_has_no_coefficient() -> None:
    assert alpha([[3, 0], [0, 2]]) == kappa([0, 1], [0, 1]) == 1
    assert ac1([[3, 0], [0, 2]]) == 1
    assert math.isnan(alpha([[2, 0], [2, 0]]))
    assert math.isnan(ac1([[2], [2]]))
    assert math.isnan(kappa([1, 1], [1, 1]))
    assert kappa([1, 1], [1, 0]) == 0


def test_f1_is_that_of_either_held_against_the_other() -> None:
    left, right = np.array([[1, 0], [1, 1], [0, 0]]), np.array([[1, 0], [0, 1], [0, 1]])
    assert f1_of(f1_terms(left, right).sum(axis=0)) == pytest.approx(2 * 2 / 6, abs=1e-9)
    assert np.isnan(f1_of(f1_terms(left * 0, right * 0).sum(axis=0)))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40))
def test_kappa_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    left, right = zip(*pairs, strict=True)
    if len({*left, *right}) == 1:
        assert math.isnan(kappa(left, right))
    else:
        assert kappa(left, right) == pytest.approx(cohen_kappa_score(left, right), abs=1e-9)


@given(
    st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=2, max_size=12),
    st.randoms(use_true_random=False),
)
def test_alpha_knows_no_order(rows: list[list[int]], random) -> None:
    value = alpha(rows)
    shuffled, columns = random.sample(rows, len(rows)), random.sample(range(3), 3)
    again = alpha([[row[column] for column in columns] for row in shuffled])
    assert math.isnan(value) == math.isnan(again)
    assert math.isnan(value) or again == pytest.approx(value, abs=1e-9)
    assert math.isnan(value) or value <= 1
