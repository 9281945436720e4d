"""Compare the words of paragraphs: TF-IDF similarity, and the words that are over-represented on one side."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from rightstag.reports import normalise

#: Family-wise significance level: the probability that any of the tested words is named by chance alone.
_SIGNIFICANCE = 0.05
#: A word in fewer of the paragraphs than this is not tested.
_LEAST_PARAGRAPHS = 2
_LEAST_CHARACTERS = 3  # what is left of "it's" and of numbers in brackets tells nothing


class DistinctiveWord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A word that is in ``here`` of ``of`` paragraphs, and in ``there`` of ``others``."""

    word: str
    here: int
    of: int
    there: int
    others: int


class TfidfSimilarity:
    """Cosine similarity of paragraphs by the TF-IDF weights of their words.

    Parameters
    ----------
    texts
        By id.

    Examples
    --------
    >>> similarity = TfidfSimilarity({"a": "police broke up a picket", "b": "a picket was banned", "c": "it rained"})
    >>> similarity.nearest("a", ["b", "c"])
    'b'
    >>> similarity.nearest("c", ["a", "b"]) is None
    True
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        words = {key: Counter(normalise(text).split()) for key, text in texts.items()}
        document_counts = Counter(word for counts in words.values() for word in counts)
        idf = {word: math.log(len(words) / count) for word, count in document_counts.items()}
        self._weights: dict[str, dict[str, float]] = {}
        for key, counts in words.items():
            raw = {word: (1 + math.log(count)) * idf[word] for word, count in counts.items()}
            norm = math.sqrt(sum(value * value for value in raw.values())) or 1.0
            self._weights[key] = {word: value / norm for word, value in raw.items()}

    def nearest(self, key: str, among: Iterable[str]) -> str | None:
        """Return the most similar of some paragraphs, or nothing where none shares a weighted word."""
        own = self._weights[key]
        best, nearest = 0.0, None
        for other in sorted(among):
            theirs = self._weights[other]
            cosine = sum(weight * theirs[word] for word, weight in own.items() if word in theirs)
            if cosine > best and other != key:
                best, nearest = cosine, other
        return nearest


def distinctive_words(here: Iterable[str], there: Iterable[str], *, most: int = 6) -> list[DistinctiveWord]:
    """Find the words that are over-represented in some paragraphs, the most significant first.

    By Fisher's exact test, one-sided, a paragraph counted once for each of its words, with Bonferroni's correction: of
    hundreds of words some differ by chance, and would lead astray whoever looks for the reason of a disagreement.

    Parameters
    ----------
    here, there
        The paragraphs, and those that they are compared with.
    most
        Largest number of words.

    Examples
    --------
    >>> words = distinctive_words(["a bill was tabled"] * 4, ["a law was passed"] * 9 + ["a bill passed"])
    >>> [(word.word, word.here, word.there) for word in words]
    [('tabled', 4, 0), ('bill', 4, 1)]
    """
    from scipy.stats import hypergeom

    ours, theirs = [set(normalise(text).split()) for text in here], [set(normalise(text).split()) for text in there]
    counts, other = (Counter(word for text in side for word in text) for side in (ours, theirs))
    tested = sorted(w for w, count in counts.items() if count >= _LEAST_PARAGRAPHS and len(w) >= _LEAST_CHARACTERS)
    if not tested:
        return []
    total = len(ours) + len(theirs)
    having = [counts[word] + other[word] for word in tested]
    p_values = hypergeom.sf([counts[word] - 1 for word in tested], total, having, len(ours)).tolist()
    return [
        DistinctiveWord(word=word, here=counts[word], of=len(ours), there=other[word], others=len(theirs))
        for p_value, word in sorted(zip(p_values, tested, strict=True))[:most]
        if p_value * len(tested) < _SIGNIFICANCE
    ]
