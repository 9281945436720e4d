"""A fitted model and its manifest: probabilities, decisions and the words behind them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

import msgspec
import numpy as np
import numpy.typing as npt

from rightstag.errors import InputError
from rightstag.models.explain import WordWeight, WordWeights, heaviest, join_parts
from rightstag.models.hierarchy import propagate_yes
from rightstag.models.logistic import expit
from rightstag.models.manifest import Manifest
from rightstag.models.terms import TermBlock

if TYPE_CHECKING:
    from rightstag.labels import Taxonomy

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Model(Protocol):
    """A fitted model: texts to log-odds. `Linear`, `Network` and `Cascade` are the three kinds."""

    def logits(self, texts: Sequence[str]) -> Floats:
        """Return calibrated log-odds, shape (texts, labels). A text's row does not depend on the other texts."""
        ...

    def known_share(self, texts: Sequence[str]) -> Floats:
        """Return the share of known words of each text, shape (texts,); 1 for a text without words."""
        ...

    def word_weights(self, texts: Sequence[str], wanted: Bools) -> list[WordWeights]:
        """Return the words of each text and their weights in the log-odds of the labels wanted of it, in column order.

        Parameters
        ----------
        wanted
            Shape (texts, labels).
        """
        ...

    @property
    def blocks(self) -> tuple[TermBlock, ...]:
        """The vocabulary."""
        ...

    def only(self, rows: Sequence[int]) -> "Model":
        """Return the model of a subset of its labels, given by column."""
        ...

    def rescaled(self, slopes: Floats, shifts: Floats) -> "Model":
        """Return the model whose log-odds are ``slope * log-odds + shift``, one of each a label, slopes above 0."""
        ...

    def files(self) -> dict[str, bytes]:
        """Return the content of the model's files in a bundle, by name."""
        ...


@dataclass(frozen=True)
class Bundle:
    """A fitted model with its manifest.

    Attributes
    ----------
    seen
        Hashes of the paragraphs that it was trained on, sorted: figures on those would flatter.
    note
        Warning from loading, empty if none.
    """

    manifest: Manifest
    model: Model
    seen: npt.NDArray[np.uint64] = field(default_factory=lambda: np.empty(0, dtype=np.uint64))
    note: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """Label ids in column order."""
        return tuple(label.id for label in self.manifest.labels)

    @property
    def thresholds(self) -> Floats:
        """The probability from which on a label is given, one a label, shape (labels,)."""
        return np.array([label.threshold for label in self.manifest.labels])

    @property
    def parents(self) -> dict[str, str]:
        """The parent of each label that has one: who has the label has the parent too."""
        return {label.id: label.parent for label in self.manifest.labels if label.parent is not None}

    @property
    def familiar(self) -> float | None:
        """Share of its words that the model must know to judge a paragraph; None where its training did not say."""
        return self.manifest.settings.familiar

    @property
    def taxonomy(self) -> str:
        """Version of the taxonomy it was trained with."""
        return self.manifest.taxonomy

    @property
    def codebook(self) -> "Taxonomy | None":
        """The taxonomy it was trained with, None in a bundle of 0.1; see `rightstag.models.codebook.taxonomy_of`.

        Raises
        ------
        InputError
            The bundle holds no such thing.
        """
        if self.manifest.codebook is None:
            return None
        from rightstag.labels import Taxonomy  # reads YAML, too, which tagging need not load

        try:
            return msgspec.convert(self.manifest.codebook, Taxonomy)
        except msgspec.ValidationError as error:
            raise InputError(self.name, f"a taxonomy that is none: {error}", fix="train it again") from error

    @property
    def name(self) -> str:
        """Name and short hash, unique to the bundle."""
        return f"{self.manifest.name}-{self.manifest.hash[:8]}"

    @property
    def categories(self) -> "Taxonomy":
        """Its labels as a taxonomy in column order: the one it carries, else one of ids, parents and version alone."""
        from rightstag.labels import Taxonomy

        carried = self.codebook
        if carried is not None and set(self.labels) <= set(carried.ids):
            smaller = carried.only(self.labels)
            own = {category.id: category for category in smaller.categories}
            return msgspec.structs.replace(smaller, categories=tuple(own[label] for label in self.labels))
        return Taxonomy.of_labels(self.labels, self.taxonomy, self.parents)

    def predict_proba(
        self,
        texts: Sequence[str],
        headings: Sequence[tuple[str, ...]] | None = None,  # noqa: ARG002 - for models that read headings
    ) -> Floats:
        """Return the probability that each text reports each violation.

        Parameters
        ----------
        headings
            Those above each text, outermost first.

        Returns
        -------
        numpy.ndarray
            Calibrated, in [0, 1], shape (texts, labels). A text's row does not depend on the other texts. A parent's is
            no lower than its children's, and reaches its threshold where one of them does.
        """
        if not len(texts):
            return np.empty((0, len(self.labels)))
        probabilities = expit(self.model.logits(texts))
        if not self.parents:
            return probabilities
        return propagate_yes(probabilities, self.thresholds, self.labels, self.parents)

    def predict(self, texts: Sequence[str], headings: Sequence[tuple[str, ...]] | None = None) -> npt.NDArray[np.int8]:
        """Return the indicator matrix of the labels given by the model's own thresholds, shape (texts, labels)."""
        return np.asarray(self.predict_proba(texts, headings) >= self.thresholds, dtype=np.int8)

    def known_share(self, texts: Sequence[str]) -> Floats:
        """Return the share of known words of each text, in [0, 1], shape (texts,); 1 for a text without words."""
        return self.model.known_share(texts)

    def contributions(self, text: str, label: str) -> list[WordWeight]:
        """Return the weight of each word in the label's log-odds, in reading order.

        With the log-odds of an empty text they sum to those of the text.
        """
        (words,) = self.model.word_weights([text], np.array([[each == label for each in self.labels]]))
        return [WordWeight(*span, float(weight)) for span, (weight,) in zip(words.spans, words.weights, strict=True)]

    def explain(self, text: str, *, labels: Sequence[str] | None = None, top: int = 5) -> dict[str, list[WordWeight]]:
        """Return the words that speak most for each label, heaviest first.

        Function words, parts of words and numbers alone are never among them.

        Parameters
        ----------
        labels
            Those to explain; all if not given.
        top
            At most so many words a label, without the punctuation around them.
        """
        wanted = np.array([[labels is None or label in labels for label in self.labels]])
        return self.explain_many([text], wanted, top=top)[0]

    def explain_many(self, texts: Sequence[str], wanted: Bools, *, top: int = 5) -> list[dict[str, list[WordWeight]]]:
        """Return for each text what `explain` does, for the labels wanted of it; shape (texts, labels)."""
        weights = self.model.word_weights(texts, wanted)
        return [self._heaviest(*each, top) for each in zip(texts, wanted, weights, strict=True)]

    def _heaviest(self, text: str, wanted: Bools, words: WordWeights, top: int) -> dict[str, list[WordWeight]]:
        whole = join_parts(text, words)
        labels = [self.labels[column] for column in np.flatnonzero(wanted)]
        return {label: heaviest(text, whole, column, top) for column, label in enumerate(labels)}

    def only(self, labels: Sequence[str]) -> "Bundle":
        """Return the model of a subset of its labels, in this order, under the same name."""
        rows = [self.labels.index(label) for label in labels]
        manifest = msgspec.structs.replace(self.manifest, labels=tuple(self.manifest.labels[row] for row in rows))
        return replace(self, manifest=manifest, model=self.model.only(rows))
