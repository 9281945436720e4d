"""A model small enough to compute by hand, and a report about a country that does not exist."""

import re

import numpy as np
import pytest

from rightstag.reports.records import Paragraph, Report
from rightstag.tag import tag_paragraphs

WORDS = {
    "assembly": ("rally", "dispersed", "picket", "march", "permit"),
    "expression": ("journalist", "blocked", "newspaper", "defamation", "website"),
    "association": ("dissolved", "registration", "NGOs", "union"),
    "refugees": ("asylum", "border", "returned"),
    "statelessness": ("citizenship", "stateless"),
}


class KeywordBundle:
    """Probability 0.05 with none of a label's words, and 0.3 more with each of them; knows no word with an x."""

    labels = tuple(WORDS)
    thresholds = np.array([0.5, 0.5, 0.5, 0.3, 0.3])
    name = "keywords-00000000"
    taxonomy = "1"
    note = ""
    familiar, codebook = 0.7, None

    def predict_proba(self, texts, headings=None):
        assert headings is None or len(headings) == len(texts)
        return np.array([[self._score(text, label) for label in self.labels] for text in texts]).reshape(len(texts), -1)

    def explain(self, text, *, labels=None, top=5):
        spans = {
            label: sorted(match.span() for word in WORDS[label] for match in re.finditer(word, text))
            for label in labels or self.labels
        }
        return {label: [(start, end, 1.5) for start, end in each][:top] for label, each in spans.items()}

    def known_share(self, texts):
        return np.array([np.mean(["x" not in word for word in text.split()] or [1.0]) for text in texts])

    def _score(self, text, label):
        return min(0.05 + 0.3 * sum(word in text for word in WORDS[label]), 0.95)


@pytest.fixture
def bundle():
    return KeywordBundle()


@pytest.fixture
def report():
    return Report(
        key="averland-2023",
        title="Averland: Civic Space in 2023",
        publisher="Merovia Rights Monitor",
        country="XAA",
        year=2023,
        language="en",
        url="https://example.org/averland",
    )


@pytest.fixture
def paragraphs(report):
    """One report: two sections, a footnote, furniture, a run-in heading."""
    top, gather, press = "Averland", "Freedom of Assembly", "Freedom of Expression"
    rows = [
        ("heading", (), top, {}),
        ("paragraph", (top,), "Averland has a parliament of ninety seats and a directly elected president.", {}),
        ("heading", (top,), gather, {}),
        ("paragraph", (top, gather), "Police dispersed a rally in Sel on 4 May.", {"number": "1", "page": 3}),
        ("paragraph", (top, gather), "Organisers asked for a permit to march and had no answer.", {"number": "2"}),
        ("footnote", (top, gather), "Interview with an organiser, Sel.", {"reason": "footnote", "page": 3}),
        ("heading", (top,), press, {}),
        (
            "bullet",
            (top, press, "Internet"),
            "Internet: The ministry blocked the website of a newspaper after it reported the rally.",
            {"page": 4},
        ),
        ("recommendation", (top, press), "Repeal the law on defamation.", {"number": "a"}),
        ("paragraph", (top, press), "Libraries are open to all.", {}),
        ("furniture", (), "Share this page", {"reason": "menu"}),
    ]
    return [
        Paragraph(id=f"p{n}", kind=kind, trail=trail, text=text, position=n, report=report, **more)
        for n, (kind, trail, text, more) in enumerate(rows)
    ]


@pytest.fixture
def tagged(bundle, paragraphs):
    return list(tag_paragraphs(paragraphs, bundle))
