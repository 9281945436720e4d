"""Compare agreement before and after a new version of the codebook."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

import msgspec
import numpy as np

from rightstag.annotate.aggregation.majority import multiply_annotated
from rightstag.annotate.agreement import coefficients
from rightstag.annotate.agreement.answer_matrix import AnswerMatrix, answer_matrix, report_keys
from rightstag.annotate.records import Annotation
from rightstag.labels.versions import version_key
from rightstag.reports import Paragraph
from rightstag.stats import SIGNED, ClusterBootstrap, Estimate, Floats

_CONSTANT = "every answer is the same"


class AlphaChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Krippendorff's α under two versions of the codebook, and the difference."""

    before: Estimate
    after: Estimate
    difference: Estimate


class VersionChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Change of agreement from one version of the codebook to the next.

    Attributes
    ----------
    versions, paragraphs
        Before and after: the version, and the number of paragraphs that two or more people answered by it.
    both
        Number of paragraphs in both.
    drawn
        Unit of the bootstrap: ``report`` or ``paragraph``.
    labels, whole
        By label, and of whole answers.
    """

    versions: tuple[str, str]
    paragraphs: tuple[int, int]
    both: int
    drawn: str
    labels: dict[str, AlphaChange]
    whole: AlphaChange


def compare_versions(
    annotations: Sequence[Annotation],
    labels: Sequence[str],
    *,
    paragraphs: Mapping[str, Paragraph] | None = None,
    seed: int = 0,
) -> list[VersionChange]:
    """Compare agreement under each version of the codebook with the next, as far as people answered by both.

    An answer counts for the version it was given by; nobody's answers by one version are compared with another's by
    the next. Both figures of a draw come from the same reports, so that what makes a report hard does not pass for a
    change; where the reports differ from version to version, they are part of the difference.

    Parameters
    ----------
    labels
        Label ids of the taxonomy.
    paragraphs
        By id: for intervals by report.
    seed
        Of the draws.
    """
    by_version: dict[str, list[Annotation]] = defaultdict(list)
    for annotation in annotations:
        if annotation.taxonomy is not None:
            by_version[annotation.taxonomy].append(annotation)
    twice = {version: multiply_annotated(by_version[version]) for version in sorted(by_version, key=version_key)}
    compared = [version for version, answered in twice.items() if answered]
    return [
        _compare((old, new), (twice[old], twice[new]), labels, paragraphs, seed=seed) for old, new in pairwise(compared)
    ]


def _compare(
    versions: tuple[str, str],
    answered: tuple[Mapping[str, Sequence[Annotation]], Mapping[str, Sequence[Annotation]]],
    labels: Sequence[str],
    paragraphs: Mapping[str, Paragraph] | None,
    *,
    seed: int,
) -> VersionChange:
    names = [*answered[0], *answered[1]]
    reports = report_keys(names, paragraphs)
    bootstrap = ClusterBootstrap(reports or names, unit="report" if reports else "paragraph", seed=seed)
    tables = (answer_matrix(answered[0], labels), answer_matrix(answered[1], labels))
    common = np.flatnonzero(tables[0].judged.all(axis=0) & tables[1].judged.all(axis=0)).tolist()
    return VersionChange(
        versions=versions,
        paragraphs=(len(answered[0]), len(answered[1])),
        both=len(answered[0].keys() & answered[1].keys()),
        drawn="report" if reports else "paragraph",
        labels={label: _shift(tables, [column], bootstrap) for column, label in enumerate(labels)},
        whole=_shift(tables, common, bootstrap),
    )


def _shift(
    tables: tuple[AnswerMatrix, AnswerMatrix], columns: Sequence[int], bootstrap: ClusterBootstrap
) -> AlphaChange:
    before, after = _alphas(tables[0], columns, bootstrap, 0), _alphas(tables[1], columns, bootstrap, tables[0].count)
    return AlphaChange(
        before=bootstrap.estimate(before, _CONSTANT, bounds=SIGNED),
        after=bootstrap.estimate(after, _CONSTANT, bounds=SIGNED),
        difference=bootstrap.estimate(after - before, "one of the two is n/a", bounds=(-2.0, 2.0)),
    )


def _alphas(table: AnswerMatrix, columns: Sequence[int], bootstrap: ClusterBootstrap, first: int) -> Floats:
    """Return α of the sample and of each draw; ``first`` is the place of the first paragraph in the bootstrap."""
    sets, _, counts = table.select(columns).values()
    distance = coefficients.nominal(sets)
    terms = coefficients.alpha_terms(counts, distance)
    return coefficients.alpha_of(bootstrap.totals(terms, first + np.arange(table.count)), distance)
