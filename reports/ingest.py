"""A report file becomes paragraphs: choose the reader, cut, name, number."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec

from rightstag.errors import InputError
from rightstag.jsonl import read_bytes, sha256
from rightstag.reports.document import Document
from rightstag.reports.records import (
    TAGGABLE,
    Paragraph,
    Report,
    normalise,
    paragraph_id,
)
from rightstag.reports.structure.headings import heading_of
from rightstag.reports.structure.segment import Segment, segment

#: Largest report in bytes; the longest country reports have some 2 MB as text, and 30 MB as PDF with pictures.
LIMIT = 100_000_000
_NEARLY_ALL = 0.9  # of the paragraphs stand under a report's title; the masthead's may not


@dataclass(frozen=True, slots=True)
class _Format:
    name: str
    suffixes: tuple[str, ...]
    starts: re.Pattern[bytes] | None  # what the first kilobyte of its files holds
    reader: str  # module:function, imported when it is needed; (data, name) -> Document
    binary: bool = False  # nothing else can be meant by its suffix


#: A new format is a row here, and its reader. The last one takes what no other does.
_FORMATS = (
    _Format("PDF", (".pdf",), re.compile(rb"%PDF-\d"), "rightstag.reports.readers.pdf.reader:read_pdf", binary=True),
    _Format(
        "DOCX", (".docx",), re.compile(rb"\APK\x03\x04"), "rightstag.reports.readers.docx.reader:read_docx", binary=True
    ),
    _Format(
        "HTML",
        (".html", ".htm", ".xhtml"),
        re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<(?:\?xml|!--).*?>\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S),
        "rightstag.reports.readers.html.reader:read_html",
    ),
    _Format("Markdown", (".md", ".markdown"), None, "rightstag.reports.readers.markdown:read_markdown"),
    _Format("text", (".txt", ".text"), None, "rightstag.reports.readers.text.reader:read_text"),
)
#: What the name of a report in a folder ends with.
SUFFIXES = frozenset(suffix for form in _FORMATS for suffix in form.suffixes)

#: Formats that are known by their first bytes and not read, with what to do.
_UNREAD: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "an old Word file (.doc)", "save it as .docx"),
    (b"{\\rtf", "an RTF file", "save it as .docx"),
    (b"\x89PNG", "a picture", "give the report as text, or as a PDF that has text"),
    (b"\xff\xd8\xff", "a picture", "give the report as text, or as a PDF that has text"),
    (b"\x1f\x8b", "a compressed file", "unpack it first"),
)


def ingest(path: Path, *, overrides: Mapping[str, Any] | None = None) -> list[Paragraph]:
    """Return the paragraphs of a report, all kinds, in reading order.

    Every character of the report's text is in exactly one of them. Near-duplicates are not looked for;
    ``rightstag.reports.deduplicate.with_groups`` does that, over as many reports as belong together.

    Parameters
    ----------
    path
        PDF, DOCX, HTML, Markdown or text; ``Path("-")`` is standard input.
    overrides
        Fields of ``Report`` that are known better than what the document says.

    Raises
    ------
    UsageError
        The file is missing or cannot be opened.
    InputError
        It is empty, too large, or no report that can be read.
    """
    data = read_bytes(path, limit=LIMIT)
    document = read_document(data, str(path))
    segments = segment(document)
    return _paragraphs(segments, _report(document, segments, path, data, overrides or {}))


def ingest_all(paths: Iterable[Path], *, overrides: Mapping[str, Any] | None = None) -> list[Paragraph]:
    """Return the paragraphs of several reports, near-duplicates among all of them grouped.

    Raises
    ------
    InputError
        As ``ingest``; or two reports have the same key, so that their paragraphs could not be told apart.
    """
    paragraphs: list[Paragraph] = []
    origin: dict[str, Path] = {}
    for path in paths:
        found = ingest(path, overrides=overrides)
        key = found[0].report.key if found[0].report else ""
        if key in origin:
            message = f"has the key {key!r}, as {origin[key]} has"
            raise InputError(path, message, expected="a key of its own", fix="rename it, or give --key")
        origin[key] = path
        paragraphs += found
    return _grouped(paragraphs)


def read_document(data: bytes, name: str) -> Document:
    r"""Return a report of any format as a document; the content chooses the reader, then the suffix.

    Parameters
    ----------
    data
        Of the whole file.
    name
        Of the file, for its suffix and for messages.

    Raises
    ------
    InputError
        It is empty, or no report that can be read.

    Examples
    --------
    >>> read_document(b"Police dispersed a rally.\n", "a.txt").text
    'Police dispersed a rally.\n'
    """
    if not data.strip():
        raise InputError(name, "the file is empty", expected="a report", fix="check the file")
    document = _reader(data, name)(data, name)
    if not any(c.isalnum() for c in document.text):
        raise InputError(name, "no words in it", expected="a report", fix="check the file")
    return document


def _reader(data: bytes, name: str) -> Callable[[bytes, str], Document]:
    head = data[:1024]
    for start, found, fix in _UNREAD:
        if data.startswith(start):
            raise InputError(name, found, expected="PDF, DOCX, HTML, Markdown or text", fix=fix)
    suffix = Path(name).suffix.lower()
    by_content = (form for form in _FORMATS if form.starts and form.starts.search(head))
    by_suffix = (form for form in _FORMATS if suffix in form.suffixes)
    chosen = next(by_content, None) or next(by_suffix, _FORMATS[-1])
    if chosen.binary and chosen.starts and not chosen.starts.search(head):
        found = f"not a {chosen.name} file"
        raise InputError(name, found, expected=f"what {suffix} promises", fix="check the file or its name")
    module, function = chosen.reader.split(":")
    read: Callable[[bytes, str], Document] = getattr(import_module(module), function)
    return read


def _report(
    document: Document, segments: Sequence[Segment], path: Path, data: bytes, overrides: Mapping[str, Any]
) -> Report:
    from rightstag.reports.metadata import report_metadata

    outermost = Counter(piece.trail[:1] for piece in segments if piece.kind in TAGGABLE)
    [(trail, times)] = outermost.most_common(1) or [((), 0)]
    first = heading_of(trail[0]) if trail and times > _NEARLY_ALL * outermost.total() else None
    heading = first.text if first and not first.ordinal and not first.frames else None
    report = report_metadata(document, path, dict(overrides), heading=heading)
    return msgspec.structs.replace(report, sha256=sha256(data))


def _paragraphs(segments: Sequence[Segment], report: Report) -> list[Paragraph]:
    seen: Counter[str] = Counter()
    paragraphs = []
    for position, piece in enumerate(segments):
        words = normalise(piece.text)
        paragraphs.append(
            Paragraph(
                id=paragraph_id(report.key, piece.text, seen[words]),
                text=piece.text,
                trail=piece.trail,
                kind=piece.kind,
                position=position,
                page=piece.page,
                number=piece.number,
                start=piece.start,
                end=piece.end,
                reason=piece.reason,
                report=report,
            )
        )
        seen[words] += 1
    return paragraphs


def _grouped(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    from rightstag.reports.deduplicate import with_groups

    grouped = iter(with_groups([paragraph for paragraph in paragraphs if paragraph.kind in TAGGABLE]))
    return [next(grouped) if paragraph.kind in TAGGABLE else paragraph for paragraph in paragraphs]
