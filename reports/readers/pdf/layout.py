"""From the pages of a PDF to its paragraphs, headings, notes and furniture, in reading order."""

from collections.abc import Iterable, Sequence

from rightstag.reports.readers.pdf import page_furniture as around
from rightstag.reports.readers.pdf.blocks import (
    Habits,
    Part,
    habits_of,
    leading,
)
from rightstag.reports.readers.pdf.columns import regions
from rightstag.reports.readers.pdf.geometry import Page
from rightstag.reports.readers.pdf.lines import Line, lines, underline
from rightstag.reports.readers.pdf.paragraph_breaks import goes_on, parts_of
from rightstag.reports.readers.pdf.roles import set_roles


def layout(pages: Sequence[Page]) -> list[Part]:
    """Return the parts of a document in reading order; every span of its pages is in one of them.

    What stands at the edge of a page or at its foot comes after the paragraph that goes on past it.
    """
    sheets = around.sheets(pages)
    columns = [regions(sheet.body, sheet.page.number) for sheet in sheets]
    for sheet, page in zip(sheets, columns, strict=True):
        underline((line for region in page for line in region), sheet.page.rules)
    body = around.body_size(region for page in columns for region in page)
    cuts = _cuts(sheets, columns, body)
    usual = leading(_above(columns, cuts))
    habits = habits_of([parts_of(region, Habits(usual)) for region in _above(columns, cuts)], usual)
    parts: list[Part] = []
    for sheet, page, starts in zip(sheets, columns, cuts, strict=True):
        parts += [_furniture(line, reason) for line, reason in sheet.head]
        notes: list[Part] = []
        for region, start in zip(page, starts, strict=True):
            _add(parts, region[:start], habits)
            notes += _notes(region[start:], parts + notes, body)
        parts += notes
        parts += [_furniture(line, reason) for line, reason in sheet.foot]
        parts += [_furniture(line, around.ASIDE) for line in lines(sheet.page.aside, sheet.page.number)]
    set_roles(parts, body)
    return parts


def _cuts(sheets: Sequence[around.Sheet], columns: Sequence[list[list[Line]]], body: float) -> list[list[int]]:
    """Return where the notes begin in each column of each page."""
    cuts: list[list[int]] = []
    noted = False
    for sheet, page in zip(sheets, columns, strict=True):
        cuts.append([around.notes_start(region, body, sheet.page.rules, going_on=noted) for region in page])
        noted = any(start < len(region) for start, region in zip(cuts[-1], page, strict=True))
    return cuts


def _above(columns: Sequence[list[list[Line]]], cuts: Sequence[list[int]]) -> Iterable[list[Line]]:
    for page, starts in zip(columns, cuts, strict=True):
        yield from (region[:start] for region, start in zip(page, starts, strict=True))


def _add(parts: list[Part], region: list[Line], habits: Habits) -> None:
    """Add the paragraphs of a column; its first may be the rest of the last one before."""
    new = parts_of([line for line in region if not around.is_separator(line)], habits)
    before = next((part for part in reversed(parts) if part.role is None), None)
    if before and new and goes_on(before, habits, *region[:2]):
        before.lines += new.pop(0).lines
    parts += new
    parts += [_furniture(line, around.SEPARATOR) for line in region if around.is_separator(line)]


def _notes(region: Sequence[Line], before: Sequence[Part], body: float) -> list[Part]:
    """Return the notes below a column; what opens none goes on with the last."""
    notes: list[Part] = []
    small = bool(region) and region[0].size < body
    last = next((part for part in reversed(before) if part.role == "footnote"), None)
    for line in region:
        if around.opens_note(line, small=small) or last is None:
            last = Part([line], role="footnote", reason=around.NOTE)
            notes.append(last)
        else:
            last.lines.append(line)
    return notes


def _furniture(line: Line, reason: str) -> Part:
    return Part([line], role="furniture", reason=reason)
