"""Parse one Label Studio annotation or draft: state, labels, evidence, comment and origin."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from rightstag.annotate.records import (
    Annotation,
    EvidenceSpan,
    Origin,
    State,
)
from rightstag.labels import NONE, Taxonomy
from rightstag.labels.hierarchy import with_ancestors
from rightstag.labels.labelling_config import COMMENT, EVIDENCE, TOPICS

_ORIGINS: dict[str | None, Origin] = {
    "manual": "manual",
    "prediction": "prediction",
    "prediction-changed": "prediction-changed",
}


class Value(msgspec.Struct):
    """Value of a region; each type of control fills its own fields."""

    choices: list[str] = []
    labels: list[str] = []
    text: str | list[str] = ""
    start: int = -1
    end: int = -1


class Region(msgspec.Struct):
    """One item of an annotation's ``result``: the value of one control."""

    from_name: str = ""
    type: str = ""
    value: Value = msgspec.field(default_factory=Value)
    origin: str | None = None


class Prediction(msgspec.Struct):
    """The prediction that pre-filled the annotation."""

    result: list[Region] | None = None


class RawAnnotation(msgspec.Struct):
    """An annotation or draft as Label Studio exports it; unused fields are ignored."""

    id: int = 0
    result: list[Region] | None = None
    completed_by: int | str | dict[str, Any] | None = None
    user: int | str | None = None
    created_username: str = ""
    was_cancelled: bool = False
    ground_truth: bool = False
    created_at: str | None = None
    lead_time: float | None = None
    prediction: Prediction | None = None
    parent_prediction: int | None = None

    @property
    def regions(self) -> list[Region]:
        """The regions of ``result``, which may be null in an export."""
        return self.result or []


def parse_annotation(
    entry: RawAnnotation,
    taxonomy: Taxonomy,
    *,
    paragraph: str,
    text: str,
    annotator: str,
    finished: bool,
    version: str | None = None,
    offered: Sequence[str] | None = None,
) -> tuple[Annotation, list[str]]:
    """Convert an exported annotation or draft; also return problems for a person to look at.

    Parameters
    ----------
    paragraph, text
        Id and text of the paragraph.
    annotator
        Pseudonym.
    finished
        Whether it was submitted or skipped, as opposed to a draft.
    version
        Version of the taxonomy that it was made by, as its task says.
    offered
        The label ids of its screen, if known; a label that it has although its task did not know it counts too: then
        the screen was changed before the answer.
    """
    ticked = _ticked(entry.regions)
    state, complaints = _state(ticked, entry, finished=finished)
    evidence, outside = _evidence(entry.regions, text)
    labels = _current_labels(ticked - {NONE}, taxonomy)
    annotation = Annotation(
        paragraph=paragraph,
        annotator=annotator,
        labels=labels if state in {"labelled", "draft"} else (),
        state=state,
        created=entry.created_at,
        seconds=entry.lead_time,
        origin=_origin(entry, ticked),
        evidence=() if state == "skipped" else evidence,
        comment=_comment(entry.regions),
        gold=entry.ground_truth and state in {"labelled", "none"},
        taxonomy=version,
        offered=None if offered is None else tuple(dict.fromkeys([*offered, *labels])),
    )
    return annotation, complaints + outside


def annotator_id(entry: RawAnnotation) -> object:
    """Return the id of the user who made an annotation; exports give it in three forms."""
    if isinstance(entry.completed_by, dict):
        return entry.completed_by.get("id") or entry.completed_by.get("email")
    if entry.completed_by is not None:
        return entry.completed_by
    number = entry.created_username.rpartition(", ")[2]  # a draft's "name e-mail, number"
    return int(number) if number.isdecimal() else entry.user


def _state(ticked: set[str], entry: RawAnnotation, *, finished: bool) -> tuple[State, list[str]]:
    if not finished:
        return "draft", []
    if entry.was_cancelled:  # a skip keeps what was ticked or suggested before it, so only the flag tells
        return "skipped", []
    if not ticked:
        return "draft", ["submitted without an answer: kept as a draft"]
    if ticked == {NONE}:
        return "none", []
    if NONE in ticked:
        others = ", ".join(sorted(ticked - {NONE}))
        return "draft", [f"'{NONE}' together with {others}: kept as a draft"]
    return "labelled", []


def _origin(entry: RawAnnotation, ticked: set[str]) -> Origin:
    """Return the origin of an answer: as the screen recorded it, else by comparison with the prediction."""
    stated = [region.origin for region in entry.regions if region.from_name == TOPICS and region.origin in _ORIGINS]
    suggested = _ticked((entry.prediction and entry.prediction.result) or [])
    # An empty prediction leaves the screen as it is without one.
    if entry.parent_prediction is None or (entry.prediction and entry.prediction.result == []):
        return _ORIGINS[stated[0]] if stated else "manual"
    if stated:
        # Who unticks all that was suggested and ticks anew makes it manual for the screen, but has seen the suggestion.
        return "prediction-changed" if stated[0] == "manual" else _ORIGINS[stated[0]]
    return "prediction" if suggested == ticked else "prediction-changed"


def _current_labels(ticked: set[str], taxonomy: Taxonomy) -> tuple[str, ...]:
    """Return ticked labels under their ids of today, with their parents; one that was split keeps its old id."""
    today = {heir for label in ticked for heir in taxonomy.heirs(label) or (label,)}
    closed = with_ancestors(today, taxonomy.parents, taxonomy.ids)
    return (*(x for x in taxonomy.ids if x in closed), *sorted(set(closed).difference(taxonomy.ids)))


def _ticked(regions: Sequence[Region]) -> set[str]:
    return {choice for region in regions if region.from_name == TOPICS for choice in region.value.choices}


def _evidence(regions: Sequence[Region], text: str) -> tuple[tuple[EvidenceSpan, ...], list[str]]:
    """Return the spans that the annotator marked, and a complaint for each that is not in the text.

    Spans that a model marked and nobody touched are the model's, whatever became of the labels.
    """
    own = (region for region in regions if region.from_name == EVIDENCE and region.origin != "prediction")
    marked = [region.value for region in own]
    placed = [(value, _span(value, text)) for value in marked]
    lost = [f"evidence at {value.start} to {value.end} is not in the text: left out" for value, at in placed if not at]
    spans = {(*at, label) for value, at in placed if at for label in value.labels}
    return tuple(EvidenceSpan(start=start, end=end, label=label) for start, end, label in sorted(spans)), lost


def _span(value: Value, text: str) -> tuple[int, int] | None:
    """Locate the marked words: at the offsets, else at their nearest occurrence.

    Label Studio counts characters; other tools count UTF-16 units, which are more after each emoji.
    """
    inside = 0 <= value.start < value.end <= len(text)
    words = value.text.replace("\\n", "\n").split() if isinstance(value.text, str) else []
    if not words or (inside and text[value.start : value.end].split() == words):
        return (value.start, value.end) if inside else None
    spans = [match.span() for match in re.finditer(r"\s+".join(map(re.escape, words)), text)]
    return min(spans, key=lambda span: abs(span[0] - value.start), default=None)


def _comment(regions: Sequence[Region]) -> str | None:
    texts = [region.value.text for region in regions if region.from_name == COMMENT]
    lines = [line for text in texts for line in ([text] if isinstance(text, str) else text)]
    return "\n".join(lines).strip() or None
