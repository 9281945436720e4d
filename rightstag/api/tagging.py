"""Tag texts, write tags, count them."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from rightstag.api.frames import Texts, read_labels_frame, read_tags_frame, read_texts, tags_frame, wide_frame
from rightstag.api.models import load_model
from rightstag.models import Bundle
from rightstag.reports import Paragraph
from rightstag.tag import TaggedParagraph, WriteOptions, read_inputs, tag_paragraphs
from rightstag.tag import write_tags as _write_tags
from rightstag.tag.counting import count_tags
from rightstag.tag.counting.output import flat_rows


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
