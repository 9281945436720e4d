"""Tables fit what they are shown in, and no figure is ever cut."""

import io

import pytest
from rich.console import Console

from rightstag.cli.console import show, table

HEADS = ("label", "precision", "avg. precision", "of", "threshold")
ROWS = [
    ("a-category-with-a-rather-long-name", "0.79 (0.76-0.81)", "0.91 (0.89-0.93)", "6,408", "0.29"),
    ("expression", "0.82 (0.79-0.84)", "n/a", "1,509", "0.34"),
]


def drawn(width: int) -> str:
    out = io.StringIO()
    Console(file=out, width=width, force_terminal=False).print(
        table("How good it is.", HEADS, ROWS, [("all", *["1"] * 4)])
    )
    return out.getvalue()


@pytest.mark.parametrize("width", range(36, 130, 6))
def test_every_figure_is_whole_and_every_missing_column_is_named(width: int) -> None:
    text = drawn(width)
    assert max(map(len, text.splitlines())) <= width
    words = text.split()
    left = " ".join(words).partition("Not shown for want of width: ")[2].removesuffix(".").split(", ")
    for column, head in enumerate(HEADS[1:], 1):
        if head in left:
            assert ROWS[0][column].split()[0] not in words
        else:
            assert set(ROWS[0][column].split()) <= set(words), (head, text)


def test_a_file_has_no_width_of_its_own(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    show([table("Wide.", [f"column-{n}" for n in range(60)], [[f"{n}.123456" for n in range(60)]])])
    lines = capsys.readouterr().out.splitlines()
    assert any("column-1" in line and "column-59" in line for line in lines)
    assert any("59.123456" in line for line in lines)
