"""Labelling rules: keywords and patterns that select what to read first where there is no model yet."""

from rightstag.labels.rules.label_model import combine_votes
from rightstag.labels.rules.matching import match_rules
from rightstag.labels.rules.rulebook import LabellingRule, RuleBook, load_rules

__all__ = ["LabellingRule", "RuleBook", "combine_votes", "load_rules", "match_rules"]
