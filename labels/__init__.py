"""What can be tagged: the taxonomy, its codebook, and the labelling screen made from it."""

from rightstag.labels.codebook import codebook_html, codebook_markdown
from rightstag.labels.labelling_config import config_labels, labelling_config
from rightstag.labels.taxonomy import (
    NONE,
    Category,
    Example,
    Rule,
    Taxonomy,
    load_taxonomy,
    parse_taxonomy,
)

__all__ = [
    "NONE",
    "Category",
    "Example",
    "Rule",
    "Taxonomy",
    "codebook_html",
    "codebook_markdown",
    "config_labels",
    "labelling_config",
    "load_taxonomy",
    "parse_taxonomy",
]
