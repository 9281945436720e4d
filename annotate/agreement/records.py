"""The figures of agreement: by label, over whole answers, and pair by pair."""

import msgspec

from rightstag.stats import Estimate


class Measures(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far annotators agree on one label, or on whole answers.

    Attributes
    ----------
    given
        How many answers have the label, or any label.
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


class Pair(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far two annotators agree.

    Attributes
    ----------
    paragraphs, differ
        How many both answered, and how many of these not with the same labels.
    kappa
        Cohen's κ of whole answers; that of each label is in ``labels``.
    """

    annotators: tuple[str, str]
    paragraphs: int
    differ: int
    kappa: Estimate
    labels: dict[str, Estimate]


class Agreement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far annotators agree on the paragraphs that two or more of them answered.

    Attributes
    ----------
    paragraphs, answers
        How many were compared.
    annotators
        Those who share a paragraph with another.
    drawn, draws_from
        What the intervals draw anew, ``report`` or ``paragraph``, and how many there are.
    labels
        In the order of the taxonomy.
    whole
        The labels of an answer together as one value; its F1 counts every label given.
    set_alpha
        Krippendorff's α of whole answers that allows for half agreements, by its distance: ``jaccard`` or ``masi``.
    pairs
        Those who differ most come first, as far as the paragraphs that they share can tell.
    left_out
        How many annotations are not compared, by reason.
    """

    paragraphs: int
    answers: int
    annotators: tuple[str, ...]
    drawn: str
    draws_from: int
    labels: dict[str, Measures]
    whole: Measures
    set_alpha: dict[str, Estimate]
    pairs: tuple[Pair, ...]
    left_out: dict[str, int]
