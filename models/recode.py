"""Recode a model's labels in the categories of a later taxonomy."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from rightstag.labels import Taxonomy
    from rightstag.models.bundle import Bundle


@dataclass(frozen=True, slots=True)
class LabelRecoding:
    """New ids and parents of a model's labels.

    Attributes
    ----------
    ids
        Pairs of a label of the model and its id of today; "" for one that was merged, split or retired, and which the
        model therefore no longer knows.
    parents
        Pairs of a label of today and its parent, where the model has both.
    """

    ids: tuple[tuple[str, str], ...] = ()
    parents: tuple[tuple[str, str], ...] = ()

    def apply(self, bundle: "Bundle") -> "Bundle":
        """Return the model with its labels recoded; it keeps its name."""
        ids, parents = dict(self.ids), dict(self.parents)
        if not ids and not parents:
            return bundle
        kept = [label for label in bundle.labels if ids.get(label, label)]
        bundle = bundle if len(kept) == len(bundle.labels) else bundle.only(kept)
        cards = []
        for card in bundle.manifest.labels:
            today = ids.get(card.id, card.id)
            cards.append(msgspec.structs.replace(card, id=today, parent=parents.get(today, card.parent)))
        scores = bundle.manifest.metrics.labels
        metrics = msgspec.structs.replace(
            bundle.manifest.metrics, labels={ids.get(label, label): each for label, each in scores.items()}
        )
        return replace(bundle, manifest=msgspec.structs.replace(bundle.manifest, labels=tuple(cards), metrics=metrics))


def label_recoding(labels: Sequence[str], taxonomy: "Taxonomy") -> LabelRecoding:
    """Find out which labels of a model are called otherwise in a taxonomy, and which are nested.

    Examples
    --------
    >>> from rightstag.labels import Category, Taxonomy
    >>> speech = Category(id="speech", formerly=("expression",))
    >>> taxonomy = Taxonomy(version="2", title="", unit="", question="", categories=(speech,), retired=("worship",))
    >>> label_recoding(["expression", "worship", "refugees"], taxonomy).ids
    (('expression', 'speech'), ('worship', ''))
    """
    today = {label: _today(label, labels, taxonomy) for label in labels}
    changed = tuple((label, new) for label, new in today.items() if new != label)
    nested = tuple((child, up) for child, up in taxonomy.parents.items() if {child, up} <= set(today.values()))
    return LabelRecoding(changed, nested)


def recode_bundle(bundle: "Bundle", taxonomy: "Taxonomy") -> "Bundle":
    """Return a model with its labels recoded in the categories of a taxonomy; it keeps its name."""
    return label_recoding(bundle.labels, taxonomy).apply(bundle)


def _today(label: str, labels: Sequence[str], taxonomy: "Taxonomy") -> str:
    if label not in taxonomy.former_ids or label in taxonomy.ids:
        return label
    renamed = [c.id for c in taxonomy.categories if label in c.formerly and c.id not in labels]
    return renamed[0] if renamed else ""
