"""The few style declarations that decide what a reader sees: from style attributes and a page's own style sheets.

Selectors of tags, classes and ids with descendants and children are understood. Rules of other selectors, and those
for print or for some screens only, are left out: an element that they hide stays visible here.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml.html import HtmlElement

_PROPERTIES = frozenset(
    ("display", "visibility", "position", "text-decoration", "text-decoration-line", "list-style", "list-style-type")
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_EVERY_SCREEN = re.compile(r"@media\s+(?:only\s+)?(?:all|screen)\s*", re.IGNORECASE)
_COMPOUND = re.compile(r"(?P<tag>[a-zA-Z][\w-]*|\*)?(?P<rest>(?:[.#][\w-]+)*)")
_PART = re.compile(r"([.#])([\w-]+)")
_MOST_RULES = 5_000  # of use here; a page has a few dozen
_MOST_STEPS = 6  # of one selector
_NOTHING: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class _Compound:
    """One step of a selector: a tag, classes and an id of one element."""

    tag: str
    classes: frozenset[str]
    identity: str

    @property
    def names(self) -> frozenset[str]:
        own = {f".{name}" for name in self.classes} | ({f"#{self.identity}"} if self.identity else set())
        return frozenset(own if self.tag == "*" else own | {self.tag})

    def matches(self, element: HtmlElement) -> bool:
        return (
            self.tag in ("*", element.tag)
            and (not self.identity or element.get("id") == self.identity)
            and (not self.classes or self.classes.issubset(_classes(element)))
        )


@dataclass(frozen=True, slots=True)
class _Rule:
    steps: tuple[_Compound, ...]  # outermost first
    children: tuple[bool, ...]  # whether each step but the first must stand directly in the one before
    declarations: dict[str, str]
    weight: tuple[int, int]

    @property
    def names(self) -> frozenset[str]:
        """All tags, classes and ids that a page must have for the rule to match anything."""
        return frozenset().union(*(step.names for step in self.steps))

    def matches(self, element: HtmlElement) -> bool:
        return self.steps[-1].matches(element) and _matches_above(element, self.steps[:-1], self.children, set())


@dataclass(slots=True)
class PageStyles:
    """Declared styles of a page's elements.

    Parameters
    ----------
    root
        Of the page, its style sheets included.
    """

    root: HtmlElement
    _by_key: dict[str, list[_Rule]] = field(init=False, default_factory=dict)
    _known: dict[HtmlElement, dict[str, str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        names = _names(self.root)
        rules: defaultdict[str, list[_Rule]] = defaultdict(list)
        for rule in islice((rule for rule in self._sheets() if rule.names <= names), _MOST_RULES):
            rules[_key(rule.steps[-1])].append(rule)
        self._by_key = dict(rules)

    def _sheets(self) -> Iterator[_Rule]:
        for sheet in self.root.iter("style"):
            if sheet.get("media", "all").strip().lower() in ("", "all", "screen"):
                yield from _rules(sheet.text or "")

    @property
    def has_rules(self) -> bool:
        """Whether the page has a style sheet that any of its elements may heed."""
        return bool(self._by_key)

    def get(self, element: HtmlElement, name: str) -> str:
        """Return an element's own declared value in lower case, empty where none is declared."""
        return self.of(element).get(name, "")

    def of(self, element: HtmlElement) -> dict[str, str]:
        """Return all that is declared of an element and decides what a reader sees."""
        if not self._by_key and "style" not in element.attrib:
            return _NOTHING
        if element not in self._known:
            self._known[element] = self._declared(element)
        return self._known[element]

    def _declared(self, element: HtmlElement) -> dict[str, str]:
        stated = element.attrib
        keys = [str(element.tag), "*", f"#{stated.get('id', '')}", *(f".{name}" for name in _classes(element))]
        candidates = [rule for key in keys if key in self._by_key for rule in self._by_key[key]]
        if not candidates and "style" not in stated:
            return _NOTHING
        rules = {id(rule): rule for rule in candidates if rule.matches(element)}
        declared: dict[str, str] = {}
        for rule in sorted(rules.values(), key=lambda rule: rule.weight):
            declared |= rule.declarations
        return declared | _declarations(stated.get("style", ""))


def _rules(sheet: str) -> Iterator[_Rule]:
    for place, (selectors, body) in enumerate(_statements(_COMMENT.sub(" ", sheet))):
        declarations = _declarations(body)
        for selector in selectors.split(",") if declarations else ():
            parsed = _selector(selector)
            if parsed:
                steps, children = parsed
                ids = sum(bool(step.identity) for step in steps)
                classes = sum(len(step.classes) for step in steps)
                yield _Rule(steps, children, declarations, (100 * ids + 10 * classes + len(steps), place))


def _statements(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield the selectors and the body of each rule, those within a block for every screen too."""
    place = 0
    while (opening := sheet.find("{", place)) >= 0:
        head = sheet[place:opening].rpartition(";")[2].strip()
        if _EVERY_SCREEN.fullmatch(head):
            place = opening + 1
            continue
        closing = _closing(sheet, opening) if head.startswith("@") else sheet.find("}", opening)
        closing = len(sheet) if closing < 0 else closing
        if not head.startswith("@"):
            yield head.lstrip("} \t\r\n"), sheet[opening + 1 : closing]
        place = closing + 1


def _closing(sheet: str, opening: int) -> int:
    """Return the place of the brace that closes a block with blocks in it."""
    depth = 0
    for brace in re.compile(r"[{}]").finditer(sheet, opening):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return brace.start()
    return -1


def _declarations(text: str) -> dict[str, str]:
    declared = {}
    for entry in text.split(";") if text else ():
        name, _, stated = entry.partition(":")
        if name.strip().lower() in _PROPERTIES:
            declared[name.strip().lower()] = stated.replace("!important", "").strip().lower()
    return declared


def _selector(text: str) -> tuple[tuple[_Compound, ...], tuple[bool, ...]] | None:
    """Return the steps of a selector and how they hang together, ``None`` where one is not understood."""
    tokens = text.replace(">", " > ").split()
    steps: list[_Compound] = []
    children: list[bool] = []
    child = False
    for word in tokens if len(tokens) <= 2 * _MOST_STEPS else ():
        if word == ">":
            child = True
            continue
        compound = _COMPOUND.fullmatch(word)
        if not compound:
            return None
        parts = _PART.findall(compound["rest"])
        names = frozenset(name for kind, name in parts if kind == ".")
        identity = next((name for kind, name in parts if kind == "#"), "")
        children += [child] if steps else []
        steps.append(_Compound((compound["tag"] or "*").lower(), names, identity))
        child = False
    return (tuple(steps), tuple(children)) if steps and not child else None


def _key(step: _Compound) -> str:
    if step.identity:
        return f"#{step.identity}"
    return f".{min(step.classes)}" if step.classes else step.tag


def _matches_above(
    element: HtmlElement, steps: tuple[_Compound, ...], children: tuple[bool, ...], failed: set[tuple[HtmlElement, int]]
) -> bool:
    """Check if the outer steps of a selector match above an element; ``failed`` holds the failed attempts."""
    if not steps:
        return True
    above = element.getparent()
    while above is not None and (above, len(steps)) not in failed:
        if steps[-1].matches(above) and _matches_above(above, steps[:-1], children[:-1], failed):
            return True
        if children[-1]:
            return False
        failed.add((above, len(steps)))
        above = above.getparent()
    return False


def _names(root: HtmlElement) -> frozenset[str]:
    """Return the tags, classes and ids of a page."""
    names: set[str] = set()
    for element in root.iter():
        names.add(str(element.tag))
        stated = element.attrib
        if stated:
            names.update(f".{name}" for name in _classes(element))
            names.add(f"#{stated.get('id', '')}")
    return frozenset(names)


def _classes(element: HtmlElement) -> list[str]:
    return element.get("class", "").split()
