"""Metadata of a report: its key, title, publisher, country, year, language and address.

Flags beat the sidecar file beats what the document says of itself beats the name of its file. Nothing is required, and
nothing is guessed: a country that is not plain stays unknown, for a wrong one would be counted.
"""

import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from rightstag.atomic import STDIO, read_bytes
from rightstag.encodings import utf8
from rightstag.errors import InputError
from rightstag.reports.countries import countries_in, country_code
from rightstag.reports.document import Document
from rightstag.reports.records import Report

#: What flags and sidecar files may state: the fields of a report but the hash, which is counted.
FACTS = tuple(name for name in Report.__struct_fields__ if name != "sha256")

_YEARS = range(1900, 2101)
# No part of a longer number or of a date.
_YEAR = re.compile(r"(?<!\d)(?<!\d[-/._])(?:19|20)\d\d(?!\d|[-/._]\d)")
_EVENTS_OF = re.compile(r"\b(?:events of|covering|in the year)\s+((?:19|20)\d\d)\b", re.IGNORECASE)
_SPAN = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-–/]\s*(?:20|19)?\d\d(?![\d-])")
# CCPR/C/KAZ/CO/2, A/HRC/WG.6/34/KAZ/1: the country stands in the symbol of a United Nations document.
_UN_SYMBOL = re.compile(r"\b(?:[A-Z]{2,6}/C|HRI/CORE|A/HRC/WG\.6/\d{1,2}|E/C\.12)/([A-Z]{3})/[A-Z0-9]")
# A heading that names the report; "Relations with Merovia" names something in it.
_NAMES_REPORT = re.compile(
    r"\b(?:reports?|human rights|freedom in|events of|country|review|submission|profile)\b", re.IGNORECASE
)
_BEGINS_WITH_YEAR = re.compile(r"(?:19|20)\d\d\b")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
# "28 August 2022", "August 4, 2021", "12.03.2022"; the year alone is looked at.
_DATE = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"(?: \d{1,2},)? ((?:19|20)\d\d)\b|\b\d{1,2}[./]\d{1,2}[./]((?:19|20)\d\d)\b"
)
#: Words of a file's name that do not tell its report from others, numbers aside.
_IDENTIFIES_NOTHING = frozenset(
    (
        *("", "annual", "article", "content", "copy", "default", "doc", "document", "download", "draft", "edition"),
        *("en", "ar", "es", "fr", "pt", "ru", "zh", "file", "final", "full", "home", "human", "index", "main", "new"),
        *("on", "page", "pdf", "print", "publication", "rights", "scan", "stdin", "text", "the", "untitled", "v"),
        *("version", "web", "report", "reports", "rapport", "informe", "relatório", "bericht", "отчет", "доклад"),
        *("تقرير", "报告"),
    )
)
_SIDECAR_LIMIT = 1_000_000  # bytes
_FIRST_LINES = 12
_FIRST_DATES = 20
_LONGEST_LINE = 150
_FIRST_CHARACTERS = 3000


def report_metadata(
    document: Document,
    path: Path,
    overrides: Mapping[str, Any] | None = None,
    *,
    heading: str | None = None,
    sha256: str = "",
    namesake: bool = False,
) -> Report:
    """Return the report of a document, with its metadata.

    Parameters
    ----------
    document
        As read.
    path
        Its file; a sidecar file ``NAME.EXT.yaml`` beside it (``report.html.yaml``) may state any of ``FACTS``.
    overrides
        Facts given by flags.
    heading
        The heading that stands above nearly all paragraphs, if one does.
    sha256
        Of the file.
    namesake
        Whether a file in another folder has the same name, so that the name cannot be the key.

    Raises
    ------
    InputError
        A fact is unknown or its value cannot be used.

    Examples
    --------
    >>> document = Document("", (), {"title": "Kenya 2022 Human Rights Report", "language": "en-US"})
    >>> report = report_metadata(document, Path("state_kenya.html"))
    >>> report.key, report.country, report.year
    ('state-kenya', 'KEN', 2022)
    """
    read = _stated(document, path, heading)
    known = {name: value for name, value in read.items() if value} | given_facts(path, overrides)
    return Report(**{"key": report_key(path, sha256, namesake=namesake), "sha256": sha256 or None, **known})


def given_facts(path: Path, overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the facts of a report that people gave: by flags, else in its sidecar file.

    Raises
    ------
    InputError
        A fact is unknown or its value cannot be used.
    """
    sidecar = Path(f"{path}.yaml")
    beside = _checked(_read_sidecar(sidecar), sidecar, "sidecar") if path != STDIO else {}
    return beside | _checked(overrides or {}, path, "flag")


def report_key(path: Path, sha256: str, *, namesake: bool = False) -> str:
    """Return the key of a report: the name of its file, with a part of the hash where the name does not identify it.

    It does not depend on the folder, so that the same file has the same key on every machine.

    Parameters
    ----------
    sha256
        Of the file.
    namesake
        Whether a file in another folder has the same name.

    Examples
    --------
    >>> path = Path("2022/kenya.pdf")
    >>> report_key(path, "3f2a9c01d7"), report_key(path, "3f2a9c01d7", namesake=True)
    ('kenya', 'kenya-3f2a9c01')
    >>> report_key(Path("kenya/annual_report_2022.pdf"), "3f2a9c01d7")
    'annual-report-2022-3f2a9c01'
    """
    name = "stdin" if path == STDIO else slug(readable(path).stem) or "report"
    identifies = {word.strip("0123456789") for word in name.split("-")} - _IDENTIFIES_NOTHING
    return name if identifies and not namesake else f"{name}-{sha256[:8]}".strip("-")


def readable(path: Path) -> Path:
    r"""Return a path whose name is text: bytes that are not UTF-8 are taken for Latin-1.

    Examples
    --------
    >>> readable(Path(os.fsdecode(b"caf\xe9.pdf"))).name
    'café.pdf'
    """
    name = os.fsencode(path.name)
    return path.with_name(name.decode("latin-1")) if any("\udc80" <= c <= "\udcff" for c in path.name) else path


def slug(text: str) -> str:
    """Return a text as a key: its letters and digits, lower case, joined by hyphens.

    Examples
    --------
    >>> slug("State 2016_Georgia (final)")
    'state-2016-georgia-final'
    """
    # One form of accents: file names come decomposed from a Mac and composed from elsewhere.
    return "-".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).lower()))


def _read_sidecar(path: Path) -> dict[str, Any]:
    if not os.path.isfile(path):  # noqa: PTH113 - pathlib raises where a name is too long
        return {}
    import yaml

    try:
        # Everything as text: YAML would take Norway's code NO for false.
        facts = yaml.load(utf8(read_bytes(path, limit=_SIDECAR_LIMIT)), Loader=yaml.BaseLoader)  # noqa: S506 - as above
    except (yaml.YAMLError, UnicodeError, RecursionError) as error:
        raise InputError(path, "not YAML", expected="lines such as 'country: KAZ'", fix="correct it") from error
    if facts is not None and not isinstance(facts, dict):
        raise InputError(path, "no facts", expected="lines such as 'country: KAZ'", fix="correct it")
    return facts or {}


def _checked(facts: Mapping[str, Any], thing: Path, origin: str) -> dict[str, Any]:
    """Return facts as a report has them; those left empty are left out."""
    checked: dict[str, Any] = {}
    for name, value in facts.items():
        if name not in FACTS:
            raise InputError(thing, f"unknown {origin} {name!r}", expected=", ".join(FACTS), fix="correct it")
        if value is None or value == "":
            continue
        if not isinstance(value, str | int):
            raise InputError(thing, "not a single value", place=name, expected="text", fix="correct it")
        try:
            checked[name] = _READ.get(name, str)(whole_characters(str(value)).strip())
        except ValueError as error:
            raise InputError(thing, f"{name} {value!r} is unknown", expected=str(error), fix="correct it") from error
    return checked


def _country(text: str) -> str:
    code = country_code(text)
    if code is None:
        message = "an ISO 3166-1 code (KAZ, KZ), an English name, or a user-assigned code (XAA to XZZ)"
        raise ValueError(message)
    return code


def _year(text: str) -> int:
    if not text.isdecimal() or int(text) not in _YEARS:
        message = f"a year from {_YEARS.start} to {_YEARS.stop - 1}"
        raise ValueError(message)
    return int(text)


def _language(text: str) -> str:
    if not _LANGUAGE.fullmatch(text.replace("_", "-")):
        message = "a language tag such as en or pt-BR"
        raise ValueError(message)
    return text.replace("_", "-")


#: How each fact is read from text; the others are text themselves.
_READ: dict[str, Callable[[str], Any]] = {"country": _country, "year": _year, "language": _language}


def _stated(document: Document, path: Path, heading: str | None) -> dict[str, Any]:
    said = {name: whole_characters(value) for name, value in document.metadata.items()}
    lines = _naming_lines(document)
    address = urlsplit(said.get("url", "")).path
    name = readable(path).stem if path != STDIO else ""
    # The year of publication comes last: most reports are about the year before.
    years = (*_events(document), *lines, *address.split("/")[::-1], name, said.get("year", ""), *_dates(document))
    country = country_code(said.get("country", "")) or _country_of_symbol(document) or _country_of(lines)
    language = said.get("language", "")
    return {
        "title": said.get("title") or heading or next(filter(_is_title, lines), None),
        "publisher": said.get("publisher"),
        "url": said.get("url"),
        "language": language if _LANGUAGE.fullmatch(language) else None,
        "year": next(filter(None, map(_year_of, years)), None),
        "country": country or _country_of_names(address, name),
    }


def _naming_lines(document: Document) -> list[str]:
    """Return the lines that name the report, the title first: short, at its top, and not of something in it."""
    top = islice((block for block in document.blocks if block.role in ("heading", None)), _FIRST_LINES)
    lines = (" ".join(document.text[block.start : block.end].split()) for block in top)
    short = (line for line in lines if len(line) <= _LONGEST_LINE and not line.endswith((".", ";", ",")))
    naming = [line for line in short if _is_title(line) or _BEGINS_WITH_YEAR.match(line)]
    title = document.metadata.get("title", "")
    return [title, *naming] if title else naming


def _events(document: Document) -> Iterator[str]:
    """Yield the lines of the title page that state the year covered."""
    for block in islice(document.blocks, _FIRST_DATES):
        line = document.text[block.start : block.end].strip()
        if _EVENTS_OF.fullmatch(line):
            yield line


def _dates(document: Document) -> Iterator[str]:
    """Return the years of the dates at the top of a report, in lines that are no sentences."""
    for block in islice(document.blocks, _FIRST_DATES):
        line = " ".join(document.text[block.start : block.end].split())
        if len(line) <= _LONGEST_LINE and not line.endswith((".", ";", ",")):
            yield from ("".join(match.groups("")) for match in _DATE.finditer(line))


def _is_title(line: str) -> bool:
    return bool(_NAMES_REPORT.search(line) or country_code(line))


def _year_of(line: str) -> int | None:
    """Return the one year that a line names; of a span the first, for "2016/17" is called the report of 2016."""
    for pattern in (_EVENTS_OF, _SPAN):
        match = pattern.search(line)
        if match:
            return int(match[1])
    years = {int(year) for year in _YEAR.findall(line)}
    return years.pop() if len(years) == 1 else None


def _country_of(lines: Iterable[str]) -> str | None:
    """Return the country that the first line to name any names alone; lines that list countries are of none."""
    lines = list(lines)
    if len({code for line in lines if (code := country_code(line))}) > 1:
        return None
    named = next(filter(None, map(countries_in, lines)), frozenset())
    return next(iter(named)) if len(named) == 1 else None


def _country_of_symbol(document: Document) -> str | None:
    codes = {country_code(code) for code in _UN_SYMBOL.findall(document.text[:_FIRST_CHARACTERS])}
    return codes.pop() if len(codes) == 1 else None


def _country_of_names(address: str, name: str) -> str | None:
    """Return the country that a part of the address is, else that the name of the file has among its words."""
    parts = {code for part in _words(address).split("/") if len(part) > 3 and (code := country_code(part))}
    return parts.pop() if len(parts) == 1 else _country_of([_words(name)])


def whole_characters(text: str) -> str:
    r"""Return text in which halves of characters, which no file can hold, are joined or replaced.

    Examples
    --------
    >>> whole_characters("a\ud83d\udcf7"), whole_characters("b\ud83d")
    ('a📷', 'b�')
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _words(name: str) -> str:
    return re.sub(r"[-_.+\s]+", " ", unquote(name)).title()
