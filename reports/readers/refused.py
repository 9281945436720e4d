"""Formats that are recognised and not read: each is refused by name, with what to do."""

import json
import re
from collections.abc import Iterable
from contextlib import suppress

from rightstag.errors import InputError

_WORD = "save it as .docx"
_PICTURE = "give the report as text, or as a PDF that has text"
_TABLE = "save it as CSV and give it to the command that tags"
_UNPACK = "unpack it first"
_PLAIN = "save it as PDF, HTML or plain text"

#: First bytes of binary formats. To refuse another one, add a line.
_MAGIC: tuple[tuple[re.Pattern[bytes], str, str], ...] = tuple(
    (re.compile(rb"\A" + pattern, re.DOTALL), found, fix)
    for pattern, found, fix in (
        (rb"(?:\xef\xbb\xbf)?\s{0,16}\{\\rtf", "an RTF file", _WORD),
        (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|II\*\x00|MM\x00\*|BM.{4}\x00{4}|RIFF.{4}WEBP", "a picture", _PICTURE),
        (rb".{4}ftyp(?:heic|heix|mif1|avif)", "a picture", _PICTURE),
        (rb"\x1f\x8b|BZh[1-9]|\xfd7zXZ\x00|\x28\xb5\x2f\xfd", "a compressed file", _UNPACK),
        (rb"7z\xbc\xaf\x27\x1c|Rar!\x1a\x07", "a compressed archive", _UNPACK),
        (rb".{257}ustar", "a tar archive", _UNPACK),
        (rb"(?:\x04?%!PS|\xc5\xd0\xd3\xc6)", "a PostScript file", "save it as PDF"),
        (rb"AT&TFORM", "a DjVu file", "save it as PDF with text"),
        (rb".{60}(?:BOOKMOBI|TEXtREAd)", "a Kindle e-book", "save it as EPUB"),
        (rb"\xffWPC", "a WordPerfect file", _WORD),
        (rb"!BDN", "an Outlook data file", "save each mail as .eml"),
        (rb"WARC/\d", "a web archive (WARC)", "save each page as HTML or MHTML"),
        (rb"ID3|OggS|fLaC|RIFF.{4}(?:WAVE|AVI )|\x1aE\xdf\xa3|.{4}ftyp", "a sound or a film", "give a transcript"),
        (rb"SQLite format 3\x00", "an SQLite database", _TABLE),
        (rb"PAR1|ARROW1", "a table (Parquet or Arrow)", "give it to the command that tags"),
    )
)
_OLE = b"\xd0\xcf\x11\xe0"
#: Names of streams in the older container of Microsoft, by which its programs are told.
_STREAMS: tuple[tuple[str, str, str], ...] = (
    ("EncryptedPackage", "protected by a password", "save it without password"),
    ("Workbook", "an old Excel file (.xls)", _TABLE),
    ("PowerPoint Document", "an old PowerPoint file (.ppt)", "save it as PDF"),
    ("__substg1.0_", "an Outlook mail (.msg)", "save it as .eml"),
)
_OLD_WORD = ("an old Word file (.doc)", _WORD)

#: What text begins with that is no text to read. The patterns are bounded: they are tried on any file.
_MARKUP: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(r"\A\s*" + pattern), found, fix)
    for pattern, found, fix in (
        (r"(?:%[^\n]{0,200}\n\s*){0,50}\\[a-z]{2,20}\*?(?:\[[^\]\n]{0,200}\])?\{", "LaTeX", "save it as PDF"),
        (r"\\(?:documentstyle|magnification|input)\b", "TeX", "save it as PDF"),
        (r"(?:\\input\s+texinfo|\.\\\"|\.TH\s|'\\\")", "a manual page or Texinfo", _PLAIN),
        (r"(?:WEBVTT\b|\d+\s*\n\d\d:\d\d:\d\d[,.]\d{3} --> )", "subtitles", "save the words without the times"),
        (r"BEGIN:(?:VCARD|VCALENDAR)", "a card of contacts or dates", _PLAIN),
        (r"-----BEGIN [A-Z0-9 ]{3,40}-----", "an encrypted or signed file", "decrypt it first"),
        (r"begin [0-7]{3} \S", "an encoded file (uuencode)", "decode it first"),
        (r"#!\s?/", "a program", "give a report"),
        (r"(?:\{\{|\{\||\[\[(?:File|Image|Category):|#REDIRECT\b)", "wiki markup", "save the page as HTML"),
    )
)
_JSON_OBJECT = re.compile(r'\A\s*(?:\[\s*)?\{\s*(?:"(?:[^"\\]|\\.){0,500}"\s*:|\})')
_JSON_ARRAY = re.compile(r'\A\s*\[\s*(?:\[|"(?:[^"\\]|\\.){0,500}"|-?\d{1,20}(?:\.\d{1,20})?)\s*(?P<more>,)?')
_ELEMENT = re.compile(r"\A\s*<(?P<name>[A-Za-z_][\w.-]*(?::[\w.-]+)?)(?=[\s>/])")
_PROLOGUE = re.compile(r"\A\s*<[?!]")
_TABLES = frozenset((".csv", ".tsv"))
_SEPARATORS = ("\t", ";", ",", "|")
_LONG = 60_000  # characters: the rest of a longer text is not looked at
_ROWS = 8  # lines with as many separators each: a table
_PARTS: tuple[tuple[str, str, str], ...] = (
    ("xl/", "an Excel file", _TABLE),
    ("ppt/", "a PowerPoint file", "save it as PDF"),
    ("index/document.iwa", "a Pages file", _WORD),
    ("mimetype", "an office file other than ODT", "save it as PDF, a table as CSV"),
)


def refused_binary(data: bytes) -> tuple[str, str] | None:
    r"""Return a binary file's format and its remedy, ``None`` if its first bytes are not known.

    Examples
    --------
    >>> refused_binary(b"{\\rtf1 Police came.}")
    ('an RTF file', 'save it as .docx')
    """
    if data.startswith(_OLE):
        streams = (entry for entry in _STREAMS if entry[0].encode("utf-16-le") in data)
        _, found, fix = next(streams, ("", *_OLD_WORD))
        return found, fix
    head = data[:1024]
    return next(((found, fix) for pattern, found, fix in _MAGIC if pattern.match(head)), None)


def refused_package(parts: Iterable[str]) -> tuple[str, str]:
    """Return the format of a ZIP file and its remedy, by the names of its parts."""
    known = ((found, fix) for start, found, fix in _PARTS if any(part.startswith(start) for part in parts))
    return next(known, ("a ZIP archive", _UNPACK))


def refused_suffix(suffix: str) -> tuple[str, str] | None:
    """Return the format and remedy of a table by its suffix, as its content may not show that it is one."""
    return ("a table", _TABLE) if suffix in _TABLES else None


def refused_markup(text: str, *, known: bool = False) -> tuple[str, str] | None:
    """Return a text's markup format and its remedy, ``None`` for text to be read.

    Parameters
    ----------
    text
        The beginning of the file is enough.
    known
        Whether its suffix says that it is markup of a format that is read: only what that cannot be is refused.

    Examples
    --------
    >>> refused_markup('{"text": "Police came."}')
    ('JSON', 'give a table of texts to the command that tags')
    >>> refused_markup("<rss version='2.0'><channel></channel></rss>")
    ('XML (<rss>)', 'save it as PDF, HTML or plain text')
    """
    if known:
        return _json(text) or (_xml(text) if _PROLOGUE.match(text) or "xmlns" in text[:2000] else None)
    by_pattern = next(((found, fix) for pattern, found, fix in _MARKUP if pattern.match(text)), None)
    return by_pattern or _json(text) or _xml(text) or _table(text)


def refuse(name: str, refusal: tuple[str, str], expected: str) -> InputError:
    """Return the error for a format that is not read."""
    found, fix = refusal
    return InputError(name, found, expected=expected, fix=fix)


def _json(text: str) -> tuple[str, str] | None:
    array = _JSON_ARRAY.match(text)
    if _JSON_OBJECT.match(text) or (array and (_is_json(text) or (array["more"] and len(text) > _LONG))):
        return "JSON", "give a table of texts to the command that tags"
    return None


def _is_json(text: str) -> bool:
    for whole in (text, text.lstrip().partition("\n")[0]):
        with suppress(ValueError, RecursionError):
            json.loads(whole)
            return True
    return False


def _xml(text: str) -> tuple[str, str] | None:
    element = _ELEMENT.match(without_prologue(text))
    if element and (_PROLOGUE.match(text) or "xmlns" in text[:2000] or "</" in text):
        return f"XML (<{element['name']}>)", _PLAIN
    return ("a program (PHP)", "give a report") if text.lstrip()[:5].lower() == "<?php" else None


def without_prologue(text: str) -> str:
    """Return markup without the declarations, instructions and comments before its first element."""
    place = 0
    while True:
        while place < len(text) and text[place].isspace():
            place += 1
        ends = {"<!--": "-->", "<?": "?>", "<!": ">"}
        start = next((start for start in ends if text.startswith(start, place)), None)
        closing = text.find(ends[start], place) if start else -1
        if start is None or closing < 0:
            return text[place:]
        place = closing + len(ends[start])


def _table(text: str) -> tuple[str, str] | None:
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:_ROWS]
    for separator in _SEPARATORS if len(lines) == _ROWS else ():
        counts = {line.count(separator) - line.count(f"{separator} ") for line in lines}
        if len(counts) == 1 and counts.pop() > 1 and not (separator == "|" and text.lstrip().startswith("|")):
            return "a table", _TABLE
    return None
