"""``rightstag count``: tags become counts that can be published."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rightstag.atomic import STDIO, atomic_write
from rightstag.cli.options import Context, Json, Seed, TaxonomyFile

if TYPE_CHECKING:
    from rightstag.cli.console import FigureTable
    from rightstag.reports import Paragraph
    from rightstag.tag.counting import Counted
    from rightstag.tag.counting.page import Texts
    from rightstag.tag.diff.read_tags import StoredTag

_PAGE = ".html"


def count(  # noqa: PLR0917 - options, which typer passes by name
    tags: Annotated[
        Path,
        typer.Argument(metavar="TAGS", help="Tags as `tag` wrote them: .csv, .jsonl, .parquet; best of `tag --all`."),
    ],
    by: Annotated[
        str, typer.Option("--by", metavar="FACTS", help="country, year, report, publisher, language; with commas.")
    ] = "country,year",
    paragraphs: Context = None,
    labelled: Annotated[
        list[Path] | None,
        typer.Option(
            "--labelled",
            metavar="FILE",
            help="Annotations or labelled paragraphs: by those that were tagged too the counts are corrected.",
        ),
    ] = None,
    smallest: Annotated[
        int, typer.Option("--smallest", metavar="N", min=1, help="Suppress counts from 1 to below this.")
    ] = 5,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="A table (.csv, .xlsx, .json) or a page (.html) too."),
    ] = None,
    taxonomy: TaxonomyFile = None,
    json: Json = False,
    seed: Seed = 0,
) -> None:
    """Count tagged paragraphs by country, year or report, corrected for the model's mistakes.

    How counts are corrected is in docs/counts.md.
    """
    from rightstag.cli.console import print_json, show
    from rightstag.jsonl import read_rows
    from rightstag.labels import load_taxonomy
    from rightstag.reports import Paragraph
    from rightstag.tag.counting import count_tags
    from rightstag.tag.counting.output import count_writer, flat_rows
    from rightstag.tag.diff.read_tags import read_tags
    from rightstag.train import load_dataset

    page = output is not None and output.suffix.lower() == _PAGE
    if output is not None and not page:
        count_writer(output)  # a suffix that cannot be written is said before anything is read
    facts = tuple(name.strip() for name in by.split(",") if name.strip())
    known = {each.id: each for path in paragraphs for each in read_rows(path, Paragraph)} if paragraphs else None
    codebook = load_taxonomy(taxonomy)
    labels = load_dataset(labelled, codebook.ids, paragraphs=paragraphs or []).known_labels() if labelled else None
    texts: Texts = {}
    stream = _kept(read_tags(tags), known or {}, facts, texts) if page else read_tags(tags)
    counted = count_tags(stream, by=facts, paragraphs=known, labelled=labels, smallest=smallest, seed=seed)
    for note in _notes(counted, smallest):
        typer.echo(f"note: {note}", err=True)
    if output is not None:
        _write(output, counted, {each.id: each.title for each in codebook.categories}, texts)
    if json:
        print_json(flat_rows(counted.rows, facts))
    elif output != STDIO:
        show([_table(counted, facts)])
    if output not in {None, STDIO}:
        typer.echo(f"written: {output}", err=True)


def _kept(
    tags: Iterable["StoredTag"], paragraphs: "dict[str, Paragraph]", by: tuple[str, ...], texts: "Texts"
) -> Iterator["StoredTag"]:
    """Pass the tags through, and keep the paragraphs behind each count, as far as they are known."""
    from rightstag.tag.counting.page import TaggedText
    from rightstag.tag.counting.tally import facts_of, group_of

    for tag in tags:
        if tag.decision == "yes":
            facts = facts_of(tag, paragraphs)
            text = paragraphs[tag.paragraph].text if tag.paragraph in paragraphs else tag.text
            if text:
                kept = TaggedText(str(facts["report"] or ""), text)
                texts.setdefault((group_of(facts, by), tag.label), []).append(kept)
        yield tag


def _write(output: Path, counted: "Counted", titles: dict[str, str], texts: "Texts") -> None:
    from rightstag.tag.counting.output import write_counts
    from rightstag.tag.counting.page import render_counts

    if output.suffix.lower() != _PAGE:
        write_counts(output, counted.rows, counted.tally.by)
        return
    names = {label: titles.get(label, label) for label in counted.tally.labels}
    with atomic_write(output) as out:
        out.write(render_counts(counted.rows, counted.tally.by, titles=names, texts=texts).encode())


def _notes(counted: "Counted", smallest: int) -> Iterator[str]:
    if (counted.tally.read < 0).any():
        yield "how many paragraphs were read is not known of all: give tags of `tag --all`, or all of --paragraphs"
    if any(row.suppressed for row in counted.rows):
        yield f"counts below {smallest} are suppressed, and one more where it could be told; --smallest 1 shows all"
    if counted.unsampled:
        yield f"{counted.unsampled:,} labelled paragraphs were not tagged, and say nothing here"
    if unknown := sum(row.of_unknown_report for row in counted.rows if row.group is None):
        yield f"{unknown:,} tags are of unknown reports: in intervals these count as one report"
    whole = [row for row in counted.rows if row.group is None and counted.sampled]
    yield from (f"{row.label} is not corrected: {row.adjusted.reason}" for row in whole if row.adjusted.value is None)
    yield from dict.fromkeys(note for row in counted.rows for note in row.notes)


def _table(counted: "Counted", by: tuple[str, ...]) -> "FigureTable":
    from rightstag.cli.console import table
    from rightstag.tag.counting.output import group_name
    from rightstag.tag.counting.page import figure

    rows: list[tuple[str, ...]] = []
    total: list[tuple[str, ...]] = []
    for row in counted.rows:
        read = "n/a" if row.paragraphs is None else f"{row.paragraphs:,}"
        cells = ["-", "-", "-"] if row.suppressed else [f"{row.tagged:,}", f"{row.review:,}", str(row.share)]
        cells += [] if not counted.sampled else ["-"] if row.suppressed else [figure(row.adjusted)]
        (total if row.group is None else rows).append((group_name(row), row.label, *cells, read))
    corrected = ("corrected",) if counted.sampled else ()
    heads = (" · ".join(by), "label", "tagged", "to review", "share", *corrected, "read")
    return table("Tagged paragraphs.", heads, rows, total)
