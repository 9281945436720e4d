"""Model predictions in Label Studio's format: pre-annotations for tasks."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from rightstag.annotate.labelstudio.stop_words import STOP_WORDS
from rightstag.annotate.labelstudio.task import TaskPrediction
from rightstag.errors import InputError
from rightstag.labels import NONE, Taxonomy
from rightstag.labels.labelling_config import (
    CONTROLS,
    EVIDENCE,
    TEXT,
    TOPICS,
)
from rightstag.models.familiarity import unreadable
from rightstag.models.recode import recode_bundle

if TYPE_CHECKING:
    from rightstag.models import Bundle
    from rightstag.models.scores import Scores

#: Words marked for a label at most.
_MARKED = 5
_DIGITS = 4  # of a probability: more would only make files larger


class Suggestible(NamedTuple):
    """Labels that a model may suggest, and the reasons for those withheld."""

    labels: tuple[str, ...]
    withheld: dict[str, str]


def suggestible_labels(bundle: "Bundle", offered: Sequence[str], *, force: bool = False) -> Suggestible:
    """Select the labels that a model may suggest to annotators: those it has learnt and clearly tells apart.

    A label is withheld if the model does not have it, has not learnt it, or has a held-out F1 whose interval reaches
    down to the F1 of always answering yes, ``2p / (1 + p)`` for a share ``p`` of positives.

    Parameters
    ----------
    offered
        The labels of the screen.
    force
        Whether to select every learnt label, however poor.

    Returns
    -------
    Suggestible
        Labels in the order of the model, and the reasons for those withheld in the order of the screen.
    """
    cards = {card.id: card for card in bundle.manifest.labels}
    withheld = {}
    for label in offered:
        if label not in cards:
            withheld[label] = "the model does not have it"
        elif not cards[label].trained:
            withheld[label] = "not learnt"
        elif not force and (reason := _weakness(bundle.manifest.metrics.labels.get(label))):
            withheld[label] = reason
    return Suggestible(tuple(label for label in bundle.labels if label in offered and label not in withheld), withheld)


def _weakness(scores: "Scores | None") -> str:
    """Return the reason to doubt that held-out scores beat always answering yes; empty if there is none."""
    if scores is None or scores.f1.value is None or not scores.judged:
        return "its held-out F1 is not known"
    always = 2 * scores.support / (scores.judged + scores.support)
    lowest = scores.f1.low
    if lowest is not None and lowest > always:
        return ""
    spread = "" if lowest is None else f" ({lowest:.2f} at the lowest)"
    return f"its held-out F1 of {scores.f1.value:.2f}{spread} is not clearly above the {always:.2f} of always yes"


def predict(
    bundle: "Bundle",
    taxonomy: Taxonomy,
    texts: Sequence[str],
    headings: Sequence[tuple[str, ...]],
    *,
    evidence: bool = False,
    force: bool = False,
) -> list[TaskPrediction | None]:
    """Predict labels for texts in Label Studio's format; the one function that tasks, push and serve ask.

    A prediction ticks the suggestible labels at or above their threshold. Its ``score`` is the `margin`, so that tasks
    in ascending order of score start with the doubtful ones; its ``meta`` holds every suggestible label's probability
    and the version of the taxonomy. A prediction of no label at all is empty; ``none`` is never ticked, since Label
    Studio would keep it beside a category that is ticked later. There is no prediction for a text that the model
    cannot judge, nor for one without a label by a model that lacks a label of the screen: it cannot know.

    Parameters
    ----------
    bundle
        The model.
    taxonomy
        The taxonomy of the screen.
    headings
        The headings above each text.
    evidence
        Whether to mark the words with the largest weights for each label, too.
    force
        Whether to suggest every learnt label, however poor; see `suggestible_labels`.

    Returns
    -------
    list
        One for each text; None for no prediction.

    Raises
    ------
    InputError
        The model has no label of the taxonomy, or a prediction that Label Studio would not accept.
    """
    bundle = recode_bundle(bundle, taxonomy)
    if not set(bundle.labels) & set(taxonomy.ids):
        expected = f"one of {', '.join(taxonomy.ids)}"
        found = f"no label of the model is in the taxonomy: {', '.join(bundle.labels)}"
        raise InputError(bundle.name, found, expected=expected)
    labels, _ = suggestible_labels(bundle, taxonomy.ids, force=force)
    if not labels or not texts:
        return [None] * len(texts)
    columns = [bundle.labels.index(label) for label in labels]
    probabilities = np.asarray(bundle.predict_proba(texts, headings), dtype=np.float64)[:, columns]
    thresholds = bundle.thresholds[columns]
    complete = set(labels) == set(taxonomy.ids)
    predictions: list[TaskPrediction | None] = []
    rows = zip(texts, probabilities, margin(probabilities, thresholds), unreadable(bundle, texts), strict=True)
    for text, row, score, reason in rows:
        ticked = [label for label, p, t in zip(labels, row, thresholds, strict=True) if p >= t]
        if reason or not (ticked or complete):
            predictions.append(None)
            continue
        meta = {"taxonomy": taxonomy.version, "probabilities": dict(zip(labels, map(_rounded, row), strict=True))}
        result = [_choices(ticked, meta)] if ticked else []
        if evidence:
            result += _spans(bundle, text, ticked)
        prediction = TaskPrediction(model_version=bundle.name, score=_rounded(score), result=tuple(result))
        for fault in prediction_faults(msgspec.to_builtins(prediction), taxonomy, text):
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


def _choices(labels: list[str], meta: dict[str, Any]) -> dict[str, Any]:
    return {**_region("topics", TOPICS), "value": {CONTROLS[TOPICS]: labels}, "meta": meta}


def _spans(bundle: "Bundle", text: str, labels: Sequence[str]) -> Iterator[dict[str, Any]]:
    if not labels:
        return
    for label, words in bundle.explain(text, labels=labels, top=2 * _MARKED).items():
        # What speaks against a label is no evidence for it, and function words say nothing to a reader.
        telling = [each for each in words if each[2] > 0 and text[each[0] : each[1]].lower() not in STOP_WORDS]
        for number, (start, end, _) in enumerate(telling[:_MARKED]):
            value = {"start": start, "end": end, "text": text[start:end], CONTROLS[EVIDENCE]: [label]}
            yield {**_region(f"{label}-{number}", EVIDENCE), "value": value}


def _region(identity: str, control: str) -> dict[str, Any]:
    return {"id": identity, "from_name": control, "to_name": TEXT, "type": CONTROLS[control]}


def _rounded(value: float) -> float:
    return round(float(value), _DIGITS)
