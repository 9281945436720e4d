"""Combine the answers of several annotators into one set of labels per paragraph."""

from rightstag.annotate.aggregation.consensus import aggregate_labels
from rightstag.annotate.aggregation.dawid_skene import dawid_skene
from rightstag.annotate.aggregation.majority import latest_answers, majority_vote, paragraph_provenance

__all__ = ["aggregate_labels", "dawid_skene", "latest_answers", "majority_vote", "paragraph_provenance"]
