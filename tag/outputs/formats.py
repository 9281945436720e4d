"""Tags become a file: a table for spreadsheets, records for programs, a page for readers.

Every format is made in two steps: `Format.encode` makes a piece of some paragraphs, wherever they are tagged;
`Format.finish` makes the file of the pieces in order. So a file is the same however the work was cut and shared out.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

import msgspec

from rightstag.atomic import STDIO, atomic_write
from rightstag.errors import UsageError
from rightstag.tag.columns import COLUMNS, table_row
from rightstag.tag.records import Tag
from rightstag.tag.tagger import TaggedParagraph, batches

if TYPE_CHECKING:
    from rightstag.labels import Taxonomy  # reads YAML, which only the page needs


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """Options of writing tags.

    Attributes
    ----------
    include_negative
        Every paragraph and label, not only those that say ``yes`` or ``review``; the page shows all paragraphs anyhow.
    taxonomy
        Where the page takes titles and colours from; the shipped one if none is given.
    rules
        Whether it was rules that voted for the tags, not a model, so that the page says so.
    """

    include_negative: bool = False
    taxonomy: "Taxonomy | None" = None
    rules: bool = False


class _Encode(Protocol):
    def __call__(self, tagged: Sequence[TaggedParagraph], *, include_negative: bool) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Format:
    """Format of a file of tags.

    Attributes
    ----------
    encode
        Makes a piece of tagged paragraphs.
    finish
        Writes the file of its pieces.
    limit
        How many paragraphs, all kinds counted, such a file can hold; None for any number.
    """

    encode: _Encode
    finish: Callable[[IO[bytes], Iterable[bytes], WriteOptions], None]
    limit: int | None = None


# A spreadsheet runs a cell that begins so as a formula; an apostrophe in front makes it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

#: More than thirty long reports: a browser would no longer scroll through it.
PAGE = 20_000


def encode_csv(tagged: Sequence[TaggedParagraph], *, include_negative: bool) -> bytes:
    """Return one flat row a tag, as spreadsheets open it: no cell runs as a formula."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    for pair in _pairs(tagged, include_negative=include_negative):
        rows.writerow([escape_cell(value) for value in _flat_row(*pair).values()])
    return text.getvalue().encode()


def encode_jsonl(tagged: Sequence[TaggedParagraph], *, include_negative: bool) -> bytes:
    """Return one `rightstag.tag.records.Tag` a line."""
    return _lines(tag for _, tag in _pairs(tagged, include_negative=include_negative))


def encode_tagged(tagged: Sequence[TaggedParagraph], *, include_negative: bool) -> bytes:  # noqa: ARG001 - shows all anyhow
    """Return every paragraph with its tags, for `decode_tagged`."""
    return _lines(tagged)


def decode_tagged(piece: bytes) -> Iterator[TaggedParagraph]:
    """Yield the tagged paragraphs of a piece; the inverse of `encode_tagged`."""
    return map(msgspec.json.Decoder(TaggedParagraph).decode, io.BytesIO(piece))


def _encode_parquet(tagged: Sequence[TaggedParagraph], *, include_negative: bool) -> bytes:
    from rightstag.tag.parquet import encode_table

    return encode_table(tagged, include_negative=include_negative)


def _finish_csv(out: IO[bytes], pieces: Iterable[bytes], _: WriteOptions) -> None:
    out.write(f"\ufeff{','.join(COLUMNS)}\r\n".encode())
    out.writelines(pieces)


def _finish_jsonl(out: IO[bytes], pieces: Iterable[bytes], _: WriteOptions) -> None:
    out.writelines(pieces)


def _finish_parquet(out: IO[bytes], pieces: Iterable[bytes], _: WriteOptions) -> None:
    from rightstag.tag.parquet import write_parquet

    write_parquet(out, pieces)


def _finish_xlsx(out: IO[bytes], pieces: Iterable[bytes], options: WriteOptions) -> None:
    from rightstag.tag.outputs.xlsx import Column, write_sheet  # xlsxwriter is only needed here

    tagged = (each for piece in pieces for each in decode_tagged(piece))
    rows = (_flat_row(*pair).values() for pair in _pairs(tagged, include_negative=options.include_negative))
    columns = [Column(name, **_SHEET.get(name, {})) for name in COLUMNS]
    write_sheet(out, "tags", columns, map(tuple, rows))


def _finish_page(out: IO[bytes], pieces: Iterable[bytes], options: WriteOptions) -> None:
    from rightstag.tag.outputs.page.render import render  # jinja2 is only needed here

    tagged = (each for piece in pieces for each in decode_tagged(piece))
    out.writelines(piece.encode() for piece in render(tagged, options.taxonomy, rules=options.rules))


#: How columns look in a sheet, where it is not the usual way.
_SHEET: dict[str, dict[str, Any]] = {
    "paragraph": {"width": 20},
    "probability": {"format": "0.00"},
    "threshold": {"format": "0.00"},
    "reason": {"width": 24, "wrap": True},
    "report": {"width": 20},
    "title": {"width": 30, "wrap": True},
    "url": {"width": 24, "link": True},
    "trail": {"width": 30, "wrap": True},
    "text": {"width": 80, "wrap": True},
    "evidence": {"width": 30, "wrap": True},
}

#: To add a format, add its suffix here.
FORMATS: dict[str, Format] = {
    ".csv": Format(encode_csv, _finish_csv),
    ".jsonl": Format(encode_jsonl, _finish_jsonl),
    ".parquet": Format(_encode_parquet, _finish_parquet),
    ".xlsx": Format(encode_tagged, _finish_xlsx),
    ".html": Format(encode_tagged, _finish_page, limit=PAGE),
}


def suffix_of(path: Path) -> str:
    """Return the suffix that says which of `FORMATS` a file has; standard output has records.

    Raises
    ------
    UsageError
        There is no such format.

    Examples
    --------
    >>> suffix_of(Path("tags.CSV"))
    '.csv'
    """
    suffix = ".jsonl" if path == STDIO else path.suffix.lower()
    if suffix not in FORMATS:
        found = f"{path.suffix!r}" if path.suffix else "a file without a suffix"
        raise UsageError(path, f"no tags are written as {found}", expected=_either(FORMATS))
    return suffix


def write_tags(path: Path, stream: Iterable[TaggedParagraph], options: WriteOptions | None = None) -> None:
    """Write tagged paragraphs as the suffix of the path says, whole or not at all.

    Raises
    ------
    UsageError
        There is no such format, or the file cannot be written.
    """
    chosen, form = options or WriteOptions(), FORMATS[suffix_of(path)]
    pieces = (form.encode(batch, include_negative=chosen.include_negative) for batch in batches(stream))
    with atomic_write(path) as out:
        form.finish(out, pieces, chosen)


def escape_cell(value: object) -> object:
    """Escape a value so that no spreadsheet runs it as a formula; `unescape_cell` undoes it.

    Examples
    --------
    >>> escape_cell("=1+1"), escape_cell("'=1+1"), escape_cell(-0.5)
    ("'=1+1", "''=1+1", -0.5)
    """
    return f"'{value}" if isinstance(value, str) and value.lstrip("'").startswith(_FORMULA) else value


def unescape_cell(cell: str) -> str:
    """Return the text that `escape_cell` was given.

    Examples
    --------
    >>> unescape_cell("'=1+1"), unescape_cell("''=1+1"), unescape_cell("'n Oggend")
    ('=1+1', "'=1+1", "'n Oggend")
    """
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA) else cell


def _either(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}"


def _pairs(tagged: Iterable[TaggedParagraph], *, include_negative: bool) -> Iterator[tuple[TaggedParagraph, Tag]]:
    for each in tagged:
        for tag in each.tags if include_negative else each.marked:
            yield each, tag


def _flat_row(each: TaggedParagraph, tag: Tag) -> dict[str, object]:
    """Return the row of one tag with headings and evidence as text, for people."""
    row = table_row(each, tag)
    row["trail"] = " › ".join(each.paragraph.trail)
    row["evidence"] = "; ".join(f"“{each.paragraph.text[e.start : e.end]}” {e.weight:+.2f}" for e in tag.evidence)
    return row


def _lines(records: Iterable[object]) -> bytes:
    encode = msgspec.json.Encoder().encode
    return b"".join(encode(record) + b"\n" for record in records)
