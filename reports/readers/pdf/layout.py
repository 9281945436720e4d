"""From the pages of a PDF to its paragraphs, headings, notes and furniture, in reading order."""

from collections.abc import Iterable, Sequence

from rightstag.reports.readers.pdf.blocks import (
    ParagraphStyle,
    PdfBlock,
    body_size,
    measure_style,
    usual_leading,
)
from rightstag.reports.readers.pdf.bullets_and_initials import name_symbol_bullets
from rightstag.reports.readers.pdf.columns import split_columns
from rightstag.reports.readers.pdf.geometry import Page
from rightstag.reports.readers.pdf.lines import PdfLine, build_lines, mark_underlined
from rightstag.reports.readers.pdf.page_footnotes import (
    SEPARATOR,
    cited_marks,
    first_footnote_row,
    is_separator,
    split_footnotes,
)
from rightstag.reports.readers.pdf.page_furniture import TrimmedPage, trim_pages
from rightstag.reports.readers.pdf.paragraph_breaks import continues_paragraph, split_paragraphs
from rightstag.reports.readers.pdf.roles import assign_roles

_SMALL = 0.93  # of the size of the body: what is smaller cites no notes


def analyse_layout(pages: Sequence[Page]) -> list[PdfBlock]:
    """Return the blocks of a document in reading order; every span of its pages is in one of them.

    What stands at the edge of a page or at its foot comes after the paragraph that goes on past it.
    """
    name_symbol_bullets(pages)
    trimmed = trim_pages(pages)
    columns = [split_columns(page.body, page.page.number) for page in trimmed]
    for page, regions in zip(trimmed, columns, strict=True):
        mark_underlined((line for region in regions for line in region), page.page.rules)
    body = body_size(region for regions in columns for region in regions)
    cuts = _cuts(trimmed, columns, body)
    usual = usual_leading(_above(columns, cuts))
    style = measure_style([split_paragraphs(region, ParagraphStyle(usual)) for region in _above(columns, cuts)], usual)
    blocks: list[PdfBlock] = []
    for page, regions, starts in zip(trimmed, columns, cuts, strict=True):
        blocks += [_furniture(line, reason) for line, reason in page.head]
        notes: list[PdfBlock] = []
        for region, start in zip(regions, starts, strict=True):
            _add(blocks, region[:start], style)
            last = next((block for block in reversed(blocks + notes) if block.role == "footnote"), None)
            notes += split_footnotes(region[start:], last, small=start < len(region) and region[start].size < body)
        blocks += notes
        blocks += [_furniture(line, reason) for line, reason in page.foot]
        for reason, spans in page.page.aside.items():
            blocks += [_furniture(line, reason) for line in build_lines(spans, page.page.number)]
    assign_roles(blocks, body)
    return blocks


def _cuts(trimmed: Sequence[TrimmedPage], columns: Sequence[list[list[PdfLine]]], body: float) -> list[list[int]]:
    """Return the row of each column of each page at which its footnotes begin."""
    cuts: list[list[int]] = []
    noted = False
    anywhere = cited_marks(line for regions in columns for region in regions for line in region)
    for page, regions in zip(trimmed, columns, strict=True):
        large = [line for region in regions for line in region if line.size >= _SMALL * body]
        cited = cited_marks(large) if large else anywhere  # a page of nothing but notes
        cuts.append(
            [first_footnote_row(region, body, page.page.rules, cited=cited, going_on=noted) for region in regions]
        )
        noted = any(start < len(region) for start, region in zip(cuts[-1], regions, strict=True))
    return cuts


def _above(columns: Sequence[list[list[PdfLine]]], cuts: Sequence[list[int]]) -> Iterable[list[PdfLine]]:
    for regions, starts in zip(columns, cuts, strict=True):
        yield from (region[:start] for region, start in zip(regions, starts, strict=True))


def _add(blocks: list[PdfBlock], region: list[PdfLine], style: ParagraphStyle) -> None:
    """Add the paragraphs of a column; its first may be the rest of the last one before."""
    new = split_paragraphs([line for line in region if not is_separator(line)], style)
    before = next((block for block in reversed(blocks) if block.role is None), None)
    if before and new and continues_paragraph(before, style, *region[:2]):
        before.lines += new.pop(0).lines
    blocks += new
    blocks += [_furniture(line, SEPARATOR) for line in region if is_separator(line)]


def _furniture(line: PdfLine, reason: str) -> PdfBlock:
    return PdfBlock([line], role="furniture", reason=reason)
