"""The record that people's work comes back as."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Literal

import msgspec

State = Literal["labelled", "none", "skipped", "draft"]
Origin = Literal["manual", "prediction", "prediction-changed"]


class Evidence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Characters ``[start, end)`` of the paragraph's text that an annotator marked for a label."""

    start: int
    end: int
    label: str


class Annotation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one annotator said of one paragraph.

    Attributes
    ----------
    paragraph
        Id of the paragraph.
    annotator
        Pseudonym.
    labels
        Label ids in the order of the taxonomy; empty unless the state is ``labelled`` or ``draft``.
    state
        ``none`` is *read and no category applies*; only ``labelled`` and ``none`` say anything for training.
    created
        ISO 8601, UTC.
    seconds
        Time spent on it.
    origin
        Whether the answer was made by hand, or is the model's suggestion kept or changed.
    gold
        Set by adjudication: it outweighs every other annotation of the paragraph.
    taxonomy
        Version of the taxonomy that it was made with.
    offered
        The label ids that there were to choose from, in the order of the screen; ``None`` in files of 0.1.
    """

    paragraph: str
    annotator: str
    labels: tuple[str, ...]
    state: State
    created: str | None = None
    seconds: float | None = None
    origin: Origin = "manual"
    evidence: tuple[Evidence, ...] = ()
    comment: str | None = None
    gold: bool = False
    taxonomy: str | None = None
    offered: tuple[str, ...] | None = None
    schema: Literal["rightstag.annotation/1"] = "rightstag.annotation/1"

    @property
    def is_answer(self) -> bool:
        """Whether it says anything of the paragraph; a skip or a draft does not."""
        return self.state in {"labelled", "none"}


def judged_labels(
    annotations: Sequence[Annotation], labels: Sequence[str], version: str | None = None
) -> list[frozenset[str]]:
    """List for each annotation the labels that it judges, yes or no; of all others it says nothing.

    An annotation judges the labels that its screen offered. One of 0.1 does not say which these were: made by the
    version in use, or by none, it judges all labels; made by another one, only those that some answer of that version
    gives. A label that came later is *unknown* to it, never *no*.

    Parameters
    ----------
    labels
        The labels in use.
    version
        Version of the taxonomy in use; ``None`` where it is not known: then every annotation that names a version is
        taken for one of another.

    Examples
    --------
    >>> first = Annotation(paragraph="p-1", annotator="ada", labels=("assembly",), state="labelled", taxonomy="1")
    >>> later = Annotation(paragraph="p-2", annotator="ada", labels=(), state="none", taxonomy="2")
    >>> [sorted(judged) for judged in judged_labels([first, later], ["assembly", "torture"], "2")]
    [['assembly'], ['assembly', 'torture']]
    """
    seen: dict[str | None, set[str]] = defaultdict(set)
    for annotation in annotations:
        seen[annotation.taxonomy] |= {*annotation.labels, *(annotation.offered or ())}
    whole = frozenset(labels)
    return [
        whole.intersection(annotation.offered)
        if annotation.offered is not None
        else whole
        if annotation.taxonomy in {None, version}
        else whole & seen[annotation.taxonomy]
        for annotation in annotations
    ]
