import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from rightstag.annotate.agreement.agreement import measure_agreement
from rightstag.annotate.agreement.codebook_versions import compare_versions
from rightstag.annotate.agreement.disagreement_report import ConflictReport, analyse_conflicts
from rightstag.annotate.agreement.disagreements import find_disagreements, find_label_conflicts
from rightstag.annotate.agreement.keywords import TfidfSimilarity, distinctive_words
from rightstag.annotate.agreement.report_page import render
from rightstag.annotate.records import Annotation, EvidenceSpan
from rightstag.labels import Taxonomy, load_taxonomy
from rightstag.reports import Paragraph, Report

REPORT = Report(key="averland-2021")
TEXTS = {
    # Strikes: disputed. Rallies: all agree on assembly. Roads: all agree on none.
    "strike-1": "Police broke up a strike of dockers at the harbour of Averland.",
    "strike-2": "A strike of teachers in Merovia was forbidden by a court.",
    "strike-3": "The strike at the mine ended when gendarmes came.",
    "strike-4": "Miners in Tarsia were fined for a strike.",
    "rally-1": "Police broke up a rally at the harbour and fined its organisers.",
    "rally-2": "A rally in Merovia was forbidden by the mayor.",
    "rally-3": "Students were fined for a rally.",
    "road-1": "The road to the harbour was mended in spring.",
    "road-3": "It snowed in the hills.",
    "road-2": "A court in Merovia has a new roof <b>&</b> *doors*.",
}
GIVEN = {"strike": (("assembly",), ()), "rally": (("assembly",),) * 2, "road": ((), ())}


def answers() -> list[Annotation]:
    found = []
    for name, text in TEXTS.items():
        for who, labels in zip(("annotator-1", "annotator-2"), GIVEN[name.partition("-")[0]], strict=True):
            more = {}
            if name == "strike-1" and labels:
                start = text.index("strike")
                marks = (EvidenceSpan(start=start, end=start + 6, label="assembly"),)
                more = {"comment": "dockers | gathered?", "evidence": marks, "origin": "prediction"}
            state = "labelled" if labels else "none"
            found.append(Annotation(paragraph=name, annotator=who, labels=labels, state=state, taxonomy="1", **more))
    return found


@pytest.fixture
def taxonomy() -> Taxonomy:
    return load_taxonomy()


@pytest.fixture
def paragraphs() -> dict[str, Paragraph]:
    return {name: Paragraph(id=name, text=text, report=REPORT) for name, text in TEXTS.items()}


@pytest.fixture
def finding(taxonomy: Taxonomy, paragraphs: dict[str, Paragraph]) -> ConflictReport:
    conflicts = find_label_conflicts(find_disagreements(answers()), taxonomy.ids)
    [found] = analyse_conflicts(answers(), conflicts, taxonomy, paragraphs, cases=2)
    return found


def test_a_finding_sets_disputed_paragraphs_beside_those_like_them_on_which_all_agree(finding: ConflictReport) -> None:
    assert (finding.labels, finding.times, finding.paragraphs) == (("assembly", "none"), 4, 4)
    first, second = finding.cases
    assert first.answers == {"annotator-1": ("assembly",), "annotator-2": ()}
    assert (first.report, first.marked, first.comments) == ("averland-2021", ("strike",), ("dockers | gathered?",))
    assert {side: quote.paragraph for side, quote in first.nearest.items()} == {"assembly": "rally-1", "none": "road-1"}
    assert {side: quote.paragraph for side, quote in second.nearest.items()} == {
        "assembly": "rally-2",
        "none": "road-2",
    }


def test_a_finding_says_which_words_and_who_and_what_the_codebook_has(
    finding: ConflictReport, taxonomy: Taxonomy
) -> None:
    [word] = finding.words
    assert (word.word, word.here, word.of, word.there, word.others) == ("strike", 4, 4, 0, 6)
    assert finding.said == {"annotator-1": (4, 0), "annotator-2": (0, 4)}
    assert finding.one_sided
    assert finding.suggested == 1
    [rule] = [line for line in finding.codebook if line.startswith("Strike")]
    assert rule == f"Strike: {taxonomy.rules[0].text}"


def test_likeness_goes_by_the_words_that_are_rare() -> None:
    likeness = TfidfSimilarity(TEXTS)
    assert likeness.nearest("strike-1", ["rally-2", "road-2"]) in {"rally-2", "road-2"}
    assert likeness.nearest("rally-1", list(TEXTS)) == "strike-1"
    assert likeness.nearest("rally-1", []) is None


def test_words_that_are_everywhere_or_differ_by_chance_tell_nothing() -> None:
    here, there = [f"the police came on day {n}" for n in range(6)], ["the police left at night"] * 6
    assert [word.word for word in distinctive_words(here, there)] == ["came", "day"]
    assert distinctive_words(["a storm"], ["a calm"]) == []
    assert distinctive_words([], []) == []
    chance = random.Random(0)
    words = [f"word{number}" for number in range(300)]
    texts = [" ".join(chance.sample(words, 40)) for _ in range(60)]
    assert distinctive_words(texts[:20], texts[20:]) == []


@given(st.integers(2, 8), st.integers(2, 8), st.integers(0, 8), st.integers(1, 8))
def test_a_word_is_distinctive_by_fishers_exact_test(here: int, of: int, there: int, others: int) -> None:
    here, there = min(here, of), min(there, others)
    ours, theirs = ["strike"] * here + [""] * (of - here), ["strike"] * there + [""] * (others - there)
    p_value = fisher_exact([[here, of - here], [there, others - there]], alternative="greater").pvalue
    assert [word.word for word in distinctive_words(ours, theirs)] == ["strike"] * int(p_value < 0.05)


def report(name: str, taxonomy: Taxonomy, paragraphs: dict[str, Paragraph], more: int = 0) -> str:
    rows = answers()
    disagreements = find_disagreements(rows)
    findings = analyse_conflicts(rows, find_label_conflicts(disagreements, taxonomy.ids), taxonomy, paragraphs, cases=2)
    newer = [
        Annotation(paragraph=r.paragraph, annotator=r.annotator, labels=(), state="none", taxonomy="2") for r in rows
    ]
    changes = compare_versions([*rows, *newer], taxonomy.ids)
    return render(
        name,
        measure_agreement(rows, taxonomy.ids),
        findings,
        changes,
        taxonomy,
        disagreements=len(disagreements),
        more=more,
    )


def test_the_markdown_asks_and_makes_up_no_rule(taxonomy: Taxonomy, paragraphs: dict[str, Paragraph]) -> None:
    page = report("disagreements.md.jinja", taxonomy, paragraphs)
    assert "## assembly or none?\n" in page
    assert "annotator-1: 4 × assembly, 0 × none; annotator-2: 0 × assembly, 4 × none." in page
    assert "Always the same way round: rather a habit of theirs than chance." in page
    assert "“strike” (4 of 4; elsewhere 0 of 6)" in page
    assert "comment: dockers \\| gathered?" in page
    note = page[page.index("### Draft of a note") :]
    assert (
        note
        == """\
### Draft of a note for the codebook

> **DRAFT: a question to decide, not a rule.**
> *assembly or none?*
>
> - They differ: “Police broke up a strike of dockers at the harbour of Averland.” (strike-1)
> - All agree on assembly: “Police broke up a rally at the harbour and fined its organisers.” (rally-1)
> - All agree on none: “The road to the harbour was mended in spring.” (road-1)
> - They differ: “A strike of teachers in Merovia was forbidden by a court.” (strike-2)
> - All agree on assembly: “A rally in Merovia was forbidden by the mayor.” (rally-2)
> - All agree on none: “A court in Merovia has a new roof \\<b\\>&\\</b\\> \\*doors\\*.” (road-2)
> - and 2 more on which they differ
>
> To decide: does a paragraph like these get assembly or not, and by which sign is that seen? \
Does it turn on words such as “strike”?
>
> Rule: …
>
> Decided by: … From version: …

"""
    )
    assert "| n/a | n/a | cannot tell |" in page


def test_the_page_needs_nothing_from_elsewhere_and_escapes_what_it_shows(
    taxonomy: Taxonomy, paragraphs: dict[str, Paragraph]
) -> None:
    page = report("disagreements.html.jinja", taxonomy, paragraphs, more=2)
    assert "&lt;b&gt;&amp;&lt;/b&gt; *doors*" in page
    assert "<b>&</b>" not in page
    assert "default-src 'none'" in page
    assert "2 rarer kinds of disagreement are not shown." in page
    assert not re.search(r"<(script|link|img|iframe)\b|url\(", page)
    assert re.findall(r'(?:src|href)="([^"]*)"', page) == ["#f1"]
    assert page.count("<h1>") == 1
