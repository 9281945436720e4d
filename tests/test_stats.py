import numpy as np
import pytest

from rightstag.stats import SIGNED, ClusterBootstrap, Estimate, exact_interval


def share(bootstrap: ClusterBootstrap, right: np.ndarray, **options) -> Estimate:
    sums = bootstrap.totals(np.column_stack([right, np.ones(len(right))]).astype(float), np.arange(len(right)))
    return bootstrap.estimate(sums[:, 0] / sums[:, 1], "no rows", **options)


@pytest.mark.parametrize("reports", [3, 5, 10, 20])
def test_the_interval_holds_the_truth_as_often_as_it_says(reports: int) -> None:
    """Reports whose shares differ; percentiles of the draws hold it 6 of 10 times with three of them."""
    random, held, given = np.random.default_rng(reports), 0, 0
    for seed in range(150):
        number = np.repeat(np.arange(reports), random.integers(10, 60, reports))
        right = random.random(len(number)) < random.beta(7.2, 1.8, reports)[number]
        found = share(ClusterBootstrap(number, seed=seed), right)
        held, given = held + (found.low <= 0.8 <= found.high), given + 1
    assert held / given >= 0.9


def test_a_figure_at_its_bound_has_the_exact_interval_of_its_reports() -> None:
    bootstrap = ClusterBootstrap([0, 0, 1, 1, 2, 2])
    assert share(bootstrap, np.ones(6)) == Estimate(1.0, *exact_interval(1, 3))
    assert share(bootstrap, np.zeros(6)) == Estimate(0.0, *exact_interval(0, 3))


def test_only_the_reports_that_a_figure_rests_on_count() -> None:
    bootstrap, right = ClusterBootstrap(np.repeat(np.arange(30), 2)), np.tile([1, 0, 1, 1], 15)
    every, some = share(bootstrap, right), share(bootstrap, right, rows=np.arange(60) < 6)
    assert every.low > some.low
    assert every.high < some.high
    assert share(bootstrap, right, rows=np.arange(60) < 2).reason == "it rests on one report"


def test_where_there_is_no_interval_the_reason_is_said() -> None:
    one = share(ClusterBootstrap(["a"] * 4, unit="country"), np.array([1, 0, 1, 1]))
    assert (one.value, one.low, one.high, one.reason) == (0.75, None, None, "it rests on one country")
    alike = share(ClusterBootstrap([0, 0, 1, 1]), np.array([1, 0, 1, 0]))
    assert (alike.low, alike.reason) == (None, "no draw shows a difference")
    bootstrap = ClusterBootstrap(range(10))
    assert bootstrap.estimate(np.full(1001, np.nan), "nobody gave it") == Estimate(reason="nobody gave it")
    values = np.where(np.arange(1001) % 5 == 1, np.nan, np.linspace(0.2, 0.4, 1001))
    assert bootstrap.estimate(values, "").reason == "it is not defined in many of the draws"


def test_a_difference_lies_within_one_on_either_side() -> None:
    bootstrap = ClusterBootstrap(np.arange(4))
    sums = bootstrap.totals(np.array([[1.0], [-1], [0], [1]]), np.arange(4))[:, 0] / 4
    found = bootstrap.estimate(sums, "", bounds=SIGNED)
    assert -1 <= found.low < 0 < found.value < found.high <= 1
