import numpy as np
import pytest

from rightstag.errors import InputError
from rightstag.train.evaluation.model_comparison import compare_models, objections


def test_a_model_is_as_good_as_itself(dataset, told) -> None:
    data = dataset(60)
    paired = compare_models(told(data, wrong=0.2), told(data, wrong=0.2, name="twin"), data)
    assert {side.difference.value for side in paired.labels.values()} == {0.0}
    assert (paired.macro.dropped, objections(paired, margin=0)) == (False, ())


def test_a_drop_beyond_chance_closes_the_gate_however_wide_the_margin(dataset, told) -> None:
    data = dataset(120)
    paired = compare_models(told(data), told(data, wrong=0.3, name="worse"), data)
    assert paired.macro.dropped
    assert paired.macro.difference.high < 0
    found = objections(paired, margin=0.9)
    assert len(found) == 1
    assert found[0].startswith("macro F1 drops by 0.")
    assert found[0].endswith(", beyond chance")
    by_label = objections(paired, margin=0.01)[1:]
    assert [text.split()[2] for text in by_label] == [label for label, side in paired.labels.items() if side.dropped]
    assert objections(compare_models(told(data, wrong=0.3), told(data), data)) == ()


def test_a_drop_that_may_be_chance_closes_it_beyond_the_margin(dataset, told) -> None:
    data = dataset(40, countries=1)  # two reports cannot tell
    paired = compare_models(told(data), told(data, wrong=0.02, seed=3), data)
    drop = paired.macro.drop
    assert drop > 0
    assert objections(paired, margin=drop / 2) == (f"macro F1 drops by {drop:.3f}, more than {drop / 2:g}",)
    assert objections(paired, margin=drop) == ()


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
    assert objections(paired) == ("no label occurs among the paragraphs",)
