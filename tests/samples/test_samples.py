"""The sample files are what their sources say, and their annotations fit what reading them gives."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rightstag.annotate.labelstudio.export import read_export
from rightstag.labels import NONE, load_taxonomy
from rightstag.reports import TAGGABLE
from rightstag.reports.ingest import ingest

HERE = Path(__file__).parent
PARAGRAPHS = {"averland-2023.html": 56, "merovia-2022.pdf": 64, "tarsia-2024.txt": 63, "quillon-2021.txt": 54}


@pytest.fixture(scope="module")
def pulled(samples):
    return read_export(samples / "export.json", load_taxonomy(), key=b"key")


def run(script, *paths):
    subprocess.run([sys.executable, HERE / script, *paths], check=True)


def test_the_pdf_is_drawn_from_its_source(samples, tmp_path):
    run("make_pdf.py", samples / "source" / "merovia-2022.md", tmp_path / "merovia.pdf")
    assert (tmp_path / "merovia.pdf").read_bytes() == (samples / "merovia-2022.pdf").read_bytes(), "run `make samples`"


def test_the_export_is_made_from_the_answers_and_the_reports(samples, tmp_path):
    run("make_export.py", samples, tmp_path / "export.json")
    assert answers(tmp_path / "export.json") == answers(samples / "export.json"), "run `make samples`"


def answers(export):
    """Return what counts of an export: a trail may come to be read better without anybody's answer changing."""
    tasks = json.loads(export.read_text(encoding="utf-8"))
    return [(t["data"]["paragraph_id"], t["data"]["text"], t["annotations"], t["drafts"]) for t in tasks]


@pytest.mark.parametrize("name", PARAGRAPHS)
def test_every_paragraph_of_a_report_is_annotated(samples, pulled, name):
    annotated = {annotation.paragraph for annotation in pulled.annotations}
    found = [paragraph for paragraph in ingest(samples / name) if paragraph.kind in TAGGABLE]
    assert [paragraph.text for paragraph in found if paragraph.id not in annotated] == []
    assert len(found) == PARAGRAPHS[name]


def test_the_export_has_every_state_and_origin(pulled):
    assert pulled.problems == ()
    assert {annotation.state for annotation in pulled.annotations} == {"labelled", "none", "skipped", "draft"}
    assert {annotation.origin for annotation in pulled.annotations} == {"manual", "prediction", "prediction-changed"}
    assert len({annotation.annotator for annotation in pulled.annotations}) == 2


def test_each_category_has_examples_enough_for_a_small_model(samples):
    tasks = json.loads((samples / "export.json").read_text(encoding="utf-8"))
    first = [set(task["annotations"][0]["result"][0]["value"]["choices"]) for task in tasks]
    assert all(sum(label in choices for choices in first) >= 20 for label in (*load_taxonomy().ids, NONE))


def test_a_paragraph_of_the_pdf_crosses_a_page(samples):
    texts = [paragraph.text for paragraph in ingest(samples / "merovia-2022.pdf")]
    [crossing] = [text for text in texts if text.startswith("Rosalie Quenum")]
    assert crossing.endswith("were sent home without pay.")


def test_the_new_report_is_read_and_not_annotated(samples, pulled):
    found = [paragraph.id for paragraph in ingest(samples / "sandovia-2024.html") if paragraph.kind in TAGGABLE]
    assert 20 <= len(found) <= 30
    assert not {annotation.paragraph for annotation in pulled.annotations} & set(found)
