import numpy as np
import pytest

from rightstag.annotate.records import Annotation
from rightstag.train.evaluation.human_agreement import measure_human_agreement


def said(paragraph: str, annotator: str, *labels: str, gold: bool = False) -> Annotation:
    state = "labelled" if labels else "none"
    return Annotation(paragraph=paragraph, annotator=annotator, labels=labels, state=state, gold=gold)


def test_annotators_and_model_are_held_against_each_other_by_hand(dataset) -> None:
    data = dataset(4)
    decisions = np.array([[1, 0, 0], [1, 0, 0], [0, 0, 0], [1, 0, 0]], dtype=bool)
    annotations = [
        said("p-0", "ada", "assembly"),
        said("p-0", "ben", "assembly"),
        said("p-1", "ada", "assembly"),
        said("p-1", "ben"),
        said("p-1", "cleo", "refugees", gold=True),  # has seen the others' answers
        said("p-2", "ada", "assembly"),
        said("p-2", "ben", "assembly"),
        said("p-3", "ada", "expression"),  # nobody else answered
        said("p-9", "ada"),  # not judged here
        said("p-9", "ben"),
    ]
    seen = np.array([True, False, False, True])
    ceiling = measure_human_agreement(data, decisions, annotations, seen=seen)
    assert ceiling is not None
    assert (ceiling.paragraphs, ceiling.annotators, ceiling.seen) == (3, 2, 1)
    one = ceiling.labels["assembly"]
    assert one.annotators.value == pytest.approx(2 * 2 / 5, abs=1e-4)  # both gave it twice, each gave it 3 and 2 times
    assert one.model.value == pytest.approx(2 * 3 / (5 + 4), abs=1e-4)  # 3 hits, 5 answers, 4 times against an answer
    assert one.gap.value == pytest.approx(0.8 - 2 / 3, abs=1e-4)
    assert (one.given, one.at_ceiling) == (5, False)
    assert ceiling.labels["refugees"].annotators.value is None


def test_who_agrees_with_annotators_as_they_do_with_each_other_is_at_the_ceiling(dataset) -> None:
    data = dataset(80)
    draw = np.random.default_rng(0)
    reads = [(data.matrix == 1) ^ (draw.random(data.matrix.shape) < 0.1) for _ in range(3)]
    annotations = [
        said(example.id, name, *(label for label, has in zip(data.labels, row, strict=True) if has))
        for name, read in (("ada", reads[0]), ("ben", reads[1]))
        for example, row in zip(data.examples, read, strict=True)
    ]
    unseen = np.zeros(len(data), dtype=bool)
    good = measure_human_agreement(data, data.matrix == 1, annotations, seen=unseen)
    bad = measure_human_agreement(data, np.zeros(data.matrix.shape, dtype=bool), annotations, seen=unseen)
    assert good is not None
    assert bad is not None
    assert all(one.at_ceiling and one.gap.low < one.gap.value < one.gap.high for one in good.labels.values())
    assert not any(one.at_ceiling for one in bad.labels.values())


def test_without_two_answers_there_is_nothing_to_say(dataset) -> None:
    data = dataset(4)
    none = np.zeros((4, 3), dtype=bool)
    assert measure_human_agreement(data, none, [said("p-0", "ada")], seen=none[:, 0]) is None
