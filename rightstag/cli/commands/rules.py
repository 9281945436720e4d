"""``rightstag rules``: weak rules for a cold start, checked, judged, and what they say."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rightstag.atomic import STDIO
from rightstag.cli.console import print_json
from rightstag.cli.options import (
    Answered,
    Context,
    Json,
    Labelled,
    Overlap,
    QueueFile,
    Seed,
    TaxonomyFile,
)
from rightstag.errors import UsageError
from rightstag.jsonl import read_rows, write_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rightstag.cli.console import FigureTable
    from rightstag.tag import TaggedParagraph
    from rightstag.train.evaluation.weak_rules import Report

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Find what to read first, by words and patterns, where there is no model yet.",
)

_Rules = Annotated[Path, typer.Argument(metavar="RULES", help="Rules as YAML, such as data/rules.yaml.")]
_Paragraphs = Annotated[
    list[Path],
    typer.Argument(
        metavar="PARAGRAPHS...",
        help="What `ingest` wrote, reports, folders of either; - is standard input.",
        show_default=False,
    ),
]


@app.command("check")
def check(rules: _Rules, taxonomy: TaxonomyFile = None) -> None:
    """Check rules: one line when they are in order, every fault with its line and exit code 4 when they are not."""
    from rightstag.labels import load_taxonomy
    from rightstag.labels.rules.rulebook import load_rules

    labels = load_taxonomy(taxonomy).ids
    book = load_rules(rules, labels)
    counts = Counter(rule.label for rule in book.rules)
    typer.echo(f"OK: {rules}, version {book.version}: {len(book.rules)} rules ({_listed(counts, labels)})")
    if missing := [label for label in labels if not counts[label]]:
        typer.echo(f"note: no rule for {', '.join(missing)}", err=True)


@app.command("report")
def report(
    rules: _Rules,
    gold: Labelled,
    *,
    paragraphs: Context = None,
    taxonomy: TaxonomyFile = None,
    json: Json = False,
) -> None:
    """Judge rules on labelled paragraphs: how much they cover, how often they are right, where they contradict."""
    from rightstag.cli.console import show
    from rightstag.labels import load_taxonomy
    from rightstag.labels.rules.rulebook import load_rules
    from rightstag.train import load_dataset
    from rightstag.train.evaluation.weak_rules import rule_report

    categories = load_taxonomy(taxonomy)
    made = rule_report(load_rules(rules, categories.ids), load_dataset(gold, categories, paragraphs=paragraphs or []))
    if json:
        print_json(made)
    else:
        show([_by_rule(made), _by_label(made)])


@app.command("tag")
def tag(
    rules: _Rules,
    paragraphs: _Paragraphs,
    *,
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE", help="A table (.csv), records (.jsonl) or a page (.html); - is records."
        ),
    ] = STDIO,
    gold: Annotated[
        list[Path] | None,
        typer.Option(
            "--gold", metavar="FILE", help="Weigh each rule by how often it is right on these, not one vote each."
        ),
    ] = None,
    context: Annotated[
        list[Path] | None, typer.Option("--gold-paragraphs", metavar="FILE", help="Paragraphs that --gold speaks of.")
    ] = None,
    include_negative: Annotated[
        bool, typer.Option("--all", help="Write what rules speak against, too, not only yes and review.")
    ] = False,
    taxonomy: TaxonomyFile = None,
) -> None:
    """Tag paragraphs by rules; a label of which no rule speaks gets no tag. These tags are no answers of people."""
    from rightstag.labels import load_taxonomy
    from rightstag.labels.rules.rulebook import load_rules
    from rightstag.tag import WriteOptions, read_inputs, write_tags
    from rightstag.tag.rules import tag_by_rules

    if context and not gold:
        raise UsageError("--gold-paragraphs", "there are no annotations that speak of them", fix="add --gold")
    categories = load_taxonomy(taxonomy)
    book = load_rules(rules, categories.ids)
    weights = None
    if gold:
        from rightstag.train import load_dataset
        from rightstag.train.evaluation.weak_rules import learn_weights

        weights = learn_weights(book, load_dataset(gold, categories, paragraphs=context or []))
    given: Counter[str] = Counter()
    stream = _counted(tag_by_rules(read_inputs(paragraphs), book, categories, weights=weights), given)
    write_tags(output, stream, WriteOptions(include_negative=include_negative, taxonomy=categories, rules=True))
    how = "weighed by accuracy" if gold else "by majority"
    typer.echo(f"{given['']:,} paragraphs read by {book.name}, {how}: {_listed(given, categories.ids)}", err=True)
    if output != STDIO:
        typer.echo(f"written: {output}", err=True)


@app.command("queue")
def queue(
    rules: _Rules,
    paragraphs: _Paragraphs,
    *,
    output: QueueFile = STDIO,
    annotations: Answered = None,
    per_label: Annotated[
        int, typer.Option(metavar="N", min=1, help="How many paragraphs of each label, as the rules expect them.")
    ] = 20,
    random: Annotated[
        float, typer.Option(metavar="SHARE", min=0, max=0.9, help="Smallest share of the random sample, from all.")
    ] = 0.2,
    overlap: Overlap = 0.2,
    seed: Seed = 0,
    taxonomy: TaxonomyFile = None,
) -> None:
    """Choose what to annotate first: paragraphs of each label, as the rules expect them, and a random share.

    The random share is drawn from all: it alone says how often labels occur, and it finds what no rule knows.
    """
    from rightstag.annotate import Annotation
    from rightstag.annotate.sampling.cold_start import cold_queue
    from rightstag.labels import load_taxonomy
    from rightstag.labels.rules.label_model import combine_votes
    from rightstag.labels.rules.matching import match_rules
    from rightstag.labels.rules.rulebook import load_rules
    from rightstag.reports import TAGGABLE
    from rightstag.tag import read_inputs

    labels = load_taxonomy(taxonomy).ids
    book = load_rules(rules, labels)
    given = [paragraph for paragraph in read_inputs(paragraphs) if paragraph.kind in TAGGABLE]
    fired = match_rules(book, [paragraph.text for paragraph in given], [paragraph.id for paragraph in given])
    expected = combine_votes(fired, book.rules, labels) >= 0.5
    answers = [answer for path in annotations or [] for answer in read_rows(path, Annotation)]
    made = cold_queue(given, expected, answers, per_label=per_label, random=random, overlap=overlap, seed=seed)
    write_rows(output, made.items)
    rows = {paragraph.id: row for paragraph, row in zip(given, expected, strict=True)}
    counts = Counter(
        label for item in made.items for label, has in zip(labels, rows[item.paragraph.id], strict=True) if has
    )
    drawn = sum(item.reason == "random" for item in made.items)
    typer.echo(f"queue: {len(made.items):,} of {made.eligible:,} paragraphs, {drawn:,} drawn at random", err=True)
    typer.echo(f"expected in it: {_listed(counts, labels)}", err=True)
    if short := [label for label in labels if counts[label] < per_label]:
        typer.echo(f"note: fewer than {per_label} for {', '.join(short)}: the rules find no more", err=True)


def _listed(counts: "Counter[str]", labels: tuple[str, ...]) -> str:
    return ", ".join(f"{label} {counts[label]:,}" for label in labels)


def _counted(stream: "Iterable[TaggedParagraph]", counts: "Counter[str]") -> "Iterator[TaggedParagraph]":
    """Pass the paragraphs through and count them per label; the key "" counts all."""
    from rightstag.reports import TAGGABLE

    for each in stream:
        counts[""] += each.paragraph.kind in TAGGABLE
        counts.update(tag.label for tag in each.tags if tag.decision == "yes")
        yield each


def _by_rule(report: "Report") -> "FigureTable":
    from rightstag.cli.console import table
    from rightstag.models.scores import ground

    heads = ("rule", "label", "fires", "of all", "alone", "conflicts", "right", "F1 without")
    rows = [
        (
            rule.id,
            f"not {rule.label}" if rule.against else rule.label,
            f"{rule.fires:,}",
            f"{rule.coverage:.1%}",
            f"{rule.alone:,}",
            f"{rule.conflicts:,}",
            str(rule.precision),
            "n/a" if rule.without is None else f"{rule.without:.2f}",
        )
        for rule in report.rules
    ]
    return table(
        f"{len(rows)} rules on {ground(report.rows, report.documents, report.of_unknown_report)}.", heads, rows
    )


def _by_label(report: "Report") -> "FigureTable":
    from rightstag.cli.console import table

    heads = ("label", "with it", "covered", "conflicts", "precision", "recall", "F1", "F1 by accuracy")
    rows = []
    for label, scores in report.majority.labels.items():
        figures = (scores.precision, scores.recall, scores.f1, report.accuracy.labels[label].f1)
        counts = (scores.support, report.covered[label], report.conflicts[label])
        rows.append((label, *(f"{count:,}" for count in counts), *map(str, figures)))
    macro = (report.majority.macro.precision, report.majority.macro.recall, report.majority.macro.f1)
    total = [("macro", "", "", "", *map(str, macro), str(report.accuracy.macro.f1))]
    return table(f"{report.majority.how} {report.accuracy.how}", heads, rows, total)
