"""Records of measured agreement: by label, over whole answers, and pair by pair."""

import msgspec

from rightstag.stats import Estimate


class Coefficients(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Agreement coefficients of one label, or of whole answers.

    Attributes
    ----------
    given
        Number of answers with the label, or with any label.
    alpha
        Krippendorff's α, over all annotators at once.
    kappa, f1
        Cohen's κ and F1 of two annotators, the mean over every two who share a paragraph.
    ac1
        Gwet's AC1, over all annotators at once.
    """

    given: int
    alpha: Estimate
    kappa: Estimate
    ac1: Estimate
    f1: Estimate


class AnnotatorPair(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Agreement of two annotators.

    Attributes
    ----------
    paragraphs, differ
        Number of paragraphs that both answered, and of those on which they differ.
    kappa
        Cohen's κ of whole answers; that of each label is in ``labels``.
    """

    annotators: tuple[str, str]
    paragraphs: int
    differ: int
    kappa: Estimate
    labels: dict[str, Estimate]


class Agreement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Agreement of annotators on the paragraphs that two or more of them answered.

    Attributes
    ----------
    paragraphs, answers
        Number of those compared.
    annotators
        Those who share a paragraph with another.
    drawn, draws_from
        Unit of the bootstrap, ``report`` or ``paragraph``, and their number.
    labels
        In the order of the taxonomy.
    compared_labels
        Labels that every compared answer judges: those that ``whole`` compares.
    whole
        The labels of an answer together as one value; its F1 counts every label given.
    set_alpha
        Krippendorff's α of whole answers that allows for half agreements, by its distance: ``jaccard`` or ``masi``.
    pairs
        Sorted by the lower bound of the share of paragraphs on which they differ, the largest first.
    left_out
        Number of annotations that are not compared, by reason.
    """

    paragraphs: int
    answers: int
    annotators: tuple[str, ...]
    drawn: str
    draws_from: int
    labels: dict[str, Coefficients]
    compared_labels: tuple[str, ...]
    whole: Coefficients
    set_alpha: dict[str, Estimate]
    pairs: tuple[AnnotatorPair, ...]
    left_out: dict[str, int]
