"""Make the background vocabulary of ``train/background``: python benchmarks/background.py FOLDER-OF-THE-CORPUS.

Words count where they stand in lower case, so that no name is among them; what a word in capitals stands between is no
pair. A word or pair is kept when enough countries (or decisions) use it, and every letter group of a kept word is.
"""

import gzip
import json
import lzma
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from rightstag.models.linear.features import BLOCKS
from rightstag.train import background

FILES = ("state_2016_2023.jsonl.gz", "freedom_in_the_world.jsonl.gz", "un_decisions.jsonl.gz")
#: In how many countries or decisions a word, and a pair of words, must occur.
LEAST_WORD, LEAST_PAIR = 10, 20
_TOKEN = re.compile(r"\b\w\w+\b")  # scikit-learn's own


def grouped(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each text with its country, or its document where no country is named."""
    for name in FILES:
        with gzip.open(folder / name, "rt", encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                yield row.get("country") or row["doc"], row["text"]


def lower_case_terms(text: str) -> Iterator[str]:
    """Yield the words in lower case and the pairs of such words that follow each other."""
    before = ""
    for token in _TOKEN.findall(text):
        word = token if token == token.lower() and not any(map(str.isdigit, token)) else ""
        if word:
            yield word
            if before:
                yield f"{before} {word}"
        before = word


def main(folder: Path) -> None:
    by_group: dict[str, set[str]] = defaultdict(set)
    for group, text in grouped(folder):
        by_group[group].update(lower_case_terms(text))
    counts = Counter(term for terms in by_group.values() for term in terms)
    words = {term for term, count in counts.items() if " " not in term and count >= LEAST_WORD}
    pairs = {term for term, count in counts.items() if " " in term and count >= LEAST_PAIR}
    low, high = BLOCKS["letters"]["ngram_range"]
    letters = {
        padded[at : at + size]
        for padded in (f" {word} " for word in words)
        for size in range(low, high + 1)
        for at in range(max(len(padded) - size, 0) + 1)
    }
    target = Path(background.__file__).with_name("background")
    target.mkdir(exist_ok=True)
    for name, terms in (("words", words | pairs), ("letters", letters)):
        file = target / f"{name}.txt.xz"
        file.write_bytes(lzma.compress("\n".join(sorted(terms)).encode(), preset=9))
        print(f"{name}: {len(terms):,} terms, {file.stat().st_size:,} bytes")
    print(f"from {len(by_group):,} countries and decisions: {len(words):,} words, {len(pairs):,} pairs")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
