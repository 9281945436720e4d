from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from rightstag.errors import InputError
from rightstag.models import Bundle
from rightstag.train import Dataset, cross_validate, train_bundle
from rightstag.train.evaluation.model_comparison import compare_models, compare_retrained, regressions


def test_a_model_is_as_good_as_itself(dataset, told) -> None:
    data = dataset(60)
    paired = compare_models(told(data, wrong=0.2), told(data, wrong=0.2, name="twin"), data)
    assert {side.difference.value for side in paired.labels.values()} == {0.0}
    assert (paired.macro.dropped, regressions(paired, margin=0)) == (False, ())


def test_a_drop_beyond_chance_closes_the_gate_however_wide_the_margin(dataset, told) -> None:
    data = dataset(120)
    paired = compare_models(told(data), told(data, wrong=0.3, name="worse"), data)
    assert paired.macro.dropped
    assert paired.macro.difference.high < 0
    found = regressions(paired, margin=0.9)
    assert len(found) == 1
    assert found[0].startswith("macro F1 drops by 0.")
    assert found[0].endswith(", beyond chance")
    by_label = regressions(paired, margin=0.01)[1:]
    assert [text.split()[2] for text in by_label] == [label for label, side in paired.labels.items() if side.dropped]
    assert regressions(compare_models(told(data, wrong=0.3), told(data), data)) == ()


def test_a_drop_that_may_be_chance_closes_it_beyond_the_margin(dataset, told) -> None:
    data = dataset(40, countries=1)  # two reports cannot tell
    paired = compare_models(told(data), told(data, wrong=0.02, seed=3), data)
    drop = paired.macro.drop
    assert drop > 0
    assert regressions(paired, margin=drop / 2) == (f"macro F1 drops by {drop:.3f}, more than {drop / 2:g}",)
    assert regressions(paired, margin=drop) == ()


def test_both_models_are_drawn_together(dataset, told) -> None:
    """The interval of the difference is narrower than those of the two models would make it."""
    data = dataset(200, countries=7)
    worse = told(data, wrong=0.35, name="other")  # errs wherever the first errs, and in a few cells more
    macro = compare_models(told(data, wrong=0.3), worse, data).macro
    assert macro.difference.high - macro.difference.low < (macro.current.high - macro.current.low) / 2


def test_what_a_model_was_trained_on_is_left_out(dataset, told) -> None:
    data = dataset(60)
    half = told(data, seen=np.unique(data.hashes[:40]))
    paired = compare_models(told(data), half, data)
    assert (paired.rows, paired.left_out) == (20, 40)
    with pytest.raises(InputError, match="one of the models was trained on each of the 60 paragraphs; expected"):
        compare_models(told(data, seen=np.unique(data.hashes[30:])), half, data)


def test_a_label_that_a_model_does_not_know_it_never_gives(dataset, told) -> None:
    data = dataset(60)
    said = {text: row[:2] for text, row in told(data).said.items()}
    part = type(told(data))(said, labels=data.labels[:2], thresholds=np.full(2, 0.5))
    paired = compare_models(told(data), part, data)
    assert paired.labels["refugees"].candidate.value == 0
    assert paired.labels["assembly"].difference.value == 0


def test_without_any_label_the_gate_stays_closed(dataset, told) -> None:
    data = dataset(40).take(range(0, 40, 4))
    paired = compare_models(told(data), told(data), data)
    assert regressions(paired) == ("no label occurs among the paragraphs",)


def test_the_gate_needs_the_same_labels_and_paragraphs_of_each(dataset, told) -> None:
    data = dataset(60)
    part = told(data, labels=("assembly", "expression"), name="part", thresholds=np.full(2, 0.5))
    part.said.update({text: row[:2] for text, row in part.said.items()})
    found = regressions(compare_models(told(data), part, data), margin=1)
    assert found[0] == "only told has refugees"
    without = Dataset(tuple(replace(e, labels=e.labels * [1, 1, 0]) for e in data.examples), data.labels)
    assert regressions(compare_models(told(without), told(without), without)) == (
        "no paragraph is known to have refugees",
    )


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
    with pytest.raises(InputError, match="was trained on each of the 120 paragraphs"):
        compare_retrained(cross_validate(old, min_groups=2), current)
    both = Dataset((*old.examples, *more.examples), old.labels)
    compared = compare_retrained(cross_validate(both, min_groups=2), current)
    assert (compared.rows, compared.left_out) == (60, 120)
    assert min(compared.macro.candidate.value, compared.macro.current.value) > 0.7  # the paragraphs are easy


def test_a_label_that_the_model_in_use_does_not_know_it_never_gives(
    made: dict[str, Bundle], dataset: Callable[..., Dataset]
) -> None:
    current, more = trained(made, dataset(120)), dataset(100, seed=1)
    out_of_fold = cross_validate(more, min_groups=2)
    whole, part = (compare_retrained(out_of_fold, bundle).macro for bundle in (current, current.only(["refugees"])))
    assert whole.candidate == part.candidate
    assert part.current.value <= 1 / 3 < whole.current.value


def test_where_no_label_occurs_there_is_nothing_to_compare(
    made: dict[str, Bundle], dataset: Callable[..., Dataset]
) -> None:
    old = dataset(120)
    weather = replace(old.examples[0], id="w", text="It rained in May.", labels=np.zeros(3, dtype=np.int8))
    out_of_fold = cross_validate(Dataset((*old.examples, weather), old.labels), min_groups=2)
    compared = compare_retrained(out_of_fold, trained(made, old))
    assert (compared.rows, compared.macro.candidate.value, compared.macro.current.value) == (1, None, None)
