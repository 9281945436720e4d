"""Disputes settled on a real Label Studio: what goes there, what comes back, and which projects are refused."""

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from rightstag.annotate import Annotation
from rightstag.annotate.labelstudio.client import Client
from rightstag.annotate.labelstudio.project import get_project
from rightstag.jsonl import read_rows, write_rows
from rightstag.reports import Paragraph

pytestmark = pytest.mark.xdist_group("label-studio")  # one server for all that need one

Run = Callable[..., tuple[int, str, str]]
TEXTS = (
    "The law on gatherings was tightened in spring.",
    "Police in Averland broke up a picket and fined its organiser.",
    "A journalist was questioned about an article.",
)
PARAGRAPHS = [Paragraph(id=f"p-{n}", text=text) for n, text in enumerate(TEXTS)]
ADA = [
    Annotation(paragraph=row.id, annotator="annotator-ada", labels=("assembly",), state="labelled")
    for row in PARAGRAPHS
]
BEN = [Annotation(paragraph=row.id, annotator="annotator-ben", labels=(), state="none") for row in PARAGRAPHS[:2]]
titles = (f"Disputed {number}" for number in itertools.count())


@pytest.fixture
def title() -> str:
    return next(titles)


@pytest.fixture
def push(run: Run, title: str) -> Run:
    """Push the disputes among some annotations."""
    write_rows(Path("paragraphs.jsonl"), PARAGRAPHS)

    def call(annotations: list[Annotation], *options: str) -> tuple[int, str, str]:
        write_rows(Path("annotations.jsonl"), annotations)
        texts = ("--paragraphs", "paragraphs.jsonl")
        return run("adjudicate", "push", "annotations.jsonl", *texts, "--project", title, *options)

    return call


@pytest.fixture
def pull(run: Run, title: str) -> Run:
    def call() -> tuple[int, str, str]:
        return run("adjudicate", "pull", "annotations.jsonl", "--project", title, "-o", "gold.jsonl")

    return call


@pytest.fixture
def answer(studio: Client, title: str) -> Callable[..., None]:
    """Answer a paragraph's task as the adjudicator."""

    def call(paragraph: str, *choices: str, **fields: object) -> None:
        rows = studio.tasks(get_project(studio, title).id, "id,data")
        [task] = [row.id for row in rows if row.paragraph == paragraph]
        topics = {"from_name": "topics", "to_name": "text", "type": "choices", "value": {"choices": choices}}
        studio.write("POST", f"api/tasks/{task}/annotations/", {"result": [topics], **fields}, dict[str, Any])

    return call


def test_only_disputes_go_there_once_each_and_nobodys_name_with_them(push: Run, studio: Client, title: str) -> None:
    code, out, _ = push([*ADA, BEN[0]], "--dry-run")
    assert (code, json.loads(out)["new"], json.loads(out)["project"]) == (0, 1, None)
    assert [push([*ADA, BEN[0]])[0], push([*ADA, BEN[0]])[0]] == [0, 0]
    _, _, err = push([*ADA, *BEN])
    assert err.splitlines()[1:] == ["disputed paragraphs: 1 new, 1 there already"]
    project = get_project(studio, title)
    tasks = studio.tasks(project.id, "id,data")
    assert [task.paragraph for task in tasks] == ["p-0", "p-1"]
    assert "annotator-" not in str(tasks)
    assert studio.predictions(project.id) == []


def test_answers_come_back_as_gold_and_what_is_skipped_stays_disputed(
    push: Run, pull: Run, answer: Callable[..., None]
) -> None:
    push([*ADA, *BEN])
    answer("p-0", "none")
    answer("p-1", "assembly", was_cancelled=True)
    assert pull() == (0, "", "answered paragraphs: 1 gold, 0 consensus, 1 single, 1 disputed\n")
    *before, gold = read_rows(Path("gold.jsonl"), Annotation)
    assert before == [*ADA, *BEN]
    assert (gold.paragraph, gold.state, gold.gold) == ("p-0", "none", True)


def test_an_answer_that_contradicts_itself_settles_nothing(push: Run, pull: Run, answer: Callable[..., None]) -> None:
    push([*ADA, BEN[0]])
    answer("p-0", "none", "assembly")
    code, _, err = pull()
    assert (code, err.splitlines()[1:]) == (0, ["answered paragraphs: 0 gold, 0 consensus, 2 single, 1 disputed"])
    assert "'none' together with assembly: kept as a draft" in err


def test_an_answer_that_comes_in_later_is_said_shown_and_loses_nothing(
    push: Run, pull: Run, answer: Callable[..., None], studio: Client, title: str
) -> None:
    push([*ADA, *BEN])
    answer("p-0", "assembly")
    cleo = Annotation(paragraph="p-0", annotator="annotator-cleo", labels=("expression",), state="labelled")
    write_rows(Path("annotations.jsonl"), [*ADA, *BEN, cleo])
    unseen = "note: 1 adjudicated without an answer that has come in since (p-0): gold all the same; "
    assert pull()[2].startswith(unseen)
    code, out, _ = push([*ADA, *BEN, cleo], "--dry-run")
    assert (code, json.loads(out)["new"], json.loads(out)["shown_anew"]) == (0, 0, ["p-0"])
    _, _, err = push([*ADA, *BEN, cleo])
    assert err.splitlines()[1:] == [
        "disputed paragraphs: 0 new, 2 there already",
        "of these 1 show the answers now that have come in since",
        "note: adjudicated before these answers came in, so have a look again: p-0",
    ]
    [first, _] = studio.tasks(get_project(studio, title).id, "id,data")
    assert "expression" in first.data["versions"]
    assert first.data["text"] == TEXTS[0]
    assert push([*ADA, *BEN, cleo])[2].splitlines()[1:] == ["disputed paragraphs: 0 new, 2 there already"]
    assert pull() == (0, "", "answered paragraphs: 1 gold, 0 consensus, 1 single, 1 disputed\n")
    *_, gold = read_rows(Path("gold.jsonl"), Annotation)
    assert (gold.paragraph, gold.labels, gold.gold) == ("p-0", ("assembly",), True)


def test_an_export_gives_the_same_as_the_project(
    push: Run, pull: Run, run: Run, answer: Callable[..., None], studio: Client, title: str
) -> None:
    push([*ADA, *BEN])
    answer("p-0", "none")
    answer("p-1", "assembly", was_cancelled=True)
    pull()
    Path("export.json").write_bytes(msgspec.json.encode(studio.export(get_project(studio, title).id)))
    options = ("annotations.jsonl", "--from-file", "export.json", "-o", "again.jsonl")
    assert run("adjudicate", "pull", *options)[0] == 0
    assert Path("again.jsonl").read_bytes() == Path("gold.jsonl").read_bytes()


def test_answers_to_what_nobody_annotated_are_refused(push: Run, pull: Run, answer: Callable[..., None]) -> None:
    push([*ADA, BEN[0]])
    answer("p-0", "none")
    write_rows(Path("annotations.jsonl"), ADA[1:])
    said = "paragraph 'p-0' has no annotation to settle; give the annotations that the tasks were made from"
    assert pull() == (4, "", f"error: answers: {said}\n")
    assert not Path("gold.jsonl").exists()


def test_a_project_of_the_other_kind_is_refused(push: Run, pull: Run, run: Run, studio: Client, title: str) -> None:
    push([*ADA, BEN[0]])
    place = f"labelling config of project '{title}' ({get_project(studio, title).id})"
    fix = "give the taxonomy that it was made with, or another project"
    expected = (4, "", f"error: {place}: it shows 'versions', which our tasks do not have; {fix}\n")
    assert run("push", "paragraphs.jsonl", "--project", title) == expected
    found = "an adjudication project, which shows what annotators said"
    said = f"error: project '{title}': {found}; read it with `rightstag adjudicate pull`\n"
    assert run("pull", "--project", title) == (4, "", said)
    run("push", "paragraphs.jsonl", "--project", f"{title} plain")
    number = get_project(studio, f"{title} plain").id
    place = f"labelling config of project '{title} plain' ({number})"
    expected = (4, "", f"error: {place}: it does not show 'versions', what the annotators said; {fix}\n")
    assert run("adjudicate", "pull", "annotations.jsonl", "--project", f"{title} plain") == expected
    assert push([*ADA, BEN[0]], "--project", f"{title} plain") == expected


def test_without_disputes_no_project_is_made(push: Run, pull: Run, studio: Client, title: str) -> None:
    assert push(ADA) == (0, "", "disputed paragraphs: none, so there is nothing to push\n")
    assert title not in {project.title for project in studio.projects()}
    code, _, err = pull()
    assert code == 4
    assert f"no project '{title}'" in err
