"""The first queue of a taxonomy: some paragraphs of each label as rules expect them, and a random share."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import msgspec
import numpy as np
import numpy.typing as npt

from annotate.queue import Queue, make_queue
from annotate.records import Annotation
from reports import Paragraph

if TYPE_CHECKING:
    from models import Bundle


@dataclass(frozen=True)
class _Expectation:
    """As much of a model as a queue asks: one label a paragraph, the rarest of those that rules expect there.

    With one label each, picking where there is least so far fills all labels evenly, whatever else they have.
    """

    labels: tuple[str, ...]
    rows: dict[str, npt.NDArray[np.float64]]

    @property
    def thresholds(self) -> npt.NDArray[np.float64]:
        return np.full(len(self.labels), 0.5)

    def predict(self, texts: Sequence[str], _: Sequence[tuple[str, ...]]) -> npt.NDArray[np.float64]:
        return np.array([self.rows[text] for text in texts])


def cold_queue(
    paragraphs: Sequence[Paragraph],
    expected: npt.NDArray[np.bool_],
    labels: Sequence[str],
    annotations: Iterable[Annotation] = (),
    *,
    per_label: int = 20,
    random: float = 0.2,
    overlap: float = 0.2,
    seed: int = 0,
) -> Queue:
    """Choose what to annotate where there is no model, so that every label is likely to have examples.

    Parameters
    ----------
    paragraphs
        All there are, the annotated ones too, each once.
    expected
        Whether rules say that a paragraph has a label, shape (n, k).
    labels
        The k label ids.
    annotations
        What was answered so far, which counts towards ``per_label``.
    per_label
        How many paragraphs each label is to have, by the rules or answered, as long as there are so many.
    random
        Smallest share drawn by lot, in [0, 1): it alone says how often labels occur, and finds what no rule knows.
    overlap, seed
        As `annotate.queue.make_queue` takes them.

    Returns
    -------
    Queue
        Those that rules expect something of have the reason ``rare``: likely to have a label that few have so far.

    Raises
    ------
    InputError
        There is nothing to annotate.

    Examples
    --------
    >>> texts = {"p-1": "Police broke up a picket.", "p-2": "A court closed two newspapers.", "p-3": "It rained."}
    >>> paragraphs = [Paragraph(id=id, text=text) for id, text in texts.items()]
    >>> queue = cold_queue(paragraphs, np.array([[True], [False], [False]]), ["assembly"], per_label=1, seed=1)
    >>> sorted((item.paragraph.id, item.reason) for item in queue.items)
    [('p-1', 'rare'), ('p-2', 'random')]
    """
    rarest_first = np.argsort(expected.sum(axis=0), kind="stable")
    one = np.zeros(expected.shape)
    for column in rarest_first[::-1]:  # a rarer one takes the paragraph over
        one[expected[:, column]] = 0
        one[expected[:, column], column] = 1
    model = _Expectation(tuple(labels), {p.text: row for p, row in zip(paragraphs, one, strict=True)})
    picked = per_label * len(labels)
    made = make_queue(
        paragraphs,
        annotations,
        bundle=cast("Bundle", model),
        size=math.ceil(picked / (1 - random)) + 1,
        random=random,
        overlap=overlap,
        seed=seed,
        mix={"rare": 1.0},
    )
    # Where rules expect too little, the queue was filled up with paragraphs of which they say nothing.
    kept = [item for item in made.items if item.reason == "random" or model.rows[item.paragraph.text].any()]
    items = tuple(msgspec.structs.replace(item, rank=rank) for rank, item in enumerate(kept, 1))
    return replace(made, items=items)
