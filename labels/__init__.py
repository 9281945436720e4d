"""The taxonomy of labels, its codebook, and the labelling screen made from it."""

from rightstag.labels.codebook import codebook_html, codebook_markdown
from rightstag.labels.labelling_config import config_labels, labelling_config
from rightstag.labels.taxonomy import (
    NONE,
    BoundaryRule,
    Category,
    Example,
    Taxonomy,
    load_taxonomy,
    parse_taxonomy,
)

__all__ = [
    "NONE",
    "BoundaryRule",
    "Category",
    "Example",
    "Taxonomy",
    "codebook_html",
    "codebook_markdown",
    "config_labels",
    "labelling_config",
    "load_taxonomy",
    "parse_taxonomy",
]
