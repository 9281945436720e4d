"""Furniture by its wording: banners, menus, score lines, keys, disclaimers, author notes."""

import re
from collections.abc import Sequence

BANNER = "banner of the web site"
CONTROL = "control or menu of the web page"
SCORE = "score line"
KEY = "key to the ratings"
DISCLAIMER = "disclaimer"
AUTHOR = "author line"
AUTHOR_NOTE = "note on the author"
DETAILS = "page details"
PAGE = "page number"
IMPRINT = "printer's mark"
MASTHEAD = "masthead"
RELEASE = "label of a press release"
PROFILE = "fact sheet"
CAPTION = "image caption"
CITATION = "how to cite the page"
MAIL = "header of a letter sent by mail"
RUNNING = "running header or footer"
HEADER, FOOTER = "running header", "running footer"
CODE = "printer's code"
SEPARATOR = "rule above the footnotes"
STRUCK = "struck out"
HIDDEN = "hidden text"
OUTSIDE = "outside the page"
TOOL = "inserted by a tool"
THUMB = "thumb letter or guide word"
LINE_NUMBER = "line number"
MARGIN = "margin note"
CONTENTS = "table of contents"
DATE = "date line"
RULE = "no words"
TABLE = "table"
PULL_QUOTE = "pull quote"
CONTACT = "address or contact"
FIGURES = "nothing but figures"
COVER = "line of the title page"
TAIL = "among furniture after the report's last paragraph"

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_NAME = r"[A-Z][\w.’'-]+(?: (?:[a-z]{2,3} )?[A-Z][\w.’'-]*){1,4}"
_STATUS = r"(?:(?:not|partly) free|free|(?:semi-)?consolidated \w+(?: \w+)?|hybrid regime|transitional \w+(?: \w+)?)"

#: Wording by reason, tried on the text of one whole block with white space folded. To add one, put it beside its like;
#: it must not be able to match a paragraph that reports something, so bound what it leaves open. What is left open at
#: the start costs much on every paragraph: such a wording stands in ``_WORDING_AROUND``, by a part that it cannot lack.
_WORDING: dict[str, tuple[str, ...]] = {
    BANNER: (
        r"An official website of the .{3,60}(?:Here.s how you know.?)?",
        r"(?:Here.s how you know|Official websites use \.\w+|Secure \.\w+ websites use HTTPS)\.?",
        r"A \.?\w+ website belongs to an official .{1,120}",
        r"A lock \(.{0,20}\) or https.{1,200}",
        r".{0,60}(?:uses|use of) cookies.{0,200}",
    ),
    CONTROL: (
        r"(?:skip|jump) to (?:the )?(?:main )?(?:content|navigation|search).{0,20}",
        r"(?:edit|build|create|view) (?:your|a) custom report",
        r"\d{2} ?/ ?select .{1,80}",
        r"select (?:a|an|your) (?:year|country|language|section|region)\b.{0,40}",
        r"(?:see|read|show|view|load|learn) (?:more|all|less)(?: (?:data|scores|countries|news|reports)\b.{0,80})?\W*",
        r"(?:back|return|go) to (?:the )?(?:top|home|homepage|previous page|contents)\.?",
        r"(?:download|print|save|listen to|open)(?: (?:this |the |as |full )*(?:pdf|page|report|document|article))?",
        r"(?:\d{1,5} ?)?(?:share|tweet|email|post)(?: (?:this|on|via|to)\b.{0,40})?",
        r"(?:follow (?:us|news)|sign up|(?:to )?(?:un)?subscribe|log ?in|sign in|donate|contact us)\b.{0,60}",
        r"newsletter\b.{0,60}|retrieved from [“\"]?https?://\S+",
        r"(?:be the first to know|join (?:us|our|the .{3,30} (?:newsletter|mailing list)))\b.{0,60}",
        r"(?:main )?(?:menu|navigation|search|breadcrumb|home|close|loading\W*|toggle navigation|in this section)",
        r"(?:previous|next) (?:page|chapter|section|article|message|post|country|report)(?:: .{0,120})?|previous|next",
        r"(?:note|warning|tip|info|caution)\W?|« [^»]{1,60}|[^«]{1,60} »",
        r"(?:also )?available in:? (?:[a-z]+(?:, | and )?){1,8}",
        r"(?:privacy policy|terms (?:of use|(?:and|&) conditions)|cookie (?:policy|settings)|site ?map)\b.{0,60}",
        r"(?:copyright )?(?:©|\(c\) ?\d{4}|copyright \d{4}).{0,120}",
        r".{0,40}\bcopyright (?:© ?|\(c\) ?)?(?:19|20)\d\d\b.{0,60}",
        r"\[ ?edit(?: source)?(?: ?\| ?edit source)? ?\]",
        r".{0,80}all rights reserved\.?.{0,80}",
        r"related (?:articles|content|reports|links|stories|countries)\b.{0,20}",
    ),
    # How a country was marked, not what happened there. "Political Rights: 6 / 40" heads a section and stays one.
    SCORE: (
        r"(?:\d{4} )?(?:overall |total |aggregate |country )?scores?",
        r"(?:[\w’'-]+ ){0,4}(?:score|rating|ranking|index|percentage)(?: ?:)? [\d./ ]+",
        r"(?:[\w’'-]+ ){0,2}rating: [a-z]+",
        r"(?:political rights|civil liberties|freedom)(?: rating| score)?:? \d[\d. ]*",
        r".{3,80}\(\d+ ?= ?(?:best|worst|most free|least free)\b[^)]*\):? ?[\d.]+.{0,10}",
        rf"(?:(?:freedom |press |net ){{0,2}}status: ?)?{_STATUS}",
        r"(?:freedom |press |net ){0,2}status: .{1,40}",
        r"(?:\w+ ){0,3}trend arrow:?.{0,10}",
        r"democracy-\w+ .{0,60}",
        rf"\d{{1,3}}(?:\.\d+)?(?: ?/ ?| )\d{{1,3}}(?: {_STATUS})?",
        r"(?:last|previous) year.s (?:\w+ ){1,3}(?:& |and )?(?:status|score|rating|percentage)(?: .{0,40})?",
        r"(?:global|internet|press|net)(?: freedom)? score",
    ),
    KEY: (
        r"(?:Considers(?! that| it)|Examines|Assesses|Evaluates|Looks at|Measures) [a-z].{10,500}",  # what it measures,
        r"(?:(?:The|These|All) r|R)(?:atings|ankings) (?:are|reflect|range|run)\b.{1,1500}",
        r"(?:(?:The|These|All) s|S)cores (?:are|reflect|range|run)\b.{1,1500}",
        r"(?:Scoring |Rating )Key\b:?.{0,40}|Key:?|[XYZ] ?= ?[A-Z].{3,60}",
        r"(?:The numerical scores|Global freedom statuses|Scores and statuses)\b.{1,400}",
        r"(?:Explanatory|Methodological) note on (?:the )?(?:scores|ratings).{0,80}",
    ),
    DISCLAIMER: (r"Disclaimer\b.{0,20}",),
    AUTHOR: (
        rf"(?:Written )?[Bb]y:? {_NAME}(?:(?:, | and | & ){_NAME})*",
        r"(?:Author|Report author|Rapporteur|Editor|Researcher)(?:\(s\)|s)?: .{3,120}",
        r"(?:Submitted|Prepared|Written|Compiled) by:? (?:the )?[A-Z].{2,150}(?<![.;])",
        r"About the authors?\.?",
    ),
    PAGE: (
        r"[-–—\[(|\s]*(?:第\s*\d{1,4}\s*[页頁]|(?:[Pp]age|[Pp]\.|PAGE|[Pp]ágina|[Ss]eite|[Сс]тр\.|[Сс]траница|صفحة)"
        r"\s*\d{1,4}|\d{1,3})(?:\s*(?:of|/)\s*\d{1,4})?[-–—\])|\s]*",
        r"[-–—\[(]?\s*[ivxl]{1,7}\s*[-–—\])]?",
    ),
    IMPRINT: (r"GE\.\d{2}-\d{4,6}.{0,30}", r"ISBN:? [\d\sX-]{10,20}|ISSN:? [\d\sX-]{8,12}"),
    MASTHEAD: (
        r"(?:United Nations )?[A-Z]{1,6}(?:/[A-Z\d.]+){2,}",
        rf"Distr\.?:? ?(?:\w+)?(?: \d{{1,2}} {_MONTH} \d{{4}})?(?: Original: \w+)?|Original: \w+(?:/\w+)*",
        r"[A-Z][\w-]+ (?:special |regular )?session|(?:Provisional )?[Aa]genda items? \d[\d ,()a-z]*",
    ),
    CONTENTS: (r"(?:Table of )?[Cc]ontents|TABLE OF CONTENTS|CONTENTS",),
    DATE: (
        rf"{_WEEKDAY},? (?:\d{{1,2}} {_MONTH}|{_MONTH} \d{{1,2}}),? \d{{4}}",
        rf"(?:[A-Z][\w’'-]+(?:,? [A-Z][\w’'-]+){{0,3}}(?:,| [-–—]) )?"
        rf"(?:\d{{1,2}}(?: {_MONTH})?(?: ?[-–] ?\d{{1,2}})? )?{_MONTH}(?: \d{{1,2}},)? \d{{4}}",
        r"(?:[Ll]ast |[Pp]age )?(?:[Uu]pdated|[Rr]eviewed|[Mm]odified|[Pp]ublished|[Pp]osted)(?: on)?:? "
        r".{0,20}\d{4}\b[^.]{0,20}",
        r"(?:Covering )?(?:[Ee]vents of|[Cc]overing) \d{4}",
    ),
    RELEASE: (
        r"(?:for immediate release|(?:press|news|media) (?:release|advisory|statement)|embargoed .{0,60})\W*",
        r"\W*(?:ends?|ends here)\W*|\W*notes (?:to|for) (?:the )?editors?\W*",
        r"(?:for (?:more|further|additional) information|for inquiries|media contacts?|press contacts?)\b[^.]{0,120}"
        r"(?:contact|@|\+\d).{0,300}",
    ),
    PROFILE: (
        r"Heads? of (?:the )?(?:state|government)(?: and (?:of )?government)?:? .{3,80}",
        r"(?:Capital|Population|Area|Currency|Official languages?|Life expectancy|Adult literacy): [^.]{2,80}",
    ),
    CAPTION: (r"(?:Table|Figure|Fig\.|Chart|Graph|Map) \d{1,3}(?:\.\d{1,3})*[a-z]?(?: ?[.:–—-]|\.?) [^.;]{3,150}",),
    MAIL: (
        r"From: .{3,200}\b(?:To|Sent|Date|Subject): .{3,400}|(?:From|To|Cc|Reply-To): .{0,80}\S@\S.{0,80}",
        r"[^.!?]{3,60} at \S+\.\w{2,}\b[^.!?]{0,40}\b(?:19|20)\d\d",  # the name and date line of an archive of letters
    ),
    CONTACT: (
        r"(?:(?:Read|Find out|Learn) more:? |(?:Full text|More)(?: at)?: )?(?:https?://|www\.)\S+",
        r"[^.!?@]{0,120}@\S+\.\w{2,}\b[^.!?]{0,60}",
    ),
    CITATION: (
        r"Sources?: [^.;]{3,150}",
        r"(?:Publisher|Publication Date|Document Symbol|Cite as|Citation|Date Posted|Country rating)(?:: .{3,200})?",
    ),
}
_WORDING_AROUND: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {
    # What a rating measures, then the rating twice.
    KEY: ((tuple(f" {digit}." for digit in range(10)), r".{20,600}[.\w](?: \d\.\d{2,3}){2}"),),
    DISCLAIMER: (
        (("This is not a",), r".{0,60}This is not an? .{2,40}publication\..{0,400}"),
        (("endorse",), r".{0,300}\bnot responsible for,? (?:nor|or|and) (?:does|do).{0,20}\bendorse\b.{0,400}"),
        (
            ("expressed",),
            r".{0,300}\b(?:views|opinions)(?: \w+){0,3} expressed\b.{0,200}\b(?:authors?\b|not necessarily\b).{0,300}",
        ),
    ),
    CONTENTS: (((". .", ".."), r".{2,150}?\s?(?:\.\s?){4,}\s*[\divxl]{1,4}"),),
    CAPTION: ((("©", "Photo", "Credit:"), r".{10,400}[.,”)\d] ?(?:©|Photo:|Photo by|Credit:) .{3,80}"),),
    CITATION: ((("[accessed",), r".{10,300}\bavailable at:? <?https?://\S+ ?\[accessed .{5,30}\]\.?"),),
}
#: Labels of a page are set in any case.
_ANY_CASE = frozenset({CONTROL, SCORE, RELEASE})
_REASONS = tuple(_WORDING)
_ANY = re.compile(
    "|".join(
        f"(?P<r{place}>(?{'i' * (reason in _ANY_CASE)}s:{'|'.join(_WORDING[reason])}))"
        for place, reason in enumerate(_REASONS)
    )
)
_AROUND = tuple(
    (part, re.compile(pattern, re.DOTALL), reason)
    for reason, wording in _WORDING_AROUND.items()
    for parts, pattern in wording
    for part in parts
)
_WORD = re.compile(r"[^\W_]")
_DIGITS, _LETTERS = re.compile(r"\d+"), re.compile(r"[^\W\d_]+")
_PAGE_NUMBER = re.compile("|".join(_WORDING[PAGE]))
_MASTHEAD_LINE = re.compile("|".join(_WORDING[MASTHEAD]))
#: What stands between a report's titles and its text, and not between a section's heading and the section.
ON_TITLE_PAGE = frozenset(
    {AUTHOR, DETAILS, DATE, PROFILE, SCORE, CITATION, RELEASE, MASTHEAD, IMPRINT, DISCLAIMER, FIGURES}
)
#: Where one of these stands after the last paragraph, the short lines around it are of the site too.
_SITE = frozenset({BANNER, CONTROL})
_LONG_PROSE = 60  # characters: a site's own sentences are shorter
_BYLINE = re.compile(rf"^(?:(?:Written )?[Bb]y|[\w ]{{4,20}}(?:\(s\)|s)?):? (?P<names>{_NAME}.*)$")
_ABOUT_AUTHOR = re.compile(r"^(?:is|was|has|holds|works|writes|teaches|serves)\b")


def furniture_reason(text: str) -> str | None:
    """Return the reason to set a block aside by its wording, or None.

    Parameters
    ----------
    text
        Of one block, white space folded.

    Examples
    --------
    >>> furniture_reason("Status: Not Free")
    'score line'
    >>> furniture_reason("Police dispersed the rally.") is None
    True
    """
    if not _WORD.search(text):
        return RULE
    worded = _ANY.fullmatch(text)
    if worded and worded.lastgroup:
        return _REASONS[int(worded.lastgroup[1:])]
    around = next((reason for part, pattern, reason in _AROUND if part in text and pattern.fullmatch(text)), None)
    return around or (FIGURES if _is_figures(text) else None)


def _is_figures(text: str) -> bool:
    """Check if a text has more digits than letters."""
    left = sum(map(len, _DIGITS.findall(text)))
    for letters in _LETTERS.finditer(text) if left else ():
        left -= letters.end() - letters.start()
        if left <= 0:
            break
    return left > 0


def is_masthead_line(text: str) -> bool:
    """Check if a line is only the masthead of an official document.

    Examples
    --------
    >>> is_masthead_line("Distr.: General"), is_masthead_line("Distributed: nothing")
    (True, False)
    """
    return bool(_MASTHEAD_LINE.fullmatch(text))


def is_page_number(text: str) -> bool:
    """Check if a line is only a page number.

    Examples
    --------
    >>> is_page_number("[Page 3]"), is_page_number("- 12 -"), is_page_number("2014")
    (True, True, False)
    """
    return bool(_PAGE_NUMBER.fullmatch(text))


def find_author_notes(texts: Sequence[str], reasons: Sequence[str | None]) -> list[int]:
    """Return the places of the paragraphs that say who an author is.

    They begin with a name that an author line gives.

    Examples
    --------
    >>> texts = ["Author: Ada Quill", "Ada Quill is a lawyer.", "Ada Quill was not heard."]
    >>> find_author_notes(texts, [AUTHOR, None, None])
    [1, 2]
    """
    names = {
        name.strip()
        for text, reason in zip(texts, reasons, strict=True)
        if reason == AUTHOR and (byline := _BYLINE.match(text))
        for name in re.split(r", | and | & ", byline["names"])
    }
    return [
        place
        for place, text in enumerate(texts)
        if any(text.startswith(f"{name} ") and _ABOUT_AUTHOR.match(text[len(name) + 1 :]) for name in names)
    ]


def find_site_tail(texts: Sequence[str], reasons: Sequence[str | None], *, prose: Sequence[bool]) -> list[int]:
    """Return the places after the last paragraph that belong to the web site, not to the report.

    Parameters
    ----------
    texts, reasons
        Of each block; the reason is None for what is no furniture so far.
    prose
        Whether the block is a paragraph, a bullet or a footnote made of sentences.

    Examples
    --------
    >>> texts = ["Police closed all offices of the party in the south and in the west.", "On Quillon", "See more"]
    >>> find_site_tail(texts, [None, None, "control or menu of the web page"], prose=[True, False, False])
    [1]
    """
    long = (place for place, text in enumerate(texts) if prose[place] and len(text) >= _LONG_PROSE)
    tail = range(max(long, default=len(texts)) + 1, len(texts))
    if not any(reasons[place] in _SITE for place in tail):
        return []
    first = next(place for place in tail if reasons[place])
    return [place for place in tail if reasons[place] is None and (place > first or not prose[place])]
