"""Measure agreement between annotators, and analyse disagreement."""

from rightstag.annotate.agreement.agreement import measure_agreement
from rightstag.annotate.agreement.codebook_versions import compare_versions
from rightstag.annotate.agreement.disagreement_report import analyse_conflicts
from rightstag.annotate.agreement.disagreements import find_disagreements, find_label_conflicts, rank_annotators
from rightstag.annotate.agreement.records import Agreement

__all__ = [
    "Agreement",
    "analyse_conflicts",
    "compare_versions",
    "find_disagreements",
    "find_label_conflicts",
    "measure_agreement",
    "rank_annotators",
]
