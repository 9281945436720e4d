"""Which paragraphs are alike in their words, and which words mark some of them off from others."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from rightstag.reports import normalise

#: How probable it may be that one of the words tried is named by chance alone.
_BY_CHANCE = 0.05
#: A word of fewer of the paragraphs than this is not tried.
_FEWEST = 2
_SHORTEST = 3  # characters of a word that is tried: what is left of "it's" and of numbers in brackets tells nothing


class Word(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A word that is in ``here`` of ``of`` paragraphs, and in ``there`` of ``others``."""

    word: str
    here: int
    of: int
    there: int
    others: int


class Likeness:
    """How alike paragraphs are: the cosine of their words, of which the rare ones weigh most.

    Parameters
    ----------
    texts
        By id.

    Examples
    --------
    >>> likeness = Likeness({"a": "police broke up a picket", "b": "a picket was banned", "c": "it rained"})
    >>> likeness.nearest("a", ["b", "c"])
    'b'
    >>> likeness.nearest("c", ["a", "b"]) is None
    True
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        words = {name: Counter(normalise(text).split()) for name, text in texts.items()}
        common = Counter(word for counts in words.values() for word in counts)
        weight = {word: math.log(len(words) / count) for word, count in common.items()}
        self._weights: dict[str, dict[str, float]] = {}
        for name, counts in words.items():
            raw = {word: (1 + math.log(count)) * weight[word] for word, count in counts.items()}
            length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
            self._weights[name] = {word: value / length for word, value in raw.items()}

    def nearest(self, name: str, among: Iterable[str]) -> str | None:
        """Return the paragraph that is most like another one, or nothing where none shares a word that counts."""
        own = self._weights[name]
        best, found = 0.0, None
        for other in sorted(among):
            theirs = self._weights[other]
            alike = sum(weight * theirs[word] for word, weight in own.items() if word in theirs)
            if alike > best and other != name:
                best, found = alike, other
        return found


def telling_words(here: Iterable[str], there: Iterable[str], *, most: int = 6) -> list[Word]:
    """Return the words that are in more of some paragraphs than of others, the most telling first.

    By Fisher's exact test, a paragraph counted once for each of its words, with Bonferroni's correction: of hundreds of
    words some differ by chance, and would lead astray whoever looks for the reason of a disagreement.

    Examples
    --------
    >>> found = telling_words(["a bill was tabled"] * 4, ["a law was passed"] * 9 + ["a bill passed"])
    >>> [(word.word, word.here, word.there) for word in found]
    [('tabled', 4, 0), ('bill', 4, 1)]
    """
    ours, theirs = [set(normalise(text).split()) for text in here], [set(normalise(text).split()) for text in there]
    counts, other = (Counter(word for text in side for word in text) for side in (ours, theirs))
    tried = [word for word, count in counts.items() if count >= _FEWEST and len(word) >= _SHORTEST]
    chances = sorted((_chance(counts[word], len(ours), other[word], len(theirs)), word) for word in tried)
    return [
        Word(word=word, here=counts[word], of=len(ours), there=other[word], others=len(theirs))
        for chance, word in chances[:most]
        if chance * len(tried) < _BY_CHANCE
    ]


def _chance(here: int, of: int, there: int, others: int) -> float:
    """Return how probable it is that so many paragraphs with a word, or more, fall among these by chance."""
    words = here + there
    every = _log_ways(of + others, words)
    likely = range(here, min(words, of) + 1)
    return sum(math.exp(_log_ways(of, n) + _log_ways(others, words - n) - every) for n in likely)


def _log_ways(count: int, chosen: int) -> float:
    """Return the logarithm of how many ways there are to choose some of so many; the number itself grows too large."""
    return math.lgamma(count + 1) - math.lgamma(chosen + 1) - math.lgamma(count - chosen + 1)
