"""Render the disagreement report as Markdown, and as one page that opens offline."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rightstag.annotate.agreement.codebook_versions import VersionChange
from rightstag.annotate.agreement.disagreement_report import ConflictReport
from rightstag.annotate.agreement.disagreements import LEFT_OUT
from rightstag.annotate.agreement.keywords import DistinctiveWord
from rightstag.annotate.agreement.records import Agreement
from rightstag.labels import NONE, Taxonomy
from rightstag.stats import Estimate

_TEMPLATES = Path(__file__).with_name("templates")
#: Characters of a paragraph that are shown.
_EXCERPT = 600
_SHORT = 140  # in a note, which others quote
_MARKDOWN = str.maketrans({character: f"\\{character}" for character in "\\`*_[]<>#|"})


def render(
    name: str,
    agreement: Agreement,
    findings: Sequence[ConflictReport],
    changes: Sequence[VersionChange],
    taxonomy: Taxonomy,
    *,
    disagreements: int,
    more: int = 0,
) -> str:
    """Render the report.

    Parameters
    ----------
    name
        ``disagreements.md.jinja`` or ``disagreements.html.jinja``, where everything that comes from data is escaped.
    findings
        Of the most frequent conflicts.
    disagreements
        On how many paragraphs the answers differ.
    more
        How many kinds of conflicts are not among the findings.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=".html" in name,  # noqa: S701 - Markdown is not HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= _FILTERS
    content: dict[str, Any] = {
        "agreement": agreement,
        "findings": findings,
        "changes": changes,
        "taxonomy": taxonomy,
        "disagreements": disagreements,
        "more": more,
        "reasons": _reasons(agreement),
        "intervals": f" In parentheses: 95 % intervals, from drawing the {agreement.drawn}s anew.",
    }
    return environment.get_template(name).render(content)


def named(labels: tuple[str, str]) -> str:
    """Return two things that stand against each other, as a heading.

    Examples
    --------
    >>> named(("assembly", "expression")), named(("assembly", "none")), named(("assembly", "left out"))
    ('assembly or expression?', 'assembly or none?', 'assembly as well, or left out?')
    """
    first, second = labels
    return f"{first} as well, or left out?" if second == LEFT_OUT else f"{first} or {second}?"


def annotator_tendencies(finding: ConflictReport) -> str:
    """Describe the counts per annotator, and whether they show a one-sided tendency."""
    first, second = finding.labels
    said = [f"{who}: {yes} × {first}, {no} × {second}" for who, (yes, no) in finding.said.items()]
    habit = " Always the same way round: rather a habit of theirs than chance." if finding.one_sided else ""
    return "; ".join(said) + f".{habit}"


def telling(words: Sequence[DistinctiveWord]) -> str:
    """Describe the distinctive words of the disputed paragraphs, with their counts."""
    if not words:
        return "None marks these paragraphs off from those on which all agree."
    each = [f"“{word.word}” ({word.here} of {word.of}; elsewhere {word.there} of {word.others})" for word in words]
    return f"More often here than where all agree on one of the two: {', '.join(each)}."


def contrasts(finding: ConflictReport) -> list[str]:
    """Return the paragraphs that the question is about, each beside those like it on which all agree."""
    lines = []
    for case in finding.cases:
        lines.append(f"They differ: {_short(case.text)} ({case.paragraph})")
        lines += [
            f"All agree on {_side(side, finding.labels)}: {_short(quote.text)} ({quote.paragraph})"
            for side, quote in case.nearest.items()
        ]
    return list(dict.fromkeys(lines))


def question(finding: ConflictReport) -> str:
    """Formulate the question to decide, without an answer.

    The question is as open as the disagreement: which side is right is for those who write the codebook.
    """
    first, second = finding.labels
    words = " or ".join(f"“{word.word}”" for word in finding.words[:3])
    about = f" Does it turn on words such as {words}?" if words else ""
    if second in {NONE, LEFT_OUT}:
        return f"does a paragraph like these get {first} or not, and by which sign is that seen?{about}"
    return f"does a paragraph like these get {first}, {second} or both, and by which sign is that seen?{about}"


def direction_of_change(difference: Estimate) -> str:
    """Return the direction of a difference; its interval must exclude zero."""
    if difference.low is None or difference.high is None:
        return "cannot tell"
    if difference.low > 0:
        return "better"
    return "worse" if difference.high < 0 else "cannot tell"


def sameness(change: VersionChange) -> str:
    """Describe the overlap of the paragraphs of two versions."""
    if change.both:
        return f"{change.both} paragraphs are the same."
    return "no paragraph is the same, so part of the difference may be that other paragraphs are easier or harder."


def _reasons(agreement: Agreement) -> list[str]:
    """Return the reason for figures that are n/a."""
    reasons = {
        f"n/a of {name}: {figure.reason}."
        for name, each in agreement.labels.items()
        for figure in (each.alpha, each.kappa, each.ac1, each.f1)
        if figure.value is None
    }
    return sorted(reasons)


def _side(side: str, labels: tuple[str, str]) -> str:
    return f"leaving out {labels[0]}" if side == LEFT_OUT else side


def _excerpt(text: str, most: int = _EXCERPT) -> str:
    """Return the beginning of a text on one line, cut between words."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most].rsplit(' ', 1)[0]} …"


def _short(text: str) -> str:
    return f"“{_excerpt(text, _SHORT)}”"


_FILTERS = {
    "named": named,
    "annotator_tendencies": annotator_tendencies,
    "telling": telling,
    "contrasts": contrasts,
    "question": question,
    "direction_of_change": direction_of_change,
    "sameness": sameness,
    "excerpt": _excerpt,
    "plain": lambda text: text.translate(_MARKDOWN),
    "given": lambda labels: ", ".join(labels) or NONE,
    "quoted": lambda texts: ", ".join(f"“{' '.join(text.split())}”" for text in texts),
}
