"""Markers at the start of a text: bullets, printed numbers, run-in headings."""

import re

import regex

#: What lists are drawn with. A dash, an ``o`` or an unreadable glyph counts only before white space and a word of its
#: own; the private-use area is where PDF text keeps the bullets of symbol fonts.
_BULLET = regex.compile(
    r"""^\s*(?:
        [•‣◦·∙⁃⦁⦿・※\u2190-\u21ff\u25a0-\u25ff\u2600-\u2638\u2700-\u275a\u2761-\u2775\u2794-\u27bf\u2b05-\u2b55
         \ue000-\uf8ff]\s*
      | \*\s+(?!\*)
      | [-–—\ufffd]\s+ | [-–—](?=[\p{Han}\p{Hiragana}\p{Katakana}])
      | o\s+(?=[\p{Lu}\p{Lo}“"])
    )(?=\S)""",
    regex.VERBOSE,
)

#: ``12.`` ``12)`` ``4.12`` ``14 bis.`` ``(a)`` ``(iv)`` ``b)`` ``a.`` ``一、`` ``（二）``; a bare number would be a
#: quantity, and a small letter of another script with a full stop an abbreviation.
_NUMBER = regex.compile(
    r"""^(?:
        (?P<plain>\d{1,4}(?:[.．]\d{1,3}){0,3}(?:\s?(?:bis|ter|quater|quinquies))?)(?:[.)](?=\s)|[．、]|\.(?=\p{Han}))
      | (?P<dotted>\d{1,3}(?:\.\d{1,3}){1,3})(?=\s+[“"‘(\[«]?[\p{Lu}\p{Lo}])
      | [(（](?P<bracketed>\p{Ll}{1,2}|[ivxl]{1,6}|\d{1,3}|[一二三四五六七八九十]{1,3}|\p{Lo})[)）](?=\s*\S)
      | \[(?P<squared>\d{1,4})\](?=\s)
      | (?P<letter>[a-z]|[ivxl]{2,5})[.)](?=\s)
      | (?P<other>\p{Ll}|\p{Lo})\)(?=\s)
      | (?P<han>[一二三四五六七八九十]{1,3})、
    )\s*""",
    regex.VERBOSE,
)

_RUN_IN = regex.compile(
    r"^(?P<head>[“\"‘«]?\p{Lu}[^.;!?:]{1,150}?):\s+(?=[“\"‘«(\[]?[\p{Lu}\d])(?P<rest>.+)", regex.DOTALL
)

#: Labels before a colon that head nothing.
_NO_HEADING = re.compile(
    r"^(?:notes?|sources?|examples?|figure|table|box|photo|credit|address|tel|telephone|e-?mail|date|contact|see"
    r"|warning|update|author|authors|by|available at)\b",
    re.IGNORECASE,
)
#: How a sentence begins, not a heading; only capitalised content words tell them apart then.
_SENTENCE_START = re.compile(
    r"^(?:the|a|an|this|that|these|those|he|she|it|they|we|in|on|at|as|by|for|to|from|with|after|before|since|during"
    r"|according|while|when|if|there|however|but|and|both|one|among|under|also|his|her|their|its)\b",
    re.IGNORECASE,
)
_SMALL_WORD = re.compile(
    r"and|or|of|for|the|an?|in|on|to|by|with|from|at|as|its|their|against|including|during|under|into|upon|about"
    r"|between|within|without|than|that|over|per|via|vs|de|la|le|les|du|des|et|y|e|el|los|las|und|der|die|das"
)
_RUN_IN_WORDS = 20
RUN_IN_PLAIN_WORDS = 2  # a heading in sentence case has no more that carry meaning
_RUN_IN_REST = 20
_DATELINE = re.compile(r"\b(?:19|20)\d\d\b")


def split_bullet(text: str) -> tuple[bool, str]:
    """Split a bullet off a text: a flag for the bullet, and the text without it.

    Examples
    --------
    >>> split_bullet("•  Release the detained.")
    (True, 'Release the detained.')
    >>> split_bullet("–in short–")
    (False, '–in short–')
    """
    match = _BULLET.match(text)
    return (True, text[match.end() :]) if match else (False, text)


def split_number(text: str) -> tuple[str | None, str]:
    """Return the printed number of a paragraph without its punctuation, and the text after it.

    Examples
    --------
    >>> split_number("14 bis. The State party recalls")
    ('14 bis', 'The State party recalls')
    >>> split_number("(a) To release them")
    ('a', 'To release them')
    >>> split_number("2014 saw no change")
    (None, '2014 saw no change')
    """
    match = _NUMBER.match(text)
    if not match:
        return None, text
    return next(group for group in match.groups() if group), text[match.end() :]


def run_in_heading(text: str, *, plain_words: int = RUN_IN_PLAIN_WORDS) -> str | None:
    """Return the heading that a paragraph begins with, as in ``Access to Asylum: The law provides ...``.

    Parameters
    ----------
    text
        Of the paragraph.
    plain_words
        So many words with a meaning a heading in sentence case may have.

    Examples
    --------
    >>> run_in_heading("Access to Asylum: Averland's border police turned families away.")
    'Access to Asylum'
    >>> run_in_heading("He told the court: “I was beaten for two days without pause.”") is None
    True
    """
    match = _RUN_IN.match(split_number(text)[1])
    if not match or len(match["rest"]) < _RUN_IN_REST:
        return None
    head = match["head"].strip('“”"‘’ ')
    words = head.split()
    if len(words) > _RUN_IN_WORDS or _NO_HEADING.match(head):
        return None
    content = [word for word in words if not _SMALL_WORD.fullmatch(word)]
    short = len(content) <= plain_words and not _SENTENCE_START.match(head)
    return head if short or is_title_case(head) else None


def run_in_of(lead: str) -> str | None:
    """Return the heading in the words that a paragraph sets apart at its beginning, or None where they are a label.

    Examples
    --------
    >>> run_in_of("2. Article 3. Right to organise."), run_in_of("Note:"), run_in_of("GENEVA (8 June 2022) –")
    ('Article 3. Right to organise', None, None)
    >>> run_in_of("GENEVA –") is None
    True
    """
    head = split_number(lead)[1].rstrip(" .:–—-")
    if (lead.endswith(".") and _SENTENCE_START.match(head)) or (lead[-1:] in "–—-" and head.isupper()):
        return None
    if not head[:1].isupper() or len(head.split()) > _RUN_IN_WORDS or _NO_HEADING.match(head) or _DATELINE.search(head):
        return None
    return head


def is_title_case(text: str) -> bool:
    """Check if nearly all content words are capitalised.

    Examples
    --------
    >>> is_title_case("Freedom of Expression, Including for the Press")
    True
    >>> is_title_case("Attacks on media pluralism")
    False
    """
    words = [word.strip("“”\"‘’'().,:;/") for word in re.split(r"[\s/–—-]+", text)]
    content = [word for word in words if word and word[0].isalpha() and not _SMALL_WORD.fullmatch(word.lower())]
    lower = sum(not word[0].isupper() for word in content)
    return bool(content) and lower <= len(content) // 8
