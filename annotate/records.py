"""The record that people's work comes back as."""

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
    schema: Literal["rightstag.annotation/1"] = "rightstag.annotation/1"

    @property
    def is_answer(self) -> bool:
        """Whether it says anything of the paragraph; a skip or a draft does not."""
        return self.state in {"labelled", "none"}
