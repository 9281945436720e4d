"""Records of a training: the annotations of a project, and the candidate model."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rightstag.annotate.records import Annotation
from rightstag.reports import Paragraph

if TYPE_CHECKING:
    from rightstag.models import Bundle


@dataclass(frozen=True)
class TrainingSet:
    """Annotations of a project to train on.

    Attributes
    ----------
    labels
        That the project's screen offers, in its order.
    paragraphs
        Those that the annotations speak of, once each.
    """

    project: str
    labels: tuple[str, ...]
    annotations: tuple[Annotation, ...]
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class CandidateModel:
    """A retrained model with its score beside the current model's.

    Attributes
    ----------
    score, current
        Macro F1 of the two, in [0, 1], on the same held-out paragraphs, which neither has learnt from.
    rows
        How many paragraphs these are.
    """

    bundle: "Bundle"
    score: float
    current: float
    rows: int


#: Makes a candidate of a training_set and the model in use.
Trainer = Callable[[TrainingSet, "Bundle"], CandidateModel]
