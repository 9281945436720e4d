"""Labelled paragraphs as a model learns from them: what each is known to have, known not to have, and not known."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from rightstag.annotate.aggregation.majority import known_paragraph, latest_answers, majority_vote
from rightstag.annotate.answers import as_annotation
from rightstag.annotate.recode import recode_annotations, recode_paragraph
from rightstag.annotate.records import Annotation, LabelledParagraph, labelled_paragraph
from rightstag.errors import InputError
from rightstag.jsonl import read_rows
from rightstag.labels import Taxonomy
from rightstag.labels.indicator import to_indicator
from rightstag.reports import Paragraph, normalise
from rightstag.stats import Floats, Ints

#: The number of a report, or of a country, that is not known.
UNKNOWN = -1
#: What is read of a paragraph whose labels do not matter.
_ABOUT = ("id", "text", "trail", "section", "report", "country", "year", "source", "ref")


@dataclass(frozen=True, slots=True)
class Example:
    """One paragraph; ``labels``, ``known`` and ``weights`` have an entry for each label of the taxonomy.

    Attributes
    ----------
    country, report, source, year, language
        None where they are not known. A report that is not named is one of each source, country and year.
    weights
        How much each label weighs in training, in [0, 1]; 1 where it is not given.
    """

    id: str
    text: str
    labels: npt.NDArray[np.int8]
    known: npt.NDArray[np.bool_]
    trail: tuple[str, ...] = ()
    country: str | None = None
    report: str | None = None
    source: str | None = None
    year: int | None = None
    language: str | None = None
    weights: Floats | None = None


@dataclass(frozen=True)
class Dataset:
    """Labelled paragraphs in the order in which they were given.

    Attributes
    ----------
    labels
        Label ids, the columns of ``matrix`` and ``known``.
    annotations
        Every annotator's answers, where the data are these.
    parents
        The parent of each label that has one: examples of the label are examples of its parent.
    """

    examples: tuple[Example, ...]
    labels: tuple[str, ...]
    annotations: tuple[Annotation, ...] = ()
    parents: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.examples)

    @property
    def texts(self) -> list[str]:
        """The paragraphs."""
        return [example.text for example in self.examples]

    @property
    def sources(self) -> list[str | None]:
        """The source of each paragraph, None where it is unknown."""
        return [example.source for example in self.examples]

    @cached_property
    def matrix(self) -> npt.NDArray[np.int8]:
        """1 where a paragraph has a label, shape (n, k); means nothing where the cell is not known."""
        return np.array([e.labels for e in self.examples], dtype=np.int8).reshape(len(self), len(self.labels))

    @cached_property
    def known(self) -> npt.NDArray[np.bool_]:
        """Mask of the known cells of ``matrix``, shape (n, k)."""
        return np.array([e.known for e in self.examples], dtype=bool).reshape(len(self), len(self.labels))

    @cached_property
    def weights(self) -> Floats:
        """Training weight of each cell, in [0, 1], shape (n, k): 1 where the labels were simply given."""
        ones = np.ones(len(self.labels))
        rows = [ones if e.weights is None else e.weights for e in self.examples]
        return np.array(rows, dtype=np.float64).reshape(len(self), len(self.labels))

    @cached_property
    def reports(self) -> Ints:
        """Number of the report of each paragraph, `UNKNOWN` where it is not known, shape (n,)."""
        return _numbers(example.report for example in self.examples)

    @cached_property
    def groups(self) -> Ints:
        """Number of the country, or of the report where the country is unknown, else `UNKNOWN`, shape (n,)."""
        return _numbers(
            (example.country is None, example.country or example.report) if example.country or example.report else None
            for example in self.examples
        )

    @property
    def report_count(self) -> int:
        """Number of known reports."""
        return len(np.unique(self.reports[self.reports != UNKNOWN]))

    @property
    def of_unknown_report(self) -> int:
        """Number of paragraphs of unknown reports."""
        return int((self.reports == UNKNOWN).sum())

    @property
    def fingerprint(self) -> str:
        """SHA-256 of what is learnt from: the same paragraphs and labels give the same one, in any order."""
        rows = sorted(f"{text_hash(e.text)} {_cells(e)}" for e in self.examples)
        return hashlib.sha256("\n".join([*self.labels, *rows]).encode()).hexdigest()

    @property
    def hashes(self) -> npt.NDArray[np.uint64]:
        """The first 64 bits of the hash of each paragraph's words, shape (n,)."""
        return np.array([int(text_hash(example.text)[:16], 16) for example in self.examples], dtype=np.uint64)

    def known_labels(self) -> dict[str, dict[str, bool]]:
        """Return for each paragraph which labels it has and has not; one that is missing is unknown."""
        names = [example.id for example in self.examples]
        return {
            name: {label: bool(self.matrix[row, k]) for k, label in enumerate(self.labels) if self.known[row, k]}
            for row, name in enumerate(names)
        }

    def in_order(self) -> "Dataset":
        """Sort the rows by text and id, so that the order of the files does not matter."""
        return replace(self, examples=tuple(sorted(self.examples, key=lambda example: (example.text, example.id))))

    def take(self, rows: Iterable[int]) -> "Dataset":
        """Return these rows as a data set."""
        return replace(self, examples=tuple(self.examples[row] for row in rows))


def text_hash(text: str) -> str:
    """Return the SHA-256 of the words of a text: what stands for it where it may not be shown."""
    return hashlib.sha256(normalise(text).encode()).hexdigest()


def load_dataset(
    data: Sequence[Path], labels: tuple[str, ...] | Taxonomy, *, paragraphs: Sequence[Path] = ()
) -> Dataset:
    """Read annotations of paragraphs, or paragraphs with their labels, into one data set.

    Parameters
    ----------
    data
        JSON Lines of ``Annotation`` or of ``LabelledParagraph``, also mixed. Rows of a paragraph that name different
        annotators are their answers.
    labels
        The taxonomy, whose categories are the columns: all is recoded in them (`rightstag.annotate.recode`). Or label
        ids in column order, of which no version is known.
    paragraphs
        JSON Lines of the ``Paragraph`` that the annotations speak of.

    Raises
    ------
    InputError
        A row is not such a record, a label is unknown, an id comes twice, an annotated paragraph is not there, or
        nothing is labelled.
    """
    taxonomy = labels if isinstance(labels, Taxonomy) else Taxonomy.of_labels(labels)
    names = ", ".join(str(path) for path in data)
    return _build(_rows(data), taxonomy, _paragraphs(paragraphs), names)


def dataset_of(
    rows: Iterable[Annotation | LabelledParagraph],
    taxonomy: Taxonomy,
    *,
    paragraphs: Iterable[Paragraph] = (),
) -> Dataset:
    """Make a data set of annotations of paragraphs, or of paragraphs with their labels; see `load_dataset`.

    Raises
    ------
    InputError
        As in `load_dataset`.
    """
    placed = ((Path("labelled paragraphs"), f"row {number}", row) for number, row in enumerate(rows, 1))
    return _build(placed, taxonomy, {each.id: each for each in paragraphs}, "labelled paragraphs")


def _build(
    rows: Iterable[tuple[Path, str, Annotation | LabelledParagraph]],
    taxonomy: Taxonomy,
    paragraphs: dict[str, Paragraph],
    names: str,
) -> Dataset:
    labels = taxonomy.ids
    annotations: list[Annotation] = []
    examples: dict[str, Example] = {}
    coded: dict[str, LabelledParagraph] = {}
    for path, place, row in rows:
        _check_labels(path, place, row, taxonomy)
        if isinstance(row, Annotation):
            annotations.append(row)
        elif row.annotator is not None:
            offered = (*labels, *taxonomy.former_ids) if row.offered is None else row.offered
            annotations.append(as_annotation(msgspec.structs.replace(row, offered=offered)))
            coded.setdefault(row.id, row)
        elif row.id in examples:
            raise InputError(path, f"paragraph '{row.id}' comes twice", place=place, fix="leave one out")
        else:
            examples[row.id] = _from_row(recode_paragraph(row, taxonomy), labels)
    answers = recode_annotations(annotations, taxonomy)
    for example in _annotated(answers, paragraphs, coded, labels):
        if example.id in examples:
            raise InputError("annotations", f"paragraph '{example.id}' has labels of its own too", fix="leave one out")
        examples[example.id] = example
    judged = tuple(example for example in examples.values() if example.known.any())
    if not judged:
        raise InputError(names, "no labelled paragraph", expected="annotations that are neither draft nor skipped")
    return Dataset(judged, labels, tuple(answers), taxonomy.parents)


def read_texts(paths: Iterable[Path]) -> Iterator[LabelledParagraph]:
    """Read paragraphs whose labels, if they have any, do not matter.

    Raises
    ------
    InputError
        A line has no text.
    """
    for path in paths:
        for number, row in enumerate(read_rows(path, dict), 1):
            try:
                yield labelled_paragraph({key: value for key, value in row.items() if key in _ABOUT})
            except msgspec.ValidationError as error:
                raise InputError(path, str(error), place=f"record {number}", expected="a paragraph") from error


def _judges(row: LabelledParagraph, label: str) -> bool:
    """Whether a row says yes or no to a label."""
    return label not in row.unknown and (row.offered is None or label in row.offered)


def _rows(paths: Sequence[Path]) -> Iterator[tuple[Path, str, Annotation | LabelledParagraph]]:
    unnamed: Counter[str] = Counter()
    for path in paths:
        for number, row in enumerate(read_rows(path, dict), 1):
            place = f"record {number}"
            try:
                if "text" not in row:
                    yield path, place, msgspec.convert(row, Annotation)
                    continue
                labelled = labelled_paragraph(row)
            except msgspec.ValidationError as error:
                expected = "an annotation, or a paragraph with its labels"
                raise InputError(path, str(error), place=place, expected=expected) from error
            if labelled.labels is None:
                raise InputError(path, "no labels", place=place, expected="'labels', [] where none applies")
            if not labelled.id:
                name = text_hash(labelled.text)[:16]
                unnamed[name] += 1
                labelled = msgspec.structs.replace(labelled, id=f"{name}-{unnamed[name]}")
            yield path, place, labelled


def _check_labels(path: Path, place: str, row: Annotation | LabelledParagraph, taxonomy: Taxonomy) -> None:
    former = taxonomy.former_ids
    for label in (*(row.labels or ()), *_further(row)):
        if label not in taxonomy.ids and label not in former:
            expected = f"one of {', '.join(taxonomy.ids)}"
            fix = "correct it, or give the taxonomy that has it"
            raise InputError(path, f"unknown label '{label}'", place=place, expected=expected, fix=fix)


def _further(row: Annotation | LabelledParagraph) -> Iterable[str]:
    """Return the labels that a row names besides those it has."""
    return (*row.unknown, *(row.probabilities or ())) if isinstance(row, LabelledParagraph) else ()


def _paragraphs(paths: Sequence[Path]) -> dict[str, Paragraph]:
    by_id: dict[str, Paragraph] = {}
    for path in paths:
        for paragraph in read_rows(path, Paragraph):
            if paragraph.id in by_id:
                raise InputError(path, f"paragraph '{paragraph.id}' comes twice", fix="leave one out")
            by_id[paragraph.id] = paragraph
    return by_id


def _from_row(row: LabelledParagraph, labels: tuple[str, ...]) -> Example:
    weights = None if row.probabilities is None else _weights(row, row.probabilities, labels)
    known = np.array([_judges(row, label) for label in labels], dtype=bool)
    return _example(
        row,
        labels=to_indicator([row.labels or ()], labels)[0],
        known=known if weights is None else known & (weights > 0),
        weights=weights,
    )


def _example(
    row: LabelledParagraph, *, labels: npt.NDArray[np.int8], known: npt.NDArray[np.bool_], weights: Floats | None = None
) -> Example:
    about = row.report
    country = row.country or (about.country if about else None)
    return Example(
        id=row.id,
        text=row.text,
        labels=labels,
        known=known,
        trail=row.trail,
        country=country,
        report=_report(row, country),
        source=row.source or (about.publisher if about else None),
        year=row.year or (about.year if about else None),
        language=about.language if about else None,
        weights=weights,
    )


def _weights(row: LabelledParagraph, probabilities: Mapping[str, float], labels: tuple[str, ...]) -> Floats:
    """Convert label probabilities to training weights: 1 for a probability of 0 or 1, 0 for a half."""
    weights, given = np.ones(len(labels)), row.labels or ()
    for column, label in enumerate(labels):
        yes = probabilities.get(label, float(label in given))
        weights[column] = 2 * yes - 1 if label in given else 1 - 2 * yes
        if weights[column] < 0:
            said = f"'{label}' is {'given' if label in given else 'not given'}, and has the probability {yes:g}"
            fix = "give the labels of more than 0.5, or leave the probabilities out"
            raise InputError(f"paragraph '{row.id}'", said, fix=fix)
    return weights


def _report(row: LabelledParagraph, country: str | None) -> str | None:
    """Return the report of a row: by its key, else by its reference, else by what it is about; None if nothing says."""
    if row.report:
        return row.report.key
    if row.ref:
        return row.ref.partition("#")[0]
    return " ".join(str(part) for part in (row.source, country, row.year) if part) if country else None


def _annotated(
    annotations: Sequence[Annotation],
    paragraphs: Mapping[str, Paragraph],
    coded: Mapping[str, LabelledParagraph],
    labels: tuple[str, ...],
) -> Iterator[Example]:
    """Yield each annotated paragraph with what its annotators agree on."""
    for annotation in annotations:
        if annotation.paragraph not in coded:
            known_paragraph(annotation.paragraph, paragraphs)
    for name, answers in latest_answers(annotations).items():
        applies, known = majority_vote(answers, labels)
        if name in coded:
            row = coded[name]
        else:
            paragraph = paragraphs[name]
            row = LabelledParagraph(id=name, text=paragraph.text, trail=paragraph.trail, report=paragraph.report)
        yield _example(row, labels=applies, known=known)


def _cells(example: Example) -> str:
    """Serialise the known labels and weights of an example, for the fingerprint."""
    cells = f"{example.labels[example.known].tolist()} {example.known.tolist()}"
    return cells if example.weights is None else f"{cells} {example.weights[example.known].tolist()}"


def _numbers(keys: Iterable[object]) -> Ints:
    """Return numbers for the keys in the order in which they come; None is `UNKNOWN`."""
    numbers: dict[object, int] = {None: UNKNOWN}
    return np.array([numbers.setdefault(key, len(numbers) - 1) for key in keys], dtype=np.int64)
