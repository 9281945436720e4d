"""Decide which texts a model cannot judge; tagging, tasks, push, queue and serve ask here."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

#: Share of its words that a model must know to judge a paragraph. In reports in its own language it knows nine of ten,
#: and less than this in one paragraph of two thousand; of a French one it may still know two spellings of three.
FAMILIAR = 0.7


class KnowsWords(Protocol):
    """A model that can say which share of the words of a text it knows."""

    def known_share(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """Return the share of known words of each text, in [0, 1], shape (texts,)."""
        ...


def unreadable(model: KnowsWords, texts: Sequence[str]) -> list[str]:
    """Say for each text why the model cannot judge it: it has no word, or too few that the model knows.

    Parameters
    ----------
    model
        Its ``familiar``, where it has one, is the share of known words that is enough, else `FAMILIAR` is.

    Returns
    -------
    list
        A reason for each text; empty where the model can judge it.

    Examples
    --------
    >>> class Model:
    ...     def known_share(self, texts):
    ...         return np.array([0.25 if "é" in text else 1.0 for text in texts])
    >>> unreadable(Model(), ["A rally.", "Été.", "* * *"])
    ['', '75% of its words are unknown to the model', 'it has no word']
    """
    enough = getattr(model, "familiar", None) or FAMILIAR
    return [_reason(text, share, enough) for text, share in zip(texts, model.known_share(texts).tolist(), strict=True)]


def _reason(text: str, share: float, enough: float) -> str:
    if not any(map(str.isalpha, text)):
        return "it has no word"
    return "" if share >= enough else f"{1 - share:.0%} of its words are unknown to the model"
