"""Insertions of tools in a saved page: toolbars of web archives and consent cards, told by how they are made.

A toolbar stands before or after everything else in the page, has the words of an archive, and shows two of: a name
that says what it is, an address in an archive, an input or a stamp of address and time. A consent card is a small part
of the page that speaks of cookies and has a button to agree; one that only speaks of consent is a dialogue or floats.
"""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from rightstag.reports.readers.html.css import PageStyles
from rightstag.reports.readers.html.prose import fold, is_prose

ARCHIVE = "inserted by a web archive"
CONSENT = "cookie notice"
OVERLAY = "laid over the page"

_BEGIN = re.compile(
    r"<!--\s*(?:BEGIN|START)\s+(?P<label>[\w .-]{0,60}(?:INSERT|TOOLBAR|BANNER)[\w .-]{0,30}?)\s*-->", re.I
)
_ATTRIBUTE = "data-rightstag-inserted"

_NAMES = re.compile(
    r"(?:^|[\s_-])(?:wm|wayback|web-?archiv\w*|archiv\w*|cached?|captures?|snapshots?|mementos?|crawl\w*|perma\w*|replay"
    r"|pywb|wb|toolbar|tool-bar|banner|top-?frame|timetravel|time-travel)(?=$|[\s_\d-])",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"\b(?:captures?|captured|snapshots?|archived|web ?archives?|archivée?s?|archiv[ai]d[oa]s?|archiviert|archivierte"
    r"|crawl(?:s|ed|er)?|mementos?|cached|google.s cache|collected by|timestamps?|time ?travel|wayback|webcitation"
    r"|instantáneas?|capturas?|archives? du web)\b"
    r"|архив|копия страницы|снимок|存档|存檔|快照|アーカイブ|أرشيف|نسخة مؤرشفة",
    re.IGNORECASE,
)
_ARCHIVED_ADDRESS = re.compile(r"/\d{14}|/web/(?:\d|\*|$)|(?:/|=|:)https?:/|\bcache:", re.IGNORECASE)
_STAMP = re.compile(r"https?://\S+|\b\d{1,2}:\d\d:\d\d\b|\b\d{14}\b")
_SIGNS = 2  # besides the words
_MOST_MARKS = 20
_OWN_PART = ("main", "article")
_TEXT_PARTS = frozenset((*_OWN_PART, "p", "ul", "ol", "dl", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"))

_COOKIES = re.compile(r"\bcookies?\b|куки|кукі|ملفات تعريف الارتباط|كوكيز|クッキー|çerez|쿠키|कुकी|คุกกี้", re.IGNORECASE)
_PRIVACY = re.compile(
    r"\bconsent\b|\bprivacy\b|\bgdpr\b|\btracking\b|données personnelles|confidentialité|vie privée|privacidad"
    r"|consentimiento|privacidade|datenschutz|einwilligung|конфиденциальност|персональн|الخصوصية|隐私|隱私|プライバシー|gizlilik",
    re.IGNORECASE,
)
_AGREE = re.compile(
    r"\b(?:(?:i )?(?:accept|agree|allow|consent|reject|decline|refuse|deny|manage|customi[sz]e|got it|ok(?:ay)?\b"
    r"|understood|continue without|necessary only|only necessary)|(?:tout )?accepter|j.accepte|refuser|aceptar|acepto"
    r"|rechazar|aceitar|rejeitar|akzeptieren|zustimmen|ablehnen|accetta|rifiuta|принять|соглас|отклонить|прийняти"
    r"|أوافق|موافق|قبول|أقبل|رفض|同意|接受|拒绝|拒絕|kabul|reddet|अस्वीकार|स्वीकार)",
    re.IGNORECASE,
)
_LONGEST_BUTTON = 40
_LONGEST_CARD = 2_500
_LITTLE = 80  # characters around a card that are no text of their own
_MOST_BUTTONS = 50
_DIALOGUES = frozenset(("dialog", "alertdialog"))
_BUTTONS = ("button", "a", "input")
_PAGE_PARTS = frozenset(("html", "body", "main", "article"))


def with_inserts_marked(markup: str) -> str:
    """Return a page with the parts that comments set off as inserted in elements of their own.

    Examples
    --------
    >>> with_inserts_marked("<!-- BEGIN SHELF TOOLBAR -->2 copies<!-- END SHELF TOOLBAR --><p>Text.")
    '<div data-rightstag-inserted="">2 copies</div><p>Text.'
    """
    for opening in reversed(list(islice(_BEGIN.finditer(markup), _MOST_MARKS))):
        end = re.compile(rf"<!--\s*END\s+{re.escape(opening['label'].strip())}\s*-->", re.IGNORECASE)
        closing = end.search(markup, opening.end())
        if closing and "<body" not in markup[opening.end() : closing.start()].lower():
            inner = markup[opening.end() : closing.start()]
            inserted = f'<div {_ATTRIBUTE}="">{inner}</div>'
            markup = markup[: opening.start()] + inserted + markup[closing.end() :]
    return markup


def find_inserted(root: HtmlElement, styles: PageStyles) -> dict[HtmlElement, str]:
    """Return the elements of a page that tools put there, each with its reason."""
    inserted: dict[HtmlElement, str] = {element: ARCHIVE for element in root.iter() if _ATTRIBUTE in element.attrib}
    body = next(root.iter("body"), root)
    inserted |= dict.fromkeys(filter(_is_archive_toolbar, _at_edges(body)), ARCHIVE)
    fixed = (element for element in body.iterdescendants() if styles.get(element, "position") == "fixed")
    for element in islice(fixed, _MOST_BUTTONS):
        if _is_small_part(element) and _has_prose_outside(body, element):
            inserted.setdefault(element, OVERLAY)
    for button in islice(_agreeing_buttons(body), _MOST_BUTTONS):
        card = _card_around(button, styles)
        if card is not None and _has_prose_outside(body, card):
            inserted[card] = CONSENT
    return inserted


def _spaced_text(element: HtmlElement) -> str:
    """Return the text of an element, a space between its parts: words of two headings are not one."""
    return fold(" ".join(str(text) for text in element.itertext()))


def _at_edges(body: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the elements before and after what holds the headings and the prose of a page."""
    children = [child for child in body if isinstance(child.tag, str)]
    for sequence in (children, children[::-1]):
        for child in sequence:
            yield child
            is_content = child.tag == "h1" or any(True for _ in child.iter("h1")) or is_prose(_spaced_text(child))
            if is_content and not _is_archive_toolbar(child):
                break


def _is_archive_toolbar(element: HtmlElement) -> bool:
    if element.tag in _TEXT_PARTS or any(True for _ in element.iter("h1", *_OWN_PART)):
        return False
    text = _spaced_text(element)
    names = (f"{e.get('id', '')} {e.get('class', '')}" for e in element.iter() if e.attrib)
    named = any(_NAMES.search(name) for name in names) or "-" in str(element.tag)
    links = (e.get("href", e.get("action", "")) for e in element.iter("a", "form"))
    address = any(_ARCHIVED_ADDRESS.search(link) for link in links)
    asks = any(True for _ in element.iter("input", "iframe")) or bool(_STAMP.search(text))
    return bool(_WORDS.search(text)) and named + address + asks >= _SIGNS


def _agreeing_buttons(body: HtmlElement) -> Iterator[HtmlElement]:
    for button in body.iter(*_BUTTONS):
        label = fold(button.text_content()) or button.get("value", "")
        if len(label) <= _LONGEST_BUTTON and _AGREE.search(label):
            yield button


def _card_around(button: HtmlElement, styles: PageStyles) -> HtmlElement | None:
    """Return the card that a button belongs to: the innermost part that speaks of cookies, and its frame."""
    card, size = None, 0
    floats = False
    for element in button.iterancestors():
        text = _spaced_text(element)
        if element.tag in _PAGE_PARTS or len(text) > _LONGEST_CARD or any(True for _ in element.iter("h1")):
            break
        floats = floats or element.get("role") in _DIALOGUES or element.tag == "dialog" or _is_fixed(element, styles)
        if card is None and (_COOKIES.search(text) or (floats and _PRIVACY.search(text))):
            card, size = element, len(text)
        elif card is not None and len(text) - size > _LITTLE:
            break
        elif card is not None:
            card = element
    return card


def _is_small_part(element: HtmlElement) -> bool:
    """Check if an element is a small part of a page, without its title or its main part."""
    return len(_spaced_text(element)) <= _LONGEST_CARD and not any(True for _ in element.iter("h1", *_OWN_PART))


def _is_fixed(element: HtmlElement, styles: PageStyles) -> bool:
    return styles.get(element, "position") in ("fixed", "sticky") or element.get("aria-modal") == "true"


def _has_prose_outside(body: HtmlElement, card: HtmlElement) -> bool:
    """Check if a page has text besides a card; a card with all the text is the page."""
    return len(_spaced_text(body)) - len(_spaced_text(card)) > _LITTLE
