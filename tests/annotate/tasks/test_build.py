import json
import warnings

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightstag.annotate import make_tasks, margin, prediction_faults
from rightstag.annotate.labelstudio.predictions import suggestible_labels
from rightstag.annotate.labelstudio.task import text_digest
from rightstag.errors import InputError
from rightstag.labels import Taxonomy, labelling_config
from rightstag.labels.labelling_config import SHOWN
from rightstag.reports import Paragraph, Report
from rightstag.stats import Estimate

REPORT = Report(
    key="averland-2021", title="Averland in 2021", country="XAV", year=2021, url="https://averland.example/r"
)
PICKET = Paragraph(
    id="p-1", text="Police broke up a picket.", trail=("Averland", "B. Assembly"), page=3, number="12", report=REPORT
)
WEATHER = Paragraph(id="p-2", text="It rained.")


@pytest.fixture(scope="module")
def interface(taxonomy: Taxonomy):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the SDK's own imports warn
        from label_studio_sdk.label_interface import LabelInterface

    return LabelInterface(labelling_config(taxonomy))


def test_a_task_says_where_its_paragraph_comes_from(taxonomy: Taxonomy) -> None:
    [task] = make_tasks([PICKET], taxonomy)
    assert msgspec.to_builtins(task) == {
        "data": {
            "paragraph_id": "p-1",
            "citation": "Averland in 2021 · XAV",
            "trail": "Averland › B. Assembly",
            "link": "https://averland.example/r (page 3)",
            "before": "",
            "text": "Police broke up a picket.",
            "after": "",
            "kind": "paragraph",
            "page": 3,
            "number": "12",
            "report": "averland-2021",
            "title": "Averland in 2021",
            "country": "XAV",
            "year": 2021,
            "url": "https://averland.example/r",
            "taxonomy": "1",
            "offered": taxonomy.ids,
            "digest": text_digest("Police broke up a picket."),
        }
    }


@pytest.mark.parametrize(
    ("title", "country", "year", "citation"),
    [
        ("Norway 2021 Human Rights Report", "NOR", 2021, "Norway 2021 Human Rights Report"),
        ("Annual report", "NOR", 2021, "Annual report · Norway · 2021"),
        ("Annual report", None, 2021, "Annual report · 2021"),
        ("ANNUAL REPORT ON NORWAY", "NOR", None, "ANNUAL REPORT ON NORWAY"),
        (None, "XAV", None, "r-1 · XAV"),
    ],
)
def test_title_country_and_year_are_said_once(title, country, year, citation, taxonomy: Taxonomy) -> None:
    report = Report(key="r-1", title=title, country=country, year=year)
    [task] = make_tasks([Paragraph(id="p-1", text="It rained.", trail=(title or "A", "B"), report=report)], taxonomy)
    assert (task.data.citation, task.data.trail) == (citation, "B" if title else "A › B")


def test_function_words_are_not_marked(taxonomy: Taxonomy, fake_bundle: type) -> None:
    [task] = make_tasks(
        [Paragraph(id="p-1", text="The picket.")], taxonomy, bundle=fake_bundle([[0.9, 0.0]]), evidence=True
    )
    assert [region["from_name"] for region in task.predictions[0].result] == ["topics"]


def test_what_the_screen_shows_is_in_every_task(taxonomy: Taxonomy) -> None:
    for task in make_tasks([PICKET, WEATHER], taxonomy):
        assert all(isinstance(getattr(task.data, name), str) for name in SHOWN)


def test_only_what_is_tagged_becomes_a_task(taxonomy: Taxonomy) -> None:
    kinds = ["paragraph", "bullet", "recommendation", "heading", "footnote", "furniture"]
    paragraphs = [Paragraph(id=kind, text="x", kind=kind) for kind in kinds]
    assert [task.data.paragraph_id for task in make_tasks(paragraphs, taxonomy)] == kinds[:3]


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (
            [],
            "paragraphs: none can be tagged; expected one of kind bullet, paragraph, recommendation; "
            "ingest a report first",
        ),
        ([WEATHER, WEATHER], "paragraphs: 'p-2' comes twice; give each paragraph once"),
    ],
)
def test_paragraphs_that_make_no_tasks(paragraphs: list[Paragraph], expected: str, taxonomy: Taxonomy) -> None:
    with pytest.raises(InputError) as caught:
        make_tasks(paragraphs, taxonomy)
    assert str(caught.value) == expected


def test_a_prediction_gives_the_labels_from_their_threshold_on(taxonomy: Taxonomy, fake_bundle: type) -> None:
    [task] = make_tasks([PICKET], taxonomy, bundle=fake_bundle([[0.5, 0.25]]))
    [prediction] = task.predictions
    assert msgspec.to_builtins(prediction) == {
        "model_version": "fake-12345678",
        "score": 0.0,
        "result": (
            {
                "id": "topics",
                "from_name": "topics",
                "to_name": "text",
                "type": "choices",
                "value": {"choices": ["assembly", "expression"]},
                "meta": {"taxonomy": "1", "probabilities": {"assembly": 0.5, "expression": 0.25}},
            },
        ),
    }


def test_a_model_of_all_labels_leaves_none_unticked_and_one_that_lacks_some_says_nothing(
    taxonomy: Taxonomy, fake_bundle: type
) -> None:
    whole = fake_bundle([[0.1] * 5], labels=taxonomy.ids, thresholds=np.full(5, 0.5))
    [task] = make_tasks([WEATHER], taxonomy, bundle=whole)
    assert [(p.result, p.score) for p in task.predictions] == [((), 0.8)]
    [task] = make_tasks([WEATHER], taxonomy, bundle=fake_bundle([[0.1, 0.1]]))
    assert task.predictions == ()


def test_a_text_that_the_model_cannot_judge_gets_no_prediction(taxonomy: Taxonomy, fake_bundle: type) -> None:
    rows = [PICKET, Paragraph(id="p-3", text="Η αστυνομία διέλυσε."), Paragraph(id="p-4", text="* * *")]
    tasks = make_tasks(rows, taxonomy, bundle=fake_bundle([[0.9, 0.9]] * 3))
    assert [len(task.predictions) for task in tasks] == [1, 0, 0]


def test_a_label_that_the_model_cannot_tell_apart_is_withheld(taxonomy: Taxonomy, fake_bundle: type) -> None:
    # 20 of 100 have the label: always saying yes has an F1 of 40 / 120.
    hopeless = fake_bundle([[0.9, 0.9]], f1=Estimate(0.5, 0.33, 0.6))
    labels, withheld = suggestible_labels(hopeless, taxonomy.ids)
    assert labels == ()
    reason = "its held-out F1 of 0.50 (0.33 at the lowest) is not clearly above the 0.33 of always yes"
    assert withheld["assembly"] == reason
    assert withheld["refugees"] == "the model does not have it"
    [task] = make_tasks([PICKET], taxonomy, bundle=hopeless)
    assert task.predictions == ()
    [task] = make_tasks([PICKET], taxonomy, bundle=hopeless, force=True)
    assert task.predictions[0].result[0]["value"]["choices"] == ["assembly", "expression"]
    unlearnt = fake_bundle([[0.9, 0.9]], trained=False)
    assert suggestible_labels(unlearnt, ("assembly",), force=True) == ((), {"assembly": "not learnt"})
    unjudged = fake_bundle([[0.9, 0.9]], f1=Estimate())
    assert suggestible_labels(unjudged, ("assembly",))[1] == {"assembly": "its held-out F1 is not known"}


def test_evidence_marks_the_words_that_speak_for_a_label(taxonomy: Taxonomy, fake_bundle: type) -> None:
    [task] = make_tasks([PICKET], taxonomy, bundle=fake_bundle([[0.9, 0.0]]), evidence=True)
    spans = [item for item in task.predictions[0].result if item["from_name"] == "evidence"]
    assert [span["value"] for span in spans] == [{"start": 0, "end": 6, "text": "Police", "labels": ["assembly"]}]


def test_labels_that_the_screen_lacks_are_left_out_and_a_model_of_no_other_is_refused(
    taxonomy: Taxonomy, fake_bundle: type
) -> None:
    [task] = make_tasks([PICKET], taxonomy, bundle=fake_bundle([[0.9, 0.9]], labels=("assembly", "torture")))
    assert task.predictions[0].result[0]["value"]["choices"] == ["assembly"]
    with pytest.raises(InputError, match=r"^fake-12345678: no label of the model is in the taxonomy: torture, exile; "):
        make_tasks([PICKET], taxonomy, bundle=fake_bundle([[0.1, 0.1]], labels=("torture", "exile")))


def test_a_probability_that_is_none_is_not_written(taxonomy: Taxonomy, fake_bundle: type) -> None:
    with pytest.raises(InputError, match=r"score nan is not in \[0, 1\]"):
        make_tasks([PICKET], taxonomy, bundle=fake_bundle([[0.9, float("nan")]]))


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1))
def test_a_margin_lies_between_doubt_and_certainty(pairs: list[tuple[float, float]]) -> None:
    probabilities, thresholds = zip(*pairs, strict=True)
    [score] = margin([probabilities], thresholds)
    assert 0 <= score <= 1


GOOD_TOPICS = {"from_name": "topics", "to_name": "text", "type": "choices", "value": {"choices": ["assembly"]}}
SPAN = {"start": 0, "end": 6, "text": "Police", "labels": ["assembly"]}
GOOD_SPAN = {"id": "e", "from_name": "evidence", "to_name": "text", "type": "labels", "value": SPAN}


@pytest.mark.parametrize(
    ("prediction", "fault"),
    [
        ({"result": [GOOD_TOPICS, GOOD_SPAN]}, None),
        ({"result": []}, None),
        ({"result": [GOOD_TOPICS], "score": 1.7}, "score 1.7 is not in [0, 1]"),
        ({"result": [GOOD_TOPICS | {"value": {"choices": ["torture"]}}]}, "region 0: unknown label 'torture'"),
        (
            {"result": [GOOD_TOPICS | {"from_name": "mood"}]},
            "region 0: control 'mood' of type 'choices' is not on the screen",
        ),
        (
            {"result": [GOOD_TOPICS | {"type": "labels"}]},
            "region 0: control 'topics' of type 'labels' is not on the screen",
        ),
        (
            {"result": [GOOD_TOPICS | {"to_name": "title"}]},
            "region 0: control 'topics' of type 'choices' is not on the screen",
        ),
        ({"result": [GOOD_SPAN | {"value": SPAN | {"labels": ["none"]}}]}, "region 0: unknown label 'none'"),
    ],
)
def test_our_check_agrees_with_label_studios(
    prediction: dict, fault: str | None, taxonomy: Taxonomy, interface
) -> None:
    prediction = {"score": 0.5, "model_version": "m"} | prediction
    faults = list(prediction_faults(prediction, taxonomy, "Police broke up a picket."))
    theirs = interface.validate_prediction(json.loads(json.dumps(prediction)), return_errors=True)
    assert faults == ([fault] if fault else [])
    assert bool(theirs) == bool(faults), theirs


@pytest.mark.parametrize(
    ("prediction", "fault"),
    [
        (
            {"result": [GOOD_TOPICS | {"value": {"choices": ["none", "assembly"]}}]},
            "region 0: 'none' together with a category",
        ),
        (
            {"result": [GOOD_SPAN | {"value": SPAN | {"end": 99}}]},
            "region 0: characters 0 to 99 do not lie in the text",
        ),
        ({"result": [GOOD_SPAN | {"value": SPAN | {"end": 5}}]}, "region 0: characters 0 to 5 are not 'Police'"),
        ({"result": [], "model_version": ""}, "no model_version"),
    ],
)
def test_our_check_sees_what_label_studio_lets_pass(prediction: dict, fault: str, taxonomy: Taxonomy) -> None:
    prediction = {"score": 0.5, "model_version": "m"} | prediction
    assert list(prediction_faults(prediction, taxonomy, "Police broke up a picket.")) == [fault]


@given(rows=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=5))
def test_every_prediction_that_is_written_is_accepted(
    rows: list[tuple[float, float]], taxonomy: Taxonomy, fake_bundle: type, interface
) -> None:
    paragraphs = [Paragraph(id=f"p-{n}", text="Zürich 😀 picket.") for n in range(len(rows))]
    bundle = fake_bundle([list(row) for row in rows])
    for task in make_tasks(paragraphs, taxonomy, bundle=bundle, evidence=True):
        for prediction in task.predictions:
            sent = json.loads(msgspec.json.encode(prediction))
            assert interface.validate_prediction(sent, return_errors=True) == []
