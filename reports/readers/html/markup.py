"""XHTML as an HTML parser needs it."""

import re

_EMPTY = re.compile(r"<(?P<name>[A-Za-z][\w:.-]*)(?P<rest>(?:\s[^<>]*)?)/>")
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
_XHTML = re.compile(r"\A\s*(?:<\?xml|<!DOCTYPE[^>]{0,200}XHTML|<html[^>]{0,500}http://www\.w3\.org/1999/xhtml)", re.I)


def with_closed_elements(markup: str) -> str:
    """Return XHTML with its empty elements closed: an HTML parser takes ``<title/>`` for the beginning of a title.

    Examples
    --------
    >>> with_closed_elements("<?xml version='1.0'?><html><head><title/></head><body><br/>Text</body></html>")
    "<?xml version='1.0'?><html><head><title></title></head><body><br/>Text</body></html>"
    """
    return _EMPTY.sub(_closed, markup) if _XHTML.match(markup.lstrip("\ufeff")) else markup


def _closed(element: re.Match[str]) -> str:
    name = element["name"]
    return element[0] if name.lower() in _VOID else f"<{name}{element['rest'].rstrip()}></{name}>"
