"""Pages of a PDF without a text layer: pictures of text, which OCR must read first."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from rightstag.reports.readers.pdf.geometry import Page
from rightstag.reports.readers.pdf.spans import TURNED

_STAMP_LETTERS = 200  # on a page: more are no stamp, page number or line that a download adds
_DIGITS = re.compile(r"\d+")


def scanned_pages(pages: Sequence[Page]) -> list[int]:
    """Return the numbers of the pictured pages without text, or with nothing but stamps that other pages bear too."""
    stamps = Counter(chain.from_iterable(set(_texts(page)) for page in pages if page.pictured))
    return [
        page.number
        for page in pages
        if page.pictured
        and sum(map(len, _texts(page))) <= _STAMP_LETTERS
        and all(stamps[text] > 1 or not any(map(str.isalpha, text)) for text in _texts(page))
    ]


def has_words(page: Page) -> bool:
    """Check if there is a letter or digit on a page."""
    return any(any(map(str.isalnum, span.text)) for span in chain(page.spans, *page.aside.values()))


def number_ranges(numbers: Iterable[int]) -> str:
    """Return ascending numbers in short.

    Examples
    --------
    >>> number_ranges([2, 3, 4, 9])
    '2-4, 9'
    """
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][-1] + 1:
            ranges[-1][1:] = [number]
        else:
            ranges.append([number])
    return ", ".join("-".join(map(str, ends)) for ends in ranges)


def _texts(page: Page) -> list[str]:
    """Return the runs of text on a page, digits aside."""
    return [_DIGITS.sub("#", span.text.strip()) for span in (*page.spans, *page.aside.get(TURNED, ()))]
