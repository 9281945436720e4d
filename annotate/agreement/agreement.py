"""How far annotators agree: by label, over whole answers, and pair by pair."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rightstag.annotate.aggregation.majority import latest_answers, multiply_annotated
from rightstag.annotate.agreement import coefficients
from rightstag.annotate.agreement.answer_matrix import AnswerTable, report_keys, tabulate
from rightstag.annotate.agreement.records import Agreement, Measures, Pair
from rightstag.annotate.records import Annotation
from rightstag.errors import InputError
from rightstag.reports import Paragraph
from rightstag.stats import SIGNED, ClusterBootstrap, Estimate, Floats, mean_of_defined, wilson_lower_bound


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
    answered = multiply_annotated(annotations)
    if not answered:
        fix = "have some paragraphs tagged by a second person"
        raise InputError("annotations", "no paragraph was answered by two people", fix=fix)
    answers = tabulate(answered, labels)
    reports = report_keys(answered, paragraphs)
    bootstrap = ClusterBootstrap(reports or list(answered), unit="report" if reports else "paragraph", seed=seed)
    by_label = {label: _compare(answers, bootstrap, [column]) for column, label in enumerate(labels)}
    whole = _compare(answers, bootstrap, range(len(labels)))
    return Agreement(
        paragraphs=len(answered),
        answers=len(answers.matrix),
        annotators=tuple(sorted({name for pair in answers.pairs for name in pair})),
        drawn="report" if reports else "paragraph",
        draws_from=bootstrap.count,
        labels={label: compared.measures for label, compared in by_label.items()},
        whole=whole.measures,
        set_alpha={name: whole.alphas[name] for name in ("jaccard", "masi")},
        pairs=_pairs(answers, by_label, whole),
        left_out=_left_out(annotations, len(answers.matrix)),
    )


def _compare(answers: AnswerTable, bootstrap: ClusterBootstrap, columns: Sequence[int]) -> _Compared:
    """Compare the answers in some columns, of which each combination that occurs is one value."""
    matrix = answers.matrix[:, columns]
    sets, codes, counts = answers.values(columns)
    kappas, f1s = [], []
    for left, right in answers.pairs.values():
        paragraphs = answers.paragraph[left]
        agreed = coefficients.kappa_terms(codes[left], codes[right], len(sets))
        kappas.append(coefficients.kappa_of(bootstrap.totals(agreed, paragraphs)))
        shared = coefficients.f1_terms(matrix[left], matrix[right])
        f1s.append(coefficients.f1_of(bootstrap.totals(shared, paragraphs)))
    constant = "never given" if not matrix.any() else "every answer is the same"
    uniform = constant if len(sets) == 1 else "no two annotators vary in their answers"
    alphas = {
        name: bootstrap.estimate(values, constant, bounds=SIGNED)
        for name, values in _alphas(counts, sets, bootstrap).items()
    }
    ac1 = coefficients.ac1_of(bootstrap.totals(coefficients.ac1_terms(counts), np.arange(len(counts))))
    measures = Measures(
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
    found = {}
    for name, measure in coefficients.DISTANCES.items():
        distance = measure(sets)
        terms = coefficients.alpha_terms(counts, distance)
        found[name] = coefficients.alpha_of(bootstrap.totals(terms, np.arange(len(counts))), distance)
    return found


def _pairs(answers: AnswerTable, by_label: Mapping[str, _Compared], whole: _Compared) -> tuple[Pair, ...]:
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
