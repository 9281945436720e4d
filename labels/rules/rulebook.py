"""Labelling rules (weak supervision): keywords and regular expressions for or against a label, read from YAML.

They know words, not meanings: they select what to read first where there is no model yet. Nothing is learnt from them,
and no figure rests on them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from rightstag.atomic import read_bytes, sha256
from rightstag.errors import InputError
from rightstag.labels.rules.patterns import regex_pattern
from rightstag.labels.rules.yaml_lines import Place, YamlLines, read_yaml_lines

#: An entry that begins so stands for a list of the file.
LIST = "@"

_ID = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")
_STEP = re.compile(r"\.(\w+)|\[(\d+|\.\.\.)\]")
_WORDS = ("keywords", "near", "unless")


class LabellingRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A keyword or regular-expression rule that votes for a label or against it.

    Attributes
    ----------
    against
        Whether it says that the label does not apply, instead of that it does.
    keywords
        Words or phrases, of which one must be there; see `rightstag.labels.rules.patterns.keyword_pattern`. Or else:
    regex
        A pattern of the ``regex`` package, in any case.
    near
        Words or phrases of which one must stand near what was found.
    within
        How many words may lie between, at most.
    unless
        Words or phrases of which none may stand near what was found: negations, and what turns the meaning.
    window
        How many words may lie between these and what was found for it not to count.
    """

    id: str
    label: str
    against: bool = False
    keywords: tuple[str, ...] = ()
    regex: str = ""
    near: tuple[str, ...] = ()
    within: int = 10
    unless: tuple[str, ...] = ()
    window: int = 5


class RuleBook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Labelling rules for the labels of a taxonomy.

    Attributes
    ----------
    version
        Recorded in what is tagged with them.
    lists
        Words that several rules use: ``@gatherings`` among a rule's words stands for the list ``gatherings``.
    """

    version: str
    rules: tuple[LabellingRule, ...]
    lists: dict[str, tuple[str, ...]] = {}

    @property
    def name(self) -> str:
        """Version and short hash of the content."""
        return f"rules-{self.version}-{sha256(msgspec.json.encode(self))[:8]}"

    def words(self, entries: Sequence[str]) -> tuple[str, ...]:
        """Return words with the lists among them written out.

        Examples
        --------
        >>> RuleBook(version="1", rules=(), lists={"deeds": ("ban*", "close*")}).words(["@deeds", "shut"])
        ('ban*', 'close*', 'shut')
        """
        parts = (self.lists[entry[len(LIST) :]] if entry.startswith(LIST) else (entry,) for entry in entries)
        return tuple(word for words in parts for word in words)


def load_rules(path: Path, labels: Sequence[str]) -> RuleBook:
    """Read rules for the labels of a taxonomy.

    Raises
    ------
    UsageError
        The file cannot be read.
    InputError
        These are no rules for it; the message names every fault and its line.
    """
    return parse_rules(read_bytes(path), str(path), labels)


def parse_rules(data: bytes, name: str, labels: Sequence[str]) -> RuleBook:
    """Parse labelling rules from YAML.

    Parameters
    ----------
    name
        What the user calls it, for messages.
    labels
        Label ids of the taxonomy.

    Raises
    ------
    InputError
        These are no rules for it; the message names every fault and its line.
    """
    marked = read_yaml_lines(data, name, expected="version and rules")
    book, faults = _convert(marked)
    faults += _faults(book, labels) if book else []
    if book is None or faults:
        lines = sorted((marked.line(place), fault) for place, fault in faults)
        found = [f"line {line}: {fault}" for line, fault in lines]
        count = f"{len(found)} faults: " if len(found) > 1 else ""
        raise InputError(name, count + "; ".join(found), fix="correct the rules")
    return book


def _convert(marked: YamlLines) -> tuple[RuleBook | None, list[tuple[Place, str]]]:
    """Return the rules, or all faults: converted rule by rule, since only the first fault of each is reported."""
    faults: list[tuple[Place, str]] = []
    entries = marked.tree.get("rules")
    for number, entry in enumerate(entries if isinstance(entries, list) else []):
        faults += _mismatch(entry, LabellingRule, ("rules", number))
    if not faults:
        faults = _mismatch(marked.tree, RuleBook, ())
    return (None if faults else msgspec.convert(marked.tree, RuleBook)), faults


def _mismatch(tree: Any, record: type, place: Place) -> list[tuple[Place, str]]:  # noqa: ANN401 - whatever YAML says
    try:
        msgspec.convert(tree, record)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at ")
        steps = tuple(key or (int(at) if at.isdecimal() else at) for key, at in _STEP.findall(path))
        hint = ", put it in quotes" if "Expected `str`, got" in message else ""
        return [((*place, *steps), f"{_dotted((*place, *steps))}{message}{hint}")]
    return []


def _faults(book: RuleBook, labels: Sequence[str]) -> list[tuple[Place, str]]:
    """Return the faults of well-formed rules."""
    faults: list[tuple[Place, str]] = []
    if not book.rules:
        faults.append((("rules",), "rules: there are none"))
    counts = Counter(rule.id for rule in book.rules)
    for number, rule in enumerate(book.rules):
        own = list(_rule_faults(rule, book, labels))
        own += [("id", f"'{rule.id}' belongs to {counts[rule.id]} rules")] if counts[rule.id] > 1 else []
        faults += [(("rules", number, field), f"rule '{rule.id}', {field}: {fault}") for field, fault in own]
    for name, words in book.lists.items():
        faults += [(("lists", name), f"list '{name}': {fault}") for fault in _word_faults(words, {})]
    return faults


def _rule_faults(rule: LabellingRule, book: RuleBook, labels: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the faults of a rule, each with its field."""
    if not _ID.fullmatch(rule.id):
        yield "id", "is not lower-case letters, digits, '-' and '_', a letter first"
    if rule.label not in labels:
        yield "label", f"unknown label '{rule.label}', expected one of {', '.join(labels)}"
    if bool(rule.keywords) == bool(rule.regex):
        yield "keywords", "either keywords or a regex is needed" + (", not both" if rule.regex else "")
    for field in _WORDS:
        yield from ((field, fault) for fault in _word_faults(getattr(rule, field), book.lists))
    for field in ("within", "window"):
        if getattr(rule, field) < 0:
            yield field, f"{getattr(rule, field)} is below 0"
    if rule.regex:
        try:
            regex_pattern(rule.regex)
        except (ValueError, TimeoutError) as error:
            yield "regex", str(error)


def _word_faults(words: Sequence[str], lists: dict[str, tuple[str, ...]]) -> Iterator[str]:
    for word in words:
        if word.startswith(LIST):
            if word[len(LIST) :] not in lists:
                known = ", ".join(lists)
                yield f"no list '{word[len(LIST) :]}', expected {f'one of {known}' if known else 'a word'}"
        elif not any(character.isalnum() for character in word):
            yield f"'{word}' is no word"


def _dotted(place: Place) -> str:
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).lstrip(".")
    return f"{path}: " if path else ""
