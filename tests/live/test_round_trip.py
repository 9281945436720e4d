"""The round trip with a real Label Studio: everything that a user does, and everything that may be wrong."""

import importlib
import itertools
import json
import socket
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from rightstag.annotate import Annotation, make_queue, make_tasks
from rightstag.annotate.labelstudio.client import Client
from rightstag.annotate.labelstudio.credentials import Credentials
from rightstag.annotate.labelstudio.project import get_project, labelling_config_differences
from rightstag.annotate.labelstudio.task import Task, TaskPrediction
from rightstag.annotate.local_server import server
from rightstag.annotate.local_server import state as server_folder
from rightstag.annotate.sync.pull import parse_time, pull_annotations
from rightstag.annotate.sync.push import push_tasks
from rightstag.annotate.sync.push_plan import tasks_by_paragraph
from rightstag.errors import InputError, StudioError, UsageError
from rightstag.labels import Taxonomy, labelling_config
from rightstag.reports import Paragraph, Report

#: The module, whose name its package gives to nothing else.
pull_module = importlib.import_module("rightstag.annotate.sync.pull")
pytestmark = pytest.mark.xdist_group("label-studio")  # one server for all that need one

Run = Callable[..., tuple[int, str, str]]
KEY = b"a key for tests only"
REPORT = Report(key="averland-2023", title="Averland in 2023", url="https://averland.example/2023")
TEXTS = (
    "The law on gatherings was tightened in spring.",
    "Police in Averland broke up a picket and fined its organiser.",
    "A journalist was questioned about an article.",
    "It rained for most of the year. 😀",
)
PARAGRAPHS = [Paragraph(id=f"p-{n}", text=text, trail=("Averland",), report=REPORT) for n, text in enumerate(TEXTS)]
TOPICS = {"from_name": "topics", "to_name": "text", "type": "choices"}
titles = (f"Averland {number}" for number in itertools.count())


def topics(*choices: str, **fields: object) -> dict[str, Any]:
    return {**TOPICS, "value": {"choices": choices}, **fields}


def predicted(tasks: list[Task], version: str, *choices: str) -> list[Task]:
    prediction = TaskPrediction(model_version=version, score=0.5, result=(topics(*choices),))
    return [msgspec.structs.replace(task, predictions=(prediction,)) for task in tasks]


@pytest.fixture
def title() -> str:
    return next(titles)


@pytest.fixture
def paragraphs(tmp_path: Path) -> Path:
    path = tmp_path / "paragraphs.jsonl"
    path.write_bytes(b"\n".join(map(msgspec.json.encode, PARAGRAPHS)))
    return path


@pytest.fixture
def annotated(studio: Client, taxonomy: Taxonomy, title: str) -> int:
    """Return a project where two people labelled, one of them skipped, and one left a draft."""
    tasks = predicted(make_tasks(PARAGRAPHS, taxonomy), "m-1", "assembly")
    number = push_tasks(studio, title, tasks, taxonomy).project
    assert number is not None
    first, second, third, _ = (task.id for task in studio.tasks(number, "id"))
    email = f"second-{number}@averland.example"
    other = studio.write("POST", "api/users/", {"email": email, "username": email[:20]}, dict)["id"]
    span = {"start": 0, "end": 7, "text": "The law", "labels": ["assembly"]}
    evidence = {"id": "e", "from_name": "evidence", "to_name": "text", "type": "labels", "value": span}
    note = {"id": "c", "from_name": "comment", "to_name": "text", "type": "textarea", "value": {"text": ["unsure"]}}
    answers = [
        (first, {"result": [topics("assembly", "expression"), evidence, note], "lead_time": 12.5}),
        (first, {"result": [topics("none")], "lead_time": 4.0, "completed_by": other}),
        (second, {"result": [topics("assembly", origin="prediction")], "was_cancelled": True}),
        (second, {"result": [topics("assembly", origin="prediction")], "ground_truth": True, "completed_by": other}),
    ]
    for task, answer in answers:
        studio.write("POST", f"api/tasks/{task}/annotations/", answer, dict)
    studio.write("POST", f"api/tasks/{third}/drafts", {"result": [topics("refugees")], "lead_time": 2.0}, dict)
    return number


def test_starting_what_runs_is_harmless_and_shows_no_secret(live, run: Run) -> None:
    code, out, _ = run("studio", "up", "--data-dir", live.folder)
    path = server_folder.credentials_file(live.folder)
    assert code == 0
    assert out.splitlines() == [
        f"Label Studio: {live.server.url}",
        "user: admin@rightstag.local",
        f"password and token: in {path}, which only you can read",
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert server.status(live.folder) == live.server
    assert run("studio", "status", "--data-dir", live.folder) == (0, out, "")
    assert live.server.token in run("studio", "status", "--secrets", "--data-dir", live.folder)[1]
    assert live.server.token not in repr(live.server)


def test_a_port_in_use_is_refused(live, run: Run, tmp_path: Path) -> None:
    code, _, err = run("studio", "up", "--port", live.server.port, "--data-dir", tmp_path / "other")
    said = "cannot be used (Address already in use); choose another port"
    assert (code, err.splitlines()[-1]) == (2, f"error: port {live.server.port}: {said}")
    code, _, err = run("studio", "up", "--port", 1, "--data-dir", live.folder)
    said = f"the server already runs on port {live.server.port}; run `rightstag studio down` first"
    assert (code, err) == (2, f"error: port 1: {said}\n")


def test_what_does_not_run_is_said_to_be_down(run: Run, tmp_path: Path) -> None:
    assert run("studio", "down", "--data-dir", tmp_path) == (0, "", "Label Studio: was not running\n")
    said = f"error: Label Studio, {tmp_path}: is not running; start it: rightstag studio up\n"
    assert run("studio", "status", "--data-dir", tmp_path) == (5, "", said)


def test_a_server_that_ends_at_once_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "label-studio"
    program.write_text("#!/bin/sh\necho the disk is full\nexit 3\n")
    program.chmod(0o755)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(StudioError, match=r"ended with code 3; its log, .*server\.log, ends: the disk is full$"):
        server.start(tmp_path / "studio", port=port, patience=20, program=program)
    assert server.status(tmp_path / "studio") is None


def test_a_server_started_here_needs_no_settings(
    live, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LABEL_STUDIO_URL")
    monkeypatch.delenv("LABEL_STUDIO_API_KEY")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    (tmp_path / "rightstag").mkdir()
    (tmp_path / "rightstag" / "studio").symlink_to(live.folder)
    code, out, _ = run("doctor")
    assert code == 0
    assert f"ok  address: {live.server.url}" in out


def test_pushing_twice_creates_nothing_the_second_time(run: Run, paragraphs: Path, title: str) -> None:
    model = ("--model", "default")
    code, planned, _ = run("push", paragraphs, "--project", title, *model, "--dry-run")
    plan = json.loads(planned)
    assert code == 0
    assert (plan["project"], plan["new"], plan["predictions"]) == (None, 4, 4)
    code, _, err = run("push", paragraphs, "--project", title, *model)
    assert code == 0
    assert "tasks: 4 new, 0 there already" in err
    again = json.loads(run("push", paragraphs, "--project", title, *model, "--dry-run")[1])
    assert (again["new"], again["there"], again["predictions"], again["surplus"]) == (0, 4, 0, 0)
    assert "tasks: 0 new, 4 there already" in run("push", paragraphs, "--project", title, *model)[2]


def test_a_title_is_found_again_though_label_studio_trims_it(studio: Client, taxonomy: Taxonomy, title: str) -> None:
    tasks = make_tasks(PARAGRAPHS, taxonomy)
    first, second = (push_tasks(studio, f" {title} ", tasks, taxonomy) for _ in range(2))
    assert (first.new, second.new, second.project) == (4, 0, first.project)
    assert get_project(studio, f"{title} ").title == title
    with pytest.raises(UsageError, match="project '': its title has 0 characters; expected 3 to 50"):
        push_tasks(studio, "   ", tasks, taxonomy)
    for broken in ("two\nlines", "not UTF-8 \udcff"):
        with pytest.raises(UsageError, match="its title has a character that cannot be printed; leave it out"):
            push_tasks(studio, broken, tasks, taxonomy)


def test_a_project_goes_on_asking_as_many_as_it_was_made_for(run: Run, paragraphs: Path, title: str) -> None:
    command = ("push", paragraphs, "--project", title, "--annotators")
    assert "note" not in run(*command, 2)[2]
    note = "note: the project was made to ask 2 to answer each paragraph, and still does; give another --project for 3"
    assert note in run(*command, 3)[2].splitlines()
    assert json.loads(run(*command, 3, "--dry-run")[1])["annotators"] == 2


def test_predictions_that_the_server_did_not_take_with_their_tasks_are_sent_again(
    studio: Client, taxonomy: Taxonomy, title: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = studio.add_tasks
    monkeypatch.setattr(studio, "add_tasks", lambda number, part: add(number, [Task(data=t.data) for t in part]))
    number = push_tasks(studio, title, predicted(make_tasks(PARAGRAPHS, taxonomy), "m-1", "none"), taxonomy).project
    assert number is not None
    assert [(held.model_version, held.count) for held in studio.prediction_versions(number)] == [("m-1", 4)]


def test_a_dry_run_writes_nothing(studio: Client, taxonomy: Taxonomy, title: str) -> None:
    before = [project.id for project in studio.projects()]
    studio.write = None  # type: ignore[method-assign,assignment]
    push_tasks(studio, title, make_tasks(PARAGRAPHS, taxonomy), taxonomy, dry_run=True)
    assert [project.id for project in studio.projects()] == before


def test_annotators_have_projects_of_their_own_and_one_table_comes_of_them(
    run: Run, studio: Client, paragraphs: Path, title: str
) -> None:
    command = ("push", paragraphs, "--project", title, "--annotators", "ada, ben", "--overlap", "0.5", "--seed", "2")
    planned = json.loads(run(*command, "--dry-run")[1])
    assert [plan["title"] for plan in planned] == [f"{title} · ada", f"{title} · ben"]
    for new in ([plan["new"] for plan in planned], [0, 0]):
        code, _, err = run(*command)
        assert code == 0
        assert [line.split()[1] for line in err.splitlines() if line.startswith("tasks: ")] == list(map(str, new))
    tasks = {name: studio.tasks(get_project(studio, f"{title} · {name}").id, "id,data") for name in ("ada", "ben")}
    read = [(task.paragraph, task.id) for part in tasks.values() for task in part]
    assert {name for name, _ in read} == {paragraph.id for paragraph in PARAGRAPHS}
    assert len(read) == sum(plan["new"] for plan in planned) > len(PARAGRAPHS)
    for _, task in read:
        studio.write("POST", f"api/tasks/{task}/annotations/", {"result": [topics("none")]}, dict)
    both = ("--project", f"{title} · ada", "--project", f"{title} · ben")
    code, out, err = run("pull", *both)
    assert (code, err) == (0, f"annotations: 0 labelled, {len(read)} none, 0 skipped, 0 draft; annotators: 1\n")
    rows = [msgspec.json.decode(line, type=Annotation) for line in out.splitlines()]
    assert [row.paragraph for row in rows] == [name for name, _ in read]
    assert run("pull", *both, *both)[1] == out
    code, _, err = run("push", paragraphs, "--project", title, "--overlap", "0.5")
    assert (code, err) == (2, "error: --overlap: needs annotator names; give names under --annotators\n")
    code, _, err = run("push", paragraphs, "--project", title, "--annotators", "0")
    assert (code, err) == (2, "error: --annotators: must be at least 1; expected 1 or more, or names\n")
    code, _, err = run("push", paragraphs, "--project", f"{title} and more", "--annotators", f"ada,{'b' * 40}")
    assert (code, err.endswith(" characters; expected 3 to 50\n")) == (2, True)
    assert not [each for each in studio.projects() if each.title.startswith(f"{title} and more")]


def in_view(studio: Client, project: int, title: str) -> list[dict[str, Any]]:
    """Return the data of the tasks that a view shows, in its order."""
    [view] = [view.id for view in studio.view_list(project) if view.title == title]
    shown = studio.read("api/tasks/", dict[str, Any], view=view, page=1, page_size=100, fields="all")["tasks"]
    return [task["data"] for task in shown]


def test_a_queue_is_shown_in_its_order_and_pushed_again_in_the_new_one(
    run: Run, studio: Client, tmp_path: Path, title: str
) -> None:
    queue = list(make_queue(PARAGRAPHS, size=4).items)
    other = [
        msgspec.structs.replace(item, rank=rank, reason="diverse", overlap=not item.overlap)
        for rank, item in enumerate(reversed(queue[1:]), 1)
    ]
    # As they lie in the file is not their order; the first of the four keeps its place, and the others follow it.
    for number, (part, updated, expected) in enumerate(
        (
            (queue[:3][::-1], 0, [(1, 0), (2, 1), (3, 2)]),
            (queue, 0, [(1, 0), (2, 1), (3, 2), (4, 3)]),
            (other, 3, [(1, 0), (2, 3), (3, 2), (4, 1)]),
            (other, 0, [(1, 0), (2, 3), (3, 2), (4, 1)]),
        )
    ):
        (tmp_path / f"{number}.jsonl").write_bytes(b"\n".join(map(msgspec.json.encode, part)))
        planned = json.loads(run("push", tmp_path / f"{number}.jsonl", "--project", title, "--dry-run")[1])
        assert (planned["view"], planned["updated"]) == (None if number else "Queue", updated)
        code, _, err = run("push", tmp_path / f"{number}.jsonl", "--project", title)
        assert (code, f", of which {updated} brought up to date" in err) == (0, bool(updated))
        shown = in_view(studio, get_project(studio, title).id, "Queue")
        assert [(row["priority"], row["paragraph_id"]) for row in shown] == [
            (place, queue[which].paragraph.id) for place, which in expected
        ]
    assert [row["queue_reason"] for row in shown] == [queue[0].reason, "diverse", "diverse", "diverse"]
    assert [row["overlap"] for row in shown[1:]] == ["yes" if item.overlap else "no" for item in other]


def test_a_queue_without_its_surroundings_leaves_those_that_are_there(
    run: Run, studio: Client, paragraphs: Path, tmp_path: Path, title: str
) -> None:
    (tmp_path / "queue.jsonl").write_bytes(b"\n".join(map(msgspec.json.encode, make_queue(PARAGRAPHS, size=4).items)))
    assert run("push", "queue.jsonl", "--project", title)[0] == 0
    project = get_project(studio, title).id
    assert {task.data["before"] for task in studio.tasks(project, "id,data")} == {""}
    for context in (("--context", paragraphs), ()):
        assert run("push", "queue.jsonl", "--project", title, *context)[0] == 0
        assert [task.data["before"] for task in studio.tasks(project, "id,data")].count("") == 1


def test_the_version_of_the_codebook_changes_only_where_nobody_answered(
    studio: Client, taxonomy: Taxonomy, title: str
) -> None:
    number = push_tasks(studio, title, make_tasks(PARAGRAPHS, taxonomy), taxonomy).project
    assert number is not None
    first, *_ = studio.tasks(number, "id")
    studio.write("POST", f"api/tasks/{first.id}/annotations/", {"result": [topics("none")]}, dict)
    later = msgspec.structs.replace(taxonomy, version="2")
    assert push_tasks(studio, title, make_tasks(PARAGRAPHS, later), later).updated == 3
    assert [task.data["taxonomy"] for task in studio.tasks(number, "id,data")] == ["1", "2", "2", "2"]
    [answer] = pull_annotations(studio, studio.project(number), later, key=KEY).annotations
    assert (answer.taxonomy, answer.offered) == ("1", taxonomy.ids)


def test_drafts_empty_and_contradictory_answers_come_back_to_their_people(
    run: Run, studio: Client, annotated: int
) -> None:
    first, _, third, fourth = (task.id for task in studio.tasks(annotated, "id"))
    [person] = [number for number, email in studio.users().items() if email == f"second-{annotated}@averland.example"]
    bad = [
        (first, {"result": [topics("none", "assembly")], "completed_by": person}),
        (fourth, {"result": [], "completed_by": person}),
    ]
    made = [studio.write("POST", f"api/tasks/{task}/annotations/", answer, dict)["id"] for task, answer in bad]
    code, _, err = run("pull", "--project", annotated, "-o", "a.jsonl")
    assert code == 0
    assert f"second-{annotated}@averland.example (annotator-" in err
    assert f"'none' together with assembly: kept as a draft: task {first}\n" in err
    assert "submitted without an answer: kept as a draft" in err
    assert "`rightstag push --reopen` brings them back to their people" in err

    planned = json.loads(run("push", "--reopen", "--project", annotated, "--dry-run")[1])
    assert [(view["user"], view["tasks"]) for view in planned] == [
        ("admin@rightstag.local", [third]),
        (f"second-{annotated}@averland.example", [first, fourth]),
    ]
    assert studio.views(annotated) == []
    for _ in range(2):
        code, _, err = run("push", "--reopen", "--project", annotated)
        assert code == 0
        assert f"2 to look at again: task {first}, {fourth}" in err
        assert sorted(studio.views(annotated)) == sorted(view["title"] for view in planned)
    names = [task.paragraph for task in studio.tasks(annotated, "id,data") if task.id in {first, fourth}]
    shown = in_view(studio, annotated, f"Look again: second-{annotated}@averland.example")
    assert [row["paragraph_id"] for row in shown] == names

    for number in made:
        studio.write("PATCH", f"api/annotations/{number}/", {"result": [topics("none")]}, dict)
    assert run("push", "--reopen", "--project", annotated)[0] == 0
    assert studio.views(annotated) == ["Look again: admin@rightstag.local"]
    assert [task.data["look_again"] for task in studio.tasks(annotated, "id,data") if "look_again" in task.data] == [
        "admin@rightstag.local"
    ]


def test_answers_of_a_task_that_was_deleted_are_kept_and_told(run: Run, studio: Client, annotated: int) -> None:
    run("pull", "--project", annotated, "-o", "a.jsonl")
    before = Path("a.jsonl").read_text().splitlines()
    first, *_ = studio.tasks(annotated, "id,data")
    studio.drop_tasks(annotated, [first.id])
    code, _, err = run("pull", "--project", annotated, "-o", "a.jsonl")
    assert (code, sorted(Path("a.jsonl").read_text().splitlines())) == (0, sorted(before))
    assert "note: 2 annotations of a.jsonl have no task any more, and are kept (p-0, ...)" in err
    assert len(run("pull", "--project", annotated)[1].splitlines()) == len(before) - 2


def test_a_text_that_was_edited_on_the_server_is_told(run: Run, studio: Client, annotated: int) -> None:
    first, *_ = studio.tasks(annotated, "id,data")
    studio.update_task(first.id, first.data | {"text": "The law on gatherings was loosened."})
    found = "its text was edited in Label Studio: the answers are about another text than the paragraph has"
    assert f"{found}: task {first.id}\n" in run("pull", "--project", annotated)[2]


def test_a_wrong_address_is_no_empty_project(live, run: Run, title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    code, _, err = run("pull", "--project", title, "--url", f"{live.server.url}somewhere/")
    assert (code, "refused with 404" in err, "check LABEL_STUDIO_URL, a path included" in err) == (5, True, True)


def test_the_project_has_the_codebook_and_every_task_its_surroundings(
    studio: Client, taxonomy: Taxonomy, annotated: int
) -> None:
    made = studio.read(f"api/projects/{annotated}", dict)
    assert taxonomy.categories[0].title in made["expert_instruction"]
    assert made["show_instruction"]
    data = [task.data for task in studio.tasks(annotated, "id,data")]
    assert [row["before"] for row in data] == ["", *TEXTS[:-1]]
    assert [row["after"] for row in data] == [*TEXTS[1:], ""]
    assert {row["link"] for row in data} == {REPORT.url}


def test_what_came_twice_goes_unless_somebody_touched_it(studio: Client, taxonomy: Taxonomy, annotated: int) -> None:
    tasks = make_tasks(PARAGRAPHS, taxonomy)
    originals = tasks_by_paragraph(studio, annotated)
    studio.add_tasks(annotated, tasks)
    assert push_tasks(studio, str(annotated), tasks, taxonomy).surplus == 4
    assert tasks_by_paragraph(studio, annotated) == originals


def test_the_predictions_of_a_new_model_are_shown_and_old_ones_go(
    studio: Client, taxonomy: Taxonomy, annotated: int
) -> None:
    tasks = make_tasks(PARAGRAPHS, taxonomy)
    for version, pruned in (("m-2", ()), ("m-3", ("m-1",))):
        plan = push_tasks(studio, str(annotated), predicted(tasks, version, "expression"), taxonomy)
        assert (plan.new, plan.predictions, plan.prune) == (0, 4, pruned)
        assert studio.project(annotated).model_version == version
    assert [(held.model_version, held.count) for held in studio.prediction_versions(annotated)] == [
        ("m-3", 4),
        ("m-2", 4),
    ]
    shown = studio.read(f"api/projects/{annotated}/next", dict)["predictions"]
    assert [prediction["model_version"] for prediction in shown] == ["m-3"]


def test_a_prediction_that_the_server_does_not_keep_is_an_error(
    studio: Client, taxonomy: Taxonomy, annotated: int
) -> None:
    tasks = predicted(make_tasks(PARAGRAPHS, taxonomy), "m-9", "torture")
    with pytest.raises(StudioError, match=rf"project {annotated}: kept 0 of 4 predictions"):
        push_tasks(studio, str(annotated), tasks, taxonomy)


def test_answers_come_back_as_people_gave_them(studio: Client, taxonomy: Taxonomy, annotated: int) -> None:
    pulled = pull_annotations(studio, studio.project(annotated), taxonomy, key=KEY)
    said = [(a.paragraph, a.state, a.labels, a.origin, a.gold, a.comment) for a in pulled.annotations]
    assert said == [
        ("p-0", "labelled", ("assembly", "expression"), "manual", False, "unsure"),
        ("p-0", "none", (), "manual", False, None),
        ("p-1", "skipped", (), "prediction", False, None),
        ("p-1", "labelled", ("assembly",), "prediction", True, None),
        ("p-2", "draft", ("refugees",), "manual", False, None),
    ]
    assert [a.seconds for a in pulled.annotations][:2] == [12.5, 4.0]
    assert pulled.annotations[0].evidence[0].label == "assembly"
    people = [a.annotator for a in pulled.annotations]
    assert people[0] == people[2] == people[4] != people[1] == people[3]


def test_an_export_file_gives_the_same_as_the_server(studio: Client, run: Run, annotated: int, tmp_path: Path) -> None:
    exported = b",".join(bytes(task) for task in studio.export(annotated))
    (tmp_path / "export.json").write_bytes(b"[" + exported + b"]")
    assert run("pull", "--from-file", "export.json", "-o", "a.jsonl")[0] == 0
    assert run("pull", "--project", annotated, "-o", "b.jsonl")[0] == 0
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl", "b.jsonl", "export.json"]


def test_a_pull_in_pieces_gives_the_same_and_goes_on_where_it_broke(
    studio: Client, taxonomy: Taxonomy, annotated: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = studio.project(annotated)
    whole = pull_annotations(studio, project, taxonomy, key=KEY)
    monkeypatch.setattr(pull_module, "WHOLE", 0)
    monkeypatch.setattr(pull_module, "PIECE", 1)
    monkeypatch.setattr(pull_module, "_SMALLEST_PIECE", 1)
    assert pull_annotations(studio, project, taxonomy, key=KEY) == whole
    asked: list[int] = []
    export = studio.export

    def breaking(number: int, tasks: list[int]) -> list[msgspec.Raw]:
        if len(asked) == 2:
            raise StudioError("Label Studio", "gone")
        asked.extend(tasks)
        return export(number, tasks)

    kept = tmp_path / "kept"
    monkeypatch.setattr(studio, "export", breaking)
    with pytest.raises(StudioError, match="gone"):
        pull_annotations(studio, project, taxonomy, key=KEY, checkpoint=kept)
    asked_before, asked = asked, []
    monkeypatch.setattr(studio, "export", lambda number, tasks: asked.extend(tasks) or export(number, tasks))
    assert pull_annotations(studio, project, taxonomy, key=KEY, checkpoint=kept) == whole
    assert not set(asked_before) & set(asked)
    assert not kept.exists()


def test_only_what_was_answered_since(studio: Client, taxonomy: Taxonomy, annotated: int) -> None:
    project = studio.project(annotated)
    everything = pull_annotations(studio, project, taxonomy, key=KEY)
    assert pull_annotations(studio, project, taxonomy, key=KEY, since=parse_time("0001-01-01")) == everything
    later = pull_annotations(studio, project, taxonomy, key=KEY, since=parse_time("2100-01-01"))
    assert [a.state for a in later.annotations] == ["draft"]


@pytest.mark.parametrize("given", ["", "yesterday", "9999-12-31T23:59-10:00"])
def test_what_is_no_time_is_refused(run: Run, annotated: int, given: str) -> None:
    said = f"error: --since: '{given}' is no time; expected one like 2026-03-01T09:30\n"
    assert run("pull", "--project", annotated, "--since", given) == (2, "", said)


def test_an_answer_that_lacks_an_annotation_is_not_taken_for_all(
    studio: Client, taxonomy: Taxonomy, annotated: int, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = Client.export

    def short(self: Client, number: int, tasks: list[int] = []) -> list[msgspec.Raw]:  # noqa: B006
        rows = [json.loads(bytes(row)) for row in export(self, number, tasks)]
        return [msgspec.Raw(json.dumps(row | {"annotations": row["annotations"][1:]}).encode()) for row in rows]

    monkeypatch.setattr(Client, "export", short)
    code, out, err = run("pull", "--project", annotated)
    assert (code, out) == (6, "")
    assert err.endswith("came with 1 of 2 annotations; run the same command again\n")


@pytest.mark.filterwarnings("ignore:The `parse_obj` method is deprecated")  # the SDK's own
def test_a_personal_access_token_is_accepted_and_a_refused_kind_is_named(
    live, run: Run, studio: Client, monkeypatch
) -> None:
    token = studio.write("POST", "api/token/", {}, dict)["token"]
    settings = {"api_tokens_enabled": True, "api_token_ttl_days": 3650}
    with Client(Credentials(live.server.url, token), pauses=()) as personal:
        assert personal.user() == studio.user()
        personal.write("POST", "api/jwt/settings", settings | {"legacy_api_tokens_enabled": False}, dict)
        try:
            code, out, err = run("doctor")
        finally:
            personal.write("POST", "api/jwt/settings", settings | {"legacy_api_tokens_enabled": True}, dict)
    assert code == 5
    assert "refuses the legacy token: " in out
    assert "legacy token authentication has been disabled" in out
    assert "use a personal access token" in out
    assert live.server.token not in out + err
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", token)
    assert (
        "ok  token: personal access token (LABEL_STUDIO_API_KEY), accepted, of admin@rightstag.local"
        in run("doctor")[1]
    )


def gone() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/"


@pytest.mark.parametrize("command", [("push", "paragraphs.jsonl"), ("pull",)])
def test_whoever_cannot_get_in_is_told_why_in_one_line(
    command: tuple[str, ...], live, run: Run, paragraphs: Path, title: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _, err = run(*command, "--project", title, "--url", away := gone())
    fix = "check that it runs (`rightstag studio status`), and LABEL_STUDIO_URL"
    assert (code, err) == (5, f"error: {away}: cannot be reached ([Errno 111] Connection refused); {fix}\n")
    wrong = "0" * 40
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", wrong)
    code, _, err = run(*command, "--project", title)
    allowed = "see under Organization > Access Token Settings that its kind is allowed"
    fix = f"copy the token from Account & Settings into LABEL_STUDIO_API_KEY, and {allowed}"
    assert (code, err) == (5, f"error: {live.server.url}: refuses the legacy token: Invalid token; {fix}\n")
    assert wrong not in err
    monkeypatch.delenv("LABEL_STUDIO_API_KEY")
    assert run(*command, "--project", title)[0] == 5


def test_a_project_that_asks_for_something_else_is_refused_with_the_difference(
    studio: Client, run: Run, taxonomy: Taxonomy, paragraphs: Path, title: str
) -> None:
    config = labelling_config(taxonomy).replace('value="statelessness"', 'value="torture"')
    number = studio.create_project(title, config).id
    code, _, err = run("push", paragraphs, "--project", title)
    place = f"labelling config of project '{title}' ({number})"
    found = (
        "'topics' lacks 'statelessness'; 'topics' offers 'torture'; "
        "'evidence' lacks 'statelessness'; 'evidence' offers 'torture'"
    )
    fix = "give the taxonomy that it was made with, or another project"
    assert (code, err) == (4, f"error: {place}: {found}; {fix}\n")
    assert studio.tasks(number, "id") == []


def test_a_screen_on_which_answers_mean_something_else_is_refused(taxonomy: Taxonomy) -> None:
    config = labelling_config(taxonomy).replace('choice="multiple"', 'choice="single"')
    faults = labelling_config_differences(config.replace('value="$text"', 'value="$before"'), taxonomy)
    expected = ["value of 'text' is '$before', not '$text'", "choice of 'topics' is 'single', not 'multiple'"]
    assert list(faults) == expected


def test_looks_may_differ(studio: Client, taxonomy: Taxonomy, title: str) -> None:
    config = labelling_config(taxonomy).replace("<Style>", "<Style>.mine { color: red }").replace("hotkey=", "alias=")
    studio.create_project(title, config)
    assert push_tasks(studio, title, make_tasks(PARAGRAPHS, taxonomy), taxonomy).new == 4


def test_a_task_that_names_no_paragraph_is_refused(
    studio: Client, run: Run, taxonomy: Taxonomy, paragraphs: Path, title: str
) -> None:
    number = studio.create_project(title, labelling_config(taxonomy)).id
    shown = dict.fromkeys(("citation", "trail", "link", "before", "text", "after"), "x")
    studio.write("POST", f"api/projects/{number}/import", [{"data": shown}], dict)
    [task] = studio.tasks(number, "id")
    code, _, err = run("push", paragraphs, "--project", title)
    place = f"project {number}, task {task.id}"
    said = f"{place}: no paragraph_id in its data; delete it there, or push to another project"
    assert (code, err) == (4, f"error: {studio.url}, {said}\n")
    studio.write("POST", f"api/tasks/{task.id}/annotations/", {"result": [topics("none")]}, dict)
    code, _, err = run("pull", "--project", title)
    assert (code, "no paragraph_id in its data" in err) == (4, True)


def test_two_projects_of_one_title_are_told_apart_by_number(
    studio: Client, run: Run, taxonomy: Taxonomy, title: str
) -> None:
    first, second = (studio.create_project(title, labelling_config(taxonomy)).id for _ in range(2))
    code, _, err = run("pull", "--project", title)
    assert (code, f"{first}" in err and f"{second}" in err) == (4, True)
    assert get_project(studio, str(first)).id == first
    with pytest.raises(InputError, match="no project 'none such'; expected one of "):
        get_project(studio, "none such")


def test_the_records_of_a_pull_are_annotations(run: Run, annotated: int) -> None:
    out = run("pull", "--project", annotated)[1]
    rows = [msgspec.json.decode(line, type=Annotation) for line in out.splitlines()]
    assert [row.taxonomy for row in rows] == ["1"] * 5
