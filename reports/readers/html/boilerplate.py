"""Boilerplate detection on web pages: menus, banners and the like, and where the report's own body is.

A stated role is a claim: an element that holds most of the page's prose is no menu, whatever it is called. Pages
with unclosed tags put their whole text inside one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from rightstag.reports.readers.html.dom import HEADINGS, Around, lineage
from rightstag.reports.readers.html.element_roles import element_role
from rightstag.reports.readers.html.prose import is_prose
from rightstag.reports.readers.html.runs import Run

_HOME = re.compile(r"(?:https?:)?(?://[^/]+)?/?(?:[a-z]{2}/?|index\.\w+)?|\./")  # a site's first page

_LANDMARKS = frozenset(("main", "article"))
_LISTS = frozenset(("ul", "ol", "dl", "dir", "div", "section", "table", "td", "p"))
_CONTAINERS = frozenset(("center", "div", "section", "table", "td"))
_MOST = 0.5  # of the page's prose: an element that holds more is the report, whatever it is called
_LANDMARK_HOLDS = 0.75  # of the page's prose: less, and a landmark is not the report's
_BODY_HOLDS = 0.95  # of what the element around it holds
_MOST_PARAGRAPHS_OUTSIDE = 2
_FEWEST_PARAGRAPHS = 3
#: What holds no two paragraphs of prose: a section so called is named for its subject, as "social-rights".
_WORDLESS = frozenset(("breadcrumbs", "contents", "image caption", "menu", "search", "share buttons"))
_SECTIONS = frozenset(("article", "div", "section"))
_LITTLE = 0.1  # of the page's prose: where less has no role, the roles are names of the page's building blocks
_LINKED = 0.8  # of the letters of a list of links
_FEWEST_LINKS = 3


@dataclass(slots=True)
class _Content:
    """Content of an element, counted in characters, paragraphs and links."""

    prose: int = 0
    paragraphs: int = 0
    letters: int = 0
    linked: int = 0
    links: set[HtmlElement] = field(default_factory=set)

    def add(self, text: str, share_linked: float, links: Iterable[HtmlElement | None]) -> None:
        """Count a run that is no heading."""
        prose = share_linked < _MOST and is_prose(text)
        self.prose += prose * len(text)
        self.paragraphs += prose
        self.letters += len(text)
        self.linked += round(share_linked * len(text))
        self.links.update(link for link in links if link is not None)

    def include(self, inner: "_Content") -> None:
        """Count what an element holds for the one around it."""
        self.prose += inner.prose
        self.paragraphs += inner.paragraphs
        self.letters += inner.letters
        self.linked += inner.linked
        self.links |= inner.links


class Furniture:
    """Tells the furniture of a page from its report.

    Parameters
    ----------
    root
        The page.
    runs
        All its runs.
    whole
        All of it is the report, as in a document converted to HTML: there is no site around a body.
    """

    def __init__(self, root: HtmlElement, runs: list[Run], *, whole: bool = False) -> None:
        self._in_heading = Around(_is_heading)
        self._in_body = Around(lambda element: element is self.body)
        around: dict[HtmlElement, HtmlElement | None] = {}
        self._links = {run: [_link_around(piece.parent, around) for piece in run.pieces] for run in runs}
        self._linked = {run: _share_linked(run, links) for run, links in self._links.items()}
        self._roles: dict[HtmlElement, str | None] = {}
        self._above: dict[HtmlElement, str | None] = {}
        self._void: str | None = None
        in_order = list(root.iter())
        self._content = self._count(runs, in_order)
        self._total = self._content[root].prose
        self._without_role = self._count((run for run in runs if self._role_above(run.block) is None), in_order)
        if self._without_role[root].prose < _LITTLE * self._total:
            self._void = self._commonest_role(runs)
            self._roles.clear()
            self._above.clear()
            self._without_role = self._count((run for run in runs if self._role_above(run.block) is None), in_order)
        self.body = root if whole else self._find_body(root)

    def reason(self, run: Run) -> str | None:
        """Return the reason to set a run aside as furniture, or ``None`` for a run of the report."""
        above = self._role_above(run.block)
        if above:
            return above
        if not self._in_body.holds(run.block):
            return "outside the report"
        if any(_is_heading(e) for e in lineage(run.block, self.body)):
            return "site banner" if self.is_linked(run) and any(map(_leads_home, self._links[run])) else None
        return self._inline_reason(run)

    def is_linked(self, run: Run) -> bool:
        """Check if nearly all text of a run is linked."""
        return self._linked[run] >= _LINKED

    def _inline_reason(self, run: Run) -> str | None:
        roles = [
            next(filter(None, (self._role(e) for e in lineage(piece.parent, run.block))), None)
            for piece in run.pieces
            if piece.text.strip()
        ]
        if all(roles):
            return roles[0]
        if self.is_linked(run) and not is_prose(run.text):
            return "link"
        return None

    def _role_above(self, block: HtmlElement) -> str | None:
        """Return the role of the innermost element around a block that has one."""
        unknown: list[HtmlElement] = []
        reason: str | None = None
        for element in lineage(block, None):
            if element in self._above:
                reason = self._above[element]
                break
            unknown.append(element)
        for element in reversed(unknown):
            reason = self._above[element] = self._own_role(element) or reason
        return reason

    def _own_role(self, element: HtmlElement) -> str | None:
        content = self._content[element]
        if content.prose > _MOST * self._total:
            return None
        reason = self._role(element) or _role_of_list(element, content)
        wordless = reason in _WORDLESS and element.tag in _SECTIONS and content.paragraphs > 1
        return None if wordless else reason

    def _role(self, element: HtmlElement) -> str | None:
        if element not in self._roles:
            reason = element_role(element)
            self._roles[element] = None if reason == self._void else reason
        return self._roles[element]

    def _commonest_role(self, runs: list[Run]) -> str | None:
        """Return the role that most of the prose has, such as "widget" where a page is built of widgets."""
        prose: Counter[str] = Counter()
        paragraphs: Counter[str] = Counter()
        for run in runs:
            reason = self._role_above(run.block)
            if reason and is_prose(run.text):
                prose[reason] += len(run.text)
                paragraphs[reason] += 1
        [(most, _)] = prose.most_common(1) or [("", 0)]
        return most if paragraphs[most] >= _FEWEST_PARAGRAPHS else None

    def _count(self, runs: Iterable[Run], in_order: Sequence[HtmlElement]) -> defaultdict[HtmlElement, _Content]:
        """Count what each element holds: its own runs first, then those of the elements in it."""
        counts: defaultdict[HtmlElement, _Content] = defaultdict(_Content)
        for run in runs:
            content = counts[run.block]
            if not self._in_heading.holds(run.block):
                content.add(run.text, self._linked[run], self._links[run])
        for element in reversed(in_order):
            parent = element.getparent()
            if element in counts and parent is not None:
                counts[parent].include(counts[element])
        return counts

    def _find_body(self, root: HtmlElement) -> HtmlElement:
        """Return the innermost element that holds the report: a landmark if one does, else where the prose is."""
        whole = self._without_role[root]
        holds = {e: c for e, c in self._without_role.items() if c.prose >= _LANDMARK_HOLDS * whole.prose}
        in_order = [element for element in root.iter() if element in holds]
        landmarks = [e for e in in_order if _is_landmark(e) and holds[e].prose]
        outermost = holds[landmarks[0] if landmarks else root]
        inner = landmarks or [e for e in in_order if e.tag in _CONTAINERS and holds[e].paragraphs >= _FEWEST_PARAGRAPHS]
        body = next((e for e in reversed(inner) if _holds_all_but_little(holds[e], outermost)), root)
        return body if landmarks else self._with_title(body)

    def _with_title(self, body: HtmlElement) -> HtmlElement:
        """Return the outermost element that adds hardly a link to the body: what stands beside it there is no menu."""
        links = self._content[body].links
        same = [e for e in lineage(body, None) if len(self._content[e].links - links) < _FEWEST_LINKS]
        return same[-1]


def _role_of_list(element: HtmlElement, content: _Content) -> str | None:
    """Return "list of links" for what holds hardly anything else."""
    if element.tag not in _LISTS or content.prose or len(content.links) < _FEWEST_LINKS:
        return None
    return "list of links" if content.linked >= _LINKED * content.letters else None


def _is_landmark(element: HtmlElement) -> bool:
    return (
        element.tag in _LANDMARKS or element.get("role") in _LANDMARKS or "articleBody" in element.get("itemprop", "")
    )


def _holds_all_but_little(inner: _Content, outer: _Content) -> bool:
    outside = outer.paragraphs - inner.paragraphs
    return inner.prose >= _BODY_HOLDS * outer.prose and outside <= _MOST_PARAGRAPHS_OUTSIDE


def _share_linked(run: Run, links: list[HtmlElement | None]) -> float:
    sizes = [len(piece.text.strip()) for piece in run.pieces]
    linked = sum(size for size, link in zip(sizes, links, strict=True) if link is not None)
    return linked / sum(sizes) if linked else 0.0


def _link_around(element: HtmlElement, known: dict[HtmlElement, HtmlElement | None]) -> HtmlElement | None:
    if element not in known:
        around = (element, *element.iterancestors("a"))
        known[element] = next((e for e in around if e.tag == "a" and e.get("href")), None)
    return known[element]


def _leads_home(link: HtmlElement | None) -> bool:
    return link is not None and bool(_HOME.fullmatch(link.get("href", "")))


def _is_heading(element: HtmlElement) -> bool:
    return element.tag in HEADINGS or element.tag == "summary"
