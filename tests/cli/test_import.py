import json
from typing import Any

import pytest
from typer.testing import CliRunner

from rightstag.cli.main import app
from rightstag.errors import RightsTagError


@pytest.fixture
def run():
    def call(*arguments) -> Any:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if isinstance(result.exception, RightsTagError):
            raise result.exception
        return result

    return call


def test_a_spreadsheet_of_two_coders_goes_all_the_way(run, tmp_path) -> None:
    lines = ["text,code,coder,report"]
    for n in range(40):
        text = f"Police in Averland dispersed rally {n}." if n % 2 else f"Parliament adopted budget {n}."
        lines += [f"{text},{'Assembly' if n % 2 else ''},{coder},report-{n % 4}" for coder in ("Ada", "Ben")]
    (tmp_path / "coded.csv").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "map.yaml").write_text("Assembly: assembly\n", encoding="utf-8")
    done = run("import", tmp_path / "coded.csv", "--map", tmp_path / "map.yaml", "-o", tmp_path / "a.jsonl")
    assert "note: annotator from column 'coder'" in done.stderr
    assert "80 annotations written to" in done.stderr
    rows = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    assert len({row["annotator"] for row in rows}) == 2
    assert not {"Ada", "Ben"} & {row["annotator"] for row in rows}
    assert len({row["id"] for row in rows}) == 40
    agreed = json.loads(run("agree", tmp_path / "a.jsonl", "--json").stdout)
    assert agreed["labels"]["assembly"]["alpha"]["value"] == 1
    judged = json.loads(run("evaluate", "default", tmp_path / "a.jsonl", "--json").stdout)
    assert (judged["rows"], judged["documents"], judged["labels"]["assembly"]["judged"]) == (40, 4, 40)
    assert judged["labels"]["refugees"]["judged"] == 0  # the coders were not asked
    assert judged["ceiling"]["annotators"] == 2
