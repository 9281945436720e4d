import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, precision_recall_fscore_support

from rightstag.stats import Estimate
from rightstag.train.metrics import compute_metrics

LABELS = ("assembly", "expression", "refugees")


def random_case(seed: int, rows: int = 80):
    draw = np.random.default_rng(seed)
    matrix = (draw.random((rows, 3)) < [0.4, 0.2, 0.1]).astype(np.int8)
    matrix[0] = 1
    probabilities = np.round(np.clip(matrix * 0.3 + draw.random((rows, 3)) * 0.7, 0, 1), 2)  # with ties
    return probabilities, matrix, draw.integers(0, 12, rows)


def judged(probabilities, matrix, documents, known=None, **options):
    known = np.ones(matrix.shape, dtype=bool) if known is None else known
    return compute_metrics(
        probabilities, probabilities >= 0.5, matrix, known, labels=LABELS, reports=documents, how="", **options
    )


@settings(max_examples=10)
@given(st.integers(0, 1000))
def test_the_figures_are_scikit_learns(seed: int) -> None:
    probabilities, matrix, documents = random_case(seed)
    ours = judged(probabilities, matrix, documents)
    decisions = probabilities >= 0.5
    by_label = precision_recall_fscore_support(matrix, decisions, average=None, zero_division=0)
    area = average_precision_score(matrix, probabilities, average=None)
    for k, scores in enumerate(ours.labels.values()):
        figures = (scores.precision, scores.recall, scores.f1)
        if scores.predicted:
            assert [f.value for f in figures] == pytest.approx([values[k] for values in by_label[:3]], abs=1e-4)
        assert scores.average_precision.value == pytest.approx(area[k], abs=1e-4)
        assert scores.support == by_label[3][k]
        if scores.average_precision.reason is None:
            assert scores.average_precision.low <= scores.average_precision.value <= scores.average_precision.high
    micro = precision_recall_fscore_support(matrix, decisions, average="micro")
    assert ours.micro.f1.value == pytest.approx(micro[2], abs=1e-4)
    assert ours.macro.f1.value == pytest.approx(by_label[2].mean(), abs=1e-4)
    assert ours.macro.average_precision.value == pytest.approx(area.mean(), abs=1e-4)


@settings(max_examples=10)
@given(st.integers(0, 1000))
def test_a_masked_row_counts_as_if_it_were_not_there(seed: int) -> None:
    probabilities, matrix, documents = random_case(seed)
    hidden = np.random.default_rng(seed).random(len(matrix)) < 0.3
    hidden[0] = False
    masked = judged(probabilities, matrix, np.zeros_like(documents), np.repeat(~hidden[:, np.newaxis], 3, axis=1))
    left = judged(probabilities[~hidden], matrix[~hidden], np.zeros_like(documents)[~hidden])
    assert masked.labels == left.labels
    assert (masked.micro, masked.macro) == (left.micro, left.macro)


def test_a_label_that_does_not_occur_has_no_figures_and_bends_no_mean() -> None:
    probabilities, matrix, documents = random_case(1)
    matrix[:, 2] = 0
    ours = judged(probabilities, matrix, documents)
    absent = Estimate(reason="the label does not occur")
    assert {ours.labels["refugees"].f1, ours.labels["refugees"].average_precision} == {absent}
    assert str(ours.labels["refugees"].recall) == "n/a"
    two = np.mean([ours.labels[label].f1.value for label in LABELS[:2]])
    assert ours.macro.f1.value == pytest.approx(two, abs=1e-4)


def test_paragraphs_without_any_label_are_judged_without_a_crash() -> None:
    ours = judged(np.zeros((30, 3)), np.zeros((30, 3), dtype=np.int8), np.arange(30))
    assert ours.macro.f1 == ours.micro.f1 == Estimate(reason="the label does not occur")


def test_one_report_gives_no_intervals() -> None:
    probabilities, matrix, documents = random_case(2)
    figure = judged(probabilities, matrix, documents * 0).labels["assembly"].f1
    assert figure.value is not None
    assert figure.low is None
    assert figure.high is None


def test_intervals_widen_when_paragraphs_of_a_report_stand_or_fall_together() -> None:
    probabilities, matrix, _ = random_case(3, rows=60)
    few = judged(np.tile(probabilities, (5, 1)), np.tile(matrix, (5, 1)), np.tile(np.arange(60), 5))
    many = judged(np.tile(probabilities, (5, 1)), np.tile(matrix, (5, 1)), np.arange(300))

    def width(evaluation):
        return evaluation.macro.f1.high - evaluation.macro.f1.low

    assert width(few) > 1.5 * width(many)


def test_slices_are_named_and_small_ones_left_out() -> None:
    probabilities, matrix, documents = random_case(4)
    where = ["north"] * 50 + ["south"] * 19 + [None] * 11
    (part,) = judged(probabilities, matrix, documents, slices={"source": where}).slices
    assert (part.by, part.value, part.rows) == ("source", "north", 50)
    alone = judged(probabilities[:50], matrix[:50], documents[:50])
    assert part.labels == alone.labels


@settings(max_examples=5)
@given(st.integers(0, 1000))
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    probabilities, matrix, documents = random_case(seed)
    probabilities = 0.9871 * probabilities + 0.0041  # no mean is half way between two roundings
    order = np.random.default_rng(seed).permutation(len(matrix))
    where = np.where(documents < 6, "north", "south")
    first = judged(probabilities, matrix, documents, slices={"source": where.tolist()})
    again = judged(probabilities[order], matrix[order], documents[order], slices={"source": where[order].tolist()})
    assert first == again


@settings(max_examples=5)
@given(st.integers(0, 1000), st.permutations(range(3)))
def test_the_order_of_labels_only_orders_the_columns(seed: int, order: list[int]) -> None:
    probabilities, matrix, documents = random_case(seed)
    first = judged(probabilities, matrix, documents)
    decisions = probabilities[:, order] >= 0.5
    again = compute_metrics(
        probabilities[:, order],
        decisions,
        matrix[:, order],
        np.ones(matrix.shape, dtype=bool),
        labels=[LABELS[k] for k in order],
        reports=documents,
        how="",
    )
    assert (first.labels, first.reliability) == (again.labels, again.reliability)
    assert (first.macro, first.micro) == (again.macro, again.micro)


def test_names_with_numbers_are_sorted_by_size() -> None:
    probabilities, matrix, documents = random_case(5, rows=90)
    where = ["121 words or more"] * 30 + ["51-120 words"] * 30 + ["1-50 words"] * 30
    parts = judged(probabilities, matrix, documents, slices={"length": where}).slices
    assert [part.value for part in parts] == ["1-50 words", "51-120 words", "121 words or more"]
