"""The taxonomy of a bundle: carried whole by the bundle itself, or given and checked against its labels."""

from dataclasses import replace

import msgspec

from rightstag.errors import InputError
from rightstag.labels import Taxonomy, load_taxonomy
from rightstag.models.bundle import Bundle
from rightstag.models.recode import recode_bundle


def taxonomy_of(bundle: Bundle) -> Taxonomy:
    """Return the taxonomy that a bundle was trained with.

    A bundle of 0.1 does not carry it: its labels then are those of the taxonomy that ships.

    Raises
    ------
    InputError
        The bundle carries none, and has labels that are not in the one that ships.
    """
    if bundle.codebook is not None:
        return bundle.codebook
    shipped = load_taxonomy()
    if foreign := [label for label in bundle.labels if label not in shipped.ids]:
        found = f"carries no taxonomy, and '{foreign[0]}' is not in the one that ships"
        raise InputError(bundle.name, found, fix="give the taxonomy that it was trained with")
    return shipped


def with_taxonomy(bundle: Bundle, taxonomy: Taxonomy) -> Bundle:
    """Return a bundle with its labels recoded in the categories of a taxonomy, after `check_labels`."""
    check_labels(bundle, taxonomy)
    recoded = recode_bundle(bundle, taxonomy)
    manifest = msgspec.structs.replace(recoded.manifest, codebook=msgspec.to_builtins(taxonomy))
    return replace(recoded, manifest=manifest)


def check_labels(bundle: Bundle, taxonomy: Taxonomy) -> None:
    """Refuse a taxonomy that does not know a label of the model; it may have further ones.

    Raises
    ------
    InputError
        A label of the model is neither in the taxonomy nor named there as a former one.
    """
    known = {*taxonomy.ids, *taxonomy.former_ids}
    if foreign := [label for label in bundle.labels if label not in known]:
        found = f"the model's label '{foreign[0]}' is not in the taxonomy"
        expected = f"one of {', '.join(taxonomy.ids)}"
        fix = f"add it, or say 'formerly: [{foreign[0]}]' under the category that it is now"
        raise InputError(bundle.name, found, expected=expected, fix=fix)
