"""What to annotate next: where an answer teaches most, and always a random share that figures can be trusted on."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rightstag.annotate.records import Annotation
from rightstag.annotate.sampling.hashing import lot
from rightstag.annotate.sampling.queue_file import QueueItem
from rightstag.annotate.sampling.strategies import (
    NEEDS_MODEL,
    PICKS,
    Pool,
    Reason,
)
from rightstag.errors import InputError, UsageError
from rightstag.reports import TAGGABLE, Paragraph
from rightstag.reports.deduplicate import duplicate_groups

if TYPE_CHECKING:
    from rightstag.models import Bundle

#: How what is not random is shared out, with a model and without.
MIX: Mapping[str, float] = {"uncertain": 0.5, "rare": 0.2, "diverse": 0.3}
COLD_MIX: Mapping[str, float] = {"spread": 1.0}

_BATCH = 512  # paragraphs scored at once: their features take far more memory than their probabilities


@dataclass(frozen=True, slots=True)
class Queue:
    """What to annotate, in order, and what it was chosen from.

    Attributes
    ----------
    eligible
        How many paragraphs there were to choose from; of near-duplicates one counts.
    annotated
        How many of the paragraphs given are annotated already.
    alike
        How many were left out since they nearly repeat one that is annotated, or one to choose from.
    elsewhere
        How many annotated paragraphs were not given: what nearly repeats those is not recognised.
    """

    items: tuple[QueueItem, ...]
    eligible: int
    annotated: int
    alike: int
    elsewhere: int


def make_queue(
    paragraphs: Iterable[Paragraph],
    annotations: Iterable[Annotation] = (),
    *,
    bundle: "Bundle | None" = None,
    size: int = 100,
    random: float = 0.2,
    overlap: float = 0.2,
    seed: int = 0,
    mix: Mapping[str, float] | None = None,
) -> Queue:
    """Choose the paragraphs to annotate next; neither the order of the paragraphs nor that of the annotations matters.

    First the random part is drawn from all that is eligible: what can be tagged, is not annotated, and does not nearly
    repeat what is, nor another. The other reasons choose from the rest, one after the other, and are then mixed evenly.

    Parameters
    ----------
    paragraphs
        All there are, the annotated ones too, each once.
    annotations
        What was answered so far; skips and drafts leave their paragraph in.
    bundle
        The model that doubts and expects; without one only ``diverse`` and ``spread`` can choose.
    size
        How many to choose, from 1; all that are eligible where there are fewer.
    random
        Smallest share of the random part, in [0, 1]; one paragraph is always random.
    overlap
        Share to be read by two, in [0, 1]: by the seed and the paragraph's id, whatever else is in the queue.
    seed
        The same input and seed give the same queue.
    mix
        How what is not random is shared out among the other reasons; by default `MIX`, without a model `COLD_MIX`.

    Raises
    ------
    UsageError
        The mix names no reason, or one that needs a model.
    InputError
        There is nothing to annotate.

    Examples
    --------
    >>> texts = {"p-1": "Police broke up a picket.", "p-2": "police broke up a picket", "p-3": "It rained."}
    >>> queue = make_queue([Paragraph(id=id, text=text) for id, text in texts.items()], random=0.5)
    >>> [(item.paragraph.id, item.reason, item.inclusion) for item in queue.items]
    [('p-3', 'random', 0.5), ('p-1', 'spread', None)]
    """
    taggable = sorted((p for p in paragraphs if p.kind in TAGGABLE), key=lambda paragraph: paragraph.id)
    if not taggable:
        raise InputError("paragraphs", "none can be tagged", fix="ingest a report first")
    answers = [answer for answer in annotations if answer.is_answer]
    answered = {answer.paragraph for answer in answers}
    annotated = [paragraph for paragraph in taggable if paragraph.id in answered]
    fresh = [taggable[row] for row in fresh_rows(taggable, answered)]
    eligible = sorted(fresh, key=lambda paragraph: lot(seed, "random", paragraph.id))
    alike = len(taggable) - len(annotated) - len(eligible)
    if not eligible:
        found = f"none is left to annotate: {len(annotated)} are annotated, {alike} nearly repeat one that is"
        raise InputError("paragraphs", found, fix="ingest another report")
    pool = _pool(eligible, annotated, answers, bundle)
    size = min(size, len(eligible))
    drawn = max(1, math.ceil(round(size * random, 9)))  # rounded, lest 0.1 of 30 be 4
    shares = _shares(mix or (COLD_MIX if bundle is None else MIX), with_model=bundle is not None)
    items = [
        QueueItem(
            rank=rank,
            reason=reason,
            inclusion=drawn / len(eligible) if reason == "random" else None,
            overlap=lot(seed, "overlap", eligible[row].id) < overlap,
            paragraph=eligible[row],
        )
        for rank, (reason, row) in enumerate(_mixed(_picked(pool, drawn, size, shares)), 1)
    ]
    return Queue(tuple(items), len(eligible), len(annotated), alike, len(answered) - len(annotated))


def fresh_rows(paragraphs: Sequence[Paragraph], answered: Set[str]) -> list[int]:
    """Return the rows of paragraphs that nearly repeat neither an answered one nor, by id, an earlier one."""
    groups = duplicate_groups([paragraph.text for paragraph in paragraphs]).tolist()
    seen = {group for group, paragraph in zip(groups, paragraphs, strict=True) if paragraph.id in answered}
    first: dict[int, int] = {}
    for row in sorted(range(len(paragraphs)), key=lambda row: paragraphs[row].id):
        if groups[row] not in seen:
            first.setdefault(groups[row], row)
    return list(first.values())


def _pool(
    eligible: Sequence[Paragraph],
    annotated: Sequence[Paragraph],
    answers: Iterable[Annotation],
    bundle: "Bundle | None",
) -> Pool:
    free = np.ones(len(eligible), dtype=bool)
    if bundle is None:
        return Pool(eligible, annotated, free)
    known = Counter(label for _, label in {(a.paragraph, label) for a in answers for label in a.labels})
    batches = (eligible[start : start + _BATCH] for start in range(0, len(eligible), _BATCH))
    probabilities = np.vstack(
        [bundle.predict_proba([p.text for p in part], [p.trail for p in part]) for part in batches]
    )
    positives = np.array([known[label] for label in bundle.labels], dtype=np.float64)
    return Pool(eligible, annotated, free, probabilities, bundle.thresholds, positives)


def _shares(mix: Mapping[str, float], *, with_model: bool) -> dict[Reason, float]:
    """Return the part that each reason has of what is not random, in the order in which they choose."""
    for name, weight in mix.items():
        if name not in PICKS:
            raise UsageError("--mix", f"no reason '{name}'", expected=f"one of {', '.join(PICKS)}")
        if not 0 <= weight < math.inf:
            raise UsageError("--mix", f"'{name}' has the share {weight}", expected="0 or more")
        if weight and name in NEEDS_MODEL and not with_model:
            raise UsageError("--mix", f"'{name}' needs a model", fix="add --model BUNDLE")
    total = sum(mix.values())
    if not total:
        raise UsageError("--mix", "every share is 0", expected="at least one above")
    return {reason: mix[reason] / total for reason in PICKS if mix.get(reason)}


def _picked(pool: Pool, drawn: int, size: int, shares: Mapping[Reason, float]) -> dict[Reason, list[int]]:
    """Return the rows that each reason chose: the lot first, so that it falls on any alike, then the others."""
    picked: dict[Reason, list[int]] = {"random": list(range(drawn))}  # the pool stands in the order of the lots
    pool.free[:drawn] = False
    ends = np.rint(np.cumsum([0.0, *shares.values()]) * (size - drawn)).astype(int)
    for reason, count in zip(shares, np.diff(ends).tolist(), strict=True):
        picked[reason] = PICKS[reason](pool, count)
        pool.free[picked[reason]] = False
    return picked


def _mixed(picked: Mapping[Reason, Sequence[int]]) -> list[tuple[Reason, int]]:
    """Return reasons and rows in order, each reason evenly spread: who stops half-way has half of each."""
    places: list[tuple[float, int, Reason, int]] = [
        ((number + 0.5) / len(rows), turn, reason, row)
        for turn, (reason, rows) in enumerate(picked.items())
        for number, row in enumerate(rows)
    ]
    return [(reason, row) for _, _, reason, row in sorted(places)]
