"""Import codings, train and judge models."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from rightstag.annotate import Annotation
from rightstag.annotate.importing import import_labels as _import_labels
from rightstag.annotate.records import LabelledParagraph
from rightstag.api.models import load_model
from rightstag.labels import Taxonomy
from rightstag.labels import load_taxonomy as _load_taxonomy
from rightstag.models import Bundle
from rightstag.reports import Paragraph
from rightstag.train import Dataset, dataset_of, train_bundle
from rightstag.train.evaluation.evaluate import evaluate as _evaluate
from rightstag.train.evaluation.records import EvaluationReport
from rightstag.train.model_selection import BUDGET


def import_labels(
    frame: pd.DataFrame,
    *,
    text: str | None = None,
    labels: str | Sequence[str] = (),
    report: str | None = None,
    country: str | None = None,
    year: str | None = None,
    annotator: str | None = None,
    id: str | None = None,  # noqa: A002 - what the column is called
    mapping: Mapping[str, Sequence[str]] | None = None,
    taxonomy: Taxonomy | None = None,
) -> list[LabelledParagraph]:
    """Read a table of codings as labelled paragraphs, one a paragraph and coder; see `train` and `evaluate`.

    Parameters
    ----------
    frame
        One row a paragraph, or a paragraph and coder.
    text, labels, report, country, year, annotator, id
        Names of columns; guessed where it is plain when not given. Several columns of labels hold yes and no, each
        named after its label.
    mapping
        Names in the table and the labels that they stand for.
    taxonomy
        Whose labels there were to choose from; without one, labels that no row gives stay unknown.

    Raises
    ------
    RightsTagError
        A column is missing, a text is empty or a label is unknown.

    Examples
    --------
    >>> coded = pd.DataFrame({"text": ["Police broke up a picket.", "It rained."], "label": ["assembly", None]})
    >>> [row.labels for row in import_labels(coded)]
    [('assembly',), ()]
    """
    imported = _import_labels(
        frame,
        text=text,
        labels=labels,
        report=report,
        country=country,
        year=year,
        annotator=annotator,
        id=id,
        mapping=mapping,
        taxonomy=taxonomy,
    )
    return imported.rows


def train(
    data: pd.DataFrame | Iterable[LabelledParagraph | Annotation],
    *,
    paragraphs: Iterable[Paragraph] = (),
    taxonomy: Taxonomy | None = None,
    name: str = "model",
    seed: int = 0,
    budget: int = BUDGET,
    jobs: int = 1,
) -> Bundle:
    """Train a model, judged on paragraphs that it has not seen.

    Parameters
    ----------
    data
        Labelled paragraphs, a table of them as `import_labels` takes it, or annotations of ``paragraphs``.
    taxonomy
        The categories; when not given, the labels that the table or the labelled paragraphs have, and the ones that
        ship for annotations.
    name
        Of the model.
    seed
        The same data and seed give the same model.
    budget
        Number of settings of features and strength to choose among; 1 takes the usual ones and is quickest.
    jobs
        Number of processors to use; the result does not depend on it.

    Returns
    -------
    Bundle
        Its ``manifest.metrics`` has the cross-validated figures, its ``manifest.notices`` what was out of the ordinary.

    Raises
    ------
    RightsTagError
        No label has examples enough, or the data cannot be used.
    """
    dataset, known = _labelled(data, paragraphs, taxonomy)
    return train_bundle(dataset, taxonomy=known.version, name=name, seed=seed, budget=budget, jobs=jobs)


def evaluate(
    model: str | Path | Bundle,
    data: pd.DataFrame | Iterable[LabelledParagraph | Annotation],
    *,
    paragraphs: Iterable[Paragraph] = (),
) -> EvaluationReport:
    """Judge a model on labelled paragraphs that it was not trained on.

    Parameters
    ----------
    data, paragraphs
        As for `train`.

    Returns
    -------
    EvaluationReport
        ``labels``, ``micro`` and ``macro`` have precision, recall, F1 and average precision, each with its 95 %
        interval; it has slices, curves and the worst errors too.

    Raises
    ------
    RightsTagError
        The data cannot be used, or have labels that the model does not know.
    """
    bundle = load_model(model)
    dataset, _ = _labelled(data, paragraphs, Taxonomy.of_labels(bundle.labels))
    return _evaluate(bundle, dataset)


def _labelled(
    data: pd.DataFrame | Iterable[LabelledParagraph | Annotation],
    paragraphs: Iterable[Paragraph],
    taxonomy: Taxonomy | None,
) -> tuple[Dataset, Taxonomy]:
    rows = import_labels(data, taxonomy=taxonomy) if isinstance(data, pd.DataFrame) else list(data)
    labels = dict.fromkeys(
        label for row in rows if isinstance(row, LabelledParagraph) for label in (row.offered or row.labels or ())
    )
    known = taxonomy or (Taxonomy.of_labels(tuple(labels)) if labels else _load_taxonomy())
    return dataset_of(rows, known, paragraphs=paragraphs), known
