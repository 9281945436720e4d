import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rightstag.annotate import (
    Annotation,
    EvidenceSpan,
    PulledAnnotations,
    make_tasks,
    pseudonym,
    read_export,
)
from rightstag.errors import InputError, UsageError
from rightstag.labels import NONE, Taxonomy, load_taxonomy
from rightstag.reports import Paragraph

KEY = b"a key for tests only"
ADA, BEN = pseudonym(KEY, 1), pseudonym(KEY, 4)
IDS = load_taxonomy().ids
Build = Callable[..., dict[str, Any]]


@pytest.fixture
def pull(tmp_path: Path, taxonomy: Taxonomy) -> Callable[..., PulledAnnotations]:
    def run(*tasks: object, text: str | None = None) -> PulledAnnotations:
        path = tmp_path / "export.json"
        path.write_text(json.dumps(tasks, ensure_ascii=False) if text is None else text, encoding="utf-8")
        return read_export(path, taxonomy, key=KEY)

    return run


def test_two_answers_a_skip_and_a_draft_of_one_task(
    pull: Callable[..., PulledAnnotations], exported: Build, annotation: Build, draft: Build, region: Build
) -> None:
    suggestion = {"id": 9, "score": 0.1, "model_version": "v1", "result": [region("topics", choices=["assembly"])]}
    full = [
        region("topics", choices=["expression", "assembly"]),
        region("evidence", start=0, end=6, text="Police", labels=["assembly"]),
        region("comment", text=["unsure"]),
    ]
    pulled = pull(
        exported(
            annotation(full, prediction=suggestion, parent_prediction=9, ground_truth=True),
            annotation([region("topics", choices=["assembly"])], prediction=suggestion, completed_by=4, lead_time=4.0),
            annotation([region("topics", choices=["assembly"])], completed_by={"id": 4}, was_cancelled=True),
            drafts=[draft([region("topics", choices=["statelessness"])])],
        )
    )
    assert pulled.problems == ()
    assert pulled.annotations == (
        Annotation(
            paragraph="p-1",
            annotator=ADA,
            labels=("assembly", "expression"),
            state="labelled",
            created="2026-03-02T09:00:00.000000Z",
            seconds=12.5,
            origin="prediction-changed",
            evidence=(EvidenceSpan(start=0, end=6, label="assembly"),),
            comment="unsure",
            gold=True,
            taxonomy="1",
        ),
        Annotation(
            paragraph="p-1",
            annotator=BEN,
            labels=("assembly",),
            state="labelled",
            created="2026-03-02T09:00:00.000000Z",
            seconds=4.0,
            taxonomy="1",
        ),
        Annotation(
            paragraph="p-1",
            annotator=BEN,
            labels=(),
            state="skipped",
            created="2026-03-02T09:00:00.000000Z",
            seconds=12.5,
            taxonomy="1",
        ),
        Annotation(
            paragraph="p-1",
            annotator=ADA,
            labels=("statelessness",),
            state="draft",
            created="2026-03-02T09:05:00.000000Z",
            seconds=2.0,
            taxonomy="1",
        ),
    )


def test_the_order_of_an_export_does_not_matter(
    pull: Callable[..., PulledAnnotations], exported: Build, annotation: Build, region: Build
) -> None:
    def task(number: int, *answers: int) -> dict[str, Any]:
        said = [annotation([region("topics", choices=[])], id=n, completed_by=n) for n in answers]
        return exported(*said, id=number, data={"paragraph_id": f"p-{number}", "text": "It rained."})

    pulled = pull(task(2), task(7, 3, 8), task(10, 1, 2))
    assert [(a.paragraph, a.annotator) for a in pulled.annotations] == [
        (f"p-{number}", pseudonym(KEY, answer)) for number, answer in ((7, 3), (7, 8), (10, 1), (10, 2))
    ]
    assert pull(task(10, 2, 1), task(2), task(7, 8, 3)) == pulled


def test_a_task_that_nobody_touched_gives_nothing(pull: Callable[..., PulledAnnotations], exported: Build) -> None:
    assert pull(exported()) == PulledAnnotations((), ())
    assert pull() == PulledAnnotations((), ())


@pytest.mark.parametrize(
    ("ticked", "fields", "state", "labels"),
    [
        (["assembly"], {}, "labelled", ("assembly",)),
        (["statelessness", "assembly"], {}, "labelled", ("assembly", "statelessness")),
        (["none"], {}, "none", ()),
        (["none"], {"was_cancelled": True}, "skipped", ()),
        (["none", "assembly"], {"was_cancelled": True}, "skipped", ()),
        (None, {"was_cancelled": True}, "skipped", ()),
    ],
)
def test_each_state_is_told_apart(
    ticked: list[str] | None,
    fields: dict[str, object],
    state: str,
    labels: tuple[str, ...],
    pull: Callable[..., PulledAnnotations],
    exported: Build,
    annotation: Build,
    region: Build,
) -> None:
    result = None if ticked is None else [region("topics", choices=ticked)]
    pulled = pull(exported(annotation(result, **fields)))
    [found] = pulled.annotations
    assert (found.state, found.labels) == (state, labels)
    assert pulled.problems == ()


@pytest.mark.parametrize(
    ("ticked", "labels", "problem"),
    [
        (["none", "expression", "assembly"], ("assembly", "expression"), "'none' together with assembly, expression"),
        ([], (), "submitted without an answer"),
    ],
)
def test_an_answer_that_is_none_becomes_neither_label_nor_negative(
    ticked: list[str],
    labels: tuple[str, ...],
    problem: str,
    pull: Callable[..., PulledAnnotations],
    exported: Build,
    annotation: Build,
    region: Build,
) -> None:
    pulled = pull(exported(annotation([region("topics", choices=ticked)], ground_truth=True)))
    assert list(map(str, pulled.problems)) == [f"task 7, {ADA} (user 1): {problem}: kept as a draft"]
    assert pulled.unfinished == (1,)
    [found] = pulled.annotations
    assert (found.state, found.labels, found.gold) == ("draft", labels, False)


@pytest.mark.parametrize(
    ("stated", "parent", "suggested", "origin"),
    [
        (None, None, ["assembly"], "manual"),
        (None, 9, ["assembly"], "prediction"),
        (None, 9, ["assembly", "expression"], "prediction-changed"),
        (None, 9, None, "prediction-changed"),
        ("prediction", 9, ["assembly"], "prediction"),
        ("prediction-changed", 9, ["expression"], "prediction-changed"),
        ("manual", 9, ["expression"], "prediction-changed"),
        ("manual", None, None, "manual"),
        ("manual", 9, [], "manual"),  # the model expected none of the labels, so nothing was ticked
    ],
)
def test_where_an_answer_came_from(
    stated: str | None,
    parent: int | None,
    suggested: list[str] | None,
    origin: str,
    pull: Callable[..., PulledAnnotations],
    exported: Build,
    annotation: Build,
    region: Build,
) -> None:
    ticked = [region("topics", choices=suggested)] if suggested else []
    prediction = {} if suggested is None else {"id": 9, "result": ticked}
    answer = [region("topics", origin=stated, choices=["assembly"])]
    [found] = pull(exported(annotation(answer, prediction=prediction, parent_prediction=parent))).annotations
    assert found.origin == origin


def test_the_codebook_version_of_a_task_stays_with_its_answers(
    pull: Callable[..., PulledAnnotations], exported: Build, annotation: Build, region: Build
) -> None:
    data = {"paragraph_id": "p-1", "text": "It rained.", "taxonomy": "0.9", "offered": ["assembly", "expression"]}
    early = annotation([region("topics", choices=["none"])])
    late = annotation([region("topics", choices=["refugees"])], id=13)  # by a screen that was changed meanwhile
    pulled = pull(exported(early, late, data=data))
    assert [(a.taxonomy, a.offered) for a in pulled.annotations] == [
        ("0.9", ("assembly", "expression")),
        ("0.9", ("assembly", "expression", "refugees")),
    ]
    assert [a.judges("refugees") for a in pulled.annotations] == [False, True]
    assert pulled.unversioned == 0


def test_answers_to_a_task_of_no_version_count_for_the_one_given(
    pull: Callable[..., PulledAnnotations], exported: Build, annotation: Build, region: Build
) -> None:
    pulled = pull(exported(annotation([region("topics", choices=["none"])])))
    assert [(a.taxonomy, a.offered) for a in pulled.annotations] == [("1", None)]
    assert pulled.unversioned == 1


def test_a_text_that_was_edited_on_the_server_is_told(
    pull: Callable[..., PulledAnnotations], exported: Build, annotation: Build, region: Build, taxonomy: Taxonomy
) -> None:
    [task] = make_tasks([Paragraph(id="p-1", text="It rained.")], taxonomy)
    data = msgspec.to_builtins(task.data)
    answer = annotation([region("topics", choices=["none"])])
    assert pull(exported(answer, data=data)).problems == ()
    [problem] = pull(exported(answer, data=data | {"text": "It snowed."})).problems
    assert str(problem).startswith("task 7: its text was edited in Label Studio: ")
    assert pull(exported(data=data | {"text": "It snowed."})).problems == ()  # nobody read it


def test_evidence_outside_the_text_is_left_out_and_named(
    pull: Callable[..., PulledAnnotations], exported: Build, annotation: Build, region: Build
) -> None:
    answer = [region("topics", choices=["assembly"]), region("evidence", start=3, end=99, text="", labels=["assembly"])]
    pulled = pull(exported(annotation(answer)))
    assert list(map(str, pulled.problems)) == [
        f"task 7, {ADA} (user 1): evidence at 3 to 99 is not in the text: left out"
    ]
    assert pulled.annotations[0].state == "labelled"
    assert pulled.annotations[0].evidence == ()


@pytest.mark.parametrize(
    ("origin", "kept"), [("prediction", False), ("prediction-changed", True), ("manual", True), (None, True)]
)
def test_words_that_a_model_marked_and_nobody_touched_are_no_persons(
    origin: str | None,
    kept: bool,
    pull: Callable[..., PulledAnnotations],
    exported: Build,
    annotation: Build,
    region: Build,
) -> None:
    marked = region("evidence", origin=origin, start=0, end=6, text="Police", labels=["assembly"])
    [found] = pull(exported(annotation([region("topics", choices=["assembly"]), marked]))).annotations
    assert bool(found.evidence) == kept


def test_an_arrow_between_spans_is_passed_over(
    pull: Callable[..., PulledAnnotations], exported: Build, annotation: Build, region: Build
) -> None:
    arrow = {"type": "relation", "from_id": "a", "to_id": "b", "direction": "right"}
    assert pull(exported(annotation([arrow, region("topics", choices=["assembly"])]))).problems == ()


@pytest.mark.parametrize(
    ("control", "value", "message"),
    [
        (
            "topics",
            {"choices": ["torture"]},
            "unknown choice 'torture'; expected one of assembly, expression, association, refugees, statelessness, "
            "none; give the taxonomy that the project was labelled with",
        ),
        (
            "mood",
            {"choices": ["good"]},
            "control 'mood' of type 'choices', of another labelling config; expected one of topics, evidence, comment",
        ),
        (
            "evidence",
            {"start": 0, "end": 1, "labels": ["none"]},
            "unknown choice 'none'; expected one of assembly, expression, association, refugees, statelessness; "
            "give the taxonomy that the project was labelled with",
        ),
    ],
)
@pytest.mark.parametrize("how", ["submitted", "skipped", "draft"])
def test_an_export_of_another_screen_is_refused(
    control: str,
    value: dict[str, Any],
    message: str,
    how: str,
    pull: Callable[..., PulledAnnotations],
    exported: Build,
    annotation: Build,
    draft: Build,
    region: Build,
    tmp_path: Path,
) -> None:
    result = [region(control, **value)]
    task = (
        exported(drafts=[draft(result)])
        if how == "draft"
        else exported(annotation(result, was_cancelled=how == "skipped"))
    )
    with pytest.raises(InputError) as caught:
        pull(task)
    assert str(caught.value) == f"{tmp_path}/export.json, task 7: {message}"


JSON_MIN = '[{"id": 7, "annotation_id": 12, "annotator": 1, "paragraph_id": "p-1", "topics": "assembly"}]'
CSV = "annotation_id,annotator,created_at,id,paragraph_id,topics\n12,1,2026-03-02,7,p-1,assembly\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            JSON_MIN,
            ", item 1: a JSON_MIN export, which cannot tell skipped from none; in Label Studio choose Export > JSON",
        ),
        (
            CSV,
            ": a table, which cannot tell skipped from none; expected a Label Studio JSON export; "
            "in Label Studio choose Export > JSON",
        ),
        (
            '{"id": 7}',
            ": not a list of tasks (Expected `array`, got `object`); expected a Label Studio JSON export; "
            "in Label Studio choose Export > JSON",
        ),
        (
            '[{"data": {"paragraph_id": "p-1"}}]',
            ", item 1: a task without annotations, as in a file to import; in Label Studio choose Export > JSON",
        ),
        (
            '[{"id": 7, "annotations": [], "data": {"text": "It rained."}}]',
            ", task 7: no paragraph_id in its data; import what `rightstag tasks` wrote",
        ),
        (
            '[{"id": 7, "annotations": [{"result": 3}], "data": {"paragraph_id": "p-1"}}]',
            ", item 1: not as this labelling screen writes it (Expected `array | null`, got `int` - "
            "at `$.annotations[0].result`); export a project that has its labelling config",
        ),
        (
            "[3]",
            ", item 1: not a task (Expected `object`, got `int`); in Label Studio choose Export > JSON",
        ),
    ],
)
def test_what_is_no_json_export_is_refused(
    text: str, message: str, pull: Callable[..., PulledAnnotations], tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        pull(text=text)
    assert str(caught.value) == f"{tmp_path}/export.json{message}"
    assert caught.value.exit_code == 4


@pytest.mark.parametrize("text", ["", "[", '[{"id": 7', '{"a": 1}\n{"a": 2}', "nonsense"])
def test_what_is_no_json_is_refused(text: str, pull: Callable[..., PulledAnnotations]) -> None:
    with pytest.raises(InputError, match="expected a Label Studio JSON export; in Label Studio choose Export > JSON"):
        pull(text=text)


def test_a_missing_export_is_a_matter_of_usage(tmp_path: Path, taxonomy: Taxonomy) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_export(tmp_path / "nope.json", taxonomy, key=KEY)


def test_no_address_of_a_person_comes_out(
    pull: Callable[..., PulledAnnotations], exported: Build, annotation: Build, draft: Build, region: Build
) -> None:
    result = [region("topics", choices=["none", "assembly"])]
    who = {"id": 1, "email": "ada@averland.example", "first_name": "Ada", "last_name": "Lovage"}
    pulled = pull(exported(annotation(result, completed_by=who), drafts=[draft(result)]))
    said = msgspec.json.encode([pulled.annotations, pulled.problems]).decode()
    assert "averland.example" not in said
    assert "Lovage" not in said
    assert {annotation.annotator for annotation in pulled.annotations} == {ADA}


# A text with characters that are one, two and four bytes long: spans count characters.
TEXT = "Zürich 😀 police broke up a picket."
spans = st.tuples(st.integers(0, 10), st.integers(11, len(TEXT)), st.sampled_from(IDS))
answers = st.fixed_dictionaries(
    {
        "state": st.sampled_from(["labelled", "none", "skipped", "draft"]),
        "labels": st.sets(st.sampled_from(IDS), min_size=1),
        "user": st.integers(1, 9),
        "origin": st.sampled_from(["manual", "prediction", "prediction-changed"]),
        "evidence": st.sets(spans, max_size=3),
        "comment": st.none() | st.text("äb <&\"'", min_size=1).map(str.strip).filter(bool),
        "seconds": st.none() | st.floats(0, 1e4),
        "gold": st.booleans(),
    }
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # each run writes the file anew
@given(people=st.lists(st.lists(answers, max_size=4), min_size=1, max_size=5))
def test_every_answer_survives_the_round_trip(
    people: list[list[dict[str, Any]]],
    pull: Callable[..., PulledAnnotations],
    taxonomy: Taxonomy,
    annotation: Build,
    draft: Build,
    region: Build,
    exported: Build,
) -> None:
    paragraphs = [Paragraph(id=f"p-{number}", text=TEXT) for number in range(len(people))]
    tasks, expected = [], []
    for number, (task, given_answers) in enumerate(zip(make_tasks(paragraphs, taxonomy), people, strict=True)):
        finished = [answer for answer in given_answers if answer["state"] != "draft"]
        drafts = [answer for answer in given_answers if answer["state"] == "draft"]
        entries = [
            annotation(
                result_of(answer, region),
                completed_by=answer["user"],
                was_cancelled=answer["state"] == "skipped",
                ground_truth=answer["gold"],
                lead_time=answer["seconds"],
            )
            for answer in finished
        ]
        begun = [draft(result_of(a, region), user=a["user"], lead_time=a["seconds"]) for a in drafts]
        tasks.append(exported(*entries, drafts=begun, id=number, data=msgspec.to_builtins(task.data)))
        expected += [as_record(f"p-{number}", answer) for answer in (*finished, *drafts)]
    pulled = pull(*tasks)
    assert pulled.problems == ()
    assert [msgspec.structs.replace(found, created=None) for found in pulled.annotations] == expected


def result_of(answer: dict[str, Any], region: Build) -> list[dict[str, Any]]:
    choices = [NONE] if answer["state"] == "none" else sorted(answer["labels"])
    marked = [region("evidence", start=s, end=e, text=TEXT[s:e], labels=[label]) for s, e, label in answer["evidence"]]
    comment = [region("comment", text=[answer["comment"]])] if answer["comment"] else []
    return [*marked, region("topics", origin=answer["origin"], choices=choices), *comment]


def as_record(paragraph: str, answer: dict[str, Any]) -> Annotation:
    state = answer["state"]
    marked = () if state == "skipped" else sorted(answer["evidence"])
    return Annotation(
        paragraph=paragraph,
        annotator=pseudonym(KEY, answer["user"]),
        labels=tuple(i for i in IDS if i in answer["labels"]) if state in {"labelled", "draft"} else (),
        state=state,
        seconds=answer["seconds"],
        origin=answer["origin"],
        evidence=tuple(EvidenceSpan(start=start, end=end, label=label) for start, end, label in marked),
        comment=answer["comment"],
        gold=answer["gold"] and state in {"labelled", "none"},
        taxonomy="1",
        offered=IDS,
    )
