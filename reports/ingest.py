"""A report file becomes paragraphs: choose the reader, cut, name, number."""

import codecs
import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from rightstag.atomic import read_bytes, sha256
from rightstag.errors import InputError
from rightstag.reports.country_sections import countries_by_section
from rightstag.reports.metadata import given_facts, report_metadata
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
_HAS_ITS_OWN = re.compile(rb"%PDF-\d|\APK\x03\x04")  # formats that say themselves how their text is encoded


def ingest(
    path: Path,
    *,
    overrides: Mapping[str, Any] | None = None,
    encoding: str | None = None,
    namesake: bool = False,
    data: bytes | None = None,
    unread: list[str] | None = None,
) -> list[Paragraph]:
    """Return the paragraphs of a report, all kinds, in reading order.

    Every character of the report's text is in exactly one of them. Where a report is on many countries, each
    paragraph has the country of its section.

    Parameters
    ----------
    path
        PDF, DOCX, ODT, EPUB, HTML, MHTML, mail, Markdown or text; ``Path("-")`` is standard input.
    overrides
        Fields of ``Report`` that are known better than what the document says.
    encoding
        Of a text or web page, where it is known better than the file tells.
    namesake
        Whether a file in another folder has the same name, so that the key needs more than the name.
    data
        The content of the file, if it was read already.
    unread
        Gets the content that could not be read, one line each, as pages without a text layer.

    Raises
    ------
    UsageError
        The file is missing or cannot be opened.
    InputError
        It is empty, too large, or no report that can be read.
    """
    data = read_bytes(path, limit=LIMIT) if data is None else data
    name = os.fsencode(path).decode("utf-8", "backslashreplace")
    document = read_document(_recoded(data, name, encoding) if encoding else data, name)
    if unread is not None:
        unread += document.warnings
    segments = segment(document)
    facts = dict(overrides or {})
    report = report_metadata(
        document, path, facts, heading=_title_above(segments), sha256=sha256(data), namesake=namesake
    )
    reports = [report] * len(segments) if "country" in given_facts(path, facts) else _by_country(segments, report)
    return _paragraphs(segments, reports)


def _recoded(data: bytes, name: str, encoding: str) -> bytes:
    """Return text in UTF-8, with the mark that beats what the file says of itself."""
    if _HAS_ITS_OWN.search(data[:1024]):
        return data
    try:
        return codecs.BOM_UTF8 + data.decode(encoding).removeprefix("\ufeff").encode()
    except UnicodeError as error:
        raise InputError(name, f"not {encoding} ({error})", fix="name another encoding, or none") from error


def _title_above(segments: Sequence[Segment]) -> str | None:
    """Return the heading that stands above nearly all paragraphs."""
    outermost = Counter(piece.trail[:1] for piece in segments if piece.kind in TAGGABLE)
    [(trail, times)] = outermost.most_common(1) or [((), 0)]
    first = heading_of(trail[0]) if trail and times > _NEARLY_ALL * outermost.total() else None
    return first.text if first and not first.ordinal and not first.frames else None


def _by_country(segments: Sequence[Segment], report: Report) -> list[Report]:
    """Return the report of each segment; in a report on many countries they differ in the country."""
    taggable = [piece for piece in segments if piece.kind in TAGGABLE]
    codes = countries_by_section([piece.trail for piece in taggable], report.language)
    if codes is None:
        return [report] * len(segments)
    by_trail = {piece.trail: code for piece, code in zip(taggable, codes, strict=True)}
    reports = {code: msgspec.structs.replace(report, country=code) for code in {*codes, None}}
    return [reports[by_trail.get(piece.trail)] for piece in segments]


def _paragraphs(segments: Sequence[Segment], reports: Sequence[Report]) -> list[Paragraph]:
    seen: Counter[str] = Counter()
    paragraphs = []
    for position, (piece, report) in enumerate(zip(segments, reports, strict=True)):
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
