"""Metadata in the head of a web page: title, publisher, language, address and date."""

import re

from lxml.html import HtmlElement

from rightstag.reports.readers.html.prose import fold

#: Where each fact may stand, best first: names or properties of ``<meta>``.
_META = {
    "title": ("citation_title", "dc.title", "dcterms.title", "og:title", "twitter:title"),
    "publisher": ("og:site_name", "citation_publisher", "dc.publisher", "dcterms.publisher", "publisher"),
    "language": ("content-language", "dc.language", "dcterms.language", "og:locale"),
    "url": ("og:url", "citation_abstract_html_url", "dc.identifier"),
    # Not the date of the last change: a site that moves changes all its pages at once.
    "year": ("article:published_time", "citation_publication_date", "dc.date", "dcterms.date", "date"),
}  # fmt: skip
_SEPARATOR = re.compile(r"\s+[|–—·»:-]\s+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def read_head(root: HtmlElement) -> dict[str, str]:
    """Return the facts that the head of a page states, each under its ``Document.metadata`` name.

    The year is that of publication; the title may be fuller in the page's own main heading.
    """
    meta = _meta(root)
    stated = {fact: next((meta[name] for name in names if meta.get(name)), "") for fact, names in _META.items()}
    title = fold(_string(root, "//title[1]"))
    stated["title"] = without_site(stated["title"] or title, stated["publisher"])
    stated["language"] = (root.get("lang") or root.get("xml:lang") or stated["language"]).replace("_", "-")
    canonical = _string(root, "//link[@rel='canonical']/@href")
    stated["url"] = next((u for u in (canonical, stated["url"]) if re.match(r"https?://", u)), "")
    year = _YEAR.search(stated["year"] or _string(root, "(//time/@datetime)[1]"))
    stated["year"] = year[0] if year else ""
    return {fact: value for fact, value in stated.items() if value}


def without_site(title: str, site: str) -> str:
    """Return a page's title without the name of the site at its end or beginning.

    Examples
    --------
    >>> without_site("Averland 2021 - Rights Observatory", "Rights Observatory")
    'Averland 2021'
    """
    parts = _SEPARATOR.split(title)
    if site and len(parts) > 1:
        for name, rest in ((parts[-1], slice(None, -1)), (parts[0], slice(1, None))):
            if name.casefold() == site.casefold():
                kept = parts[rest]
                start = title.index(kept[0], 0 if rest.start is None else len(parts[0]))
                return title[start : title.rindex(kept[-1]) + len(kept[-1])]
    return title


def is_title_and_site(title: str, heading: str) -> bool:
    """Check if a page's title is its main heading with a part set off before or after it.

    Examples
    --------
    >>> is_title_and_site("Averland | Rights Observatory", "Averland"), is_title_and_site("On Averland", "Averland")
    (True, False)
    """
    before, named, after = title.partition(heading)
    return bool(named) and all(not rest or _SEPARATOR.fullmatch(rest) for rest in (before[-3:], after[:3]))


def _meta(root: HtmlElement) -> dict[str, str]:
    stated: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("http-equiv") or ""
        stated.setdefault(name.lower(), fold(element.get("content", "")))
    return stated


def _string(root: HtmlElement, path: str) -> str:
    # lxml's own kind of string holds on to the tree, and no encoder knows it.
    return str(root.xpath(f"string({path})"))
