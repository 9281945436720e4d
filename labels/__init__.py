"""What can be tagged: the taxonomy, its codebook, and the labelling screen made from it."""

from labels.taxonomy import NONE, Category, Example, Rule, Taxonomy, load_taxonomy, parse_taxonomy

__all__ = ["NONE", "Category", "Example", "Rule", "Taxonomy", "load_taxonomy", "parse_taxonomy"]
