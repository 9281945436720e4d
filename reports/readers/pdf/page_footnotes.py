"""Footnotes at the foot of a column: where they begin, and where each of them begins."""

from collections.abc import Iterable, Sequence, Set

import regex

from rightstag.reports.readers.pdf.blocks import PdfBlock
from rightstag.reports.readers.pdf.lines import PdfLine
from rightstag.reports.structure.footnotes import NOTE

_SMALL = 0.93  # of the size of the body: notes are set smaller
_RULE_SHARE = 0.7  # of the column: a rule above notes is shorter
_INDENT = 2.5  # of the letters' size: a note begins no further from the edge of its column; a quotation may
_SAME_EDGE = 3.0  # points
_UNDERSCORES = regex.compile(r"[_–—-]{5,}")
#: How a note begins, by the form of its mark. Small type allows ``1.`` too.
_MARKS = regex.compile(
    r"""(?P<slash>\d{1,3})/(?!\d) | \[(?P<squared>\d{1,3})\] | (?P<sign>[*†‡§¶]{1,3})\s?(?=\S) | (?P<letter>[a-z])/\s
      | (?P<bare>\d{1,3})\s""",
    regex.VERBOSE,
)
_SMALL_MARKS = regex.compile(rf"(?P<dot>\d{{1,3}})[.)]\s | {_MARKS.pattern} | (?P<letter>[a-z])\s", regex.VERBOSE)
#: Marks in the text that a note answers to, besides the raised ones.
_CITED = regex.compile(
    r"(?<=[\p{L}\p{P}])(\d{1,3})(?!\w)|(?<=\S)\s?(\d{1,3})/(?!\d)|\[(\d{1,3})\]|(?<=\S)\s?([*†‡§¶]{1,3})|(?<=\s)([a-z])/"
)
_CITES = regex.compile(r"[\p{N}*†‡§¶\[/]")  # one of these is in every mark
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_SURE_FORMS = frozenset({"raised", "slash", "squared", "sign"})

Rules = Sequence[tuple[float, float, float]]  # where each begins, ends and lies


def is_separator(line: PdfLine) -> bool:
    """Check if a line is a rule made of characters."""
    return bool(_UNDERSCORES.fullmatch(line.text))


def is_surely_footnote(line: PdfLine) -> bool:
    """Check if a line opens a note with a mark unlike any page number; notes repeat, digits aside."""
    mark = footnote_mark(line, small=False)
    return mark is not None and mark[0] != "bare"


def footnote_mark(line: PdfLine, *, small: bool) -> tuple[str, str] | None:
    """Return the form and the sign of the mark that a line begins with, or None."""
    if line.marks and line.marks[0][0] == 0:
        return "raised", line.text[slice(*line.marks[0])].strip("[]()., ").translate(_SUPERSCRIPTS)
    match = (_SMALL_MARKS if small else _MARKS).match(line.text)
    return next((form, sign) for form, sign in match.groupdict().items() if sign) if match else None


def cited_marks(lines: Iterable[PdfLine]) -> frozenset[str]:
    """Return the marks in the text of lines that point to a note."""
    cited: set[str] = set()
    for line in lines:
        cited.update(line.text[start:end].strip("[]()., ") for start, end in line.marks if start)
        if _CITES.search(line.text):
            cited.update(sign for match in _CITED.findall(line.text.translate(_SUPERSCRIPTS)) for sign in match if sign)
    return frozenset(cited)


def first_footnote_row(region: Sequence[PdfLine], size: float, rules: Rules, *, cited: Set[str], going_on: bool) -> int:
    """Return the row of a column at which its footnotes begin, its length if it has none.

    Notes are set below a rule, or smaller than the text that cites them.

    Parameters
    ----------
    region
        The lines of a column.
    size
        Of the body, in points.
    rules
        Of the page.
    cited
        Marks that the text of the page points to notes with.
    going_on
        Whether the note at the foot of the column before may go on in this one.
    """
    start = len(region)
    small_from = next((row + 1 for row in reversed(range(len(region))) if region[row].size > _SMALL * size), 0)
    for row in range(len(region) - 1, -1, -1):
        line = region[row]
        small, ruled = row >= small_from, _is_ruled(region, row, rules)
        mark = footnote_mark(line, small=small)
        if (mark and (ruled or (small and _answers(line, mark, cited)))) or (ruled and small and going_on):
            start = row
        if ruled:
            break
    return start


def _answers(line: PdfLine, mark: tuple[str, str], cited: Set[str]) -> bool:
    """Check if a line in small type is a note, not an item of a list quoted in such type."""
    form, sign = mark
    return form == "raised" or (sign in cited and line.x0 - line.left < _INDENT * line.size)


def split_footnotes(lines: Sequence[PdfLine], last: PdfBlock | None, *, small: bool) -> list[PdfBlock]:
    """Split the lines below a column into footnotes; those before the first mark go to the last note before.

    Parameters
    ----------
    lines
        From the first row of the notes on.
    last
        The last note of the columns before, which may go on here.
    small
        Whether the notes are set smaller than the body.
    """
    notes: list[PdfBlock] = []
    for line in lines:
        if last is None or _opens(line, notes, small=small):
            last = PdfBlock([line], role="footnote", reason=NOTE)
            notes.append(last)
        else:
            last.lines.append(line)
    return notes


def _opens(line: PdfLine, notes: Sequence[PdfBlock], *, small: bool) -> bool:
    """Check if a line opens a note: its mark has the form of the first one, and its number comes next."""
    mark = footnote_mark(line, small=small)
    if mark is None or not notes:
        return mark is not None
    first, before = (footnote_mark(notes[place].lines[0], small=small) for place in (0, -1))
    if first is None or before is None or mark[0] != first[0]:
        return mark[0] == "raised" or (first is None and mark is not None)
    if mark[0] in _SURE_FORMS or not (mark[1] + before[1]).isdigit():
        return True
    return int(mark[1]) == int(before[1]) + 1 and abs(line.x0 - notes[0].lines[0].x0) < _SAME_EDGE


def _is_ruled(region: Sequence[PdfLine], row: int, rules: Rules) -> bool:
    """Check if a rule shorter than the column lies between a line and the one above it."""
    line = region[row]
    if row and is_separator(region[row - 1]):
        return True
    above = region[row - 1].y + 0.4 * line.size if row else float("-inf")  # below an underlined word's rule
    longest = _RULE_SHARE * (line.right - line.left)
    return any(
        above < y < line.y - 0.5 * line.size and x1 - x0 < longest and abs(x0 - line.left) < 2 * line.size
        for x0, x1, y in rules
    )
