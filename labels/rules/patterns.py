"""Compile keywords and regular expressions, with a time limit for matching.

Python's ``re`` cannot be stopped: a pattern such as ``(a+)+$`` can keep it busy for years. The ``regex`` package looks
at the clock while it searches and gives up. Searches that take linear time whatever the pattern, such as RE2's, have
neither look-around nor the possessive forms that people use to say what must *not* stand there.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import regex

#: Longest time that one pattern may take for one paragraph, in seconds of the processor.
SECONDS = 1.0
#: Longest pattern in characters: nobody can check one that is longer.
LONGEST = 2000

Span = tuple[int, int]
Pattern = Any  # the regex package says nothing of its types


def keyword_pattern(words: Sequence[str]) -> Pattern:
    r"""Compile words or phrases to a pattern that matches any of them, as whole words and in any case.

    Parameters
    ----------
    words
        ``*`` stands for any letters or none, a blank for any white space, an apostrophe or hyphen for all of its kind.

    Examples
    --------
    >>> pattern = keyword_pattern(["protest*", "broke up"])
    >>> [pattern.findall(text) for text in ("Protesters", "a counterprotest", "They BROKE\nup")]
    [['Protesters'], [], ['BROKE\nup']]
    """
    # The longest first: of two that begin alike the pattern takes the one that stands first.
    phrases = sorted((r"\s+".join(map(_escaped, word.split())) for word in words), key=len, reverse=True)
    return regex.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)", regex.IGNORECASE)


def regex_pattern(text: str) -> Pattern:
    """Compile a regular expression of a rule, case-insensitive.

    Raises
    ------
    ValueError
        It is not valid, is too long, or matches the empty text.
    """
    if len(text) > LONGEST:
        raise ValueError(f"is longer than {LONGEST} characters")
    try:
        pattern = regex.compile(text, regex.IGNORECASE)
    except (regex.error, RecursionError, OverflowError) as error:
        raise ValueError(f"is no pattern ({error})") from error
    if pattern.search("", timeout=SECONDS):
        raise ValueError("finds the empty text, which is everywhere")
    return pattern


def spans(pattern: Pattern, text: str) -> Iterator[Span]:
    """Yield the spans ``[start, end)`` of all matches, in order.

    Raises
    ------
    TimeoutError
        It takes longer than `SECONDS`.
    """
    for match in pattern.finditer(text, timeout=SECONDS):
        if match.end() > match.start():
            yield match.span()


def _escaped(word: str) -> str:
    kinds = {"*": r"\w*", "'": "['’]", "’": "['’]", "-": "[-‐‑–]"}
    return "".join(kinds.get(character) or regex.escape(character) for character in word)
