import json
from collections.abc import Callable
from pathlib import Path

import pytest

from rightstag.errors import InputError, UsageError
from rightstag.labels.crosswalk import SCHEMES, load_crosswalk, parse_crosswalk
from rightstag.labels.taxonomy import load_taxonomy

Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize(("name", "codes", "unmapped"), [("upr", 54, ("statelessness",)), ("sdg", 5, ("assembly",))])
def test_the_shipped_schemes_are_whole_and_know_their_gaps(name: str, codes: int, unmapped: tuple[str, ...]) -> None:
    crosswalk = load_crosswalk(name)
    assert len(crosswalk.codes) == codes
    assert crosswalk.unmapped(load_taxonomy().ids) == unmapped
    assert {label for label, _ in crosswalk.pairs} <= set(load_taxonomy().ids)


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ("label,kode\na,1\n", "no column 'code'"),
        ("label,code\na,\n", "row 2: no code"),
        ("label,code\n,1\n", "no label is mapped"),
        ("", "no column 'label'"),
    ],
)
def test_a_table_that_is_none_is_refused(table: str, fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        parse_crosswalk(table.encode(), "own.csv")


def test_a_scheme_that_is_not_there_is_named() -> None:
    with pytest.raises(UsageError, match=f"expected {', '.join(SCHEMES)}, or a CSV file"):
        load_crosswalk("icd")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_tags_come_in_the_codes_of_the_scheme_and_unmapped_labels_are_named(
    run: Run, write: Callable[..., Path], tmp_path: Path, jobs: str
) -> None:
    write(
        "p.jsonl", [{"id": "p", "text": "Police dispersed a peaceful rally of teachers and arrested its organisers."}]
    )
    (tmp_path / "own.csv").write_text("label,code,title\nassembly,A1,Rallies\nassembly,A2,\nexpression,A1,\n")
    code, out, err = run("tag", "p.jsonl", "--scheme", "own.csv", "--jobs", jobs)
    assert code == 0
    assert [(row["label"], row["decision"]) for row in map(json.loads, out.splitlines())] == [
        ("A1", "yes"),
        ("A2", "yes"),
    ]
    assert "note: no code of own.csv stands for association, refugees, statelessness: left out\n" in err
