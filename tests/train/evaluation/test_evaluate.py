import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from rightstag.annotate.records import Annotation
from rightstag.errors import GateError, InputError
from rightstag.train import load_dataset
from rightstag.train.dataset import Dataset
from rightstag.train.evaluation.evaluate import evaluate
from rightstag.train.evaluation.learning_curve import learning_curve
from rightstag.train.evaluation.records import LearningCurvePoint, to_json
from rightstag.train.evaluation.slices import worst


def shape(value: Any) -> Any:
    """Return the fields of a record, of lists those of the first entry: what a program relies on."""
    if isinstance(value, dict):
        return {key: shape(entry) for key, entry in value.items()}
    return [shape(value[0])] if isinstance(value, list) and value else type(value).__name__


def test_parts_are_of_every_kind_that_is_known_and_the_weakest_is_named(dataset, told) -> None:
    data = dataset(240)
    model = told(data)
    for example in data.examples:  # wrong in one country, in all it says
        if example.country == "Tarsia":
            model.said[example.text] = (0.9 - np.array(model.said[example.text])).tolist()
    english = Dataset(tuple(replace(example, language="en") for example in data.examples), data.labels)
    found = evaluate(model, english)
    kinds = {part.by: [p.value for p in found.slices if p.by == part.by] for part in found.slices}
    assert (kinds["source"], kinds["year"], kinds["language"]) == (["gazette"], ["2020", "2021"], ["en"])
    assert kinds["length"] == ["1-50 words"]
    assert found.worst["country"] == "Tarsia"
    assert not {"source", "language", "length"} & found.worst.keys()  # one alone is not the weakest
    assert all(part.macro.f1.low is not None for part in found.slices)
    assert all(part.rows >= 20 for part in found.slices)


def test_a_part_with_hardly_a_label_is_not_called_the_weakest(dataset, told) -> None:
    data = dataset(200, countries=3)
    examples = [replace(e, labels=e.labels * int(e.country != "Averland")) for e in data.examples]
    first = next(row for row, e in enumerate(examples) if e.country == "Averland")
    examples[first] = replace(examples[first], labels=np.array([1, 0, 0], dtype=np.int8))
    data = Dataset(tuple(examples), data.labels)
    found = evaluate(told(data, wrong=0.1), data)
    assert "Averland" in [part.value for part in found.slices]
    assert worst(found.slices)["country"] != "Averland"


def test_the_surest_mistakes_come_first_with_the_paragraphs_id(dataset, told) -> None:
    data = dataset(40)
    model = told(data)
    without, having = (np.flatnonzero(data.matrix[:, 0] == has)[:2] for has in (0, 1))
    for row, probability in zip([*without, *having], (0.7, 0.95, 0.3, 0.05), strict=True):
        model.said[data.examples[row].text][0] = probability
    mistakes = evaluate(model, data).mistakes
    ids = [data.examples[row].id for row in (without[1], without[0], having[1], having[0])]
    assert [(m.paragraph, m.kind, m.probability) for m in mistakes] == list(
        zip(ids, ("given", "given", "missed", "missed"), (0.95, 0.7, 0.05, 0.3), strict=True)
    )


def test_the_json_has_the_same_fields_whatever_is_in_them(dataset, told) -> None:
    data = dataset(60)
    answers = tuple(
        Annotation(paragraph=example.id, annotator=name, labels=("assembly",), state="labelled")
        for example in data.examples
        for name in ("ada", "ben")
    )
    growth = (
        LearningCurvePoint(
            rows=10, f1=evaluate(told(data), data).macro.f1, average_precision=evaluate(told(data), data).macro.f1
        ),
    )
    full = json.loads(to_json(evaluate(told(data, wrong=0.2), replace(data, annotations=answers), learning=growth)))
    bare = json.loads(to_json(evaluate(told(data.take(range(5))), data.take(range(5)))))
    assert list(full) == list(bare)
    assert full["schema"] == "rightstag.evaluation/1"
    assert (bare["slices"], bare["ceiling"], bare["learning"], bare["worst"]) == ([], None, [], {})
    estimate = {**dict.fromkeys(("value", "low", "high"), "float"), "reason": "NoneType"}
    assert shape(full["labels"]["assembly"]) == {
        **dict.fromkeys(("precision", "recall", "f1", "average_precision"), estimate),
        **dict.fromkeys(("support", "predicted", "judged"), "int"),
    }
    assert list(full["reliability"]["assembly"]) == ["brier", "error", "bins", "brier_before", "error_before"]
    assert list(full["ceiling"]) == ["paragraphs", "annotators", "seen", "labels"]


def test_labels_in_another_order_are_refused(dataset, told) -> None:
    data = dataset(10)
    model = told(data, labels=("expression", "assembly", "refugees"))
    with pytest.raises(InputError, match="data: labels assembly, expression, refugees; expected expression, assembly"):
        evaluate(model, data)


def test_years_languages_and_answers_come_from_the_files(write) -> None:
    report = {"key": "averland-2021", "year": 2021, "language": "en"}
    rows = write(
        "rows.jsonl", [{"id": "1", "text": "a", "labels": [], "year": 2019}, {"id": "2", "text": "b", "labels": []}]
    )
    paragraphs = write("paragraphs.jsonl", [{"id": "3", "text": "c", "report": report}])
    answer = {"paragraph": "3", "annotator": "ada", "labels": [], "state": "none"}
    data = load_dataset([rows, write("answers.jsonl", [answer])], ("assembly",), paragraphs=[paragraphs])
    assert [example.year for example in data.examples] == [2019, None, 2021]
    assert [example.language for example in data.examples] == [None, None, "en"]
    assert [annotation.annotator for annotation in data.annotations] == ["ada"]


def test_more_paragraphs_make_a_better_model_and_none_of_the_test_is_learnt_from(dataset) -> None:
    test, more = dataset(60, seed=1), dataset(150, seed=2)
    # One report of the test data, and one paragraph under another name, are in the training data too.
    mixed = (*more.examples, *(replace(e, report=f"again {e.report}") for e in test.examples[:3]))
    training = Dataset(tuple(replace(e, report=f"new {e.report}") for e in mixed) + test.examples[3:6], test.labels)
    growth = learning_curve(training, test, min_groups=2)
    assert growth[-1].rows == 150
    assert [step.rows for step in growth] == sorted({step.rows for step in growth})
    assert growth[-1].average_precision.value > 0.9
    with pytest.raises(GateError, match="no label has examples enough"):
        learning_curve(training.take(range(2)), test)
    with pytest.raises(InputError, match="the training data: every paragraph is of a report of the data to judge on"):
        learning_curve(test, test)
