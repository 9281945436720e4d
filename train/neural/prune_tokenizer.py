"""A tokenizer without the word pieces that reports do not use."""

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from rightstag.annotate.records import LabelledParagraph

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
_CONTINUED = "##"


def texts_by_country(rows: Iterable[LabelledParagraph]) -> dict[object, list[str]]:
    """Group texts by country; those without one are one group together."""
    groups: dict[object, list[str]] = {}
    for row in rows:
        groups.setdefault(row.country, []).append(row.text)
    return groups


def used_pieces(tokenizer: "Tokenizer", groups: Mapping[object, Iterable[str]], *, least: int) -> frozenset[str]:
    """Return the word pieces that at least so many groups of texts use.

    Parameters
    ----------
    groups
        Texts by country or report.
    least
        In how many of them a piece must occur.
    """
    counts = np.zeros(tokenizer.get_vocab_size(), dtype=np.int64)
    for texts in groups.values():
        read = (encoding.ids for encoding in tokenizer.encode_batch(list(texts)))
        counts[np.unique(np.concatenate([np.asarray(ids, dtype=np.int64) for ids in read]))] += 1
    return frozenset(piece for piece, number in tokenizer.get_vocab().items() if counts[number] >= least)


def prune(tokenizer: str, used: frozenset[str]) -> tuple[str, npt.NDArray[np.int64]]:
    """Return a tokenizer of the used pieces, and their old numbers in the order of the new.

    Single characters stay, alone and within a word: what has lost its piece can still be spelled.

    Parameters
    ----------
    tokenizer
        A WordPiece ``tokenizer.json``.
    used
        As `used_pieces` gives them.
    """
    content = json.loads(tokenizer)
    vocabulary: dict[str, int] = content["model"]["vocab"]
    kept = [piece for piece in sorted(vocabulary, key=vocabulary.__getitem__) if _stays(piece, used)]
    numbers = {piece: number for number, piece in enumerate(kept)}
    content["model"]["vocab"] = numbers
    content["added_tokens"] = [
        {**token, "id": numbers[token["content"]]} for token in content["added_tokens"] if token["content"] in numbers
    ]
    for token in content["post_processor"]["special_tokens"].values():
        token["ids"] = [numbers[name] for name in token["tokens"]]
    return json.dumps(content, ensure_ascii=False), np.array([vocabulary[piece] for piece in kept])


def _stays(piece: str, used: frozenset[str]) -> bool:
    return piece in used or piece in _SPECIAL or len(piece.removeprefix(_CONTINUED)) == 1
