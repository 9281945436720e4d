"""Match labelling rules against paragraphs."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rightstag.errors import InputError
from rightstag.labels.rules.patterns import (
    SECONDS,
    Pattern,
    Span,
    keyword_pattern,
    regex_pattern,
    spans,
)
from rightstag.labels.rules.rulebook import LabellingRule, RuleBook

_WORD = re.compile(r"\w+(?:['’]\w+)*")


class WordPositions:
    """Word positions of a text, to measure distances in words.

    Examples
    --------
    >>> WordPositions("Police broke up the rally.").between((20, 25), (0, 6))
    3
    """

    def __init__(self, text: str) -> None:
        self._starts = [match.start() for match in _WORD.finditer(text)]

    def between(self, one: Span, other: Span) -> int:
        """Return the number of words between two spans, 0 where they touch or overlap."""
        first, second = sorted((one, other))
        return max(bisect_left(self._starts, second[0]) - bisect_left(self._starts, first[1]), 0)


@dataclass(frozen=True)
class Matcher:
    """A labelling rule with compiled patterns.

    Attributes
    ----------
    main, near, unless
        Compiled patterns of the rule; None where it has none.
    """

    rule: LabellingRule
    main: Pattern
    near: Pattern
    unless: Pattern

    def find(self, text: str) -> list[Span]:
        """Return the spans ``[start, end)`` of the matches that no exception nearby cancels.

        Raises
        ------
        TimeoutError
            A pattern takes too long.
        """
        hits = list(spans(self.main, text))
        if not hits or not (self.near or self.unless):
            return hits
        words = WordPositions(text)
        if self.near:
            near = list(spans(self.near, text))
            hits = [hit for hit in hits if any(words.between(hit, n) <= self.rule.within for n in near)]
        if hits and self.unless:
            unless = list(spans(self.unless, text))
            hits = [hit for hit in hits if all(words.between(hit, u) > self.rule.window for u in unless)]
        return hits


def compile_rules(book: RuleBook) -> tuple[Matcher, ...]:
    """Compile the patterns of the rules.

    Examples
    --------
    >>> rule = LabellingRule(id="r", label="assembly", keywords=("rally",), near=("banned",), unless=("not",), window=1)
    >>> (matcher,) = compile_rules(RuleBook(version="1", rules=(rule,)))
    >>> matcher.find("The rally was banned."), matcher.find("They banned not one rally.")
    ([(4, 9)], [])
    """

    def words(entries: Sequence[str]) -> Pattern:
        return keyword_pattern(book.words(entries)) if entries else None

    return tuple(
        Matcher(
            rule,
            main=regex_pattern(rule.regex) if rule.regex else words(rule.keywords),
            near=words(rule.near),
            unless=words(rule.unless),
        )
        for rule in book.rules
    )


def find_matches(rules: Sequence[Matcher], text: str, name: str) -> list[list[Span]]:
    """Return the spans that each rule matches in a paragraph.

    Parameters
    ----------
    name
        Of the paragraph, for messages.

    Raises
    ------
    InputError
        A pattern takes too long: nothing is said of the paragraph, rather than something else on a slower machine.
    """
    matches = []
    for matcher in rules:
        try:
            matches.append(matcher.find(text))
        except TimeoutError as error:
            raise InputError(
                f"rule '{matcher.rule.id}'",
                f"looks for more than {SECONDS:g} s",
                place=f"paragraph '{name}'",
                fix="write its regex without repetitions inside repetitions",
            ) from error
    return matches


def match_rules(book: RuleBook, texts: Sequence[str], names: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return the matrix of rule matches, shape (n, rules).

    Parameters
    ----------
    names
        Of the paragraphs, for messages.

    Raises
    ------
    InputError
        A pattern takes too long.
    """
    ready = compile_rules(book)
    fired = [[bool(hits) for hits in find_matches(ready, text, name)] for text, name in zip(texts, names, strict=True)]
    return np.array(fired, dtype=bool).reshape(len(texts), len(book.rules))
