"""What a labelling config accepts: the measure of every prediction and answer of its project."""

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
    """A labelling screen, as far as predictions and answers need it.

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
        """The label ids, in the order of the screen."""
        return self.taxonomy.ids


@lru_cache(maxsize=64)
def read_screen(config: str) -> Screen:
    """Return the screen that a labelling config describes.

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
