"""A report file becomes paragraphs: choose the reader, cut, name, number."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from rightstag.atomic import read_bytes, sha256
from rightstag.errors import InputError
from rightstag.reports.document import Document
from rightstag.reports.readers import read_document
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


def ingest(path: Path, *, overrides: Mapping[str, Any] | None = None) -> list[Paragraph]:
    """Return the paragraphs of a report, all kinds, in reading order.

    Every character of the report's text is in exactly one of them.

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
    """Return the paragraphs of several reports.

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
    return paragraphs


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
