"""Cold start: a first queue from labelling rules, stratified by label, with a random sample."""

import math
from collections.abc import Iterable, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from rightstag.annotate.records import Annotation
from rightstag.annotate.sampling.hashing import hash_fraction
from rightstag.annotate.sampling.queue import Queue, unannotated_rows
from rightstag.annotate.sampling.queue_file import QueueItem
from rightstag.errors import InputError
from rightstag.reports import Paragraph

Bools = npt.NDArray[np.bool_]


def cold_queue(
    paragraphs: Sequence[Paragraph],
    expected: Bools,
    annotations: Iterable[Annotation] = (),
    *,
    per_label: int = 20,
    random: float = 0.2,
    overlap: float = 0.2,
    seed: int = 0,
) -> Queue:
    """Select paragraphs to annotate where there is no model, so that every label is likely to have examples.

    Neither the order of the paragraphs nor that of the annotations matters, and of near-duplicates one comes at most.

    Parameters
    ----------
    paragraphs
        All that can be tagged, the annotated ones too, each once.
    expected
        Whether rules say that a paragraph has a label, shape (n, k).
    annotations
        What was answered so far; skips and drafts leave their paragraph in.
    per_label
        How many paragraphs each label is to have, as the rules expect them, as long as there are so many.
    random
        Smallest share of the uniform random sample, in [0, 1), one paragraph at least: it alone estimates how often
        labels occur, and it finds what no rule knows.
    overlap
        Share to be read by two, in [0, 1].
    seed
        The same input and seed give the same queue.

    Returns
    -------
    Queue
        In random order. Paragraphs with an expected label have the reason ``rare``, unless they are in the sample.

    Raises
    ------
    InputError
        There is nothing to annotate.

    Examples
    --------
    >>> texts = {"p-1": "Police broke up a picket.", "p-2": "A court closed two newspapers.", "p-3": "It rained."}
    >>> paragraphs = [Paragraph(id=id, text=text) for id, text in texts.items()]
    >>> queue = cold_queue(paragraphs, np.array([[True], [False], [False]]), per_label=1, seed=1)
    >>> sorted((item.paragraph.id, item.reason) for item in queue.items)
    [('p-1', 'rare'), ('p-2', 'random')]
    """
    answered = {answer.paragraph for answer in annotations if answer.is_answer}
    there = sum(paragraph.id in answered for paragraph in paragraphs)
    rows = unannotated_rows(paragraphs, answered)
    rows.sort(key=lambda row: hash_fraction(seed, "random", paragraphs[row].id))
    if not rows:
        raise InputError("paragraphs", f"none is left to annotate: {there} are annotated", fix="ingest another report")
    chosen = _fill_labels(expected[rows], per_label)
    drawn = min(max(1, math.ceil(round(len(chosen) * random / (1 - random), 9))), len(rows))
    items = {
        row: QueueItem(
            rank=1,
            reason="random" if place < drawn else "rare",
            inclusion=drawn / len(rows) if place < drawn else None,
            overlap=hash_fraction(seed, "overlap", paragraphs[row].id) < overlap,
            paragraph=paragraphs[row],
        )
        for place, row in enumerate(rows)
        if place < drawn or place in chosen
    }
    # By another hash, so that who stops half-way has read about half of each.
    order = sorted(items.values(), key=lambda item: hash_fraction(seed, "rank", item.paragraph.id))
    ranked = tuple(msgspec.structs.replace(item, rank=rank) for rank, item in enumerate(order, 1))
    return Queue(ranked, len(rows), there, len(paragraphs) - there - len(rows), len(answered) - there)


def _fill_labels(expected: Bools, per_label: int) -> set[int]:
    """Select rows until each label has so many, the rarest label first: its rows may have other labels too."""
    chosen: set[int] = set()
    for column in np.argsort(expected.sum(axis=0), kind="stable"):
        having = np.flatnonzero(expected[:, column]).tolist()
        missing = per_label - sum(row in chosen for row in having)
        chosen.update([row for row in having if row not in chosen][: max(missing, 0)])
    return chosen
