"""A small convolutional network over words learns labels, or what a larger model says of them."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from rightstag.errors import UsageError
from rightstag.models.cnn.model import Network
from rightstag.models.cnn.numpy_backend import SUM_SCALE
from rightstag.models.cnn.tokens import FIRST, UNKNOWN, tokens
from rightstag.train.neural.finetune import batches
from rightstag.train.neural.word_vectors import word_vectors

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Shape:
    """Architecture and hyperparameters of the network.

    Attributes
    ----------
    size
        Of a word's vector.
    channels
        Filters of each width.
    widths
        Numbers of words that filters look at, odd.
    length
        Of the words' vectors at the start.
    dropout, hidden
        Shares of the answers, and of the words, that are kept from the network while it learns.
    """

    size: int = 128
    channels: int = 64
    widths: tuple[int, ...] = (1, 3, 5)
    passes: int = 6
    rate: float = 2e-3
    batch: int = 64
    length: float = 3.0
    dropout: float = 0.3
    hidden: float = 0.1
    seed: int = 0


SHAPE = Shape()


@dataclass(frozen=True)
class Lessons:
    """Texts, and what is to be learnt of them.

    Attributes
    ----------
    groups
        The country (or report) of each text.
    targets
        Probabilities, shape (n, k).
    weights
        How much each cell counts, shape (n, k); 0 where nothing is known.
    """

    texts: Sequence[str]
    groups: Sequence[Hashable]
    targets: Floats
    weights: Floats


def shared_words(texts: Sequence[list[str]], groups: Sequence[Hashable], least: int) -> tuple[str, ...]:
    """Return the words that so many groups use, sorted.

    Examples
    --------
    >>> shared_words([["a", "rally"], ["a"], ["a"]], ["Averland", "Averland", "Merovia"], 2)
    ('a',)
    """
    users: dict[str, set[Hashable]] = defaultdict(set)
    for words, group in zip(texts, groups, strict=True):
        for word in set(words):
            users[word].add(group)
    return tuple(sorted(word for word, using in users.items() if len(using) >= least))


def fit_network(lessons: Lessons, *, least: int, shape: Shape = SHAPE) -> Network:
    """Return a network that has learnt the lessons; its log-odds are not calibrated yet.

    The same lessons, shape and machine give the same network.

    Parameters
    ----------
    least
        How many groups must use a word for it to be known.

    Raises
    ------
    UsageError
        torch is not installed.
    """
    read = [tokens(text.lower()) for text in lessons.texts]
    words = shared_words(read, lessons.groups, least)
    rows = {word: row for row, word in enumerate(words)}
    ids = [np.array([rows.get(token, -1) for token in text], dtype=np.int64) for text in read]
    vectors = word_vectors(ids, len(words), size=shape.size)
    start = np.concatenate([np.zeros((FIRST, shape.size), np.float32), vectors * np.float32(shape.length)])
    learnt = _learn([row + FIRST for row in ids], lessons, start, shape)
    return _to_network(words, learnt)


def _learn(rows: list[npt.NDArray[np.int64]], lessons: Lessons, start: npt.NDArray[np.float32], shape: Shape) -> Any:  # noqa: ANN401 - a torch module
    """Return the module that has learnt; row 0 of its vectors is padding."""
    try:
        import torch
    except ImportError as error:
        raise UsageError("distilling", "needs torch, which is not installed", fix="run make encoder") from error

    before = torch.get_rng_state()
    torch.manual_seed(shape.seed)
    module = _module(torch, start, lessons.targets.shape[1], shape)
    targets, weights = (torch.tensor(a, dtype=torch.float32) for a in (lessons.targets, lessons.weights))
    filled = [row for row in range(len(rows)) if len(rows[row])]
    padded = {row: torch.from_numpy(rows[row] + 1) for row in filled}
    optimizer = torch.optim.AdamW(module.parameters(), lr=shape.rate, weight_decay=0.01)
    steps = shape.passes * -(-len(filled) // shape.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, shape.rate, total_steps=steps + 1)
    for number in range(shape.passes):
        for some in batches([len(rows[row]) for row in filled], shape.batch, seed=shape.seed + number):
            batch = [filled[row] for row in some]
            texts = torch.nn.utils.rnn.pad_sequence([padded[row] for row in batch], batch_first=True)
            cells = torch.nn.functional.binary_cross_entropy_with_logits(
                module(texts), targets[batch], reduction="none"
            )
            optimizer.zero_grad()
            ((cells * weights[batch]).sum() / len(batch)).backward()
            optimizer.step()
            schedule.step()
    torch.set_rng_state(before)
    return module


def _module(torch: Any, start: npt.NDArray[np.float32], labels: int, shape: Shape) -> Any:  # noqa: ANN401
    class Module(torch.nn.Module):  # type: ignore[misc]  # torch waits until it is needed
        def __init__(self) -> None:
            super().__init__()
            padding = np.zeros((1, shape.size), np.float32)
            self.vectors = torch.nn.Embedding.from_pretrained(
                torch.from_numpy(np.concatenate([padding, start])), freeze=False, padding_idx=0
            )
            self.filters = torch.nn.ModuleList(
                torch.nn.Conv1d(shape.size, shape.channels, width, padding=width // 2) for width in shape.widths
            )
            self.head = torch.nn.Linear(2 * shape.channels * len(shape.widths), labels)

        def forward(self, texts: Any) -> Any:  # noqa: ANN401
            if self.training:
                hidden = (torch.rand(texts.shape) < shape.hidden) & (texts > 0)
                texts = torch.where(hidden, torch.full_like(texts, 1 + UNKNOWN), texts)
            there = (texts > 0).unsqueeze(1)
            seen = self.vectors(texts).transpose(1, 2)
            answers = torch.cat([torch.relu(each(seen)) for each in self.filters], 1) * there
            sums = answers.sum(2) * float(SUM_SCALE) / there.sum(2).sqrt()
            pooled = torch.cat([answers.max(2).values, sums], 1)
            return self.head(torch.nn.functional.dropout(pooled, shape.dropout, self.training))

    return Module()


def _to_network(words: tuple[str, ...], module: Any) -> Network:  # noqa: ANN401 - a torch module
    def array(tensor: Any) -> npt.NDArray[np.float32]:  # noqa: ANN401 - a torch tensor
        return np.array(tensor.detach().numpy())

    vectors = array(module.vectors.weight)[1:].astype(np.float16).astype(np.float32)  # as they are stored
    head = array(module.head.weight).astype(np.float64)
    return Network(
        words,
        vectors,
        {each.kernel_size[0]: array(each.weight).transpose(2, 1, 0).copy() for each in module.filters},
        np.concatenate([array(each.bias) for each in module.filters]),
        head.reshape(len(head), 2, -1),
        array(module.head.bias).astype(np.float64),
    )
