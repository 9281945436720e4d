from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rightstag.errors import InputError
from rightstag.train import split
from rightstag.train.dataset import Dataset
from rightstag.train.splits import (
    EVEN,
    balance,
    crossing,
    label_shares,
)


def with_twins(data: Dataset) -> Dataset:
    """Say in the second half what the first half says, in another country."""
    half = len(data) // 2
    pairs = zip(data.examples[half:], data.examples[:half], strict=False)
    return Dataset((*data.examples[:half], *(replace(e, text=twin.text) for e, twin in pairs)), data.labels)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 50), countries=st.integers(1, 7), twins=st.booleans())
def test_nothing_is_on_both_sides(dataset, seed: int, countries: int, twins: bool) -> None:
    data = dataset(60, seed=seed, countries=countries)
    data = with_twins(data) if twins else data
    folds = split(data, seed=seed)
    units = data.groups if folds.by == "country" else data.reports
    assert folds.by == "country" or countries < 5
    for fold in range(folds.count):
        train, test = folds.train(fold), folds.test(fold)
        assert len(test)
        assert not set(train) & set(test)
        assert not set(units[train]) & set(units[test])
        assert not set(folds.duplicates[train]) & set(folds.duplicates[test])
    assert sorted(np.concatenate([folds.test(fold) for fold in range(folds.count)])) == list(range(len(data)))
    assert np.array_equal(split(data, seed=seed).numbers, folds.numbers)


def test_few_countries_are_split_by_report_and_it_says_so(dataset) -> None:
    folds = split(dataset(60, countries=2))
    assert (folds.by, folds.count) == ("report", 4)
    assert folds.notice == "fewer than 5 countries: judged on unseen reports, not on unseen countries"


def test_a_single_report_is_split_by_what_its_paragraphs_say(dataset) -> None:
    data = dataset(40, countries=1)
    data = Dataset(tuple(replace(example, report="one") for example in data.examples), data.labels)
    folds = split(data)
    assert (folds.by, folds.count) == ("near-duplicate group", 5)
    assert folds.notice == "only one report: judged on other paragraphs of the same report, which flatters"


def test_paragraphs_that_all_say_the_same_cannot_be_split(dataset) -> None:
    data = dataset(5)
    same = Dataset(tuple(replace(e, text="the same", country=None, report="one") for e in data.examples), data.labels)
    with pytest.raises(InputError, match="all paragraphs say the same"):
        split(same)


@given(st.integers(5, 60), st.integers(0, 9))
def test_folds_are_about_as_large_and_have_about_as_many_of_each_label(units: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    numbers = np.repeat(np.arange(units), 10)
    matrix = (draw.random((len(numbers), 3)) < [0.5, 0.2, 0.1]).astype(np.int8)
    folds = balance(numbers, matrix, folds=5, seed=seed)
    sizes = np.bincount(folds, minlength=5)
    assert sizes.min() > 0
    assert sizes.max() - sizes.min() <= 20
    assert len(set(zip(numbers, folds, strict=True))) == units


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 50), countries=st.integers(2, 7))
def test_an_uneven_label_is_explained_and_no_other(dataset, seed: int, countries: int) -> None:
    data = dataset(80, seed=seed, countries=countries)
    folds = split(data, seed=seed)
    shares = label_shares(data, folds.numbers)
    assert shares.sum(axis=0) == pytest.approx(1)
    assert crossing(data, folds) == (0, 0)
    even = 1 / folds.count
    uneven = [
        label for label, share in zip(data.labels, shares.T, strict=True) if abs(share - even).max() > EVEN * even
    ]
    assert [text.partition(":")[0] for text in folds.uneven] == uneven


def test_an_uneven_label_names_the_report_that_is_to_blame(dataset) -> None:
    data = dataset(40, countries=6)
    only = next(example.country for example in data.examples if example.labels[2])
    examples = tuple(replace(e, labels=e.labels * [1, 1, int(e.country == only)]) for e in data.examples)
    count = sum(int(example.labels[2]) for example in examples)
    told = split(Dataset(examples, data.labels)).uneven[-1]
    because = "since each country stays whole and one has 100% of them"
    assert told == f"refugees: the parts hold 0% to 100% of its {count} paragraphs, {because}"


def test_the_order_of_rows_changes_no_promise(dataset) -> None:
    data = dataset(80, countries=7)
    order = np.random.default_rng(0).permutation(len(data))
    for folds, rows in ((split(data), data), (split(data.take(order.tolist())), data.take(order.tolist()))):
        assert (folds.by, folds.count, crossing(rows, folds)) == ("country", 5, (0, 0))


def test_a_naive_split_is_seen_to_leak(dataset) -> None:
    data = with_twins(dataset(60))
    naive = replace(split(data), numbers=np.arange(60) % 5, duplicates=np.arange(60))
    assert crossing(data, naive)[0] > 0
