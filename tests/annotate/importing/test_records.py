"""Tables of invented codings become labelled paragraphs."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from rightstag.annotate.importing import import_labels, read_codings, read_label_map
from rightstag.errors import InputError, UsageError
from rightstag.labels import load_taxonomy

RALLY, PRESS, RAIN = "Police in Sel dispersed a rally.", "A court in Tresk fined an editor.", "It rained in Orvin."


def csv(folder: Path, text: str, name: str = "coded.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def given(result) -> list[tuple[str, tuple[str, ...]]]:
    return [(row.text, row.labels) for row in result.rows]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_of_any_separator_and_encoding_is_read(tmp_path: Path, separator: str, encoding: str) -> None:
    lines = [("text", "label", "year"), (f"{RALLY} Señor Müller saw it.", "assembly", "2015.0"), (RAIN, "none", "")]
    path = csv(tmp_path, "\r\n".join(separator.join(line) for line in lines), encoding=encoding)
    result = import_labels(read_codings(path))
    assert given(result) == [(f"{RALLY} Señor Müller saw it.", ("assembly",)), (RAIN, ())]
    assert [row.year for row in result.rows] == [2015, None]
    assert "text from column 'text'" in result.notes


def test_several_labels_in_a_cell_and_lists_and_numbers_are_told_apart() -> None:
    cells = ["assembly; expression", "assembly|expression", ["assembly", "expression"], "['assembly', 'expression']"]
    frame = pd.DataFrame({"text": [f"{RALLY} {n}" for n in range(5)], "labels": [*cells, np.array(["assembly"])]})
    assert [row.labels for row in import_labels(frame).rows] == [("assembly", "expression")] * 4 + [("assembly",)]


def test_titles_of_the_taxonomy_and_a_map_of_names_give_ids(tmp_path: Path) -> None:
    taxonomy = load_taxonomy()
    title = next(category.title for category in taxonomy.categories if category.id == "assembly")
    path = csv(tmp_path, "press freedom: expression\nother: null\n", "map.yaml")
    frame = pd.DataFrame({"text": [RALLY, PRESS, RAIN], "label": [title.upper(), "Press freedom", "other"]})
    result = import_labels(frame, taxonomy=taxonomy, mapping=read_label_map(path))
    assert [row.labels for row in result.rows] == [("assembly",), ("expression",), ()]
    assert {row.offered for row in result.rows} == {taxonomy.ids}
    pairs = csv(tmp_path, "Press freedom,expression\n", "map.csv")
    assert read_label_map(pairs) == {"Press freedom": ("expression",)}


def test_without_a_taxonomy_nothing_is_known_of_labels_that_no_row_gives() -> None:
    frame = pd.DataFrame({"text": [RALLY, RAIN], "label": ["assembly", None]})
    assert [row.offered for row in import_labels(frame).rows] == [("assembly",)] * 2


def test_columns_of_yes_and_no_leave_empty_cells_unknown() -> None:
    frame = pd.DataFrame({"text": [RALLY, RAIN], "assembly": ["x", 0], "expression": [None, "no"]})
    result = import_labels(frame, labels=["assembly", "expression"])
    assert [(row.labels, row.offered) for row in result.rows] == [
        (("assembly",), ("assembly",)),
        ((), ("assembly", "expression")),
    ]


def test_several_coders_of_a_text_share_its_id_and_get_pseudonyms() -> None:
    frame = pd.DataFrame(
        {"text": [RALLY, RALLY, RALLY], "code": ["assembly", "", "assembly"], "coder": ["A", "B", "A"]}
    )
    rows = import_labels(frame, pseudonym=str.lower).rows
    assert [row.annotator for row in rows] == ["a", "b", "a"]
    assert rows[0].id == rows[1].id != rows[2].id  # the same coder coded another paragraph of the same wording


def test_ids_are_kept_where_they_hold_and_made_where_they_do_not() -> None:
    frame = pd.DataFrame({"id": [1.0, 2.0], "text": [RALLY, RAIN], "label": ["assembly", ""]})
    assert [row.id for row in import_labels(frame).rows] == ["1", "2"]
    frame["id"] = [1, 1]
    result = import_labels(frame)
    assert len({row.id for row in result.rows}) == 2
    assert any("column 'id' has '1' several times" in note for note in result.notes)
    with pytest.raises(InputError, match="the table, column id: '1' is the id of several paragraphs"):
        import_labels(frame, id="id")


def test_report_country_and_year_come_along_and_what_a_row_lacks_stays_unknown() -> None:
    frame = pd.DataFrame(
        {"text": [RALLY, RAIN], "label": ["", ""], "report": ["r-1", None], "country": ["Averland", np.nan]}
    )
    first, second = import_labels(frame).rows
    assert (first.report.key, first.report.country, first.country) == ("r-1", "Averland", "Averland")
    assert (second.report, second.country) == (None, None)
    assert import_labels(frame).notes[-1] == "1 of 2 rows do not say their report"


def test_exports_of_tools_are_recognised_by_their_columns(tmp_path: Path) -> None:
    records = {
        "prodigy.jsonl": [
            {
                "text": RALLY,
                "accept": ["assembly"],
                "answer": "accept",
                "options": [{"id": "assembly"}],
                "_input_hash": 1,
            },
            {"text": RAIN, "accept": [], "answer": "ignore"},
        ],
        "cats.jsonl": [{"text": RALLY, "cats": {"assembly": 0.9, "expression": 0.2}}],
        "doccano.jsonl": [{"id": 7, "text": RALLY, "label": ["assembly"], "Comments": []}],
    }
    for name, rows in records.items():
        path = csv(tmp_path, "".join(json.dumps(row) + "\n" for row in rows), name)
        (row,) = import_labels(read_codings(path)).rows
        assert (row.text, row.labels) == (RALLY, ("assembly",)), name


def test_doccanos_categories_beside_spans_are_labels(tmp_path: Path) -> None:
    rows = [{"id": 7, "text": RALLY, "cats": ["assembly"], "entities": []}, {"id": 8, "text": RAIN, "cats": []}]
    path = csv(tmp_path, "".join(json.dumps(row) + "\n" for row in rows), "doccano.jsonl")
    for kind in ("doccano", None):
        assert given(import_labels(read_codings(path, kind=kind))) == [(RALLY, ("assembly",)), (RAIN, ())]


def test_a_yes_or_no_of_prodigy_says_nothing_of_other_labels(tmp_path: Path) -> None:
    rows = [{"text": RALLY, "label": "assembly", "answer": "reject", "_task_hash": 1}]
    (row,) = import_labels(read_codings(csv(tmp_path, json.dumps(rows), "binary.json"))).rows
    assert (row.labels, row.offered) == ((), ("assembly",))


def test_tables_as_pandas_writes_them_are_read(tmp_path: Path) -> None:
    frame = pd.DataFrame({"text": [RALLY, RAIN], "label": ["assembly", ""]})
    for orient in ("records", "columns", "split", "table", "index"):
        path = csv(tmp_path, frame.to_json(orient=orient), f"{orient}.json")
        assert given(import_labels(read_codings(path))) == [(RALLY, ("assembly",)), (RAIN, ())]
    path = csv(tmp_path, json.dumps(frame.to_dict("list")), "lists.json")
    assert given(import_labels(read_codings(path))) == [(RALLY, ("assembly",)), (RAIN, ())]
    frame.to_excel(tmp_path / "coded.xlsx", index=False, engine="xlsxwriter")
    assert given(import_labels(read_codings(tmp_path / "coded.xlsx"))) == [(RALLY, ("assembly",)), (RAIN, ())]


@pytest.mark.parametrize("ids", [["p1", "p2", "p3"], ["7", "8", "9"]])
def test_rows_with_names_of_their_own_are_told_from_columns(tmp_path: Path, ids: list[str]) -> None:
    frame = pd.DataFrame({"text": [RALLY, RAIN, PRESS], "label": ["assembly", "", "expression"]}, index=ids)
    for orient in ("index", "columns"):
        path = csv(tmp_path, frame.to_json(orient=orient), f"{orient}.json")
        assert given(import_labels(read_codings(path))) == [
            (RALLY, ("assembly",)),
            (RAIN, ()),
            (PRESS, ("expression",)),
        ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"columns": 5, "data": [["a"]]}, "its columns are no list of names"),
        ({"columns": ["text", ["label"]], "data": []}, "its columns are no list of names"),
        ({"columns": ["text", "label"], "data": [[RALLY]]}, "record 1: not 2 cells"),
        ({"columns": ["text", "label"], "data": [[RALLY, ""], 4]}, "record 2: not 2 cells"),
        ({"columns": ["text", "label"], "data": 3}, "record 1: not 2 cells"),
    ],
)
def test_a_split_table_that_does_not_fit_is_refused(tmp_path: Path, content: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_codings(csv(tmp_path, json.dumps(content), "split.json"))


def test_excels_line_of_the_separator_is_no_header(tmp_path: Path) -> None:
    path = csv(tmp_path, f"sep=;\r\ntext;label\r\n{RALLY};assembly\r\n;\r\n", encoding="utf-8-sig")
    with pytest.raises(InputError, match=r"coded\.csv, row 4, column text: no text"):
        import_labels(read_codings(path))


@pytest.mark.parametrize("wrap", [lambda names: [names], lambda names: {"feature": names, "_type": "Sequence"}])
def test_lists_of_numbers_have_the_names_of_the_schema(tmp_path: Path, wrap) -> None:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    features = {"text": None, "labels": wrap({"names": ["none", "assembly"], "_type": "ClassLabel"})}
    table = pa.table({"text": [RALLY, RAIN], "labels": [[1], []]})
    schema = {"huggingface": json.dumps({"info": {"features": features}})}
    parquet.write_table(table.replace_schema_metadata(schema), tmp_path / "train.parquet")
    assert given(import_labels(read_codings(tmp_path / "train.parquet"))) == [(RALLY, ("assembly",)), (RAIN, ())]


@pytest.mark.parametrize(
    ("frame", "options", "message"),
    [
        ({"text": [RALLY]}, {}, "the table: no column is plainly the labels; expected one of text; name the column"),
        (
            {"text": [RALLY], "label": [""]},
            {"text": "body"},
            "the table: no column 'body'; expected one of text",
        ),
        ({"text": [RALLY, " "], "label": ["", ""]}, {}, "the table, row 1, column text: no text; fill it in"),
        ({"text": [RALLY], "label": [3]}, {}, "the table, row 0, column label: unknown label '3'; correct it"),
        (
            {"text": [RALLY], "label": ["torture"]},
            {"taxonomy": load_taxonomy()},
            "the table, row 0, column label: unknown label 'torture'; expected one of assembly, expression,",
        ),
        (
            {"text": [RALLY], "label": [""], "year": ["c. 2015"]},
            {},
            "row 0, column year: 'c. 2015' is no year",
        ),
        (
            {"text": [RALLY], "a": ["maybe"], "b": [""]},
            {"labels": ["a", "b"]},
            "column a: unknown label 'maybe'",
        ),
        ({"text": [RALLY], "label": [""], "year": ["9" * 5000]}, {}, f"'{'9' * 20}' is no year"),
        ({"text": [RALLY], "label": [[["a"]]]}, {}, "unknown label 'a list in a list'"),
        ({"text": [RALLY], "label": [{"a": None}]}, {}, "a probability that is no number"),
    ],
)
def test_what_cannot_be_read_names_row_and_column(frame, options, message: str) -> None:
    with pytest.raises(InputError) as caught:
        import_labels(pd.DataFrame(frame), **options)
    assert message in str(caught.value)


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    path = csv(tmp_path, f'text,label,year\n"{RALLY}\nMore of it.",assembly,2020\n{RAIN},,soon\n')
    with pytest.raises(InputError, match=r"coded\.csv, row 3, column year: 'soon' is no year"):
        import_labels(read_codings(path))


def test_a_file_of_no_known_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"coded\.bin: its format does not follow from its name; expected one of csv"):
        read_codings(csv(tmp_path, "", "coded.bin"))
    pd.DataFrame({"text": [RALLY]}).to_excel(tmp_path / "coded.xlsx", engine="xlsxwriter")
    with pytest.raises(InputError, match="no sheet 'codes'"):
        read_codings(tmp_path / "coded.xlsx", sheet="codes")


def test_rows_longer_than_the_header_do_not_move_cells(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="more cells than the header"):
        read_codings(csv(tmp_path, f"text,label\n{RALLY},assembly,Sel,1\n"))


def test_a_spacy_record_without_cats_says_nothing_of_any_label(tmp_path):
    path = tmp_path / "cats.jsonl"
    path.write_text('{"text": "A rally was banned.", "cats": {"assembly": 1}}\n{"text": "It rained.", "cats": null}\n')
    rows = import_labels(read_codings(path, kind="spacy")).rows
    assert [(row.labels, row.offered) for row in rows] == [(("assembly",), ("assembly",)), ((), ())]
