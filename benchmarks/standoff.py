"""Write the stand-off gold: which paragraph has which labels by whom, without its text.

Run ``python benchmarks/standoff.py CORPUS data/gold.jsonl``; who has the text finds its row by the hash of its words
(``train.text_hash``).
"""

import sys
from pathlib import Path

from rightstag.jsonl import read_rows, write_rows
from rightstag.train import text_hash

FIELDS = ("id", "source", "ref", "labels", "coders", "sure")


def main(corpus: Path, output: Path) -> None:
    rows = read_rows(corpus / "corpus" / "gold_train.jsonl", dict)
    write_rows(output, ({"text_sha256": text_hash(row["text"])} | {name: row[name] for name in FIELDS} for row in rows))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
