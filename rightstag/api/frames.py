"""Paragraphs and tags as pandas tables: what the front door takes and gives."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pandas as pd

from rightstag.annotate.records import Annotation
from rightstag.reports import TAGGABLE, Paragraph, paragraph_id
from rightstag.reports.records import Report
from rightstag.tag.diff.read_tags import StoredTag
from rightstag.tag.records import Tag

#: What `rightstag.tag` takes.
Texts = str | pd.DataFrame | pd.Series | Iterable[Any]

_PLAIN: dict[str, Callable[[Any], object]] = {"probability": float, "year": int}  # the others are text
TAG_COLUMNS = ("row", "paragraph", "label", "probability", "threshold", "decision", "reason")
_PARAGRAPH = tuple(name for name in Paragraph.__struct_fields__ if name not in {"report", "schema"})
_REPORT = tuple(Report.__struct_fields__)
_ANNOTATION = tuple(name for name in Annotation.__struct_fields__ if name != "schema")


@dataclass(frozen=True, slots=True)
class Table:
    """Paragraphs, and for each the index of the caller's row that it comes from."""

    paragraphs: list[Paragraph]
    index: list[Any]


def paragraphs_frame(paragraphs: Iterable[Paragraph]) -> pd.DataFrame:
    """Return a table with a row per paragraph; the columns of its report begin with ``report_``."""
    names = {field: f"report_{field}" if field in {"key", "title", "sha256"} else field for field in _REPORT}
    rows = [
        {name: getattr(paragraph, name) for name in _PARAGRAPH}
        | {names[field]: getattr(paragraph.report, field, None) for field in _REPORT}
        for paragraph in paragraphs
    ]
    return pd.DataFrame(rows, columns=[*_PARAGRAPH, *names.values()])


def read_texts(data: Texts, *, text: str, headings: str | Sequence[Sequence[str]] | None) -> Table:
    """Turn whatever holds texts into paragraphs.

    Raises
    ------
    TypeError
        A text is neither a string nor missing.
    ValueError
        A table has no such column, a string names a file, or headings and texts differ in number.
    """
    if isinstance(data, str):
        return _from_texts([_text_not_path(data)], [0], headings)
    if isinstance(data, pd.DataFrame):
        return _from_frame(data, text, headings)
    if isinstance(data, pd.Series):
        return _from_texts(data.tolist(), data.index.tolist(), headings)
    if isinstance(data, Mapping | bytes | bytearray) or not isinstance(data, Iterable):
        # Walking through these gives names of columns or single bytes, which are no texts.
        raise TypeError(f"{type(data).__name__} holds no texts; give a string, a list of strings or a DataFrame")
    items = list(data)
    if items and all(isinstance(item, Paragraph) for item in items):
        return _taggable(Table(items, list(range(len(items)))))
    return _from_texts(items, list(range(len(items))), headings)


def tags_frame(rows: Sequence[tuple[Any, Sequence[Tag]]]) -> pd.DataFrame:
    """Return a table with a row per paragraph and label."""
    cells = [
        (index, tag.paragraph, tag.label, tag.probability, tag.threshold, tag.decision, tag.reason)
        for index, tags in rows
        for tag in tags
    ]
    return pd.DataFrame(cells, columns=TAG_COLUMNS).astype({"probability": float, "threshold": float})


def wide_frame(rows: Sequence[tuple[Any, Sequence[Tag]]], labels: Sequence[str]) -> pd.DataFrame:
    """Return a table with a row per paragraph: the decision on each label, then its probability, then the reason."""
    columns = ["row", "paragraph", *labels, *(f"{label}_probability" for label in labels), "reason"]
    cells = [
        (index, tags[0].paragraph, *(t.decision for t in tags), *(t.probability for t in tags), tags[0].reason)
        for index, tags in rows
    ]
    return pd.DataFrame(cells, columns=columns)


def _text_not_path(text: str) -> str:
    if len(text) < 1024 and "\n" not in text and Path(text).exists():
        raise ValueError(f"{text!r} names a file; for the report in it write rightstag.tag(Path({text!r}))")
    return text


def _from_frame(frame: pd.DataFrame, text: str, headings: str | Sequence[Sequence[str]] | None) -> Table:
    column = headings if isinstance(headings, str) else "trail"
    for name in (text, *([column] if isinstance(headings, str) else [])):
        if name not in frame.columns:
            has = ", ".join(map(str, frame.columns)) or "none"
            raise ValueError(f"the table has no column {name!r}; it has {has}: name the column of texts with text=")
        if list(frame.columns.get_level_values(0)).count(name) > 1 or frame.columns.nlevels > 1:
            raise ValueError(f"the table has several columns {name!r} or levels of names: give each one plain name")
    if headings is None or isinstance(headings, str):
        headings = [_trail(cell) for cell in frame[column]] if column in frame.columns else None
    ids = frame["id"].tolist() if "id" in frame.columns else None
    kinds = frame["kind"].tolist() if "kind" in frame.columns else None
    return _taggable(_from_texts(frame[text].tolist(), frame.index.tolist(), headings, ids=ids, kinds=kinds))


def _from_texts(
    texts: Sequence[Any],
    index: list[Any],
    headings: str | Sequence[Sequence[str]] | None,
    *,
    ids: Sequence[Any] | None = None,
    kinds: Sequence[Any] | None = None,
) -> Table:
    trails = [()] * len(texts) if headings is None or isinstance(headings, str) else [tuple(each) for each in headings]
    if len(trails) != len(texts):
        raise ValueError(f"{len(texts)} texts, but headings of {len(trails)}: give the headings of every text")
    strings = [_string(text, place) for text, place in zip(texts, index, strict=True)]
    names = [str(each) for each in ids] if ids is not None else _ids(strings)
    paragraphs = [
        Paragraph(id=name, text=string, trail=trail) for name, string, trail in zip(names, strings, trails, strict=True)
    ]
    if kinds is not None:
        paragraphs = [msgspec.structs.replace(p, kind=kind) for p, kind in zip(paragraphs, kinds, strict=True)]
    return Table(paragraphs, index)


def _string(text: object, place: object) -> str:
    if isinstance(text, str):
        return text
    if _missing(text):
        return ""
    raise TypeError(f"row {place!r}: {type(text).__name__} is no text; give strings")


def _trail(cell: Any) -> tuple[str, ...]:  # noqa: ANN401 - whatever a cell of a table holds
    if isinstance(cell, str):
        return (cell,) if cell else ()
    return () if _missing(cell) else tuple(cell)


def _ids(texts: Sequence[str]) -> list[str]:
    seen: Counter[str] = Counter()
    names = []
    for text in texts:
        names.append(paragraph_id("", text, seen[text]))
        seen[text] += 1
    return names


def _taggable(table: Table) -> Table:
    kept = [(p, place) for p, place in zip(table.paragraphs, table.index, strict=True) if p.kind in TAGGABLE]
    return Table([p for p, _ in kept], [place for _, place in kept])


def annotations_frame(annotations: Iterable[Annotation]) -> pd.DataFrame:
    """Return a table with a row per answer; ``labels`` holds a tuple of label ids."""
    rows = [{name: getattr(each, name) for name in _ANNOTATION} for each in annotations]
    return pd.DataFrame(rows, columns=list(_ANNOTATION))


def read_annotations(data: pd.DataFrame | Iterable[Annotation]) -> list[Annotation]:
    """Turn a table as `annotations_frame` makes it into annotations; missing cells are left to their defaults.

    Raises
    ------
    ValueError
        A row is no annotation.
    """
    if not isinstance(data, pd.DataFrame):
        return list(data)
    rows = [{name: cell for name, cell in row.items() if not _missing(cell)} for row in data.to_dict("records")]
    try:
        return [msgspec.convert(row, Annotation, from_attributes=True) for row in rows]
    except msgspec.ValidationError as error:
        raise ValueError(f"a row is no annotation: {error}") from error


def read_tags_frame(frame: pd.DataFrame, by: Sequence[str]) -> list[StoredTag]:
    """Turn a table of tags into records; missing facts of reports are unknown.

    Raises
    ------
    ValueError
        A column is missing, or a row is no tag.
    """
    needed = ["paragraph", "label", "probability", "decision", *by]
    _need(frame, needed)
    columns = [*needed, *(["report"] if "report" in frame.columns and "report" not in by else [])]
    rows = [
        {str(name): _PLAIN.get(str(name), str)(cell) for name, cell in row.items() if not _missing(cell)}
        for row in frame[columns].to_dict("records")
    ]
    try:
        return [msgspec.convert(row, StoredTag) for row in rows]
    except msgspec.ValidationError as error:
        raise ValueError(f"a row is no tag: {error}") from error


def read_labels_frame(frame: pd.DataFrame) -> dict[str, dict[str, bool]]:
    """Turn a table of paragraph, label and whether it has it into known labels; missing cells are unknown.

    Raises
    ------
    ValueError
        A column is missing, or a cell is neither True, False nor missing.
    """
    _need(frame, ["paragraph", "label", "labelled"])
    known: dict[str, dict[str, bool]] = {}
    for paragraph, label, labelled in frame[["paragraph", "label", "labelled"]].itertuples(index=False):
        if _missing(labelled):
            continue
        if labelled not in {0, 1}:  # a text such as "no" would count as yes
            raise ValueError(f"paragraph {paragraph!r}, label {label!r}: labelled is {labelled!r}; give True or False")
        known.setdefault(str(paragraph), {})[str(label)] = bool(labelled)
    return known


def _need(frame: pd.DataFrame, names: Sequence[str]) -> None:
    if missing := [name for name in names if name not in frame.columns]:
        has = ", ".join(map(str, frame.columns)) or "none"
        raise ValueError(f"the table has no column {', '.join(map(repr, missing))}; it has {has}")


def _missing(cell: object) -> bool:
    return cell is None or bool(pd.api.types.is_scalar(cell) and pd.isna(cell))  # type: ignore[call-overload]
