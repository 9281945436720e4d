"""The record that tagging produces."""

from typing import Literal

import msgspec

Decision = Literal["yes", "no", "review"]


class Evidence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Characters ``[start, end)`` of the paragraph's text and what they add to the label's log-odds."""

    start: int
    end: int
    weight: float


class Tag(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Decision of a model on one label of one paragraph, with its evidence.

    Attributes
    ----------
    paragraph
        Id of the paragraph.
    probability
        Calibrated, in [0, 1].
    threshold
        In [0, 1]; the decision is ``yes`` from here on.
    decision
        ``review`` where a person should decide.
    model
        Name and hash of the bundle.
    taxonomy
        Version of the taxonomy that the bundle was trained with.
    evidence
        The spans that weighed most, heaviest first.
    reason
        Why a person should decide, where it is not that the probability is near the threshold.
    """

    paragraph: str
    label: str
    probability: float
    threshold: float
    decision: Decision
    model: str
    taxonomy: str
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""
    schema: Literal["rightstag.tag/1"] = "rightstag.tag/1"
