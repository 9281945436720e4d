"""`rightstag count`, from tags to a table and a page."""

import pytest


@pytest.fixture
def tagged(run, samples):
    assert run("tag", samples / "averland-2023.html", samples / "tarsia-2024.txt", "--all", "-o", "tags.csv")[0] == 0
    return "tags.csv"


def test_counts_are_shown_and_small_ones_suppressed(run, tagged):
    code, out, err = run("count", tagged, "--by", "country")
    assert code == 0
    assert "counts below 5 are suppressed" in err
    assert {"XAV", "XTA", "all"} <= {line.split()[0] for line in out.splitlines() if line.split()}


def test_labels_correct_them_and_the_page_is_written(run, tagged, samples, tmp_path):
    assert run("ingest", *samples.glob("*-20*.html"), samples / "tarsia-2024.txt", "-o", "p.jsonl")[0] == 0
    for name in ("merovia-2022.pdf", "quillon-2021.txt"):
        assert run("ingest", samples / name, "-o", f"{name}.jsonl")[0] == 0
    assert run("pull", "--from-file", samples / "export.json", "-o", "answers.jsonl")[0] == 0
    files = ("p.jsonl", "merovia-2022.pdf.jsonl", "quillon-2021.txt.jsonl")
    given = [part for name in files for part in ("--paragraphs", name)]
    code, out, err = run("count", tagged, *given, "--labelled", "answers.jsonl", "-o", "counts.html", "--smallest", 1)
    assert code == 0, err
    assert "corrected" in out
    assert "written: counts.html" in err
    assert "Tagged paragraphs by country and year" in (tmp_path / "counts.html").read_text()


def test_a_format_is_refused_before_anything_is_read(run):
    assert run("count", "nowhere.csv", "-o", "counts.docx")[2] == (
        "error: counts.docx: no counts are written as '.docx'; expected .csv, .xlsx, .json, .html\n"
    )
