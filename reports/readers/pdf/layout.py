"""From the pages of a PDF to its paragraphs, headings, notes and furniture, in reading order."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rightstag.reports.document import Role
from rightstag.reports.readers.pdf.blocks import (
    ParagraphStyle,
    PdfBlock,
    body_size,
    measure_style,
    usual_leading,
)
from rightstag.reports.readers.pdf.bullets_and_initials import name_symbol_bullets
from rightstag.reports.readers.pdf.columns import split_columns
from rightstag.reports.readers.pdf.geometry import Page, Span
from rightstag.reports.readers.pdf.lines import PdfLine, build_lines, mark_underlined
from rightstag.reports.readers.pdf.margins import Marginal, split_margins
from rightstag.reports.readers.pdf.page_footnotes import (
    cited_marks,
    first_footnote_row,
    is_separator,
    split_footnotes,
)
from rightstag.reports.readers.pdf.page_furniture import TrimmedPage, trim_pages
from rightstag.reports.readers.pdf.paragraph_breaks import continues_paragraph, split_paragraphs
from rightstag.reports.readers.pdf.roles import assign_roles
from rightstag.reports.readers.pdf.tables import PdfTable, find_tables, plan_tables
from rightstag.reports.structure.furniture import MARGIN, SEPARATOR

_SMALL = 0.93  # of the size of the body: what is smaller cites no notes


@dataclass(slots=True)
class _Sheet:
    """A page with its columns in reading order, and the row of each at which its footnotes begin."""

    trimmed: TrimmedPage
    marginals: list[Marginal]
    columns: list[list[PdfLine]]
    note_rows: list[int] = field(default_factory=list)
    tables: dict[int, list[PdfTable]] = field(default_factory=dict)  # before the column of this place

    @property
    def rules(self) -> Sequence[tuple[float, float, float]]:
        return self.trimmed.page.rules

    @property
    def texts(self) -> list[list[PdfLine]]:
        """The columns without their footnotes."""
        return [column[:row] for column, row in zip(self.columns, self.note_rows, strict=True)]

    @property
    def notes(self) -> list[list[PdfLine]]:
        return [column[row:] for column, row in zip(self.columns, self.note_rows, strict=True)]


def analyse_layout(pages: Sequence[Page]) -> list[PdfBlock]:
    """Return the blocks of a document in reading order; every span of its pages is in one of them.

    What stands at the edge of a page or at its foot comes after the paragraph that goes on past it.
    """
    name_symbol_bullets(pages)
    size = body_size(span for page in pages for span in page.spans)
    sheets = _sheets(pages, size)
    texts = [column for sheet in sheets for column in sheet.texts]
    usual = usual_leading(texts)
    style = measure_style([split_paragraphs(column, ParagraphStyle(usual)) for column in texts], usual)
    blocks: list[PdfBlock] = []
    last_note: PdfBlock | None = None
    tables = [table for sheet in sheets for place in sheet.tables.values() for table in place]
    plans = dict(zip(map(id, tables), plan_tables(tables), strict=True))
    for sheet in sheets:
        blocks += [_furniture([line], reason) for line, reason in sheet.trimmed.head]
        notes: list[PdfBlock] = []
        for place, (text, below) in enumerate(zip([*sheet.texts, []], [*sheet.notes, []], strict=True)):
            for table in sheet.tables.get(place, ()):
                blocks += table.blocks(plans[id(table)])
            _add(blocks, text, style)
            notes += split_footnotes(below, last_note, small=bool(below) and below[0].size < size)
            last_note = notes[-1] if notes else last_note
        blocks += notes
        blocks += [_marginal(marginal) for marginal in sheet.marginals]
        blocks += [_furniture([line], reason) for line, reason in sheet.trimmed.foot]
        for reason, spans in sheet.trimmed.page.aside.items():
            blocks += [_furniture([line], reason) for line in build_lines(spans, sheet.trimmed.page.number)]
    assign_roles(blocks, size)
    return blocks


def _sheets(pages: Sequence[Page], size: float) -> list[_Sheet]:
    trimmed = trim_pages(pages, size)
    split = split_margins([page.body for page in trimmed], size)
    sheets = [_Sheet(page, marginals, []) for page, (_, marginals) in zip(trimmed, split, strict=True)]
    for sheet, (text, _) in zip(sheets, split, strict=True):
        _split_columns(sheet, text)
        mark_underlined((line for column in sheet.columns for line in column), sheet.rules)
    _find_notes(sheets, size)
    return sheets


def _split_columns(sheet: _Sheet, text: list[Span]) -> None:
    """Set the columns of a page above, between and below its tables."""
    number = sheet.trimmed.page.number
    lines = [line for line in sheet.trimmed.lines if not sheet.marginals] or build_lines(text, number)
    for table in find_tables(lines, sheet.rules):
        cells = {id(span) for line in table.lines for span in line.spans}
        above = [span for span in text if id(span) not in cells and span.y < table.lines[0].y]
        text = [span for span in text if id(span) not in cells and span.y >= table.lines[0].y]
        sheet.columns += split_columns(above, number)
        sheet.tables.setdefault(len(sheet.columns), []).append(table)
    sheet.columns += split_columns(text, number)


def _find_notes(sheets: Sequence[_Sheet], size: float) -> None:
    """Set the row of each column of each page at which its footnotes begin."""
    going_on = False
    all_lines = [line for sheet in sheets for column in sheet.columns for line in column]
    for sheet in sheets:
        large = [line for column in sheet.columns for line in column if line.size >= _SMALL * size]
        cited = cited_marks(large or all_lines)  # a page of nothing but notes has those of the whole report
        sheet.note_rows = [
            first_footnote_row(column, size, sheet.rules, cited=cited, going_on=going_on) for column in sheet.columns
        ]
        going_on = any(sheet.notes)


def _add(blocks: list[PdfBlock], column: list[PdfLine], style: ParagraphStyle) -> None:
    """Add the paragraphs of a column; its first may be the rest of the last one before."""
    new = split_paragraphs([line for line in column if not is_separator(line)], style)
    before = next((block for block in reversed(blocks) if block.role is None), None)
    if before and new and continues_paragraph(before, style, *column[:2]):
        before.lines += new.pop(0).lines
    blocks += new
    blocks += [_furniture([line], SEPARATOR) for line in column if is_separator(line)]


def _furniture(lines: list[PdfLine], reason: str) -> PdfBlock:
    return PdfBlock(lines, role="furniture", reason=reason)


def _marginal(marginal: Marginal) -> PdfBlock:
    role: Role = "footnote" if marginal.reason == MARGIN else "furniture"
    return PdfBlock(marginal.lines, role=role, reason=marginal.reason)
