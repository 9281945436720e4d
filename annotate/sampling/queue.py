"""Active learning: select what to annotate next by several query strategies, with a uniform random sample."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rightstag.annotate.records import Annotation
from rightstag.annotate.sampling.hashing import hash_fraction
from rightstag.annotate.sampling.queue_file import QueueItem
from rightstag.annotate.sampling.strategies import (
    NEEDS_MODEL,
    STRATEGIES,
    CandidatePool,
    Reason,
)
from rightstag.errors import InputError, UsageError
from rightstag.reports import TAGGABLE, Paragraph
from rightstag.reports.deduplicate import duplicate_groups

if TYPE_CHECKING:
    from rightstag.models import Bundle

#: Shares of the strategies in what is not random, with a model and without.
MIX: Mapping[str, float] = {"uncertain": 0.5, "rare": 0.2, "diverse": 0.3}
COLD_MIX: Mapping[str, float] = {"spread": 1.0}

_BATCH = 512  # paragraphs scored at once: their features take far more memory than their probabilities


@dataclass(frozen=True, slots=True)
class Queue:
    """Selected paragraphs in order, and the size of the pool.

    Attributes
    ----------
    eligible
        Number of candidates; of near-duplicates one counts.
    annotated
        Number of paragraphs given that are annotated already.
    alike
        Number of near-duplicates left out, of an annotated paragraph or of a candidate.
    elsewhere
        Number of annotated paragraphs that were not given: their near-duplicates are not recognised.
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
    reread: Collection[str] = (),
) -> Queue:
    """Select the paragraphs to annotate next; the order of the input does not matter.

    First the random sample is drawn from all candidates: what can be tagged, is not annotated, and is no near-duplicate
    of an annotated paragraph or of another candidate. The other strategies select from the rest, one after the other,
    and all are interleaved evenly.

    Parameters
    ----------
    paragraphs
        All there are, the annotated ones too, each once.
    annotations
        What was answered so far; skips and drafts leave their paragraph in.
    bundle
        Model whose predictions rank the paragraphs; without one only ``diverse`` and ``spread`` can select.
    size
        Number to select, from 1; all candidates where there are fewer.
    random
        Smallest share of the random sample, in [0, 1]; one paragraph is always random.
    overlap
        Share to be read by two, in [0, 1]: by the seed and the paragraph's id, whatever else is in the queue.
    seed
        The same input and seed give the same queue.
    mix
        Shares of the other strategies in what is not random; by default `MIX`, without a model `COLD_MIX`.

    reread
        Labels of which every annotated paragraph should have an answer: one whose answers were given by a codebook
        without them can be selected again.

    Raises
    ------
    UsageError
        The mix names no strategy, or one that needs a model.
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
    answered = answered_paragraphs(answers, reread)
    annotated = [paragraph for paragraph in taggable if paragraph.id in answered]
    fresh = [taggable[row] for row in unannotated_rows(taggable, answered)]
    eligible = sorted(fresh, key=lambda paragraph: hash_fraction(seed, "random", paragraph.id))
    alike = len(taggable) - len(annotated) - len(eligible)
    if not eligible:
        found = f"none is left to annotate: {len(annotated)} are annotated, {alike} nearly repeat one that is"
        raise InputError("paragraphs", found, fix="ingest another report")
    pool = _candidate_pool(eligible, annotated, answers, bundle)
    size = min(size, len(eligible))
    drawn = max(1, math.ceil(round(size * random, 9)))  # rounded, lest 0.1 of 30 be 4
    shares = _shares(mix or (COLD_MIX if bundle is None else MIX), with_model=bundle is not None)
    items = [
        QueueItem(
            rank=rank,
            reason=reason,
            inclusion=drawn / len(eligible) if reason == "random" else None,
            overlap=hash_fraction(seed, "overlap", eligible[row].id) < overlap,
            paragraph=eligible[row],
        )
        for rank, (reason, row) in enumerate(_interleave(_select(pool, drawn, size, shares)), 1)
    ]
    return Queue(tuple(items), len(eligible), len(annotated), alike, len(answered) - len(annotated))


def answered_paragraphs(answers: Iterable[Annotation], labels: Collection[str] = ()) -> set[str]:
    """Return the ids of the paragraphs of which some answer judges each of these labels."""
    judged: dict[str, set[str]] = defaultdict(set)
    for answer in answers:
        judged[answer.paragraph].update(filter(answer.judges, labels))
    return {paragraph for paragraph, judges in judged.items() if judges.issuperset(labels)}


def unannotated_rows(paragraphs: Sequence[Paragraph], answered: Set[str]) -> list[int]:
    """Return the rows of paragraphs that are no near-duplicate of an answered one, nor of one with a smaller id."""
    groups = duplicate_groups([paragraph.text for paragraph in paragraphs]).tolist()
    seen = {group for group, paragraph in zip(groups, paragraphs, strict=True) if paragraph.id in answered}
    first: dict[int, int] = {}
    for row in sorted(range(len(paragraphs)), key=lambda row: paragraphs[row].id):
        if groups[row] not in seen:
            first.setdefault(groups[row], row)
    return list(first.values())


def _candidate_pool(
    eligible: Sequence[Paragraph],
    annotated: Sequence[Paragraph],
    answers: Iterable[Annotation],
    bundle: "Bundle | None",
) -> CandidatePool:
    available = np.ones(len(eligible), dtype=bool)
    if bundle is None:
        return CandidatePool(eligible, annotated, available)
    known = Counter(label for _, label in {(a.paragraph, label) for a in answers for label in a.labels})
    batches = (eligible[start : start + _BATCH] for start in range(0, len(eligible), _BATCH))
    probabilities = np.vstack(
        [bundle.predict_proba([p.text for p in part], [p.trail for p in part]) for part in batches]
    )
    positives = np.array([known[label] for label in bundle.labels], dtype=np.float64)
    return CandidatePool(eligible, annotated, available, probabilities, bundle.thresholds, positives)


def _shares(mix: Mapping[str, float], *, with_model: bool) -> dict[Reason, float]:
    """Normalise the shares of the strategies, in the order in which they select."""
    for name, weight in mix.items():
        if name not in STRATEGIES:
            raise UsageError("strategy mix", f"no strategy '{name}'", expected=f"one of {', '.join(STRATEGIES)}")
        if not 0 <= weight < math.inf:
            raise UsageError("strategy mix", f"'{name}' has the share {weight}", expected="0 or more")
        if weight and name in NEEDS_MODEL and not with_model:
            raise UsageError("strategy mix", f"'{name}' needs a model", fix="name a model, or leave it out")
    total = sum(mix.values())
    if not total:
        raise UsageError("strategy mix", "every share is 0", expected="at least one above")
    return {reason: mix[reason] / total for reason in STRATEGIES if mix.get(reason)}


def _select(pool: CandidatePool, drawn: int, size: int, shares: Mapping[Reason, float]) -> dict[Reason, list[int]]:
    """Select rows by each strategy: the random sample first, from all candidates, then the others from the rest."""
    selected: dict[Reason, list[int]] = {"random": list(range(drawn))}  # the pool is sorted by hash
    pool.available[:drawn] = False
    ends = np.rint(np.cumsum([0.0, *shares.values()]) * (size - drawn)).astype(int)
    for reason, count in zip(shares, np.diff(ends).tolist(), strict=True):
        selected[reason] = STRATEGIES[reason](pool, count)
        pool.available[selected[reason]] = False
    return selected


def _interleave(selected: Mapping[Reason, Sequence[int]]) -> list[tuple[Reason, int]]:
    """Interleave the strategies evenly, so that half of the queue has half of each."""
    places: list[tuple[float, int, Reason, int]] = [
        ((number + 0.5) / len(rows), turn, reason, row)
        for turn, (reason, rows) in enumerate(selected.items())
        for number, row in enumerate(rows)
    ]
    return [(reason, row) for _, _, reason, row in sorted(places)]
