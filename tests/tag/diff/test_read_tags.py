"""Tables of tags come back from whatever program saved them."""

import pytest

from rightstag.errors import InputError
from rightstag.tag.diff.read_tags import read_tags

ROWS = [
    ("paragraph", "label", "probability", "decision", "text"),
    ("p-1", "assembly", "0,93", "yes", "Die Polizei löste in Öster eine Kundgebung auf; elf wurden festgehalten."),
    ("p-2", "expression", "0,07", "no", "Ein “Blatt” für 3 €"),
]


def table(separator: str, point: str) -> str:
    lines = [[cell.replace(",", point) if cell.startswith("0,") else cell for cell in row] for row in ROWS]
    return "".join(separator.join(f'"{cell}"' for cell in line) + "\r\n" for line in lines)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize(("separator", "point"), [(",", "."), (";", ","), (";", "."), ("\t", ",")])
def test_a_table_saved_by_any_spreadsheet_is_read(encoding, separator, point, tmp_path):
    path = tmp_path / "tags.csv"
    path.write_bytes(table(separator, point).encode(encoding))
    assert [(tag.paragraph, tag.label, tag.probability, tag.decision) for tag in read_tags(path)] == [
        ("p-1", "assembly", 0.93, "yes"),
        ("p-2", "expression", 0.07, "no"),
    ]


def test_bytes_that_are_no_text_are_refused(tmp_path):
    path = tmp_path / "tags.csv"
    path.write_bytes(b"paragraph,label\x81\xff\n")
    with pytest.raises(InputError, match="not a CSV file that can be read"):
        list(read_tags(path))
