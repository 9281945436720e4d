"""Records of a Label Studio task: what is sent for a paragraph, and what a project holds of it."""

import hashlib
from typing import Any

import msgspec

from rightstag.errors import InputError


class TaskData(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The ``data`` of a task; fields that are not known are left out.

    Attributes
    ----------
    citation, trail, link, before, text, after
        Shown on the screen, and always there, empty if need be: Label Studio refuses a task that lacks one.
    priority, queue_reason, overlap
        Place in the queue, why the paragraph was queued, and ``yes`` or ``no`` for a second annotator.
    versions
        In adjudication: the annotators' answers, one a line.
    taxonomy, offered
        Version of the taxonomy that the task was made by, and the label ids of its screen.
    digest
        `text_digest` of the text: whether somebody edited the text on the server.
    """

    paragraph_id: str
    citation: str
    trail: str
    link: str
    before: str
    text: str
    after: str
    kind: str | None = None
    page: int | None = None
    number: str | None = None
    report: str | None = None
    title: str | None = None
    country: str | None = None
    year: int | None = None
    url: str | None = None
    priority: int | None = None
    queue_reason: str | None = None
    overlap: str | None = None
    versions: str | None = None
    taxonomy: str | None = None
    offered: tuple[str, ...] | None = None
    digest: str | None = None


class TaskPrediction(msgspec.Struct, frozen=True, kw_only=True):
    """A prediction as Label Studio imports it.

    Attributes
    ----------
    score
        Margin in [0, 1]: 0 on a threshold, 1 certain.
    result
        Regions: the ticked labels, and the words marked for each. Empty where the model expects none of the labels.
    """

    model_version: str
    score: float
    result: tuple[dict[str, Any], ...]


class Task(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A task to import, with at most one prediction."""

    data: TaskData
    predictions: tuple[TaskPrediction, ...] = ()


class StoredTask(msgspec.Struct, frozen=True, kw_only=True):
    """A task of a project, as the server lists it; ``data`` may hold fields of other makers."""

    id: int
    data: dict[str, Any]
    updated_at: str = ""
    total_annotations: int = 0
    cancelled_annotations: int = 0

    @property
    def paragraph(self) -> str:
        """Id of its paragraph; empty if it names none."""
        paragraph = self.data.get("paragraph_id")
        return paragraph if isinstance(paragraph, str) else ""

    @property
    def touched(self) -> bool:
        """Whether anyone submitted or skipped it."""
        return bool(self.total_annotations or self.cancelled_annotations)

    def checked_paragraph(self, place: str) -> str:
        """Return the id of its paragraph.

        Raises
        ------
        InputError
            It names none: whatever was imported otherwise cannot be told from a missing task.
        """
        if not self.paragraph:
            fix = "delete it there, or push to another project"
            raise InputError(place, "no paragraph_id in its data", place=f"task {self.id}", fix=fix)
        return self.paragraph


def text_digest(text: str) -> str:
    """Compute a short SHA-256 digest of a text.

    Examples
    --------
    >>> text_digest("Police broke up a picket.")
    'ee58d629bdc97c75'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
