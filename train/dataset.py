"""Labelled paragraphs as a model learns from them: what each is known to have, known not to have, and not known."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from annotate.consensus import answers_of, known_paragraph, vote
from annotate.records import Annotation
from labels.matrix import to_matrix
from reports import Paragraph, Report, normalise
from rightstag.errors import InputError
from rightstag.files import read_rows


class LabelledRow(msgspec.Struct, frozen=True, kw_only=True):
    """A paragraph with its labels in one row; other fields are passed over.

    Attributes
    ----------
    labels
        Empty is *read, and none applies*.
    unknown
        Labels that nobody judged: neither yes nor no.
    ref
        The report that it comes from; what follows ``#`` is a place in it.
    """

    id: str
    text: str
    labels: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    trail: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    country: str | None = None
    year: int | None = None
    source: str | None = None
    ref: str | None = None
    report: Report | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """One paragraph; ``labels`` and ``known`` have an entry for each label of the taxonomy."""

    id: str
    text: str
    trail: tuple[str, ...]
    labels: npt.NDArray[np.int8]
    known: npt.NDArray[np.bool_]
    country: str | None
    document: str
    source: str | None


@dataclass(frozen=True)
class Dataset:
    """Labelled paragraphs in the order in which they were given.

    Attributes
    ----------
    labels
        Label ids, the columns of ``matrix`` and ``known``.
    """

    examples: tuple[Example, ...]
    labels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.examples)

    @property
    def texts(self) -> list[str]:
        """The paragraphs."""
        return [example.text for example in self.examples]

    @cached_property
    def matrix(self) -> npt.NDArray[np.int8]:
        """1 where a paragraph has a label, shape (n, k); means nothing where the cell is not known."""
        return np.array([e.labels for e in self.examples], dtype=np.int8).reshape(len(self), len(self.labels))

    @cached_property
    def known(self) -> npt.NDArray[np.bool_]:
        """Whether it is known if a paragraph has a label, shape (n, k)."""
        return np.array([e.known for e in self.examples], dtype=bool).reshape(len(self), len(self.labels))

    @cached_property
    def documents(self) -> npt.NDArray[np.int64]:
        """Number of the report of each paragraph, shape (n,)."""
        return _numbers(example.document for example in self.examples)

    @cached_property
    def groups(self) -> npt.NDArray[np.int64]:
        """Number of the country of each paragraph, or of the report where the country is unknown, shape (n,)."""
        return _numbers((example.country is None, example.country or example.document) for example in self.examples)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of what is learnt from: the same paragraphs and labels give the same one, in any order."""
        rows = sorted(f"{text_hash(e.text)} {e.labels[e.known].tolist()} {e.known.tolist()}" for e in self.examples)
        return hashlib.sha256("\n".join([*self.labels, *rows]).encode()).hexdigest()

    @property
    def hashes(self) -> npt.NDArray[np.uint64]:
        """The first 64 bits of the hash of each paragraph's words, shape (n,)."""
        return np.array([int(text_hash(example.text)[:16], 16) for example in self.examples], dtype=np.uint64)

    def take(self, rows: Iterable[int]) -> "Dataset":
        """Return these rows as a data set."""
        return Dataset(tuple(self.examples[row] for row in rows), self.labels)


def text_hash(text: str) -> str:
    """Return the SHA-256 of the words of a text: what stands for it where it may not be shown."""
    return hashlib.sha256(normalise(text).encode()).hexdigest()


def load_dataset(data: Sequence[Path], labels: tuple[str, ...], *, paragraphs: Sequence[Path] = ()) -> Dataset:
    """Read annotations of paragraphs, or paragraphs with their labels, into one data set.

    Parameters
    ----------
    data
        JSON Lines of ``Annotation`` or of ``LabelledRow``, also mixed.
    labels
        Label ids of the taxonomy, in column order.
    paragraphs
        JSON Lines of the ``Paragraph`` that the annotations speak of.

    Raises
    ------
    InputError
        A row is not such a record, a label is unknown, an id comes twice, an annotated paragraph is not there, or
        nothing is labelled.
    """
    annotations: list[Annotation] = []
    examples: dict[str, Example] = {}
    for path, number, row in _rows(data):
        place = f"record {number}"
        _check_labels(path, place, row, labels)
        if isinstance(row, Annotation):
            annotations.append(row)
        elif row.id in examples:
            raise InputError(path, f"paragraph '{row.id}' comes twice", place=place, fix="leave one out")
        else:
            examples[row.id] = _from_row(row, labels)
    for example in _annotated(annotations, _paragraphs(paragraphs), labels):
        if example.id in examples:
            raise InputError("annotations", f"paragraph '{example.id}' has labels of its own too", fix="leave one out")
        examples[example.id] = example
    judged = tuple(example for example in examples.values() if example.known.any())
    if not judged:
        names = ", ".join(str(path) for path in data)
        raise InputError(names, "no labelled paragraph", expected="annotations that are neither draft nor skipped")
    return Dataset(judged, labels)


def _rows(paths: Sequence[Path]) -> Iterator[tuple[Path, int, Annotation | LabelledRow]]:
    for path in paths:
        for number, row in enumerate(read_rows(path, dict), 1):
            record: type[LabelledRow | Annotation] = LabelledRow if "text" in row else Annotation
            try:
                yield path, number, msgspec.convert(row, record)
            except msgspec.ValidationError as error:
                expected = "an annotation, or a paragraph with its labels"
                raise InputError(path, str(error), place=f"record {number}", expected=expected) from error


def _check_labels(path: Path, place: str, row: Annotation | LabelledRow, labels: tuple[str, ...]) -> None:
    for label in (*row.labels, *(row.unknown if isinstance(row, LabelledRow) else ())):
        if label not in labels:
            expected = f"one of {', '.join(labels)}"
            fix = "correct it, or give the taxonomy that has it"
            raise InputError(path, f"unknown label '{label}'", place=place, expected=expected, fix=fix)


def _paragraphs(paths: Sequence[Path]) -> dict[str, Paragraph]:
    found: dict[str, Paragraph] = {}
    for path in paths:
        for paragraph in read_rows(path, Paragraph):
            if paragraph.id in found:
                raise InputError(path, f"paragraph '{paragraph.id}' comes twice", fix="leave one out")
            found[paragraph.id] = paragraph
    return found


def _from_row(row: LabelledRow, labels: tuple[str, ...]) -> Example:
    country = row.country or (row.report.country if row.report else None)
    return Example(
        id=row.id,
        text=row.text,
        trail=row.trail or row.section,
        labels=to_matrix([row.labels], labels)[0],
        known=to_matrix([row.unknown], labels)[0] == 0,
        country=country,
        document=_document(row, country),
        source=row.source or (row.report.publisher if row.report else None),
    )


def _document(row: LabelledRow, country: str | None) -> str:
    """Return the report of a row: by its key, else by what it is about, else by its reference."""
    if row.report:
        return row.report.key
    if country:
        return " ".join(str(part) for part in (row.source, country, row.year) if part)
    return (row.ref or row.id).partition("#")[0]


def _annotated(
    annotations: Sequence[Annotation], paragraphs: dict[str, Paragraph], labels: tuple[str, ...]
) -> Iterator[Example]:
    """Yield each annotated paragraph with what its annotators agree on."""
    for annotation in annotations:
        known_paragraph(annotation.paragraph, paragraphs)
    for name, answers in answers_of(annotations).items():
        paragraph, report = paragraphs[name], paragraphs[name].report
        applies, known = vote(answers, labels)
        yield Example(
            id=name,
            text=paragraph.text,
            trail=paragraph.trail,
            labels=applies,
            known=known,
            country=report.country if report else None,
            document=report.key if report else name,
            source=report.publisher if report else None,
        )


def _numbers(keys: Iterable[object]) -> npt.NDArray[np.int64]:
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)
