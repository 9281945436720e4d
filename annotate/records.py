"""The records of annotation: one person's answer to a paragraph, and a paragraph with its labels."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

from rightstag.reports import Report

State = Literal["labelled", "none", "skipped", "draft"]
Origin = Literal["manual", "prediction", "prediction-changed"]
#: How a paragraph's labels, or one of them, came about, the weightiest first; a disputed one waits for adjudication.
Provenance = Literal["gold", "consensus", "single", "disputed"]
#: How differing answers are resolved: by majority vote, or weighted by how reliable each annotator is.
Method = Literal["majority", "dawid-skene"]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class EvidenceSpan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Characters ``[start, end)`` of the paragraph's text that an annotator marked for a label."""

    start: int
    end: int
    label: str


class Annotation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One annotator's answer to one paragraph.

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
    evidence: tuple[EvidenceSpan, ...] = ()
    comment: str | None = None
    gold: bool = False
    taxonomy: str | None = None
    offered: tuple[str, ...] | None = None
    schema: Literal["rightstag.annotation/1"] = "rightstag.annotation/1"

    @property
    def is_answer(self) -> bool:
        """Whether it says anything of the paragraph; a skip or a draft does not."""
        return self.state in {"labelled", "none"}

    def judges(self, label: str) -> bool:
        """Whether it says yes or no to a label; of one that it was not offered it says nothing."""
        return self.offered is None or label in self.offered


class LabelledParagraph(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A paragraph with its labels: aggregated answers, a row of a data set, or a text that nobody has labelled yet.

    Attributes
    ----------
    labels
        In the order of the taxonomy. Empty is *read, and none applies*; ``None`` is *not labelled*.
    unknown
        Labels that nobody judged, or on which annotators are evenly divided: neither yes nor no.
    probabilities
        Of each label that it applies, in [0, 1], where the method gives them. The nearer to 0.5, the less the label
        weighs in training.
    provenance
        How each label came about: adjudicated, agreed, from one person, or from answers that differ.
    answers
        Number of people who answered, adjudicators included.
    taxonomy
        Versions of the taxonomy that they answered by, in alphabetical order.
    ref
        The report that it comes from; what follows ``#`` is a place in it.
    annotator
        Whose labels these are; ``None`` where they are nobody's alone.
    offered
        The label ids that there were to choose from: of all others nothing is known. ``None`` where these were all.
    """

    text: str
    id: str = ""
    trail: tuple[str, ...] = ()
    report: Report | None = None
    country: str | None = None
    year: int | None = None
    source: str | None = None
    ref: str | None = None
    labels: tuple[str, ...] | None = None
    unknown: tuple[str, ...] = ()
    probabilities: dict[str, Share] | None = None
    provenance: dict[str, Provenance] = {}
    answers: int | None = None
    method: Method | None = None
    annotator: str | None = None
    offered: tuple[str, ...] | None = None
    taxonomy: tuple[str, ...] = ()
    schema: Literal["rightstag.labelled/1"] = "rightstag.labelled/1"


#: The schemas of rows that this package wrote; "verdict" is what 0.1 called them.
_OWN_SCHEMAS = ("rightstag.labelled/", "rightstag.verdict/1")
#: The fields that a row from elsewhere is read for; its others are passed over.
_PLAIN_FIELDS = ("id", "text", "trail", "labels", "unknown", "probabilities")
_SOURCE_FIELDS = ("report", "country", "year", "source", "ref")
#: Earlier or other names of fields.
_OTHER_NAMES = {"standing": "provenance", "section": "trail"}


def labelled_paragraph(row: Mapping[str, Any]) -> LabelledParagraph:
    """Convert a row of JSON to a labelled paragraph: one of this version, of 0.1, or of a table from elsewhere.

    Parameters
    ----------
    row
        ``text`` is required. Fields that a labelled paragraph does not have are passed over.

    Raises
    ------
    msgspec.ValidationError
        A field is missing or has another type, or the row was written by a later version.

    Examples
    --------
    >>> labelled_paragraph({"text": "A rally was banned.", "labels": ["assembly"], "page": 3}).labels
    ('assembly',)
    >>> old = {"text": "A rally.", "labels": [], "standing": {"assembly": "single"}, "schema": "rightstag.verdict/1"}
    >>> labelled_paragraph(old).provenance
    {'assembly': 'single'}
    """
    schema = str(row.get("schema", ""))
    own = schema.startswith(_OWN_SCHEMAS)
    renamed = {**{new: row[old] for old, new in _OTHER_NAMES.items() if old in row}, **row}
    fields = LabelledParagraph.__struct_fields__ if own else (*_PLAIN_FIELDS, *_SOURCE_FIELDS)
    kept = {field: renamed[field] for field in fields if field in renamed and field != "schema"}
    if schema.startswith("rightstag.labelled/"):
        kept["schema"] = schema  # one of a later version is refused
    return msgspec.convert(kept, LabelledParagraph)
