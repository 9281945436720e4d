"""The page of an evaluation, as its file and as a browser shows it."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from rightstag.annotate.records import Annotation
from rightstag.train.evaluation.evaluate import evaluate
from rightstag.train.evaluation.page import render
from rightstag.train.evaluation.records import EvaluationReport, LearningCurvePoint


class Tables(HTMLParser):
    """The cells of every table, by the heading above it."""

    def __init__(self) -> None:
        super().__init__()
        self.heading, self.tables, self._at = "", {}, ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self._at = tag if tag in {"h2", "h3", "th", "td", "b"} else self._at
        if tag in {"h2", "h3"}:
            self.heading = ""
        if tag == "tr":
            self.tables.setdefault(self.heading, []).append([])
        if tag in {"th", "td"}:
            self.tables[self.heading][-1].append("")

    def handle_data(self, data: str) -> None:
        if self._at in {"h2", "h3"}:
            self.heading += data.strip()
        elif self._at in {"th", "td", "b"} and self.tables.get(self.heading):
            self.tables[self.heading][-1][-1] += " ".join(data.split()) + " "

    def handle_endtag(self, tag: str) -> None:
        self._at = "" if tag in {"h2", "h3"} else self._at


@pytest.fixture
def judged(dataset, told) -> tuple[EvaluationReport, dict[str, str]]:
    data = dataset(120)
    answers = tuple(
        Annotation(paragraph=example.id, annotator=name, labels=("assembly",), state="labelled")
        for example in data.examples[:30]
        for name in ("ada", "ben")
    )
    model = told(data, wrong=0.2)
    plain = evaluate(model, data)
    growth = tuple(
        LearningCurvePoint(rows=n, f1=plain.macro.f1, average_precision=plain.macro.f1) for n in (20, 60, 120)
    )
    found = evaluate(model, replace(data, annotations=answers), learning=growth)
    return found, {example.id: example.text for example in data.examples}


def test_the_tables_are_those_of_the_json(judged) -> None:
    found, texts = judged
    parser = Tables()
    parser.feed(render(found, texts, notes={"refugees": "12 examples"}))
    rows = {cells[0].strip(): cells[1:] for cells in parser.tables["By label"][1:]}
    assert len(rows) == 5
    for name, scores in [*found.labels.items(), ("all, every label alike (macro)", found.macro)]:
        cells = rows["refugees 12 examples" if name == "refugees" else name]
        for cell, figure in zip(
            cells, (scores.precision, scores.recall, scores.f1, scores.average_precision), strict=False
        ):
            assert cell.split() == [f"{figure.value:.2f}", f"{figure.low:.2f}–{figure.high:.2f}"]
        assert cells[4].split() == [f"{scores.support}", "of", f"{scores.judged}"]
    for kind in ("source", "country", "year", "length"):
        parts = {part.value: part for part in found.slices if part.by == kind}
        shown = {cells[0].replace("weakest", "").strip(): cells[1:] for cells in parser.tables[f"By {kind}"][1:]}
        assert shown.keys() == parts.keys()
        for value, cells in shown.items():
            assert cells[0].strip() == f"{parts[value].rows}"
            assert [cell.split()[0] for cell in cells[1:]] == [
                f"{scores.f1.value:.2f}" for scores in [*parts[value].labels.values(), parts[value].macro]
            ]
    holds = parser.tables["Brier score and calibration error"][1:]
    assert [(row[0].strip(), *(float(cell) for cell in row[1:])) for row in holds] == [
        (label, pytest.approx(one.brier, abs=5e-4), pytest.approx(one.error, abs=5e-4))
        for label, one in found.reliability.items()
    ]
    people = parser.tables["Beside people"][1:]
    assert [row[0].split()[0] for row in people] == list(found.labels)
    assert people[0][1].split()[0] == f"{found.ceiling.labels['assembly'].annotators.value:.2f}"
    grown = parser.tables["What more annotation would bring"][1:]
    assert [row[0].strip() for row in grown] == ["20", "60", "120"]


def test_every_plot_says_what_it_shows_and_nothing_by_colour_alone(judged) -> None:
    page = render(*judged)
    pictures = re.findall(r"<svg [^>]*>", page)
    assert all("aria-hidden" in svg or re.search(r'role="img" aria-label="[^"]{20,}"', svg) for svg in pictures)
    assert sum("role=" in svg for svg in pictures) == 3 + 3 + 1 + 1
    assert "solid line" in page
    assert "dashed line" in page
    assert "wrongly given" in page
    assert "at the ceiling" in page


def test_a_page_without_the_rest_is_a_page(dataset, told) -> None:
    data = dataset(8).take([0, 4])  # two paragraphs, no label
    page = render(evaluate(told(data), data), {})
    assert "By label" in page
    for absent in (
        "Precision against recall",
        "Beside people",
        "What more annotation",
        "The worst mistakes",
        "By source",
    ):
        assert absent not in page


def test_the_browser_asks_for_nothing_and_shows_all(judged, browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(render(*judged))
    screen = browser.new_page()
    asked, said = [], []
    screen.on("request", lambda request: asked.append(request.url))
    screen.on("console", lambda message: said.append(message.text))
    screen.goto(path.as_uri())
    assert (asked, said) == ([path.as_uri()], [])
    screen.click("summary >> nth=0")
    assert screen.locator("details[open] code").first.is_visible()
    assert screen.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screen.close()
