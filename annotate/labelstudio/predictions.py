"""Model predictions in Label Studio's format: pre-annotations for tasks."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from rightstag.errors import InputError
from rightstag.labels import NONE, Taxonomy
from rightstag.labels.labelling_config import (
    CONTROLS,
    EVIDENCE,
    TEXT,
    TOPICS,
)

if TYPE_CHECKING:
    from rightstag.models import Bundle

_DIGITS = 4  # of a probability: more would only make files larger


def predict(
    bundle: "Bundle",
    taxonomy: Taxonomy,
    texts: Sequence[str],
    headings: Sequence[tuple[str, ...]],
    *,
    evidence: bool = False,
) -> list[dict[str, Any]]:
    """Return one prediction per text, as Label Studio imports them.

    Its choices are the labels at or above their threshold, else ``none``; its ``score`` is the `margin`, so that tasks
    in ascending order of score start with the doubtful ones; its ``meta`` holds every label's probability.

    Parameters
    ----------
    bundle
        The model; all its labels must be in the taxonomy.
    taxonomy
        What the labelling screen offers.
    headings
        The headings above each text.
    evidence
        Whether to mark the words that weighed most for each label, too.

    Raises
    ------
    InputError
        The labelling screen would not accept a prediction; the message says why.
    """
    foreign = [label for label in bundle.labels if label not in taxonomy.ids]
    if foreign:
        known = ", ".join(taxonomy.ids)
        raise InputError(bundle.name, f"the model's label '{foreign[0]}' is not in the taxonomy", expected=known)
    probabilities = np.asarray(bundle.predict_proba(texts, headings), dtype=np.float64)
    scores = margin(probabilities, bundle.thresholds)
    predictions = []
    for text, row, score in zip(texts, probabilities, scores, strict=True):
        given = [label for label, p, t in zip(bundle.labels, row, bundle.thresholds, strict=True) if p >= t]
        result = [_choices(given or [NONE], {label: _rounded(p) for label, p in zip(bundle.labels, row, strict=True)})]
        if evidence:
            result += [region for label in given for region in _spans(bundle, text, label)]
        prediction = {"model_version": bundle.name, "score": _rounded(score), "result": result}
        for fault in prediction_faults(prediction, taxonomy, text):
            raise InputError(bundle.name, fault, place=f"prediction for '{text[:40]}'", fix="train the model again")
        predictions.append(prediction)
    return predictions


def margin(probabilities: npt.ArrayLike, thresholds: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Compute the margin of each text: its distance from the nearest threshold, in [0, 1].

    Per label it is the distance of the probability from its threshold, as a share of the way to 0 or to 1; a text has
    the smallest of its labels. 0 lies on a threshold, 1 is certain of every label.

    Parameters
    ----------
    probabilities
        Shape (n, k).
    thresholds
        Shape (k,).

    Examples
    --------
    >>> margin([[0.5, 0.0], [0.75, 0.25], [1.0, 0.0]], [0.5, 0.5]).tolist()
    [0.0, 0.5, 1.0]
    """
    p, t = np.asarray(probabilities, dtype=np.float64), np.asarray(thresholds, dtype=np.float64)
    way = np.where(p >= t, 1 - t, t)
    share = np.divide(np.abs(p - t), way, out=np.ones_like(p), where=way > 0)
    return np.asarray(share.min(axis=1, initial=1.0))


def prediction_faults(prediction: Mapping[str, Any], taxonomy: Taxonomy, text: str) -> Iterator[str]:
    """Validate a prediction against the labelling config of a taxonomy; yield each fault.

    Label Studio drops a bad prediction without a word on one way in and stores it on another, so it is checked here.

    Parameters
    ----------
    text
        The paragraph, which spans must lie in.
    """
    score = prediction.get("score")
    if not isinstance(score, int | float) or not 0 <= score <= 1:
        yield f"score {score} is not in [0, 1]"
    if not prediction.get("model_version"):
        yield "no model_version"
    for number, region in enumerate(prediction.get("result", [])):
        control = region.get("from_name")
        if CONTROLS.get(control) != region.get("type") or region.get("to_name") != TEXT:
            yield f"region {number}: control '{control}' of type '{region.get('type')}' is not on the screen"
        else:
            yield from (f"region {number}: {fault}" for fault in _value_faults(region, taxonomy, text))


def _value_faults(region: Mapping[str, Any], taxonomy: Taxonomy, text: str) -> Iterator[str]:
    value, control = region.get("value", {}), region["from_name"]
    allowed = {TOPICS: (*taxonomy.ids, NONE), EVIDENCE: taxonomy.ids}.get(control, ())
    labels = value.get(CONTROLS[control], [])
    yield from (f"unknown label '{label}'" for label in labels if allowed and label not in allowed)
    if control == TOPICS and NONE in labels and len(labels) > 1:
        yield f"'{NONE}' together with a category"
    if control == EVIDENCE:
        start, end = value.get("start", -1), value.get("end", -1)
        if not 0 <= start < end <= len(text):
            yield f"characters {start} to {end} do not lie in the text"
        elif value.get("text") != text[start:end]:
            yield f"characters {start} to {end} are not '{value.get('text')}'"


def _choices(labels: list[str], probabilities: dict[str, float]) -> dict[str, Any]:
    value = {CONTROLS[TOPICS]: labels}
    return {**_region("topics", TOPICS), "value": value, "meta": {"probabilities": probabilities}}


def _spans(bundle: "Bundle", text: str, label: str) -> Iterator[dict[str, Any]]:
    for number, (start, end, weight) in enumerate(bundle.explain(text, labels=[label])[label]):
        if weight > 0:  # what speaks against a label is no evidence for it
            value = {"start": start, "end": end, "text": text[start:end], CONTROLS[EVIDENCE]: [label]}
            yield {**_region(f"{label}-{number}", EVIDENCE), "value": value}


def _region(identity: str, control: str) -> dict[str, Any]:
    return {"id": identity, "from_name": control, "to_name": TEXT, "type": CONTROLS[control]}


def _rounded(value: float) -> float:
    return round(float(value), _DIGITS)
