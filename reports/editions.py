"""Align two editions of a report paragraph by paragraph: same, reworded, moved, new, gone."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rightstag.reports.records import TAGGABLE, Paragraph, normalise

Change = Literal["same", "reworded", "moved", "new", "gone"]

#: Share of their words that two paragraphs must have in common, in order, to be one that was reworded.
ALIKE = 0.5
_SHINGLE = 2  # words in a row that make two paragraphs worth comparing
_COMMON = 60  # a row of words that stands in more paragraphs than this says little
_BELOW_ONE = 0.9999  # what is not the same cannot be wholly alike
_CANDIDATES = 8  # paragraphs compared with each, those that share most rows of words


@dataclass(frozen=True, slots=True)
class AlignedParagraph:
    """A paragraph of the old edition and what it is in the new one.

    Attributes
    ----------
    change
        ``moved`` is the same text elsewhere; a reworded paragraph may have moved too.
    old, new
        None for what is new, and for what is gone.
    similarity
        Share of the words that both have in order, in [0, 1].
    """

    change: Change
    old: Paragraph | None
    new: Paragraph | None
    similarity: float = 1.0
    moved: bool = False


@dataclass(frozen=True, slots=True)
class WordChange:
    """A run of words that both editions have, or that was taken out or put in."""

    kind: Literal["equal", "delete", "insert"]
    text: str


def align_editions(old: Iterable[Paragraph], new: Iterable[Paragraph]) -> list[AlignedParagraph]:
    """Align what can be tagged in two editions; the order is that of the new one, what is gone after what it followed.

    Case, punctuation and white space do not make a paragraph another.

    Examples
    --------
    >>> old = {"1": "Police broke up a rally in Sel.", "2": "It rained."}
    >>> new = {"3": "Police broke up a large rally in Sel.", "4": "A law passed."}
    >>> old, new = ([Paragraph(id=id, text=text) for id, text in side.items()] for side in (old, new))
    >>> [(each.change, each.old and each.old.id, each.new and each.new.id) for each in align_editions(old, new)]
    [('reworded', '1', '3'), ('gone', '2', None), ('new', None, '4')]
    """
    before = [paragraph for paragraph in old if paragraph.kind in TAGGABLE]
    after = [paragraph for paragraph in new if paragraph.kind in TAGGABLE]
    old_words, new_words = ([normalise(each.text).split() for each in side] for side in (before, after))
    pairs = _equal_pairs(old_words, new_words)
    pairs |= _alike_pairs(old_words, new_words, pairs)
    kept = _in_order(pairs)
    matched = {
        place: AlignedParagraph(
            change=_change(score, moved=origin not in kept),
            old=before[origin],
            new=after[place],
            similarity=score,
            moved=origin not in kept,
        )
        for origin, (place, score) in pairs.items()
    }
    aligned = [matched.get(place) or AlignedParagraph("new", None, after[place], 0.0) for place in range(len(after))]
    return list(_with_gone(aligned, before, pairs))


def word_changes(old: str, new: str) -> list[WordChange]:
    """Return the words of both texts in reading order, each run marked as kept, taken out or put in.

    Examples
    --------
    >>> [(run.kind, run.text) for run in word_changes("A rally in Sel.", "A large rally in Sel.")]
    [('equal', 'A'), ('insert', 'large'), ('equal', 'rally in Sel.')]
    """
    from rapidfuzz.distance import Indel

    before, after = old.split(), new.split()
    return [
        WordChange("insert", " ".join(after[step.dest_start : step.dest_end]))
        if step.tag == "insert"
        else WordChange("delete" if step.tag == "delete" else "equal", " ".join(before[step.src_start : step.src_end]))
        for step in Indel.opcodes(before, after)
    ]


def _change(score: float, *, moved: bool) -> Change:
    if score < 1:
        return "reworded"
    return "moved" if moved else "same"


def _equal_pairs(before: Sequence[list[str]], after: Sequence[list[str]]) -> dict[int, tuple[int, float]]:
    """Pair paragraphs of the same words, the first with the first, the second with the second, ..."""
    places: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, words in enumerate(after):
        places[tuple(words)].append(place)
    turns: Counter[tuple[str, ...]] = Counter()
    pairs = {}
    for origin, words in enumerate(before):
        key = tuple(words)
        if turns[key] < len(places.get(key, ())):
            pairs[origin] = (places[key][turns[key]], 1.0)
            turns[key] += 1
    return pairs


def _alike_pairs(
    before: Sequence[list[str]], after: Sequence[list[str]], pairs: dict[int, tuple[int, float]]
) -> dict[int, tuple[int, float]]:
    """Pair what is left by likeness, the most alike first."""
    from rapidfuzz.distance import Indel

    taken = {place for place, _ in pairs.values()}
    index: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, words in enumerate(after):
        if place not in taken:
            for shingle in _shingles(words):
                index[shingle].append(place)
    scored = []
    for origin, words in enumerate(before):
        if origin not in pairs:
            shared = Counter(p for s in _shingles(words) if len(index.get(s, ())) <= _COMMON for p in index.get(s, ()))
            for place, _ in shared.most_common(_CANDIDATES):
                score = Indel.normalized_similarity(words, after[place], score_cutoff=ALIKE)
                scored.append((-score, abs(origin - place), origin, place))
    alike: dict[int, tuple[int, float]] = {}
    for negative, _, origin, place in sorted(scored):
        if -negative >= ALIKE and origin not in alike and place not in taken:
            alike[origin] = (place, min(-negative, _BELOW_ONE))
            taken.add(place)
    return alike


def _shingles(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[start : start + _SHINGLE]) for start in range(max(1, len(words) - _SHINGLE + 1))}


def _in_order(pairs: dict[int, tuple[int, float]]) -> set[int]:
    """Return the paragraphs of the old edition that kept their order: the longest rising run of places."""
    origins = sorted(pairs)
    ends: list[int] = []  # the smallest place that a run of each length ends on
    last: list[int] = []  # and the origin that it ends on
    before: dict[int, int | None] = {}
    for origin in origins:
        place = pairs[origin][0]
        length = bisect_left(ends, place)
        before[origin] = last[length - 1] if length else None
        ends[length : length + 1] = [place]
        last[length : length + 1] = [origin]
    kept: set[int] = set()
    step = last[-1] if last else None
    while step is not None:
        kept.add(step)
        step = before[step]
    return kept


def _with_gone(
    aligned: Sequence[AlignedParagraph], before: Sequence[Paragraph], pairs: dict[int, tuple[int, float]]
) -> Iterator[AlignedParagraph]:
    """Put what is gone after the paragraph that it followed in the old edition."""
    following: defaultdict[int | None, list[int]] = defaultdict(list)
    anchor: int | None = None
    for origin in range(len(before)):
        if origin in pairs:
            anchor = pairs[origin][0]
        else:
            following[anchor].append(origin)
    yield from (AlignedParagraph("gone", before[origin], None, 0.0) for origin in following[None])
    for place, each in enumerate(aligned):
        yield each
        yield from (AlignedParagraph("gone", before[origin], None, 0.0) for origin in following[place])
