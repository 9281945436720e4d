"""The front door: values in, values out, whatever tables and lists people have."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from toy_training import rows as labelled

import rightstag as rt
from rightstag.api import tagging
from rightstag.labels import Taxonomy

RALLY = "Police in Sel dispersed a rally of teachers with tear gas and arrested nine of them."
PRESS = "The court fined the newspaper Dawn of Sel for an article critical of the minister."
DULL = "The report was written by the secretariat in three months."


@pytest.fixture(scope="module")
def model() -> object:
    return rt.load_model("default")


def said(tags: pd.DataFrame) -> list[list[str]]:
    """Return the labels that each row has, in the order of the rows."""
    return [group.label[group.decision == "yes"].tolist() for _, group in tags.groupby("row", sort=False)]


def test_the_names_are_sorted_whole_and_there() -> None:
    assert rt.__all__ == sorted(rt.__all__)
    assert [name for name in rt.__all__ if not callable(getattr(rt, name))] == []
    assert set(rt.__all__) <= set(dir(rt))
    with pytest.raises(AttributeError, match="no attribute 'tags'"):
        rt.tags  # noqa: B018


def test_functions_stay_functions_when_packages_of_their_name_are_imported() -> None:

    assert callable(rt.tag)
    assert rt.tag is tagging.tag


def test_importing_it_imports_nothing_heavy() -> None:
    code = "import sys, rightstag; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"pandas", "numpy", "typer", "sklearn"} & set(loaded) == set()


@pytest.mark.parametrize(
    "make",
    [
        list,
        tuple,
        iter,
        pd.Series,
        lambda texts: pd.Series(texts, index=["a", "b", "c"]),
        lambda texts: np.array(texts, dtype=object),
        lambda texts: pd.DataFrame({"text": texts, "n": 1}),
        lambda texts: pd.DataFrame({"text": texts}, index=[7, 7, 9][::-1]),
    ],
)
def test_whatever_holds_texts_is_tagged_in_its_order(model: object, make: object) -> None:
    data = make([RALLY, DULL, PRESS])
    tags = rt.tag(data, model)
    assert len(tags) == 3 * len(model.labels)
    decided = tags.decision.to_numpy().reshape(3, -1)
    labels = [[model.labels[k] for k in np.flatnonzero(row == "yes")] for row in decided]
    assert labels == [["assembly"], [], ["expression"]]
    if isinstance(data, pd.DataFrame | pd.Series):
        assert tags.row.tolist() == np.repeat(data.index, len(model.labels)).tolist()


def test_one_string_is_one_text_and_never_a_path(model: object, tmp_path: Path) -> None:
    assert said(rt.tag(RALLY, model)) == [["assembly"]]
    (tmp_path / "report.txt").write_text(f"{RALLY}\n\n{DULL}\n")
    with pytest.raises(ValueError, match=r"names a file; for the report in it write rightstag.tag\(Path\("):
        rt.tag(str(tmp_path / "report.txt"), model)
    assert said(rt.tag(tmp_path / "report.txt", model)) == [["assembly"], []]


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT, "", "* * *", "12"])
def test_what_has_no_word_is_left_to_people(model: object, missing: object) -> None:
    tags = rt.tag([RALLY, missing], model)
    rest = tags[tags.row == 1]
    assert set(rest.decision) == {"review"}
    assert set(rest.reason) == {"it has no word"}


def test_nothing_gives_an_empty_table_with_all_columns(model: object) -> None:
    for tags in (rt.tag([], model), rt.tag(pd.DataFrame({"text": []}), model)):
        assert tags.empty
        assert tags.columns.tolist() == ["row", "paragraph", "label", "probability", "threshold", "decision", "reason"]


@pytest.mark.parametrize(
    ("data", "options", "error", "says"),
    [
        ([1, 2], {}, TypeError, "row 0: int is no text; give strings"),
        ([b"bytes"], {}, TypeError, "row 0: bytes is no text"),
        ({"text": [RALLY]}, {}, TypeError, "dict holds no texts; give a string"),
        (b"bytes", {}, TypeError, "bytes holds no texts"),
        (None, {}, TypeError, "NoneType holds no texts"),
        (pd.DataFrame([[RALLY, RALLY]], columns=["text", "text"]), {}, ValueError, "several columns 'text'"),
        (pd.DataFrame({("text", "a"): [RALLY]}), {}, ValueError, "give each one plain name"),
        (pd.DataFrame({"body": [RALLY]}), {}, ValueError, "no column 'text'; it has body: name the column"),
        (pd.DataFrame({"text": [RALLY]}), {"headings": "over"}, ValueError, "no column 'over'"),
        ([RALLY, DULL], {"headings": [["Assembly"]]}, ValueError, "2 texts, but headings of 1"),
    ],
)
def test_what_cannot_be_tagged_is_refused_with_what_to_do(
    model: object, data: object, options: dict, error: type, says: str
) -> None:
    with pytest.raises(error, match=says):
        rt.tag(data, model, **options)


def test_a_wide_table_has_a_row_a_paragraph(model: object) -> None:
    wide = rt.tag(pd.DataFrame({"text": [RALLY, DULL]}, index=["x", "y"]), model, wide=True)
    long = rt.tag([RALLY, DULL], model)
    assert wide.row.tolist() == ["x", "y"]
    assert wide.assembly.tolist() == ["yes", "no"]
    for label in model.labels:
        assert wide[f"{label}_probability"].tolist() == long.probability[long.label == label].tolist()


def test_the_same_text_twice_is_two_rows(model: object) -> None:
    tags = rt.tag([RALLY, RALLY], model)
    assert tags.paragraph.nunique() == 2
    assert said(tags) == [["assembly"], ["assembly"]]


def test_paragraphs_of_a_report_are_tagged_and_its_headings_left_out(model: object, samples: Path) -> None:
    table = rt.paragraphs(samples / "tarsia-2024.txt")
    assert {"heading", "paragraph"} <= set(table.kind)
    tags = rt.tag(table, model)
    assert set(tags.paragraph) == set(table.id[table.kind.isin(["paragraph", "bullet", "recommendation"])])
    of_path = rt.tag(samples / "tarsia-2024.txt", model)
    assert of_path.probability.tolist() == tags.probability.tolist()


def test_an_export_is_read_measured_and_what_is_next_chosen(samples: Path) -> None:
    answers = rt.read_label_studio_export(samples / "export.json", key=b"for tests")
    assert set(answers.state) == {"labelled", "none", "skipped", "draft"}
    agreement = rt.measure_agreement(answers)
    assert agreement.labels.keys() == set(rt.load_taxonomy().ids)
    paragraphs = [*rt.ingest(samples / "quillon-2021.txt"), *rt.ingest(samples / "sandovia-2024.html")]
    chosen = rt.select_paragraphs(paragraphs, answers, size=5)
    assert len(chosen) == 5
    assert not set(chosen.paragraph) & set(answers.paragraph)


def test_tags_are_written_by_the_suffix(model: object, samples: Path, tmp_path: Path) -> None:
    rt.write_tags(tmp_path / "tags.csv", samples / "tarsia-2024.txt", model)
    written = pd.read_csv(tmp_path / "tags.csv")
    tags = rt.tag(samples / "tarsia-2024.txt", model)
    assert written.paragraph.tolist() == tags.paragraph[tags.decision != "no"].tolist()


def test_a_saved_model_is_loaded_again(model: object, tmp_path: Path) -> None:
    rt.save_model(model, tmp_path / "copy")
    copy = rt.load_model(tmp_path / "copy")
    assert copy.labels == model.labels
    assert copy.predict_proba([RALLY]).tolist() == model.predict_proba([RALLY]).tolist()


def test_a_table_of_codings_trains_a_model_that_is_judged() -> None:
    coded = pd.DataFrame(labelled(160))
    table = coded.assign(label=coded["labels"].map("; ".join))[["text", "label", "country", "year"]]
    taxonomy = Taxonomy.of_labels(("assembly", "expression", "refugees"), "1")
    model = rt.train(table, taxonomy=taxonomy, name="ours", budget=1)
    assert model.labels == taxonomy.ids
    assert model.manifest.metrics.rows == 160
    fresh = pd.DataFrame(labelled(60, seed=3))
    report = rt.evaluate(model, fresh.assign(label=fresh["labels"].map("; ".join))[["text", "label", "country"]])
    assert report.macro.f1.value > 0.8
    assert said(rt.tag(["Police dispersed a rally in the north."], model)) == [["assembly"]]


def test_labelled_paragraphs_say_what_was_coded() -> None:
    coded = pd.DataFrame({"text": ["A rally was banned.", "It rained."], "label": ["assembly", None], "coder": "ada"})
    rows = rt.import_labels(coded, annotator="coder")
    assert [(row.labels, row.annotator) for row in rows] == [(("assembly",), "ada"), ((), "ada")]
