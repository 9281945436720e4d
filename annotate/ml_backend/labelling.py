"""Parse a labelling config into the labels and controls that predictions and annotations must fit."""

from dataclasses import dataclass
from functools import lru_cache

from rightstag.errors import InputError
from rightstag.labels import (
    NONE,
    Category,
    Taxonomy,
    config_labels,
)
from rightstag.labels.labelling_config import (
    EVIDENCE,
    TEXT,
    TOPICS,
    offered,
    parse_config,
)


@dataclass(frozen=True, slots=True)
class Screen:
    """Labels and controls of a labelling config.

    Attributes
    ----------
    taxonomy
        The categories that it offers, in its order; of each the id alone is known.
    marks
        The labels that words can be marked with.
    none
        Whether *none of these* can be answered.
    field
        Of a task's data, the one that holds the text.
    """

    taxonomy: Taxonomy
    marks: tuple[str, ...]
    none: bool
    field: str

    @property
    def labels(self) -> tuple[str, ...]:
        """Label ids in the order of the config."""
        return self.taxonomy.ids


@lru_cache(maxsize=64)
def read_screen(config: str) -> Screen:
    """Parse a labelling config.

    Raises
    ------
    InputError
        It is not XML, or not a screen of ours under other labels.

    Examples
    --------
    >>> from rightstag.labels import labelling_config, load_taxonomy
    >>> screen = read_screen(labelling_config(load_taxonomy()))
    >>> screen.field, screen.none, screen.marks == screen.labels
    ('text', True, True)
    """
    name = "labelling config"
    ids = config_labels(config, name=name)
    view = parse_config(config, name=name)
    shown = view.find(f".//Text[@name='{TEXT}']")
    if shown is None:
        raise InputError(name, f"no Text named '{TEXT}'", fix="make one with `rightstag labels config`")
    categories = tuple(Category(id=label, title=label) for label in ids)
    return Screen(
        taxonomy=Taxonomy(version="labelling config", title="", unit="", question="", categories=categories),
        marks=offered(view, EVIDENCE),
        none=NONE in offered(view, TOPICS),
        field=shown.get("value", "").removeprefix("$"),
    )
