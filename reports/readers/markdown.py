"""Markdown: through HTML, with its footnotes and its front matter."""

import re
from html import escape

from rightstag.reports.document import Document
from rightstag.reports.readers.encoding import decode
from rightstag.reports.readers.html.reader import read_markup

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<facts>(?:[^\n]*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_FACT = re.compile(r"^(?P<name>\w+)[ \t]*:[ \t]*(?P<value>.+)$", re.MULTILINE)
#: Names of facts in front matter, and what they are called here.
_FACTS = {
    "title": "title",
    "publisher": "publisher",
    "lang": "language",
    "language": "language",
    "url": "url",
    "country": "country",
    "year": "year",
    "date": "year",
}
_YEAR = re.compile(r"(?:19|20)\d\d")
_NOTE = re.compile(r"^\[\^(?P<label>[^\]\s]+)\]:[ \t]*", re.MULTILINE)
_NOTE_MARK = re.compile(r"\[\^(?P<label>[^\]\s]+)\]")


def read_markdown(data: bytes, name: str) -> Document:
    r"""Read a Markdown file: CommonMark with tables, footnotes and front matter.

    Parameters
    ----------
    data
        The file.
    name
        The file as the user named it, for messages.

    Raises
    ------
    InputError
        The bytes are no text, or there is none.

    Examples
    --------
    >>> document = read_markdown(b"# Averland\n\nPolice broke up a rally.[^a]\n\n[^a]: Interview.", "averland.md")
    >>> [(block.role, block.text) for block in document.blocks]
    [('heading', None), ('paragraph', 'Police broke up a rally.'), ('footnote', None)]
    """
    from markdown_it import MarkdownIt

    text = decode(data, name).replace("\r\n", "\n")
    front = _FRONT_MATTER.match(text)
    head = f'<div class="meta"><pre>{escape(front["facts"])}</pre></div>\n' if front else ""
    source = _with_linked_notes(text[front.end() :] if front else text)
    markup = head + MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(source)
    document = read_markup(markup, name, whole=True)
    stated = _stated(front["facts"]) if front else {}
    return Document(document.text, document.blocks, {**document.metadata, **stated})


def _with_linked_notes(text: str) -> str:
    """Write notes as the links that they become in HTML: a note of one word would pass for the target of a link."""
    numbers: dict[str, int] = {}

    def number(label: str) -> int:
        return numbers.setdefault(label, len(numbers) + 1)

    def note(definition: re.Match[str]) -> str:
        return f'\n<a href="#fnref{number(definition["label"])}">[{number(definition["label"])}]</a> '

    def mark(reference: re.Match[str]) -> str:
        return f'<sup><a href="#fn{number(reference["label"])}">{number(reference["label"])}</a></sup>'

    return _NOTE_MARK.sub(mark, _NOTE.sub(note, text))


def _stated(facts: str) -> dict[str, str]:
    facts_by_name = {match["name"].lower(): match["value"].strip().strip("\"'") for match in _FACT.finditer(facts)}
    stated = {_FACTS[name]: value for name, value in facts_by_name.items() if name in _FACTS and value}
    year = _YEAR.search(stated.pop("year", ""))
    return {**stated, "year": year[0]} if year else stated
