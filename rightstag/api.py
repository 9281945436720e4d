"""The public functions: values in, values out, and nothing is printed. ``import rightstag as rt`` shows them.

pandas tables are what they speak; the command line does not need them and does not import this module.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from rightstag.annotate import Annotation, load_key, make_queue, read_export
from rightstag.annotate.agreement.agreement import measure_agreement as _measure_agreement
from rightstag.annotate.agreement.records import Agreement
from rightstag.annotate.importing import import_labels as _import_labels
from rightstag.annotate.records import LabelledParagraph
from rightstag.frames import (
    Texts,
    annotations_frame,
    paragraphs_frame,
    read_annotations,
    read_labels_frame,
    read_tags_frame,
    read_texts,
    tags_frame,
    wide_frame,
)
from rightstag.labels import Taxonomy
from rightstag.labels import load_taxonomy as _load_taxonomy
from rightstag.models import Bundle, load_bundle, save_bundle
from rightstag.reports import Paragraph
from rightstag.reports.read_reports import read_report
from rightstag.tag import TaggedParagraph, WriteOptions, read_inputs, tag_paragraphs
from rightstag.tag import write_tags as _write_tags
from rightstag.tag.counting import count_tags
from rightstag.tag.counting.output import flat_rows
from rightstag.train import Dataset, dataset_of, train_bundle
from rightstag.train.estimator import RightsClassifier
from rightstag.train.evaluation.evaluate import evaluate as _evaluate
from rightstag.train.evaluation.records import EvaluationReport
from rightstag.train.model_selection import BUDGET

__all__ = [
    "RightsClassifier",
    "count",
    "evaluate",
    "import_labels",
    "ingest",
    "load_model",
    "load_taxonomy",
    "measure_agreement",
    "paragraphs",
    "read_label_studio_export",
    "save_model",
    "select_paragraphs",
    "tag",
    "train",
    "write_tags",
]


def ingest(path: str | Path) -> list[Paragraph]:
    r"""Cut a report into paragraphs.

    Parameters
    ----------
    path
        A web page, PDF, DistinctiveWord file, Markdown or plain text.

    Returns
    -------
    list of Paragraph
        All that the report holds, in reading order; ``kind`` tells paragraphs, bullets and recommendations, which are
        tagged, from headings, footnotes and furniture, which are kept so that nothing is lost.

    Raises
    ------
    RightsTagError
        There is no such file, or it cannot be read.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> report = pathlib.Path(tempfile.mkdtemp()) / "averland-2023.txt"
    >>> _ = report.write_text("Freedom of assembly\n\nPolice in Sel dispersed a rally of teachers on 4 May.\n")
    >>> [(p.kind, p.text) for p in ingest(report)][-1]
    ('paragraph', 'Police in Sel dispersed a rally of teachers on 4 May.')
    """
    return read_report(Path(path))


def paragraphs(paths: str | Path | Iterable[str | Path]) -> pd.DataFrame:
    """Cut reports into one table of paragraphs.

    Parameters
    ----------
    paths
        Reports, files of paragraphs (JSON Lines, Parquet), folders of either; one of them or several.

    Returns
    -------
    pandas.DataFrame
        A row per paragraph, of all kinds, with the facts of its report.

    Raises
    ------
    RightsTagError
        One of them is missing or cannot be read.
    """
    return paragraphs_frame(read_inputs(map(Path, [paths] if isinstance(paths, str | Path) else paths)))


def load_model(reference: str | Path | Bundle = "default") -> Bundle:
    """Load a model.

    Parameters
    ----------
    reference
        ``default`` or ``accurate``, which ship; a folder; or a name in the registry (``ours``, ``ours@3``).

    Returns
    -------
    Bundle
        With ``labels``, ``thresholds``, ``predict_proba(texts)``, ``predict(texts)`` and ``explain(text)``.

    Raises
    ------
    RightsTagError
        There is no such model, or it is damaged.

    Examples
    --------
    >>> load_model("default").labels
    ('assembly', 'expression', 'association', 'refugees', 'statelessness')
    """
    return reference if isinstance(reference, Bundle) else load_bundle(str(reference))


def save_model(model: Bundle, folder: str | Path) -> Bundle:
    """Save a model as a folder of plain arrays with a card; it appears whole or not at all.

    Returns
    -------
    Bundle
        The model with the checksums that were written.
    """
    return save_bundle(model, Path(folder))


def load_taxonomy(path: str | Path | None = None) -> Taxonomy:
    """Load the categories from YAML; without a path the five that ship.

    Examples
    --------
    >>> load_taxonomy().ids
    ('assembly', 'expression', 'association', 'refugees', 'statelessness')
    """
    return _load_taxonomy(None if path is None else Path(path))


def tag(
    data: Texts | Path,
    model: str | Path | Bundle = "default",
    *,
    text: str = "text",
    headings: str | Sequence[Sequence[str]] | None = None,
    review: float = 0.0,
    wide: bool = False,
) -> pd.DataFrame:
    """Tag texts with the rights violations that they report.

    Parameters
    ----------
    data
        One text; a list or Series of texts; a table; paragraphs; or a ``Path`` of a report, a file of paragraphs or a
        folder. Rows of a table whose ``kind`` is not tagged (headings, footnotes, furniture) are left out.
    model
        As for `load_model`.
    text
        Column of a table that holds the texts.
    headings
        Headings above each text, outermost first: a column of the table, or one sequence a text. A table's column
        ``trail`` is taken when not given.
    review
        Half-width, in [0, 1], of the band around a threshold in which a person should decide.
    wide
        Give a row per paragraph, with a column for each label, in place of a row per paragraph and label.

    Returns
    -------
    pandas.DataFrame
        ``row`` (the caller's index), ``paragraph`` (its id), ``label``, ``probability`` and ``threshold`` in [0, 1],
        ``decision`` (``yes``, ``no`` or ``review``) and ``reason``. What the model cannot judge (a missing text, one
        without a word, another language) gets ``review`` and a reason, never ``yes``.

    Raises
    ------
    TypeError
        A text is no string.
    ValueError
        A table has no such column, or a string names a file: write ``Path(...)`` for a report.
    RightsTagError
        The model or a report cannot be read.

    Examples
    --------
    >>> tags = tag(["Police in Sel dispersed a rally of teachers and arrested nine of them.", None])
    >>> tags.loc[tags.decision != "no", ["row", "label", "decision", "reason"]].values.tolist()[:2]
    [[0, 'assembly', 'yes', ''], [1, 'assembly', 'review', 'it has no word']]
    """
    bundle = load_model(model)
    if isinstance(data, Path):
        given = list(read_inputs([data]))
        rows: list[tuple[Any, Sequence[Any]]] = [
            (place, each.tags) for place, each in enumerate(tag_paragraphs(given, bundle, review=review)) if each.tags
        ]
    else:
        table = read_texts(data, text=text, headings=headings)
        tagged = tag_paragraphs(table.paragraphs, bundle, review=review)
        rows = [(place, each.tags) for place, each in zip(table.index, tagged, strict=True)]
    return wide_frame(rows, bundle.labels) if wide else tags_frame(rows)


def write_tags(
    path: str | Path,
    data: Path | Iterable[Paragraph],
    model: str | Path | Bundle = "default",
    *,
    review: float = 0.0,
    include_negative: bool = False,
) -> None:
    """Tag paragraphs and write the file that the suffix names: .csv, .jsonl, .parquet or .html, whole or not at all.

    Parameters
    ----------
    data
        Paragraphs, or the ``Path`` of a report, a file of paragraphs or a folder.
    include_negative
        Write every paragraph and label, not only ``yes`` and ``review``.

    Raises
    ------
    RightsTagError
        There is no such format, or the file cannot be written.
    """
    given: Iterator[Paragraph] | Iterable[Paragraph] = read_inputs([data]) if isinstance(data, Path) else data
    tagged: Iterator[TaggedParagraph] = tag_paragraphs(given, load_model(model), review=review)
    _write_tags(Path(path), tagged, WriteOptions(include_negative=include_negative))


def read_label_studio_export(
    path: str | Path, *, taxonomy: Taxonomy | None = None, key: bytes | None = None
) -> pd.DataFrame:
    """Read what people answered from a Label Studio JSON export.

    Parameters
    ----------
    taxonomy
        The categories of the labelling screen; the ones that ship when not given.
    key
        Secret behind the annotators' pseudonyms; your own, made once, when not given.

    Returns
    -------
    pandas.DataFrame
        A row per answer: ``paragraph``, ``annotator`` (a pseudonym), ``labels`` (a tuple of ids), ``state``
        (``labelled``, ``none``, ``skipped`` or ``draft``) and what else is known of it.

    Raises
    ------
    RightsTagError
        The file is missing, or no export of this labelling screen.
    """
    pulled = read_export(Path(path), taxonomy or _load_taxonomy(), key=key or load_key())
    return annotations_frame(pulled.annotations)


def measure_agreement(
    annotations: pd.DataFrame | Iterable[Annotation],
    *,
    labels: Sequence[str] | None = None,
    paragraphs: Iterable[Paragraph] | None = None,
    seed: int = 0,
) -> Agreement:
    """Measure how far annotators agree on the paragraphs that two or more of them answered.

    Parameters
    ----------
    annotations
        As `read_label_studio_export` returns them.
    labels
        Label ids of the taxonomy; those of the one that ships when not given.
    paragraphs
        Those that were annotated: intervals then come from resampling their reports, and else from paragraphs.

    Returns
    -------
    Agreement
        Cohen's kappa, Krippendorff's alpha, Gwet's AC1 and F1, by label, over whole answers and pair by pair.

    Raises
    ------
    RightsTagError
        No paragraph was answered by two people, or a label is unknown.
    """
    known = None if paragraphs is None else {paragraph.id: paragraph for paragraph in paragraphs}
    return _measure_agreement(
        read_annotations(annotations), labels or _load_taxonomy().ids, paragraphs=known, seed=seed
    )


def select_paragraphs(
    paragraphs: Iterable[Paragraph],
    annotations: pd.DataFrame | Iterable[Annotation] = (),
    *,
    model: str | Path | Bundle | None = None,
    size: int = 100,
    random: float = 0.2,
    overlap: float = 0.2,
    seed: int = 0,
) -> pd.DataFrame:
    """Choose what to annotate next: a random share, and what an answer teaches most.

    Parameters
    ----------
    paragraphs
        All there are, the annotated ones too.
    annotations
        What was answered so far.
    model
        The model whose uncertainty guides the choice; without one, paragraphs are spread over the reports.
    size
        How many to choose.
    random, overlap
        Share drawn at random, and share to be read by two people, both in [0, 1].

    Returns
    -------
    pandas.DataFrame
        In the order to be read: ``paragraph``, ``text``, ``reason``, ``overlap`` and ``inclusion`` (the chance in
        [0, 1] that a random one had of being drawn; missing for the others).

    Examples
    --------
    >>> texts = {"p-1": "Police broke up a picket.", "p-2": "It rained."}
    >>> select_paragraphs([Paragraph(id=id, text=text) for id, text in texts.items()], size=1).reason.tolist()
    ['random']
    """
    queue = make_queue(
        paragraphs,
        read_annotations(annotations),
        bundle=None if model is None else load_model(model),
        size=size,
        random=random,
        overlap=overlap,
        seed=seed,
    )
    rows = [(item.paragraph.id, item.paragraph.text, item.reason, item.overlap, item.inclusion) for item in queue.items]
    return pd.DataFrame(rows, columns=["paragraph", "text", "reason", "overlap", "inclusion"])


def count(
    tags: pd.DataFrame,
    by: Sequence[str] = ("country", "year"),
    *,
    labelled: pd.DataFrame | None = None,
    smallest: int = 1,
    seed: int = 0,
) -> pd.DataFrame:
    """Count tagged paragraphs by group and label, corrected for the model's mistakes where labels are given.

    Parameters
    ----------
    tags
        A row per paragraph and label, as `tag` returns them, joined with what is known of the reports: the columns of
        ``by``, and ``report``, from which intervals come. Where a cell is missing the fact is unknown.
    by
        Some of country, year, report, publisher and language.
    labelled
        A row per paragraph and label, columns ``paragraph``, ``label`` and ``labelled`` (whether it has the label): by
        what the model decided on these the counts are corrected. A missing row or cell is unknown.
    smallest
        Counts from 1 to below this are suppressed, as for publication.
    seed
        Of the draws behind the intervals.

    Returns
    -------
    pandas.DataFrame
        A row per group and label, the last of each label for all groups: ``reports``, ``paragraphs`` (read),
        ``tagged``, ``review``, ``share`` in [0, 1], ``adjusted`` and ``prediction_powered`` with the ends of their
        95 % intervals, and ``notes``.

    Raises
    ------
    ValueError
        A column is missing.
    RightsTagError
        There is no such grouping, or no labelled paragraph is among the tagged ones.

    Examples
    --------
    >>> tags = tag(["Police in Sel dispersed a rally of teachers and arrested nine.", "It rained in May."])
    >>> counts = count(tags.assign(country=["XAA"] * 5 + [None] * 5, report=tags.paragraph), by=["country"])
    >>> counts.loc[counts.label == "assembly", ["country", "paragraphs", "tagged"]].values.tolist()
    [['XAA', 1, 1], ['unknown', 1, 0], ['all', 2, 1]]
    """
    stored, sample = read_tags_frame(tags, by), None if labelled is None else read_labels_frame(labelled)
    counted = count_tags(stored, by=tuple(by), labelled=sample, smallest=smallest, seed=seed)
    return pd.DataFrame(flat_rows(counted.rows, by))


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
