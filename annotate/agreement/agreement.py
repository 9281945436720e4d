"""Measure agreement between annotators: by label, over whole answers, and pair by pair."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rightstag.annotate.aggregation.majority import latest_answers, multiply_annotated
from rightstag.annotate.agreement import coefficients
from rightstag.annotate.agreement.answer_matrix import AnswerMatrix, answer_matrix, report_keys
from rightstag.annotate.agreement.records import Agreement, AnnotatorPair, Coefficients
from rightstag.annotate.records import Annotation
from rightstag.errors import InputError
from rightstag.reports import Paragraph
from rightstag.stats import SIGNED, ClusterBootstrap, Estimate, Floats, mean_of_defined, wilson_lower_bound


@dataclass(frozen=True, slots=True)
class _Compared:
    """The coefficients of some columns, with α by each distance and κ by each pair."""

    measures: Coefficients
    alphas: dict[str, Estimate]
    kappas: list[Estimate]


def measure_agreement(
    annotations: Sequence[Annotation],
    labels: Sequence[str],
    *,
    paragraphs: Mapping[str, Paragraph] | None = None,
    seed: int = 0,
) -> Agreement:
    """Measure agreement between annotators on the paragraphs that two or more of them answered.

    The latest answer of each person counts; skips, drafts and adjudicated answers do not. Each label is compared on the
    answers that judge it, and whole answers on the labels that all of them judge.

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
    answered = multiply_annotated(annotations)
    if not answered:
        fix = "have some paragraphs tagged by a second person"
        raise InputError("annotations", "no paragraph was answered by two people", fix=fix)
    answers = answer_matrix(answered, labels)
    reports = report_keys(answered, paragraphs)
    bootstrap = ClusterBootstrap(reports or list(answered), unit="report" if reports else "paragraph", seed=seed)
    by_label = {label: _compare(answers, bootstrap, [column]) for column, label in enumerate(labels)}
    common = np.flatnonzero(answers.judged.all(axis=0)).tolist()
    whole = _compare(answers, bootstrap, common)
    return Agreement(
        paragraphs=answers.count,
        answers=len(answers.matrix),
        compared_labels=tuple(labels[column] for column in common),
        annotators=tuple(sorted({name for pair in answers.pairs for name in pair})),
        drawn="report" if reports else "paragraph",
        draws_from=bootstrap.count,
        labels={label: compared.measures for label, compared in by_label.items()},
        whole=whole.measures,
        set_alpha={name: whole.alphas[name] for name in ("jaccard", "masi")},
        pairs=_pairs(answers, by_label, whole),
        left_out=_left_out(annotations, len(answers.matrix)),
    )


def _compare(answers: AnswerMatrix, bootstrap: ClusterBootstrap, columns: Sequence[int]) -> _Compared:
    """Compare the answers in some columns, each distinct combination taken as one value."""
    chosen = answers.select(columns)
    matrix = chosen.matrix
    sets, codes, counts = chosen.values()
    kappas, f1s = [], []
    for left, right in chosen.pairs.values():
        paragraphs = chosen.paragraph[left]
        agreed = coefficients.kappa_terms(codes[left], codes[right], len(sets))
        kappas.append(coefficients.kappa_of(bootstrap.totals(agreed, paragraphs)))
        shared = coefficients.f1_terms(matrix[left], matrix[right])
        f1s.append(coefficients.f1_of(bootstrap.totals(shared, paragraphs)))
    constant = "every answer is the same" if matrix.any() else "never given"
    if not any(len(left) for left, _ in chosen.pairs.values()):
        constant = "no two people answered by a codebook that has it"
    uniform = constant if len(sets) < 2 else "no two annotators vary in their answers"
    alphas = {
        name: bootstrap.estimate(values, constant, bounds=SIGNED)
        for name, values in _alphas(counts, sets, bootstrap).items()
    }
    ac1 = coefficients.ac1_of(bootstrap.totals(coefficients.ac1_terms(counts), np.arange(len(counts))))
    measures = Coefficients(
        given=int(matrix.any(axis=1).sum()),
        alpha=alphas["nominal"],
        kappa=bootstrap.estimate(mean_of_defined(np.vstack(kappas)), uniform, bounds=SIGNED),
        ac1=bootstrap.estimate(ac1, constant, bounds=SIGNED),
        f1=bootstrap.estimate(mean_of_defined(np.vstack(f1s)), constant),
    )
    return _Compared(
        measures, alphas, [bootstrap.estimate(values, "neither varies", bounds=SIGNED) for values in kappas]
    )


def _alphas(counts: Floats, sets: npt.NDArray[np.int8], bootstrap: ClusterBootstrap) -> dict[str, Floats]:
    alphas = {}
    for name, measure in coefficients.DISTANCES.items():
        distance = measure(sets)
        terms = coefficients.alpha_terms(counts, distance)
        alphas[name] = coefficients.alpha_of(bootstrap.totals(terms, np.arange(len(counts))), distance)
    return alphas


def _pairs(answers: AnswerMatrix, by_label: Mapping[str, _Compared], whole: _Compared) -> tuple[AnnotatorPair, ...]:
    pairs = []
    for number, (names, (left, right)) in enumerate(answers.pairs.items()):
        both = answers.judged[left] & answers.judged[right]
        pair = AnnotatorPair(
            annotators=names,
            paragraphs=len(left),
            differ=int(((answers.matrix[left] != answers.matrix[right]) & both).any(axis=1).sum()),
            kappa=whole.kappas[number],
            labels={label: compared.kappas[number] for label, compared in by_label.items()},
        )
        pairs.append(pair)
    return tuple(sorted(pairs, key=lambda pair: (-wilson_lower_bound(pair.differ, pair.paragraphs), pair.annotators)))


def _left_out(annotations: Sequence[Annotation], compared: int) -> dict[str, int]:
    states = Counter(annotation.state for annotation in annotations)
    voices = [answer for answers in latest_answers(annotations).values() for answer in answers]
    gold = sum(answer.gold for answer in voices)
    return {
        "skipped": states["skipped"],
        "draft": states["draft"],
        "answered again": states["labelled"] + states["none"] - len(voices),
        "adjudicated": gold,
        "nobody else answered": len(voices) - gold - compared,
    }
