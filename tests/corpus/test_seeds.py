"""Real reports in five layouts against a careful reader's cut."""

import json
import re
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from rightstag.reports.readers.text.reader import read_text
from rightstag.reports.records import TAGGABLE
from rightstag.reports.structure.segment import Segment, segment

# What a footnote mark can look like: both sides are folded, so that only the cut is compared.
_MARK = re.compile(r"(?<=[^\s\d])\d{1,3}(?=[\s.,;:)\]”]|$)")


def fold(text: str) -> str:
    return " ".join(_MARK.sub("", text).split())


@pytest.fixture(scope="module")
def seeds(corpus: Path) -> dict[str, tuple[list[Segment], list[dict]]]:
    """Give each file's segments, ours and the careful reader's."""
    wanted = defaultdict(list)
    for line in (corpus / "seeds-segments.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        wanted[row["file"]].append(row)
    folder = corpus / "seeds"
    return {name: (segment(read_text((folder / name).read_bytes(), name)), rows) for name, rows in wanted.items()}


def test_paragraphs_are_those_of_a_careful_reader(seeds):
    scores = {}
    for name, (pieces, rows) in seeds.items():
        ours = Counter(fold(piece.text) for piece in pieces if piece.kind in TAGGABLE)
        theirs = Counter(fold(row["text"]) for row in rows if row["kind"] == "paragraph")
        scores[name] = 2 * (ours & theirs).total() / (ours.total() + theirs.total())
    assert len(scores) == 5
    assert min(scores.values()) >= 0.97, scores


def test_trails_are_those_of_a_careful_reader(seeds):
    for name, (pieces, rows) in seeds.items():
        trails = defaultdict(list)
        for row in rows:
            if row["kind"] == "paragraph":
                trails[fold(row["text"])].append(tuple(row["trail"]))
        ours = [piece for piece in pieces if piece.kind in TAGGABLE and fold(piece.text) in trails]
        # The careful reader lists no run-in headings.
        right = [piece.trail[: len(piece.trail) - bool(piece.run_in)] in trails[fold(piece.text)] for piece in ours]
        assert sum(right) >= 0.95 * len(right), name


def test_every_character_is_in_one_segment_and_all_set_aside_has_a_reason(seeds):
    for pieces, _ in seeds.values():
        assert pieces[0].start == 0
        assert all(one.end == two.start for one, two in pairwise(pieces))
        assert all(piece.reason for piece in pieces if piece.kind in ("furniture", "footnote"))
