"""The whole loop, with a real Label Studio and a real browser: what annotators see and do, and what becomes of it."""

import json
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from annotate import Annotation, read_export
from annotate.project import the_project
from annotate.studio import Studio
from labels import NONE, Taxonomy, load_taxonomy
from reports import Paragraph
from rightstag.files import read_rows, write_rows

KEY = b"a key for tests only"
KEYS = {category.id: category.hotkey for category in load_taxonomy().categories} | {NONE: "0"}
COUNT = 80
PATIENCE_MS = 30_000


class Screen:
    """Label Studio as an annotator has it: what is shown, ticked and pressed."""

    def __init__(self, page: Any, server: Any) -> None:
        self._page, self._url = page, server.url
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{server.url}user/login/")
        page.fill("input[name=email]", server.user)
        page.fill("input[name=password]", server.password)
        page.click("button[type=submit]")
        page.wait_for_url(lambda url: "login" not in url)

    def open(self, where: str) -> None:
        """Open a task, or the stream of them with the instructions that come first."""
        self._page.goto(f"{self._url}{where}")
        self.boxes.first.wait_for()
        if where.endswith("labeling=1"):
            self._page.get_by_text("Labeling Instructions").wait_for()
            self._page.keyboard.press("Escape")
            self._page.get_by_text("Labeling Instructions").wait_for(state="hidden")

    @property
    def boxes(self) -> Any:
        return self._page.locator(", ".join(f"input[name={name}]" for name in KEYS))

    def text(self, part: str = "paragraph") -> str:
        return str(self._page.locator(f".{part}").inner_text()).strip()

    def shows(self, words: str) -> bool:
        return self._page.get_by_text(words).count() > 0

    def ticked(self) -> set[str]:
        return set(self.boxes.evaluate_all("boxes => boxes.filter(box => box.checked).map(box => box.name)"))

    def choose(self, *labels: str) -> None:
        """Tick these and no others, by their keys."""
        for label in sorted(self.ticked() ^ set(labels)):
            self._page.keyboard.press(KEYS[label])
        assert self.ticked() == set(labels)

    def press(self, keys: str, method: str, path: str) -> None:
        """Press what submits or skips, and wait until the server has it."""
        with self._page.expect_response(
            lambda reply: path in reply.url and reply.request.method == method and reply.ok
        ):
            self._page.keyboard.press(keys)

    def submit(self) -> None:
        self.press("Control+Enter", "POST", "/annotations")

    def skip(self) -> None:
        self.press("Control+Space", "POST", "/annotations")

    def wait_for_another(self, text: str) -> None:
        """Wait until another paragraph is there than this one, with its suggestion."""
        self._page.wait_for_function(
            "text => { const p = document.querySelector('.paragraph'); return p && p.innerText.trim() !== text }",
            arg=text,
        )


@pytest.fixture
def screen(browser, live) -> Screen:
    return Screen(browser.new_page(viewport={"width": 1400, "height": 1000}), live.server)


@pytest.fixture
def truth(samples: Path, taxonomy: Taxonomy) -> dict[str, tuple[str, ...]]:
    """Return the labels of the sample reports' paragraphs."""
    answers = read_export(samples / "export.json", taxonomy, key=KEY).annotations
    return {a.paragraph: a.labels for a in reversed(answers) if a.state in {"labelled", "none"}}


@pytest.fixture
def paragraphs(run, samples: Path, truth: dict[str, tuple[str, ...]]) -> list[Paragraph]:
    """Ingest two sample reports, and keep as many paragraphs as it takes to train on; write them, too."""
    run("ingest", samples / "averland-2023.html", samples / "tarsia-2024.txt", "-o", "all.jsonl")
    kept = list(islice((row for row in read_rows(Path("all.jsonl"), Paragraph) if row.id in truth), COUNT))
    write_rows(Path("paragraphs.jsonl"), kept)
    return kept


def test_the_whole_loop(
    run: Callable[..., tuple[int, str, str]],
    screen: Screen,
    studio: Studio,
    paragraphs: list[Paragraph],
    truth: dict[str, tuple[str, ...]],
) -> None:
    texts = {row.text: row.id for row in paragraphs}
    code, _, err = run("push", "paragraphs.jsonl", "--project", "The whole loop", "--model", "default")
    assert code == 0, err
    project = the_project(studio, "The whole loop")
    tasks = {t["data"]["paragraph_id"]: t["id"] for t in studio.tasks(project.id, "id,data")}
    assert len(tasks) == COUNT

    # The first annotator, in the browser: changes a suggestion, skips a paragraph.
    screen.open(f"projects/{project.id}/data?labeling=1")
    first = screen.text()
    assert screen.ticked() == suggested(studio, tasks[texts[first]], str(project.model_version))
    wrong = next(label for label in KEYS if label not in {*screen.ticked(), *truth[texts[first]], NONE})
    screen.choose(wrong)
    screen.submit()
    screen.wait_for_another(first)
    second = screen.text()
    assert screen.ticked() == suggested(studio, tasks[texts[second]], str(project.model_version))
    screen.skip()
    screen.wait_for_another(second)

    # The second annotator, by the API: answers all but the last paragraph.
    person = {"email": "second@averland.example", "username": "second"}
    other = studio.write("POST", "api/users/", person, dict[str, Any])["id"]
    for row in paragraphs[:-1]:
        choices = {"choices": truth[row.id] or (NONE,)}
        topics = {"from_name": "topics", "to_name": "text", "type": "choices", "value": choices}
        answer = {"result": [topics], "completed_by": other, "lead_time": 5.0}
        studio.write("POST", f"api/tasks/{tasks[row.id]}/annotations/", answer, dict[str, Any])

    code, _, err = run("pull", "--project", "The whole loop", "-o", "annotations.jsonl")
    assert code == 0, err
    pulled = list(read_rows(Path("annotations.jsonl"), Annotation))
    mine = [a for a in pulled if a.state == "skipped" or a.origin != "manual"]
    assert {(a.paragraph, a.labels, a.state) for a in mine} == {
        (texts[first], (wrong,), "labelled"),
        (texts[second], (), "skipped"),
    }
    assert [a.origin for a in mine if a.state == "labelled"] == ["prediction-changed"]
    assert len({a.annotator for a in mine}) == 1
    theirs = {a.paragraph: a.labels for a in pulled if a not in mine}
    assert theirs == {row.id: truth[row.id] for row in paragraphs[:-1]}

    code, out, _ = run("agree", "annotations.jsonl", "--paragraphs", "paragraphs.jsonl", "--json")
    assert [dispute["paragraph"] for dispute in json.loads(out)["disputes"]] == [texts[first]]

    # The adjudicator, in the browser.
    pushed = ("adjudicate", "push", "annotations.jsonl", "--paragraphs", "paragraphs.jsonl", "--project", "Disputed")
    said = f"project: 'Disputed', {studio.url}projects/{project.id + 1}/data\n"
    assert run(*pushed) == (0, "", f"{said}disputed paragraphs: 1 new, 0 there already\n")
    assert run(*pushed) == (0, "", f"{said}disputed paragraphs: 0 new, 1 there already\n")
    screen.open(f"projects/{project.id + 1}/data?labeling=1")
    assert screen.text() == first
    assert screen.ticked() == set()
    lines = screen.text("versions").splitlines()
    assert [line.partition(": ")[0] for line in lines] == ["version A", "version B"]
    assert {line.partition(": ")[2] for line in lines} == {wrong, ", ".join(truth[texts[first]]) or NONE}
    screen.choose(*(truth[texts[first]] or (NONE,)))
    screen.submit()
    counted = f"answered paragraphs: 1 gold, 0 consensus, {COUNT - 2} single, 0 disputed\n"
    gold = ("adjudicate", "pull", "annotations.jsonl", "--project", "Disputed", "-o", "gold.jsonl")
    assert run(*gold) == (0, "", counted)
    *before, settled = read_rows(Path("gold.jsonl"), Annotation)
    assert before == pulled
    assert (settled.paragraph, settled.labels, settled.gold) == (texts[first], truth[texts[first]], True)
    assert run("adjudicate", "push", "gold.jsonl", *pushed[3:]) == (
        0,
        "",
        "disputed paragraphs: none, so there is nothing to push\n",
    )

    # A new model, and what annotators see of it.
    code, _, err = run("train", "gold.jsonl", "--paragraphs", "paragraphs.jsonl", "-o", "ours")
    assert code == 0, err
    code, _, err = run("push", "paragraphs.jsonl", "--project", "The whole loop", "--model", "ours")
    assert code == 0, err
    assert f"tasks: 0 new, {COUNT} there already\n" in err
    ours = str(the_project(studio, "The whole loop").model_version)
    assert ours.startswith("ours-")
    last = tasks[paragraphs[-1].id]
    screen.open(f"projects/{project.id}/data?task={last}")
    assert screen.text() == paragraphs[-1].text
    assert screen.ticked() == suggested(studio, last, ours)


def suggested(studio: Studio, task: int, version: str) -> set[str]:
    """Return what a model version ticked in a task, as the server has it."""
    found = studio.read(f"api/tasks/{task}/", dict[str, Any])["predictions"]
    [result] = [p["result"] for p in found if p["model_version"] == version]
    return {choice for item in result if item["type"] == "choices" for choice in item["value"]["choices"]}
