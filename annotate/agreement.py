"""How far annotators agree: by label, over whole answers, and pair by pair."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from annotate import coefficients
from annotate.consensus import answers_of, known_paragraph, read_twice
from annotate.intervals import Estimate, Floats, Ints, Resampling, share_at_least
from annotate.measures import Agreement, Measures, Pair
from annotate.records import Annotation
from labels.matrix import to_matrix
from reports import Paragraph
from rightstag.errors import InputError


@dataclass(frozen=True, slots=True)
class _Answers:
    """All answers that are compared, one a row.

    Attributes
    ----------
    paragraph
        Number of the paragraph of each answer, shape (n,).
    matrix
        Its labels, shape (n, k).
    pairs
        Of every two annotators the rows of the one and the rows of the other, paragraph by paragraph.
    """

    paragraph: Ints
    matrix: npt.NDArray[np.int8]
    pairs: dict[tuple[str, str], tuple[Ints, Ints]]


@dataclass(frozen=True, slots=True)
class _Compared:
    """The coefficients in some columns: all, α by each distance, and κ of each pair."""

    measures: Measures
    alphas: dict[str, Estimate]
    kappas: list[Estimate]


def compare(
    annotations: Sequence[Annotation],
    labels: Sequence[str],
    *,
    paragraphs: Mapping[str, Paragraph] | None = None,
    seed: int = 0,
) -> Agreement:
    """Measure how far annotators agree.

    Of what a person submitted on a paragraph the latest counts; a skip, a draft and an adjudicated answer do not.

    Parameters
    ----------
    annotations
        In any order.
    labels
        Label ids of the taxonomy.
    paragraphs
        By id. The intervals come from drawing their reports anew; where these are not known from drawing paragraphs,
        which can make them too narrow.
    seed
        Of these draws.

    Raises
    ------
    InputError
        No paragraph was answered by two people, or one of these is not in ``paragraphs``; or a label is unknown.
    """
    answered = read_twice(annotations)
    if not answered:
        fix = "have some paragraphs tagged by a second person"
        raise InputError("annotations", "no paragraph was answered by two people", fix=fix)
    answers = _tabulate(answered, labels)
    reports = _reports(answered, paragraphs)
    resampling = Resampling(reports or list(answered), seed=seed)
    by_label = {label: _compare(answers, resampling, [column]) for column, label in enumerate(labels)}
    whole = _compare(answers, resampling, range(len(labels)))
    return Agreement(
        paragraphs=len(answered),
        answers=len(answers.matrix),
        annotators=tuple(sorted({name for pair in answers.pairs for name in pair})),
        drawn="report" if reports else "paragraph",
        draws_from=resampling.count,
        labels={label: compared.measures for label, compared in by_label.items()},
        whole=whole.measures,
        set_alpha={name: whole.alphas[name] for name in ("jaccard", "masi")},
        pairs=_pairs(answers, by_label, whole),
        left_out=_left_out(annotations, len(answers.matrix)),
    )


def _tabulate(answered: Mapping[str, Sequence[Annotation]], labels: Sequence[str]) -> _Answers:
    rows = [answer for answers in answered.values() for answer in answers]
    for row in rows:
        for label in row.labels:
            if label not in labels:
                place, expected = f"{row.annotator} on paragraph {row.paragraph}", f"one of {', '.join(labels)}"
                fix = "give the --taxonomy that has it"
                raise InputError("annotations", f"unknown label '{label}'", place=place, expected=expected, fix=fix)
    numbers = np.repeat(np.arange(len(answered)), [len(answers) for answers in answered.values()])
    pairs: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    start = 0
    for answers in answered.values():
        for (i, one), (j, other) in combinations(enumerate(answers, start), 2):
            pairs[one.annotator, other.annotator].append((i, j))
        start += len(answers)
    columns = {pair: np.array(both, dtype=np.int64).T for pair, both in pairs.items()}
    return _Answers(
        paragraph=numbers,
        matrix=to_matrix([row.labels for row in rows], labels),
        pairs={pair: (left, right) for pair, (left, right) in columns.items()},
    )


def _reports(answered: Iterable[str], paragraphs: Mapping[str, Paragraph] | None) -> list[str]:
    """Return the key of each paragraph's report, its own id where it has none; nothing if no report is known."""
    if paragraphs is None:
        return []
    found = [known_paragraph(name, paragraphs) for name in answered]
    return [text.report.key if text.report else text.id for text in found] if any(t.report for t in found) else []


def _compare(answers: _Answers, resampling: Resampling, columns: Sequence[int]) -> _Compared:
    """Compare the answers in some columns, of which each combination that occurs is one value."""
    matrix = answers.matrix[:, columns]
    sets, codes = np.unique(matrix, axis=0, return_inverse=True)
    kappas, f1s = [], []
    for left, right in answers.pairs.values():
        paragraphs = answers.paragraph[left]
        agreed = coefficients.kappa_terms(codes[left], codes[right], len(sets))
        kappas.append(coefficients.kappa_of(resampling.totals(agreed, paragraphs)))
        shared = coefficients.f1_terms(matrix[left], matrix[right])
        f1s.append(coefficients.f1_of(resampling.totals(shared, paragraphs)))
    constant = "never given" if not matrix.any() else "every answer is the same"
    uniform = constant if len(sets) == 1 else "no two annotators vary in their answers"
    counts = _counts(answers.paragraph, codes, len(sets))
    alphas = {name: resampling.estimate(values, constant) for name, values in _alphas(counts, sets, resampling).items()}
    ac1 = coefficients.ac1_of(resampling.totals(coefficients.ac1_terms(counts), np.arange(len(counts))))
    measures = Measures(
        given=int(matrix.any(axis=1).sum()),
        alpha=alphas["nominal"],
        kappa=resampling.estimate(_mean(kappas), uniform),
        ac1=resampling.estimate(ac1, constant),
        f1=resampling.estimate(_mean(f1s), constant),
    )
    return _Compared(measures, alphas, [resampling.estimate(values, "neither varies") for values in kappas])


def _counts(paragraph: Ints, codes: Ints, values: int) -> Floats:
    """Return how often each paragraph was given each value, shape (n, values)."""
    count = int(paragraph[-1]) + 1
    flat = np.bincount(paragraph * values + codes, minlength=count * values)
    return flat.reshape(count, values).astype(np.float64)


def _alphas(counts: Floats, sets: npt.NDArray[np.int8], resampling: Resampling) -> dict[str, Floats]:
    found = {}
    for name, measure in coefficients.DISTANCES.items():
        distance = measure(sets)
        terms = coefficients.alpha_terms(counts, distance)
        found[name] = coefficients.alpha_of(resampling.totals(terms, np.arange(len(counts))), distance)
    return found


def _mean(rows: Sequence[Floats]) -> Floats:
    """Return the mean over the pairs for which a figure is defined, draw by draw; NaN where it is for none."""
    table = np.vstack(rows)
    defined = (~np.isnan(table)).sum(axis=0)
    out = np.full(len(defined), np.nan)
    return np.asarray(np.divide(np.nansum(table, axis=0), defined, out=out, where=defined > 0))


def _pairs(answers: _Answers, by_label: Mapping[str, _Compared], whole: _Compared) -> tuple[Pair, ...]:
    pairs = []
    for number, (names, (left, right)) in enumerate(answers.pairs.items()):
        pair = Pair(
            annotators=names,
            paragraphs=len(left),
            differ=int((answers.matrix[left] != answers.matrix[right]).any(axis=1).sum()),
            kappa=whole.kappas[number],
            labels={label: compared.kappas[number] for label, compared in by_label.items()},
        )
        pairs.append(pair)
    return tuple(sorted(pairs, key=lambda pair: (-share_at_least(pair.differ, pair.paragraphs), pair.annotators)))


def _left_out(annotations: Sequence[Annotation], compared: int) -> dict[str, int]:
    states = Counter(annotation.state for annotation in annotations)
    voices = [answer for answers in answers_of(annotations).values() for answer in answers]
    gold = sum(answer.gold for answer in voices)
    return {
        "skipped": states["skipped"],
        "draft": states["draft"],
        "answered again": states["labelled"] + states["none"] - len(voices),
        "adjudicated": gold,
        "nobody else answered": len(voices) - gold - compared,
    }
