"""Load and save models and taxonomies."""

from pathlib import Path

from rightstag.labels import Taxonomy
from rightstag.labels import load_taxonomy as _load_taxonomy
from rightstag.models import Bundle, load_bundle, save_bundle


def load_model(reference: str | Path | Bundle = "default") -> Bundle:
    """Load a model.

    Parameters
    ----------
    reference
        ``default`` or ``accurate``, which ship; a folder; or a name in the registry (``ours``, ``ours@3``).

    Returns
    -------
    Bundle
        With ``labels``, ``thresholds``, ``predict_proba(texts)``, ``predict(texts)`` and ``explain(text)``.

    Raises
    ------
    RightsTagError
        There is no such model, or it is damaged.

    Examples
    --------
    >>> load_model("default").labels
    ('assembly', 'expression', 'association', 'refugees', 'statelessness')
    """
    return reference if isinstance(reference, Bundle) else load_bundle(str(reference))


def save_model(model: Bundle, folder: str | Path) -> Bundle:
    """Save a model as a folder of plain arrays with a card; it appears whole or not at all.

    Returns
    -------
    Bundle
        The model with the checksums that were written.
    """
    return save_bundle(model, Path(folder))


def load_taxonomy(path: str | Path | None = None) -> Taxonomy:
    """Load the categories from YAML; without a path the five that ship.

    Examples
    --------
    >>> load_taxonomy().ids
    ('assembly', 'expression', 'association', 'refugees', 'statelessness')
    """
    return _load_taxonomy(None if path is None else Path(path))
