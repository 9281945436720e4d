"""Reader of PDF reports: pages, their layout, and what the file says of itself."""

import ctypes
import re
from collections.abc import Sequence
from contextlib import closing

import pypdfium2 as pdfium
from pypdfium2 import raw

from rightstag.errors import InputError
from rightstag.reports.document import Block, Document
from rightstag.reports.readers.pdf.blocks import PdfBlock
from rightstag.reports.readers.pdf.geometry import Page
from rightstag.reports.readers.pdf.layout import analyse_layout
from rightstag.reports.readers.pdf.scanned_pages import has_words, number_ranges, scanned_pages
from rightstag.reports.readers.pdf.spans import read_page
from rightstag.reports.readers.pdf.text import build_vocabulary, join_lines

_WHOLE = "a whole PDF"
#: Why pdfium does not open a file, by its error code.
_FAULTS = {
    raw.FPDF_ERR_PASSWORD: ("is encrypted and needs a password", "save a copy without the password (qpdf --decrypt)"),
    raw.FPDF_ERR_SECURITY: ("is encrypted in a way that cannot be read", "save a copy without the encryption"),
}
_LINEARIZED = re.compile(rb"/Linearized\b.{0,200}?/L\s+(\d+)", re.DOTALL)
#: Titles that a program made up, and names of files.
_NO_TITLE = re.compile(
    r"(?i)^(?:microsoft (?:word|powerpoint)|untitled|document\d*|.*\.(?:docx?|pdf|indd|rtf|odt|wpd|qxd)$)"
)


def read_pdf(data: bytes, name: str) -> Document:
    """Read a PDF: its text in reading order, cut into blocks.

    Columns are read one after the other, a paragraph that crosses a column or page is one, words broken over a line
    end are whole again, and running headers, page numbers, footnotes and the table of contents are told apart.

    Parameters
    ----------
    data
        Content of the file.
    name
        Of the file, for messages.

    Raises
    ------
    InputError
        The file is not a whole PDF, needs a password, or has no text (a scan).
    """
    _check_whole(data, name)
    try:
        with closing(pdfium.PdfDocument(data)) as pdf:
            pages = [_page(pdf, index) for index in range(len(pdf))]
            metadata = _metadata(pdf)
    except pdfium.PdfiumError as error:
        found, fix = _FAULTS.get(error.err_code or 0, ("is damaged", "download it again, or print it anew as PDF"))
        raise InputError(name, found, expected=_WHOLE, fix=fix) from error
    scanned = scanned_pages(pages)
    if len(scanned) == len(pages) or not any(map(has_words, pages)):
        raise InputError(
            name, "has no text layer (a scan?)", expected="a PDF with text", fix="run OCR, as ocrmypdf does"
        )
    return _document(analyse_layout(pages), metadata, _warnings(scanned))


def _check_whole(data: bytes, name: str) -> None:
    """Refuse what pdfium would repair by leaving out what is missing."""
    stated = _LINEARIZED.search(data[:2048])
    tail = data[data.rfind(b"%%EOF") :]
    if not data.startswith(b"%PDF") and b"%PDF-" not in data[:1024]:
        raise InputError(name, "is not a PDF", expected=_WHOLE, fix="check the file, or give it its right suffix")
    if b"%%EOF" not in tail or b" obj" in tail or (stated and int(stated[1]) > len(data)):
        raise InputError(name, "is cut off", expected=_WHOLE, fix="download it again")


def _page(pdf: pdfium.PdfDocument, index: int) -> Page:
    with closing(pdf[index]) as page:
        return read_page(page, index + 1)


def _metadata(pdf: pdfium.PdfDocument) -> dict[str, str]:
    title = " ".join(pdf.get_metadata_value("Title").split())
    stated = {"language": _language(pdf)}
    if " " in title and not _NO_TITLE.match(title):
        stated["title"] = title
    return {key: value for key, value in stated.items() if value}


def _language(pdf: pdfium.PdfDocument) -> str:
    size = raw.FPDFCatalog_GetLanguage(pdf.raw, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFCatalog_GetLanguage(pdf.raw, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw.decode("utf-16-le", "replace").strip("\0 ")


def _warnings(scanned: Sequence[int]) -> tuple[str, ...]:
    if not scanned:
        return ()
    pages = f"page{'s' * (len(scanned) > 1)} {number_ranges(scanned)}"
    has = "has" if len(scanned) == 1 else "have"
    return (f"{pages} {has} no text layer (scanned?); run OCR, as ocrmypdf --skip-text in.pdf out.pdf does",)


def _document(parts: Sequence[PdfBlock], metadata: dict[str, str], warnings: tuple[str, ...]) -> Document:
    vocabulary = build_vocabulary(line for part in parts for line in part.lines)
    printed: list[str] = []
    blocks: list[Block] = []
    start = 0
    for part in parts:
        raw_text = "\n".join(line.text for line in part.lines)
        text = part.reading or join_lines(part.lines, vocabulary, marks=part.role in ("footnote", "furniture"))
        blocks.append(
            Block(
                start,
                start + len(raw_text),
                role=part.role,
                level=part.level,
                page=part.lines[0].page,
                reason=part.reason,
                text=None if text == " ".join(raw_text.split()) else text,
            )
        )
        printed.append(raw_text)
        start += len(raw_text) + 2
    return Document("\n\n".join(printed), tuple(blocks), metadata, warnings)
