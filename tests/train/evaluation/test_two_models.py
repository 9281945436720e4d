from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from rightstag.models import Bundle
from rightstag.train import Dataset, train_bundle
from rightstag.train.cross_validation import hold_out
from rightstag.train.evaluation.two_models import compare


@pytest.fixture(scope="module")
def made() -> dict[str, Bundle]:
    return {}


def trained(made: dict[str, Bundle], data: Dataset) -> Bundle:
    return made.setdefault(data.fingerprint, train_bundle(data, taxonomy="1", min_groups=2))


def test_what_the_model_in_use_was_trained_on_is_left_out(
    made: dict[str, Bundle], dataset: Callable[..., Dataset]
) -> None:
    old, more = dataset(120), dataset(60, seed=1)
    current = trained(made, old)
    assert compare(hold_out(old, min_groups=2), current).rows == 0
    both = Dataset((*old.examples, *more.examples), old.labels)
    compared = compare(hold_out(both, min_groups=2), current)
    assert compared.rows == 60
    assert compared.new is not None
    assert compared.current is not None
    assert min(compared.new, compared.current) > 0.7  # the invented paragraphs are easy


def test_a_label_that_the_model_in_use_does_not_know_it_never_gives(
    made: dict[str, Bundle], dataset: Callable[..., Dataset]
) -> None:
    current, more = trained(made, dataset(120)), dataset(100, seed=1)
    held_out = hold_out(more, min_groups=2)
    whole, part = (compare(held_out, bundle) for bundle in (current, current.only(["refugees"])))
    assert whole.new == part.new
    assert whole.current is not None
    assert part.current is not None
    assert part.current <= 1 / 3 < whole.current


def test_where_no_label_occurs_there_is_nothing_to_compare(
    made: dict[str, Bundle], dataset: Callable[..., Dataset]
) -> None:
    old = dataset(120)
    weather = replace(old.examples[0], id="w", text="It rained in May.", labels=np.zeros(3, dtype=np.int8))
    held_out = hold_out(Dataset((*old.examples, weather), old.labels), min_groups=2)
    compared = compare(held_out, trained(made, old))
    assert (compared.rows, compared.new, compared.current) == (1, None, None)
