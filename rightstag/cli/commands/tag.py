"""``rightstag tag``: reports in, tags out."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rightstag.atomic import STDIO, atomic_write, is_stream
from rightstag.cli.bundles import open_bundle
from rightstag.cli.messages import say_unread
from rightstag.cli.options import Encoding, Jobs, Megabytes, Model, Seconds
from rightstag.cli.streams import styled
from rightstag.errors import PartialError, UsageError
from rightstag.limits import MEGABYTES, SECONDS, Limits

if TYPE_CHECKING:
    from rightstag.labels import Taxonomy
    from rightstag.labels.crosswalk import Crosswalk
    from rightstag.models import Bundle
    from rightstag.models.recode import LabelRecoding
    from rightstag.tag import Run, TagJob, WriteOptions
    from rightstag.tag.counts import Counts

_LAID_OUT = ".html"  # a terminal is shown what the page shows: paragraphs with their tags
_NOTES = {"yes": "", "no": " (no)", "review": " (to review)"}


class Engine(StrEnum):
    """Engine of a run."""

    local = "local"
    dask = "dask"


def tag(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...",
            help="Reports, paragraphs as JSON Lines or Parquet, folders of either; - is standard input.",
            show_default=False,
        ),
    ],
    *,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="A table (.csv, .xlsx, .parquet), records (.jsonl) or a page (.html); - is records on standard "
            "output, which is the default, except that a terminal gets them laid out for reading.",
        ),
    ] = None,
    model: Model = "default",
    include_negative: Annotated[
        bool, typer.Option("--all", help="Write a row for every paragraph and label, not only yes and review.")
    ] = False,
    review: Annotated[
        float,
        typer.Option(
            "--review",
            metavar="WIDTH",
            min=0,
            max=1,
            help="Leave to a person what lies closer than this to the threshold (0 to 1).",
        ),
    ] = 0.0,
    taxonomy: Annotated[
        Path | None,
        typer.Option(
            "--taxonomy",
            metavar="FILE",
            help="Categories of your own, as YAML, for the page's titles and colours and for labels renamed since.",
        ),
    ] = None,
    scheme: Annotated[
        str | None,
        typer.Option(
            "--scheme",
            metavar="NAME",
            help="Write the codes of another scheme in place of labels: upr, sdg, or a CSV file with label and code.",
        ),
    ] = None,
    encoding: Encoding = None,
    max_seconds: Seconds = SECONDS,
    max_mb: Megabytes = MEGABYTES,
    jobs: Jobs = 1,
    engine: Annotated[
        Engine,
        typer.Option(
            "--engine",
            help="Where the work is done: here, or by Dask's workers, which read files of paragraphs (also by pattern "
            "or URL, such as s3://BUCKET/*.jsonl) and write a folder of Parquet files.",
        ),
    ] = Engine.local,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler",
            metavar="ADDRESS",
            help="Dask's scheduler, such as tcp://HOST:8786; without it --jobs workers are started on this machine.",
        ),
    ] = None,
) -> None:
    """Tag the paragraphs of reports with the violations that they report."""
    from time import perf_counter

    from rightstag.reports.read_reports import ReadOptions
    from rightstag.tag import (
        Run,
        TagJob,
        WriteOptions,
        expand_inputs,
    )

    began = perf_counter()
    if engine is Engine.dask:
        job = TagJob(model, ".parquet", include_negative, review, scheme=_crosswalk(scheme))
        _tag_on_dask(inputs, output, job, scheduler, jobs, _own(taxonomy))
        return
    if scheduler:
        raise UsageError("--scheduler", "is for another engine", fix="add --engine dask")
    target = Path(output) if output else STDIO
    to_read = output is None and sys.stdout.isatty()
    suffix = _LAID_OUT if to_read else _suffix(target)
    categories = _own(taxonomy)
    meant = expand_inputs(map(Path, inputs), but=target)
    files = meant.files
    bundle = open_bundle(model)
    shown = bundle.codebook if categories is None and suffix == ".html" else categories
    options = WriteOptions(include_negative=include_negative, taxonomy=shown)
    reading = ReadOptions(encoding=encoding, limits=Limits(max_seconds, max_mb))
    job = TagJob(model, suffix, include_negative, review, _recoding(bundle, categories), _crosswalk(scheme))
    run = Run(files, job.recoding.apply(bundle), job, jobs, faults=list(meant.faults), reading=reading)
    say_unread(meant.unknown, ())
    with _stopped(run, goes_on=target != STDIO and STDIO not in files):
        if to_read:
            _print_tags(run.pieces(), include_negative=include_negative)
        elif target == STDIO:
            sys.stdout.buffer.writelines(run.pieces())
            sys.stdout.buffer.flush()
        else:
            _write(run, target, options)
    _print_summary(run.counts, run.bundle, run.job, perf_counter() - began)
    if target != STDIO:
        typer.echo(f"written: {target}", err=True)
    if run.faults:
        what, fix = (
            f"{len(run.faults):,} of {len(files) + len(meant.faults):,} inputs",
            "mend or remove them, and run the same command again",
        )
        raise PartialError(what, "could not be read whole", fix=fix)


def _own(taxonomy: Path | None) -> "Taxonomy | None":
    if taxonomy is None:
        return None
    from rightstag.labels import load_taxonomy  # reads YAML

    return load_taxonomy(taxonomy)


def _recoding(bundle: "Bundle", taxonomy: "Taxonomy | None") -> "LabelRecoding":
    from rightstag.models.recode import LabelRecoding, label_recoding

    if taxonomy is None:
        return LabelRecoding()
    from rightstag.models.codebook import check_labels

    check_labels(bundle, taxonomy)
    return label_recoding(bundle.labels, taxonomy)


def _crosswalk(scheme: str | None) -> "Crosswalk | None":
    from rightstag.labels.crosswalk import load_crosswalk

    return load_crosswalk(scheme) if scheme else None


def _tag_on_dask(  # noqa: PLR0917 - the command's own options, passed on
    inputs: Sequence[str],
    output: str | None,
    job: "TagJob",
    scheduler: str | None,
    jobs: int,
    taxonomy: "Taxonomy | None",
) -> None:
    from dataclasses import replace
    from time import perf_counter

    from rightstag.tag.engines.dask import tag_on_dask

    began = perf_counter()
    if output is None:
        raise UsageError("--engine dask", "does not write to standard output", fix="name a folder with -o")
    bundle = open_bundle(job.model)
    job = replace(job, recoding=_recoding(bundle, taxonomy))
    bundle = job.recoding.apply(bundle)
    counts = tag_on_dask(inputs, output, bundle, job, scheduler=scheduler, workers=jobs)
    _print_summary(counts, bundle, job, perf_counter() - began)
    typer.echo(f"written: {output}", err=True)


def _suffix(target: Path) -> str:
    from rightstag.tag.outputs.formats import FORMATS, suffix_of

    records = is_stream(target) and target.suffix.lower() not in FORMATS
    return ".jsonl" if records else suffix_of(target)


def _write(run: "Run", target: Path, options: "WriteOptions") -> None:
    from rightstag.tag.engines.checkpoint import Checkpoint
    from rightstag.tag.engines.run import checkpoint_header
    from rightstag.tag.outputs.formats import FORMATS

    if is_stream(target):  # nothing can lie beside it
        form = FORMATS[run.job.suffix]
        with atomic_write(target) as out:
            form.finish(out, run.pieces(), options)
        return
    with Checkpoint(target, checkpoint_header(run.bundle, run.job)) as checkpoint:
        for note in checkpoint.notes:
            typer.echo(f"note: {note}", err=True)
        run.write(checkpoint, options)


@contextmanager
def _stopped(run: "Run", *, goes_on: bool) -> Iterator[None]:
    """Name the reports that were not read, and say how to go on when the run is stopped before its end."""
    from rightstag.tag.engines.worker import WorkerLostError

    again = "run the same command again to go on" if goes_on else "run the same command again"
    so_far = "{:,} paragraphs are tagged"
    try:
        yield
    except KeyboardInterrupt:
        typer.echo(f"interrupted: {so_far.format(run.counts.paragraphs)}; {again}", err=True)
        raise
    except WorkerLostError as error:
        found = f"a process was killed, perhaps for want of memory, after {so_far.format(run.counts.paragraphs)}"
        raise PartialError("tag", found, fix=f"{again}, with fewer --jobs if memory was short") from error
    finally:
        say_unread((), run.faults)


def _print_tags(pieces: Iterable[bytes], *, include_negative: bool) -> None:
    """Show the tags to a person at a terminal, one paragraph a block under its headings."""
    from rightstag.tag.outputs.formats import decode_tagged

    for each in (each for piece in pieces for each in decode_tagged(piece)):
        tags = each.tags if include_negative else each.marked
        if not tags:
            continue
        marks = ", ".join(f"{tag.label} {tag.probability:.0%}{_NOTES[tag.decision]}" for tag in tags)
        typer.echo(styled(" › ".join(each.paragraph.trail) or each.paragraph.id, dim=True))
        typer.echo(styled(marks, bold=True))
        typer.echo(f"{each.paragraph.text}\n")


def _print_summary(counts: "Counts", bundle: "Bundle", job: "TagJob", seconds: float) -> None:
    typer.echo(f"{counts.paragraphs:,} paragraphs read by {bundle.name} in {seconds:.1f} s", err=True)
    if job.scheme and (unmapped := job.scheme.unmapped(bundle.labels)):
        typer.echo(f"note: no code of {job.scheme.name} stands for {', '.join(unmapped)}: left out", err=True)
    for label in job.names(bundle.labels):
        sure, unsure = counts.tagged.get(label, 0), counts.review.get(label, 0)
        typer.echo(f"  {label:<16}{sure:>7,}{f'  and {unsure:,} to review' if unsure else ''}", err=True)
    if counts.unfamiliar:
        typer.echo(f"{counts.unfamiliar:,} left to people: the model does not know most of their words", err=True)
