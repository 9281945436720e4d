"""Segmentation: a document's blocks become segments with kind, heading trail and text."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile
from unicodedata import normalize

import msgspec
from msgspec.structs import replace

from rightstag.reports.document import Block, Document
from rightstag.reports.records import Kind
from rightstag.reports.structure import footnotes, furniture, sequences
from rightstag.reports.structure.headings import (
    Heading,
    clean_heading,
    heading_of,
    is_masthead,
    is_scored,
    looks_like_heading,
    strip_number,
)
from rightstag.reports.structure.list_markers import (
    RUN_IN_PLAIN_WORDS,
    run_in_heading,
    run_in_of,
    split_bullet,
    split_number,
)
from rightstag.reports.structure.outline import trails_above
from rightstag.reports.structure.scripts import ends_sentence
from rightstag.reports.structure.section_names import RECOMMENDATIONS
from rightstag.reports.structure.title_page import find_titles

_LIGATURE = re.compile("[\ufb00-\ufb06]")  # letters that type joins: no word is known by them
_LABEL_WORDS = 8  # of a run-in heading in sentence case, where most paragraphs have one
_LABELLED, _FEW_LABELS = 0.5, 3
_LIST_RUN = 3  # as many numbered lines one after another are a list, not headings


class Segment(msgspec.Struct, frozen=True):
    """One piece of a report; together they cover its text without gap or overlap.

    Attributes
    ----------
    kind, text, trail, page, number, reason
        As in ``rightstag.reports.records.Paragraph``.
    start, end
        The characters ``[start, end)`` of ``Document.text``, the white space after the piece included.
    run_in
        The last entry of the trail where that is a run-in heading, of this paragraph or of one before it.
    row
        Whether it is a row of a table that reports in words.
    """

    kind: Kind
    text: str
    start: int
    end: int
    trail: tuple[str, ...] = ()
    page: int | None = None
    number: str | None = None
    reason: str | None = None
    run_in: str | None = None
    row: bool = False


def segment(document: Document) -> list[Segment]:
    r"""Cut a document into segments.

    What the format says of a block stands, unless its wording is that of furniture; what it leaves open (role ``None``)
    is decided by wording, shape and neighbours.

    Examples
    --------
    >>> text = "Rallies\n\nAccess to Squares: Police closed the main square to every rally."
    >>> pieces = segment(Document(text, (Block(0, 7), Block(9, len(text)))))
    >>> [(piece.kind, piece.trail) for piece in pieces]
    [('heading', ()), ('paragraph', ('Rallies', 'Access to Squares'))]
    """
    pieces = [_by_wording(document, block) for block in document.blocks]
    pieces = _by_neighbours(pieces, document.blocks)
    texts = footnotes.remove_marks([piece.text if piece.kind != "footnote" else "" for piece in pieces])
    pieces = [
        piece if piece.kind == "footnote" or piece.text == text else replace(piece, text=text)
        for piece, text in zip(pieces, texts, strict=True)
    ]
    pieces = _with_trails(pieces, document)
    return _covering([_with_details(piece) for piece in _with_run_ins(pieces)], len(document.text))


def _by_wording(document: Document, block: Block) -> Segment:
    """Judge a block alone."""
    piece = _as_paragraph(document, block)
    return replace(piece, row=True) if block.role == "row" else _judged(piece, block)


def _as_paragraph(document: Document, block: Block) -> Segment:
    printed = document.text[block.start : block.end] if block.text is None else block.text
    text = _LIGATURE.sub(lambda ligature: normalize("NFKC", ligature[0]), " ".join(printed.split()))
    lead = run_in_of(block.lead) if block.lead else None
    return Segment(
        "paragraph",
        text,
        block.start,
        block.end,
        page=block.page,
        number=block.number,
        reason=block.reason,
        run_in=lead,
    )


def _judged(piece: Segment, block: Block) -> Segment:
    text = piece.text
    bullet, body = split_bullet(text)
    reason = furniture.furniture_reason(body) or (furniture.furniture_reason(text) if body != text else None)
    if block.role == "footnote":
        return replace(piece, kind="footnote", text=body, number=footnotes.footnote_number(body, under_notes=True))
    if reason == furniture.FIGURES and block.role == "heading" and not any(c.isalpha() for c in text):
        reason = None  # a year, in a chronology
    if block.role is None and is_masthead(text) and not ends_sentence(text, marked=True):
        reason = reason or furniture.MASTHEAD
    if block.role == "furniture" or reason:
        return replace(piece, kind="furniture", reason=block.reason or reason)
    number = footnotes.footnote_number(body) if block.role in (None, "paragraph", "bullet") else None
    if number:
        return replace(piece, kind="footnote", text=body, number=number, reason=footnotes.NOTE)
    if bullet or block.role == "bullet":
        return replace(piece, kind="bullet", text=body)
    if block.role == "heading" or (block.role is None and looks_like_heading(text)):
        return replace(piece, kind="heading", text=clean_heading(text))
    return piece


def _by_neighbours(pieces: Sequence[Segment], blocks: Sequence[Block]) -> list[Segment]:
    """Judge again what only the pieces around it can tell."""
    judged = list(pieces)
    open_places = frozenset(place for place, block in enumerate(blocks) if block.role is None)
    for place in _list_items(judged, open_places):
        scored = is_scored(judged[place].text)
        judged[place] = replace(judged[place], kind="paragraph")
        if scored:
            judged[place] = replace(judged[place], kind="furniture", reason=furniture.SCORE)
    numbered = footnotes.match_notes_to_marks([piece.text for piece in judged])
    numbered = {place: number for place, number in numbered.items() if place in open_places}
    for place, number in {**numbered, **_notes(judged)}.items():
        judged[place] = replace(judged[place], kind="footnote", number=number, reason=footnotes.NOTE)
    kinds, words = [piece.kind for piece in judged], [piece.text for piece in judged]
    for place in sequences.find_contents(kinds, words):
        judged[place] = replace(judged[place], kind="furniture", reason=furniture.CONTENTS)
    reasons = [piece.reason for piece in judged]
    for place in sequences.find_table_rows(kinds, words, reasons):
        judged[place] = replace(judged[place], kind="furniture", reason=furniture.TABLE)
    for place in sequences.find_date_headings(kinds, words, reasons):
        judged[place] = replace(judged[place], kind="heading", reason=None)
    for place in furniture.find_author_notes([piece.text for piece in judged], [piece.reason for piece in judged]):
        judged[place] = replace(judged[place], kind="furniture", reason=furniture.AUTHOR_NOTE)
    prose = [_is_prose(piece) for piece in judged]
    for place in furniture.find_site_tail(
        [piece.text for piece in judged], [piece.reason for piece in judged], prose=prose
    ):
        judged[place] = replace(judged[place], kind="furniture", reason=furniture.TAIL)
    return [piece if piece.row else other for piece, other in zip(pieces, judged, strict=True)]


def _list_items(pieces: Sequence[Segment], open_places: frozenset[int]) -> list[int]:
    """Return the places of lines that look like headings but are items of a list, or head nothing."""
    body = _body(pieces)
    runs = _numbered_runs([pieces[place] for place in body])
    items = []
    in_list = False
    for at, place in enumerate(body):
        piece = pieces[place]
        if piece.kind != "heading" or place not in open_places:
            in_list = piece.kind != "heading" and piece.text.endswith(":")
            continue
        style = heading_of(piece.text)
        in_list = in_list and not style.ordinal and style.style != "caps"
        heads_nothing = place == body[-1] and pieces[body[at - 1]].kind != "heading"
        heads_nothing = heads_nothing and not footnotes.is_notes_heading(piece.text)
        below = [pieces[p] for p in body[at + 1 : at + 2]]
        heads_nothing = heads_nothing or sequences.introduces_list(
            piece.text, [p.kind for p in below], [p.text for p in below]
        )
        if in_list or heads_nothing or runs[at] >= _LIST_RUN:
            items.append(place)
    return items


def _body(pieces: Sequence[Segment]) -> list[int]:
    """Return the places of what the outline is made of: neither furniture nor footnotes nor a masthead."""
    return [
        place
        for place, piece in enumerate(pieces)
        if piece.kind not in ("furniture", "footnote") and not is_masthead(piece.text)
    ]


def _numbered_runs(pieces: Sequence[Segment]) -> list[int]:
    """Return for each piece how many headings in a row, it included, are numbered alike and one after another."""
    runs: list[int] = []
    length, before = 0, None
    for piece in pieces:
        style = heading_of(piece.text) if piece.kind == "heading" else None
        if style is None or not style.ordinal:
            length, before = 0, None
            runs.append(0)
            continue
        goes_on = before is not None and (style.style, style.ordinal) == (before.style, before.ordinal + 1)
        length = length + 1 if goes_on else 1
        before = style
        runs.append(length)
    for at in range(len(runs) - 2, -1, -1):  # the whole run counts for each of its headings
        if runs[at] and runs[at + 1] > runs[at]:
            runs[at] = runs[at + 1]
    return runs


def _notes(pieces: Sequence[Segment]) -> dict[int, str]:
    """Return the numbered paragraphs under the heading of the notes, with their numbers."""
    notes: dict[int, str] = {}
    under = False
    for place, piece in enumerate(pieces):
        if piece.kind == "heading":
            under = footnotes.is_notes_heading(piece.text)
        elif under and piece.kind in ("paragraph", "bullet"):
            number = footnotes.footnote_number(piece.text, under_notes=True)
            notes |= {place: number} if number else {}
    return notes


def _is_prose(piece: Segment) -> bool:
    return piece.kind == "footnote" or (
        piece.kind in ("paragraph", "bullet") and ends_sentence(piece.text, marked=True)
    )


def _with_trails(pieces: Sequence[Segment], document: Document) -> list[Segment]:
    levels = {block.start: block.level for block in document.blocks}
    body = _body(pieces)
    headings = _headings([pieces[place] for place in body], levels)
    closed = {at for at, place in enumerate(body) if _reasons_after(pieces, place) & furniture.ON_TITLE_PAGE}
    titles, others = find_titles(headings, [pieces[place].text for place in body], closed=closed)
    above = trails_above(
        [None if place in others else heading for place, heading in enumerate(headings)], titles=titles
    )
    by_place = dict(zip(body, above, strict=True))
    cover = {body[at] for at in others if headings[at] is None}
    traced: list[Segment] = []
    trail: tuple[str, ...] = ()
    for place, piece in enumerate(pieces):
        trail = by_place.get(place, trail)
        traced.append(replace(piece, trail=trail))
        if place in cover:
            traced[-1] = replace(traced[-1], kind="furniture", reason=furniture.COVER)
        if piece.kind == "heading":
            trail = (*trail, piece.text)
    return traced


def _reasons_after(pieces: Sequence[Segment], place: int) -> set[str | None]:
    """Return the reasons of the furniture directly after a piece."""
    after = (pieces[at] for at in range(place + 1, len(pieces)))  # a slice would copy the rest of the report each time
    return {piece.reason for piece in takewhile(lambda piece: piece.kind == "furniture", after)}


def _headings(pieces: Sequence[Segment], levels: dict[int, int | None]) -> list[Heading | None]:
    headings: list[Heading | None] = []
    letter = ""
    for piece in pieces:
        heading = heading_of(piece.text, levels[piece.start], before=letter) if piece.kind == "heading" else None
        if heading is not None and heading.style == "capital":
            letter = heading.text[0]
        headings.append(heading)
    return headings


def _with_run_ins(pieces: Sequence[Segment]) -> list[Segment]:
    """Add run-in headings to the trail; one holds until the next heading or run-in heading."""
    texts = [piece.text for piece in pieces if piece.kind == "paragraph" and not piece.row]
    labelled = sum(run_in_heading(text, plain_words=_LABEL_WORDS) is not None for text in texts)
    plain_words = _LABEL_WORDS if labelled > max(_LABELLED * len(texts), _FEW_LABELS) else RUN_IN_PLAIN_WORDS
    open_heading: str | None = None
    headed = []
    for piece in pieces:
        if piece.kind == "heading":
            open_heading = None
        elif piece.kind == "paragraph" and not piece.row:
            open_heading = piece.run_in or run_in_heading(piece.text, plain_words=plain_words) or open_heading
        if open_heading and piece.kind in ("paragraph", "bullet"):
            headed.append(replace(piece, trail=(*piece.trail, open_heading), run_in=open_heading))
        else:
            headed.append(replace(piece, run_in=None))
    return headed


def _with_details(piece: Segment) -> Segment:
    if piece.kind not in ("paragraph", "bullet"):
        return piece
    kind: Kind = "recommendation" if any(map(_heads_recommendations, piece.trail)) else piece.kind
    return replace(piece, kind=kind, number=split_number(piece.text)[0] or piece.number)


@lru_cache(maxsize=1024)  # every paragraph asks of all headings above it
def _heads_recommendations(heading: str) -> bool:
    return bool(RECOMMENDATIONS.match(strip_number(heading)))


def _covering(pieces: Sequence[Segment], length: int) -> list[Segment]:
    """Stretch the spans over the white space between them."""
    starts = [0, *(piece.start for piece in pieces[1:])]
    ends = [*starts[1:], length]
    return [replace(piece, start=start, end=end) for piece, start, end in zip(pieces, starts, ends, strict=False)]
