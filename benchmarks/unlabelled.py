"""Choose the unlabelled paragraphs that the shipped models learn from.

Run ``python benchmarks/unlabelled.py CORPUS -o unlabelled.jsonl``. Half and more of them stand under a heading, answer
a question or have a tag that is about one of the five rights, so that few of their violations are missed; the others
are drawn from all the rest. What headings and tags say is not learnt. No two begin with the same dozen words, and none
begins as a labelled paragraph does.
"""

import argparse
import gzip
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from rightstag.jsonl import write_rows

SOURCES = {"state": "state_2016_2023", "fiw": "freedom_in_the_world", "upr": "upr_recommendations"}
#: Questions of Freedom in the World, and tags of the Universal Periodic Review, that are near the five rights.
QUESTIONS = frozenset({"B1", "C3", "D1", "D2", "D3", "D4", "E1", "E2", "E3", "F4", "G1"})
TAGS = re.compile(
    "expression|press|association|assembly|Asylum|refugee|Stateless|Civil society|Human rights defenders|Migra|Birth"
    "|nationality|Labour"
)
_LONGEST, _PART, _SHORTEST = 1500, 800, 40
_BEGINNING = 12

Row = dict[str, Any]


def beginning(text: str) -> str:
    """Return the first words of a text."""
    return " ".join(re.findall(r"\w+", text.lower())[:_BEGINNING])


def partitions(text: str) -> list[str]:
    """Cut a text that is longer than a paragraph between sentences."""
    if len(text) <= _LONGEST:
        return [text]
    found, current = [], ""
    for sentence in re.split(r"(?<=[.!?])\s+", text):
        if current and len(current) + len(sentence) > _PART:
            found.append(current)
            current = sentence
        else:
            current = f"{current} {sentence}".strip()
    return [*found, current]


def draw(
    rows: list[Row], counts: tuple[int, int], is_near: Callable[[Row], bool], seen: set[str], rng: np.random.Generator
) -> Iterator[Row]:
    """Yield so many rows that are near the five rights, and so many others, one part of each."""
    left = dict(zip((True, False), counts, strict=True))
    for at in rng.permutation(len(rows)):
        row, kind = rows[at], is_near(rows[at])
        if not left[kind]:
            continue
        options = partitions(" ".join(row["text"].split()))
        text = options[rng.integers(len(options))]
        if len(text) < _SHORTEST or (key := beginning(text)) in seen:
            continue
        seen.add(key)
        left[kind] -= 1
        yield {"text": text, "country": row["country"], "source": row["source"]}


def choose(corpus: Path) -> list[Row]:
    """Return the chosen paragraphs; the same corpus gives the same ones in the same order."""
    rng = np.random.default_rng(1)
    state, freedom, review = (_read(corpus / f"{name}.jsonl.gz", source) for source, name in SOURCES.items())
    seen = {beginning(json.loads(line)["text"]) for line in (corpus / "gold_train.jsonl").open()}
    chosen: list[Row] = []
    for label in ("statelessness", "refugees"):  # the rare ones first
        about = [row for row in state if label in row["heading_labels"]]
        chosen += draw(about, (4000, 0), lambda _: True, seen, rng)
    chosen += draw(state, (14000, 10000), lambda row: bool(row["heading_labels"]), seen, rng)
    chosen += draw(freedom, (6000, 3000), lambda row: row["question"] in QUESTIONS, seen, rng)
    chosen += draw(review, (3500, 2500), lambda row: any(map(TAGS.search, row["labels"])), seen, rng)
    rng.shuffle(chosen)
    return chosen


def _read(path: Path, source: str) -> list[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) | {"source": source} for line in lines]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("corpus", type=Path, help="folder that has corpus/")
    options.add_argument("-o", "--output", type=Path, required=True)
    given = options.parse_args()
    print(f"{write_rows(given.output, choose(given.corpus / 'corpus')):,} paragraphs")


if __name__ == "__main__":
    main()
