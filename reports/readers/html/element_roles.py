"""Stated roles of a web page's elements: by tag, by ARIA role, by the words in their class and id names."""

import re
from functools import lru_cache

from lxml.html import HtmlElement

from rightstag.reports.readers.html.dom import (
    BLOCKS,
    HEADINGS,
)
from rightstag.reports.readers.html.footnotes import names_note
from rightstag.reports.readers.html.prose import fold, is_prose

_TAGS = {
    "aside": "aside",
    "button": "button",
    "dialog": "dialogue",
    "fieldset": "form",
    "figcaption": "image caption",
    "footer": "page footer",
    "form": "form",
    "input": "form",
    "label": "form",
    "menu": "menu",
    "nav": "menu",
    "select": "form",
    "textarea": "form",
}
_ROLES = {
    "alert": "notice",
    "alertdialog": "dialogue",
    "banner": "site banner",
    "button": "button",
    "complementary": "aside",
    "contentinfo": "page footer",
    "dialog": "dialogue",
    "form": "form",
    "menu": "menu",
    "menubar": "menu",
    "navigation": "menu",
    "search": "search",
    "tablist": "menu",
    "toolbar": "menu",
}

#: Words in class and id names; to add a kind of furniture, add a line. A word counts where it stands alone between
#: hyphens, underscores or spaces, so that "footnotes", "recommendations" and "section-header" are none of these.
_WORDS = (
    ("running header or footer", r"running-(?:header|footer)"),
    ("not printed", r"no-?print|d-print-none|hidden-print|print-hid(?:e|den)"),
    ("breadcrumbs", r"bread-?crumbs?"),
    ("cookie notice", r"(?:cookies?|gdpr|onetrust|consent)[\w-]*"),
    (
        "share buttons",
        r"shar(?:e|ing)|sharethis|addtoany|a2a|addthis|socials?|social-?(?:media|links|share)|follow-?us",
    ),
    (
        "menu",
        r"nav|navbar|navigation|nav-?menu|mega-?menu|submenu|side-?nav|mininav|off-?canvas|skip-?(?:link|to|nav)\w*",
    ),
    ("menu", r"menu|pagination|pager|page-numbers|back-to-top|top-?bar|toolbar|topics-?list"),
    ("contents", r"toc|table-of-contents|on-this-page|in-this-(?:section|article|report)"),
    ("site banner", r"banner|masthead|(?:site|global|main|page|top)-?header|announcement|alert-bar"),
    ("page footer", r"(?:site|global|main|page|entry|post|article)?-?footer|colophon|site-?info|copyright"),
    ("related links", r"related|recommended|read-(?:more|next)|more-(?:on|stories|news)|see-also|you-may-also\w*"),
    ("related links", r"trending|most-(?:read|viewed|popular)|popular-posts|latest-(?:news|posts)|teasers?"),
    ("related links", r"tags|tag-?(?:list|links|cloud)"),
    ("comments", r"comments?|comment-?(?:list|form|respond)|disqus"),
    ("advertisement", r"adverts?|advertisement|ads?|promo|donat(?:e|ion)|newsletter|subscri(?:be|ption)|sign-?up"),
    ("search", r"search|search-?(?:form|box|results)"),
    ("dialogue", r"modal|popup|pop-up|lightbox|overlay|tooltip"),
    (
        "page details",
        r"(?:entry|post|article|report|page|node)?-?meta|by-?line|posted-on|pub-?date|(?:post|entry)-date",
    ),
    ("page details", r"author(?:-?(?:bio|box|info|name))?|submitted|print-?(?:link|button)|download(?:s|-link|-pdf)?"),
    ("aside", r"sidebar|side-?bar|(?<![\w-])widget(?:-area)?"),
    ("image caption", r"captions?|wp-caption-text|image-?(?:credit|caption)|photo-?credit|credits?|field-caption"),
    ("pull quote", r"pull-?quotes?|wp-block-pullquote"),
)
_HINTS = tuple(
    (reason, re.compile(rf"(?:^|[\s_-])(?:{words})(?=$|[\s_\d-])", re.IGNORECASE)) for reason, words in _WORDS
)
_HINTED = BLOCKS - {"body", "html", "main"} | {"a", "span", "button"}
_HINTED -= set(HEADINGS)
# One word of a longer name says little here: "report-toc-section" is a label of the text.
_WHOLE_NAME = {"contents"}

#: A section that is opened by a click: its toggle is a heading, and what it opens is content.
_LONGEST_TOGGLE = 150
_TOGGLES = ("aria-expanded", "aria-controls", "data-toggle", "data-bs-toggle")
_NO_TOGGLE = frozenset(("nav", "form", "input", "select", "ul", "header"))
_TOGGLE_CLASS = re.compile(r"(?:^|[\s_-])accordion-?_*(?:title|header|heading|button|toggle)", re.IGNORECASE)
# What a button says that opens no section of the report.
_ACTION = re.compile(
    r"(?:read|show|see|view|load|learn|expand|collapse|open|close|more|less|menu|search|share|toggle|print|back|next"
    r"|previous|download|skip|sign|log|accept|reject|copy|subscribe|donate)\b",
    re.IGNORECASE,
)

_SECTIONS = frozenset(("article", "main", "section"))
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def is_toggle(element: HtmlElement) -> bool:
    """Check if a click on an element opens a section of the report: an accordion's head, a summary."""
    if element.tag == "summary":
        return True
    if not any(element.get(name) for name in _TOGGLES) and not _TOGGLE_CLASS.search(element.get("class", "")):
        return False
    text = fold(element.text_content())
    return element.tag not in _NO_TOGGLE and 0 < len(text) <= _LONGEST_TOGGLE and not _ACTION.match(text)


def element_role(element: HtmlElement) -> str | None:
    """Return the furniture that an element states itself to be, by its tag, its role or its names."""
    if is_toggle(element):
        return None
    role = element.get("role", "")
    if role in _ROLES and not (role == "button" and element.tag in HEADINGS):
        return _ROLES[role]
    if element.tag == "aside" and names_note(element):
        return None
    if element.tag in _TAGS:
        return _TAGS[str(element.tag)]
    if element.tag == "header" and not any(e.tag in _SECTIONS for e in element.iterancestors()):
        return "site banner"
    return _hint(element) if element.tag in _HINTED else None


def _hint(element: HtmlElement) -> str | None:
    own = "" if _is_named_after_heading(element) else element.get("id", "")
    return _hint_of((*element.get("class", "").split(), own))


@lru_cache(maxsize=4096)  # a page has few names, and many elements
def _hint_of(stated: tuple[str, ...]) -> str | None:
    names = [_CAMEL.sub("-", name) for name in stated if name]
    for reason, pattern in _HINTS if names else ():
        for name in names:
            word = pattern.search(name)
            if word and (reason not in _WHOLE_NAME or name.endswith(word[0])):
                return reason
    return None


def _is_named_after_heading(element: HtmlElement) -> bool:
    """Check if a section's id is made of its heading, as converters make it: "social-rights" is no share button."""
    words = element.get("id", "").casefold().split("-")
    heading = next(element.iter(*HEADINGS), None) if len(words) > 1 else None
    if heading is None or not set(words) <= set(re.findall(r"\w+", heading.text_content().casefold())):
        return False
    return any(is_prose(fold(part.text_content())) for part in element.iter("p", "li"))
