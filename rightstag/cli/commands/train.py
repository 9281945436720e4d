"""``rightstag train``: labelled paragraphs become a model."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rightstag.cli.options import (
    About,
    Baseline,
    Context,
    Jobs,
    Labelled,
    Name,
    NewModel,
    OldBaseline,
    Seed,
    TaxonomyFile,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rightstag.train.cross_validation import OutOfFoldPredictions

#: Of the suspect answers, on the terminal; the file has more.
_SHOWN = 10


def train(  # noqa: PLR0917 - options, which typer passes by name
    data: Labelled,
    output: NewModel,
    paragraphs: Context = None,
    taxonomy: TaxonomyFile = None,
    seed: Seed = 0,
    name: Name = "",
    min_groups: Annotated[
        int,
        typer.Option(
            "--min-groups",
            min=1,
            help="In how many known countries (or reports) a term must occur to be read, unless everybody uses it.",
        ),
    ] = 5,
    local: Annotated[
        bool,
        typer.Option(
            "--local",
            help="Read every term, names too: better with little data, and not to be exported or served to others.",
        ),
    ] = False,
    budget: Annotated[
        int | None,
        typer.Option(
            "--budget",
            metavar="N",
            min=1,
            help="Among how many settings of features and strength to choose; 1 takes the usual ones and is quickest. "
            "All when not given.",
        ),
    ] = None,
    about: About = None,
    baseline: Baseline = False,
    plain: OldBaseline = False,
    goal: Annotated[
        list[str] | None,
        typer.Option(
            "--goal",
            metavar="GOAL",
            help="What thresholds are for: f1, f2 (or another F-beta), precision=0.9, recall=0.9; with 'label:' before "
            "it for one label. Give it again for further labels.",
        ),
    ] = None,
    audit: Annotated[
        Path | None,
        typer.Option(
            "--audit",
            metavar="FILE",
            help="Write the paragraphs whose labels look wrong to linear models, the most suspect first.",
        ),
    ] = None,
    jobs: Jobs = 1,
) -> None:
    """Train a model on annotations, and judge it on paragraphs that it has not seen."""
    from rightstag.atomic import read_bytes
    from rightstag.cli.bundles import keep_bundle
    from rightstag.labels import load_taxonomy
    from rightstag.models.storage.bundle_io import check_target
    from rightstag.train import load_dataset
    from rightstag.train.cross_validation import cross_validate
    from rightstag.train.fit import fit_bundle
    from rightstag.train.model_selection import BUDGET
    from rightstag.train.thresholds import parse_goals

    check_target(output)  # before minutes of work, not after
    known = load_taxonomy(taxonomy)
    goals = parse_goals(goal, known.ids) if goal else ()
    dataset = load_dataset(data, known, paragraphs=paragraphs or [])
    groups = 0 if local else min_groups
    out_of_fold = cross_validate(dataset, seed=seed, min_groups=groups, budget=budget or BUDGET, jobs=jobs)
    bundle = fit_bundle(
        out_of_fold,
        taxonomy=known,
        name=name or output.resolve().name,
        about=read_bytes(about).decode() if about else "",
        baseline=baseline or plain,
        goals=goals,
    )
    keep_bundle(bundle, output, rows=len(dataset))
    if audit:
        _write_suspects(out_of_fold, paragraphs or [], audit)


def _write_suspects(out_of_fold: "OutOfFoldPredictions", paragraphs: "Sequence[Path]", path: Path) -> None:
    """Write the most suspect paragraphs as `push` takes them, and print the most suspect answers."""
    from rightstag.cli.console import show, table
    from rightstag.jsonl import read_rows, write_rows
    from rightstag.reports import Paragraph
    from rightstag.train.evaluation.label_errors import rank_label_errors, suspect_paragraphs

    data = out_of_fold.data
    errors = rank_label_errors(data, out_of_fold.decide()[0])
    known = {row.id: row for file in paragraphs for row in read_rows(file, Paragraph)}
    count = write_rows(path, suspect_paragraphs(data, errors, known))
    rows = [
        (data.examples[error.row].id, error.label, "yes" if error.given else "no", f"{error.probability:.2f}")
        for error in errors[:_SHOWN]
    ]
    heads = ("paragraph", "label", "answer", "probability")
    show([table("Labels that look wrong, the most suspect first.", heads, rows)])
    typer.echo(f"the {count:,} most suspect paragraphs written to {path}", err=True)
