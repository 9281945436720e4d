"""What a queue draws at random holds for all paragraphs; what its other reasons choose does not."""

import random

import numpy as np
import pytest
from toy_tagging import KeywordBundle

from rightstag.annotate import make_queue
from rightstag.annotate.sampling import random_paragraphs
from rightstag.errors import InputError
from rightstag.jsonl import write_rows
from rightstag.reports import Paragraph

SIZE, POOL, TRUE = 200, 1500, 0.1


def pool(seed: int) -> tuple[list[Paragraph], set[str]]:
    """Return paragraphs of random words, and those of them that have the label: one in ten, most with its word."""
    chance = random.Random(seed)
    rows, having = [], set()
    for number in range(POOL):
        words = [f"w{chance.randrange(4000)}" for _ in range(12)]
        if chance.random() < TRUE:
            having.add(f"p-{number}")
            words[0] = "rally" if chance.random() < 0.8 else words[0]
        elif chance.random() < 0.05:
            words[0] = "rally"
        rows.append(Paragraph(id=f"p-{number}", text=" ".join(words)))
    return rows, having


@pytest.mark.long
def test_the_random_stream_is_right_on_average_where_the_whole_queue_is_not() -> None:
    whole, drawn, truth = [], [], []
    for seed in range(40):
        rows, having = pool(seed)
        queue = make_queue(rows, bundle=KeywordBundle(), size=SIZE, random=0.5, seed=seed)
        whole.append(np.mean([item.paragraph.id in having for item in queue.items]))
        drawn.append(np.mean([item.paragraph.id in having for item in queue.items if item.reason == "random"]))
        truth.append(len(having) / POOL)
    assert abs(np.mean(drawn) - np.mean(truth)) < 0.01
    assert abs(np.mean(whole) - np.mean(truth)) > 0.03


def test_random_paragraphs_are_read_from_queues_and_missed_where_there_are_none(tmp_path) -> None:
    rows, _ = pool(0)
    queue = make_queue(rows[:50], size=10, random=0.3)
    write_rows(tmp_path / "q.jsonl", queue.items)
    expected = {item.paragraph.id for item in queue.items if item.reason == "random"}
    assert random_paragraphs([tmp_path / "q.jsonl"]) == expected
    write_rows(tmp_path / "none.jsonl", [item for item in queue.items if item.reason != "random"])
    with pytest.raises(InputError, match="nothing was drawn at random"):
        random_paragraphs([tmp_path / "none.jsonl"])
