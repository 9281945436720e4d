"""Labelled paragraphs as a model learns from them: what each is known to have, known not to have, and not known."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np
import numpy.typing as npt

from rightstag.annotate.aggregation.majority import known_paragraph, latest_answers, majority_vote
from rightstag.annotate.records import Annotation
from rightstag.errors import InputError
from rightstag.jsonl import read_rows
from rightstag.labels.indicator import to_indicator
from rightstag.reports import Paragraph, Report, normalise

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Floats = npt.NDArray[np.float64]


class LabelledRow(msgspec.Struct, frozen=True, kw_only=True):
    """A paragraph with its labels in one row; other fields are passed over.

    Attributes
    ----------
    labels
        Empty is *read, and none applies*.
    unknown
        Labels that nobody judged: neither yes nor no.
    probabilities
        How probable labels are, where they were not simply given, as ``rightstag agree --consensus`` writes it. The
        nearer one is to 0.5, the less its label weighs in training.
    ref
        The report that it comes from; what follows ``#`` is a place in it.
    """

    id: str
    text: str
    labels: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    probabilities: dict[str, Share] | None = None
    trail: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    country: str | None = None
    year: int | None = None
    source: str | None = None
    ref: str | None = None
    report: Report | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """One paragraph; ``labels``, ``known`` and ``weights`` have an entry for each label of the taxonomy."""

    id: str
    text: str
    trail: tuple[str, ...]
    labels: npt.NDArray[np.int8]
    known: npt.NDArray[np.bool_]
    country: str | None
    document: str
    source: str | None
    weights: Floats | None = None


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

    @property
    def sources(self) -> list[str | None]:
        """Where each paragraph comes from."""
        return [example.source for example in self.examples]

    @cached_property
    def matrix(self) -> npt.NDArray[np.int8]:
        """1 where a paragraph has a label, shape (n, k); means nothing where the cell is not known."""
        return np.array([e.labels for e in self.examples], dtype=np.int8).reshape(len(self), len(self.labels))

    @cached_property
    def known(self) -> npt.NDArray[np.bool_]:
        """Whether it is known if a paragraph has a label, shape (n, k)."""
        return np.array([e.known for e in self.examples], dtype=bool).reshape(len(self), len(self.labels))

    @cached_property
    def weights(self) -> Floats:
        """How much each cell weighs in training, in [0, 1], shape (n, k): 1 where the labels were simply given."""
        ones = np.ones(len(self.labels))
        rows = [ones if e.weights is None else e.weights for e in self.examples]
        return np.array(rows, dtype=np.float64).reshape(len(self), len(self.labels))

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
        rows = sorted(f"{text_hash(e.text)} {_cells(e)}" for e in self.examples)
        return hashlib.sha256("\n".join([*self.labels, *rows]).encode()).hexdigest()

    @property
    def hashes(self) -> npt.NDArray[np.uint64]:
        """The first 64 bits of the hash of each paragraph's words, shape (n,)."""
        return np.array([int(text_hash(example.text)[:16], 16) for example in self.examples], dtype=np.uint64)

    def in_order(self) -> "Dataset":
        """Return the same rows, in an order that does not depend on the one in which they were given."""
        return Dataset(tuple(sorted(self.examples, key=lambda example: (example.text, example.id))), self.labels)

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
    for label in (*row.labels, *_further(row)):
        if label not in labels:
            expected = f"one of {', '.join(labels)}"
            fix = "correct it, or give the taxonomy that has it"
            raise InputError(path, f"unknown label '{label}'", place=place, expected=expected, fix=fix)


def _further(row: Annotation | LabelledRow) -> Iterable[str]:
    """Return the labels that a row names besides those it has."""
    return (*row.unknown, *(row.probabilities or ())) if isinstance(row, LabelledRow) else ()


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
    weights = None if row.probabilities is None else _weights(row, row.probabilities, labels)
    known = to_indicator([row.unknown], labels)[0] == 0
    return Example(
        id=row.id,
        text=row.text,
        trail=row.trail or row.section,
        labels=to_indicator([row.labels], labels)[0],
        known=known if weights is None else known & (weights > 0),
        country=country,
        document=_document(row, country),
        source=row.source or (row.report.publisher if row.report else None),
        weights=weights,
    )


def _weights(row: LabelledRow, probabilities: Mapping[str, float], labels: tuple[str, ...]) -> Floats:
    """Return how sure the labels of a row are: 1 for a probability of 0 or 1, nothing for one of a half."""
    weights = np.ones(len(labels))
    for column, label in enumerate(labels):
        yes = probabilities.get(label, float(label in row.labels))
        weights[column] = 2 * yes - 1 if label in row.labels else 1 - 2 * yes
        if weights[column] < 0:
            found = f"'{label}' is {'given' if label in row.labels else 'not given'}, and has the probability {yes:g}"
            fix = "give the labels of more than 0.5, or leave the probabilities out"
            raise InputError(f"paragraph '{row.id}'", found, fix=fix)
    return weights


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
    for name, answers in latest_answers(annotations).items():
        paragraph, report = paragraphs[name], paragraphs[name].report
        applies, known = majority_vote(answers, labels)
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


def _cells(example: Example) -> str:
    """Return what is learnt from an example, as text."""
    cells = f"{example.labels[example.known].tolist()} {example.known.tolist()}"
    return cells if example.weights is None else f"{cells} {example.weights[example.known].tolist()}"


def _numbers(keys: Iterable[object]) -> npt.NDArray[np.int64]:
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)
