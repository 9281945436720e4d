"""Footnotes of web pages: the marks in the text, and the notes that they point to."""

import re

from lxml.html import HtmlElement

from rightstag.reports.readers.html.dom import HEADINGS, Around, lineage
from rightstag.reports.readers.html.prose import fold
from rightstag.reports.readers.html.runs import Piece, Run

# Class and id of a note or of the list that holds the notes; the names come from WordPress, Drupal, Word and wikis.
_NOTE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:foot|end)[-_]?notes?(?:text|list|s)?(?:$|[\s_\d-])|footnotetext|endnotetext", re.I
)
_NOTE_ID = re.compile(r"^_?(?:cite_note|ftn|edn|fn|(?:foot|end)?notes?)[-_:.]?\d+|^(?:foot|end)notes?$", re.I)
_NOTE_ROLES = frozenset(("doc-footnote", "doc-endnote", "doc-endnotes"))
_NOTE_TYPES = frozenset(("footnote", "footnotes", "endnote", "endnotes", "rearnote", "rearnotes"))  # of EPUB
# What links to a note, or from a note back to its mark.
_NOTE_LINK = re.compile(r"#.*(?:note|fn|ftn|edn|ref|cite|sdfoot|sdend)", re.I)

_BACK = re.compile(r"#.*(?:ref|back)", re.I)

_NUMBER = r"[\[(]?\s*(?:(?:(?:foot|end)?note|fn\.?)\s)?(?:\d{1,4}|[*†‡§¶]{1,3})\s*[\])]?"
_MARK = re.compile(rf"{_NUMBER}(?:\s*[,;–-]\s*{_NUMBER})*\.?")
_LINKED_MARK = re.compile(r"[\[(]?\s*(?:\d{1,4}|[ivxlc]{1,6}|[a-z]|[*†‡§¶]{1,3})\s*[\])]?\.?", re.I)
# "km²" and "10⁶" are no notes.
_POWER = re.compile(r"(?:\d|\b(?:k|c|m)?m|\bft|\bmi)\s*$")
_PERMALINK = re.compile(r"[#¶§↑↩⏎^🔗↵\ufe0e\ufe0f\s]+")
_RETURN = re.compile(r"[↑↩⏎^↵\ufe0e\ufe0f]+")
_PLACE = re.compile(r"#(?!top$).")
_LOOK_BACK = 20
_TAKEN_OUT = "\0"  # cannot occur in a parsed page
_GAP_OF_MARK = re.compile(rf"(?<!\s)\s*{_TAKEN_OUT}(?=[\s.,;:!?)”’]|$)")


class Notes:
    """Reads the runs of a page in order and remembers the marks met, so that a note is known by its mark."""

    def __init__(self) -> None:
        self._marks: set[str] = set()
        self._named = Around(names_note)

    def read(self, run: Run) -> tuple[bool, str]:
        """Read a run as a footnote: a flag for a footnote, and its text without marks and permalinks."""
        is_note = self._is_named_note(run.block)
        kept: list[str] = []
        number: HtmlElement | None = None  # what a note begins with; it is part of the note
        before = ""  # the last of what is kept: enough to see a unit, and whether anything was kept at all
        for piece in run.pieces:
            mark = _mark_around(piece, run.block, before)
            if mark is not None and (mark is number or not before.strip()):
                number = mark
                is_note = is_note or _label(mark) in self._marks or bool(_BACK.search(mark.get("href", "")))
            elif mark is not None:
                self._marks.add(_label(mark))
            link = _permalink_around(piece, run.block)
            is_note = is_note or (link is not None and bool(_RETURN.fullmatch(piece.text.strip())))
            out = (mark is not None and mark is not number) or link is not None
            kept.append(_TAKEN_OUT if out else piece.text)
            before = (before + kept[-1]).lstrip()[-_LOOK_BACK:]
        marked = _TAKEN_OUT in kept
        return is_note, (_without_marks("".join(kept)) if marked else "") or run.text

    def _is_named_note(self, block: HtmlElement) -> bool:
        return block.tag not in HEADINGS and self._named.holds(block)


def _mark_around(piece: Piece, block: HtmlElement, before: str) -> HtmlElement | None:
    for element in lineage(piece.parent, block):
        if element.tag not in ("a", "sup"):
            continue
        text = fold(element.text_content())
        if element.tag == "a" and _is_note_link(element) and _LINKED_MARK.fullmatch(text):
            return element
        if element.tag == "sup" and _MARK.fullmatch(text) and not _POWER.search(before):
            return element
    return None


def _is_note_link(link: HtmlElement) -> bool:
    href = link.get("href", "")
    if _NOTE_LINK.search(href) or link.get("role") == "doc-noteref":
        return True
    raised = any(element.tag == "sup" for element in (*link.iterancestors("sup"), *link.iter("sup")))
    return href.startswith("#") and raised


def _permalink_around(piece: Piece, block: HtmlElement) -> HtmlElement | None:
    """Return the link of a sign that leads back to a mark, or to the heading that it stands beside."""
    if not piece.text.strip() or not _PERMALINK.fullmatch(piece.text):
        return None
    links = (element for element in lineage(piece.parent, block) if element.tag == "a")
    return next((link for link in links if _PLACE.search(link.get("href", ""))), None)


def names_note(element: HtmlElement) -> bool:
    """Check if an element states that it is a note or a list of notes: by its role, type, class or id."""
    stated = element.attrib
    return bool(
        stated.get("role") in _NOTE_ROLES
        or not _NOTE_TYPES.isdisjoint(stated.get("epub:type", "").split())
        or ("class" in stated and _NOTE_CLASS.search(stated["class"]))
        or ("id" in stated and _NOTE_ID.search(stated["id"]))
    )


def _label(mark: HtmlElement) -> str:
    return fold(mark.text_content()).strip("[]() .").rpartition(" ")[2]


def _without_marks(text: str) -> str:
    r"""Close the gap that a mark leaves before punctuation.

    Examples
    --------
    >>> _without_marks("The law \0, as amended\0, stands.")
    'The law, as amended, stands.'
    """
    return fold(_GAP_OF_MARK.sub("", text).replace(_TAKEN_OUT, ""))
