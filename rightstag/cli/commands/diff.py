"""``rightstag diff``: what another model changes of the tags, or another edition of a report."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rightstag.atomic import STDIO
from rightstag.cli.console import print_json
from rightstag.cli.options import MODEL, Json
from rightstag.errors import UsageError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from rightstag.tag.diff.diff import DiffSide, TagDiff


_TAGS = "as `tag` wrote them: .jsonl, .csv, .parquet or a folder of parts; - is records on standard input."
_EDITION_FORMATS = (".jsonl", ".html")
_HEADS = ("label", "tagged before", "gained", "lost", "tagged now")
_FIGURES = ("before", "gained", "lost", "now")


def diff(
    old: Annotated[
        Path, typer.Argument(metavar="OLD", help=f"The tags of one model, {_TAGS} Or an edition of a report.")
    ],
    new: Annotated[
        Path, typer.Argument(metavar="NEW", help="The tags of another model; or another edition of the report.")
    ],
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write every change: records (.jsonl), a table of tags (.csv) or a page of editions (.html); - is "
            "records on standard output, in place of the counts.",
        ),
    ] = None,
    paragraphs: Annotated[
        list[Path] | None,
        typer.Option(
            "--paragraphs",
            metavar="FILE",
            help="The paragraphs that the tags speak of, JSON Lines, for the reports where both are records.",
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option("--model", metavar="BUNDLE", help=f"Of editions: the model whose tags of both are shown: {MODEL}"),
    ] = None,
    json: Json = False,
) -> None:
    """Compare the tags of two models, label by label, or two editions of a report, paragraph by paragraph.

    Decisions that are the same in both are not listed. Editions are reports, or paragraphs as `ingest` wrote them.
    """
    if _is_edition(old) and _is_edition(new):
        _compare_editions(old, new, output, model, json=json)
        return
    from rightstag.cli.console import show
    from rightstag.tag.diff.diff import diff_tags
    from rightstag.tag.diff.diff_file import change_format, write_changes

    if output:
        change_format(output)  # a suffix that cannot be written is said before anything is read
    with diff_tags(old, new, paragraphs=paragraphs or ()) as compared:
        for note in _notes(compared):
            typer.echo(f"note: {note}", err=True)
        if output:
            count = write_changes(output, compared)
            typer.echo(f"changes: {count:,}{'' if output == STDIO else f', written to {output}'}", err=True)
        if json and output != STDIO:
            print_json(_counted(compared))
        elif output != STDIO:
            show([_table(compared)])


def _is_edition(path: Path) -> bool:
    """Tell a report, or its paragraphs, from tags."""
    from rightstag.reports.readers import SUFFIXES

    if path == STDIO or path.suffix.lower() in SUFFIXES:
        return path != STDIO
    if path.suffix.lower() != ".jsonl" or not path.is_file():
        return False
    with path.open("rb") as rows:
        return b'"schema":"rightstag.paragraph/' in rows.readline().replace(b" ", b"")


def _compare_editions(old: Path, new: Path, output: Path | None, model: str | None, *, json: bool) -> None:
    from rightstag.cli.bundles import open_bundle
    from rightstag.tag import read_inputs
    from rightstag.tag.diff.editions import compare_editions, count_changes, write_editions

    if output is not None and output != STDIO and output.suffix.lower() not in _EDITION_FORMATS:
        found = f"no changes of editions are written as {output.suffix!r}"
        raise UsageError(output, found, expected=" or ".join(_EDITION_FORMATS))
    bundle = open_bundle(model) if model else None
    changes = compare_editions(list(read_inputs([old])), list(read_inputs([new])), model=bundle)
    counts = count_changes(changes)
    if json:
        print_json(counts)
    elif output != STDIO:
        typer.echo("\n".join(f"{change:<10}{count:>7,}" for change, count in counts.items()))
    if output is not None:
        write_editions(output, changes, titles=(old.name, new.name))
        if output != STDIO:
            typer.echo(f"written: {output}", err=True)


def _counted(compared: "TagDiff") -> object:
    import msgspec

    counted = {"old": compared.old, "new": compared.new, "labels": compared.counts}
    return msgspec.to_builtins(counted, enc_hook=str, order="deterministic")


def _table(compared: "TagDiff") -> "RenderableType":
    from rightstag.cli.console import table

    reviewed = any(count.review for count in compared.counts)
    figures = (*_FIGURES, "review") if reviewed else _FIGURES
    rows = [(count.label, *(getattr(count, name) for name in figures)) for count in compared.counts]
    total = ("all", *(sum(getattr(count, name) for count in compared.counts) for name in figures))
    cells = [(name, *(f"{figure:,}" for figure in row)) for name, *row in (*rows, total)]
    heads = (*_HEADS, "no ↔ review") if reviewed else _HEADS
    title = f"From {_name(compared.old)} to {_name(compared.new)}."
    return table(title, heads, cells[:-1], cells[-1:])


def _name(side: "DiffSide") -> str:
    return ", ".join(sorted(filter(None, side.models))) or str(side.path)


def _notes(compared: "TagDiff") -> Iterator[str]:
    """Yield the caveats of the figures."""
    if compared.old.models == compared.new.models and compared.new.models - {""}:
        yield f"both are of {_name(compared.new)}: what changed is owed to the options"
    if compared.old.taxonomies != compared.new.taxonomies:
        versions = [", ".join(sorted(side.taxonomies)) or "none" for side in (compared.old, compared.new)]
        yield f"the versions of the taxonomy differ: {versions[0]}, then {versions[1]}"
    for side, other in ((compared.old, compared.new), (compared.new, compared.old)):
        if not side.complete:
            yield (
                f"{side.path} has no tag that says no, as `tag --all` writes them: what is missing there counts as no, "
                "whether the paragraph was tagged or not"
            )
        if side.alone:
            labels = f"; labels: {', '.join(side.alone_labels)}" if side.alone_labels else ""
            yield (
                f"not compared: {side.alone:,} tags of {side.path} that {other.path} does not have "
                f"(paragraphs: {side.alone_paragraphs:,}{labels})"
            )
