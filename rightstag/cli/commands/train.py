"""``rightstag train``: labelled paragraphs become a model."""

from pathlib import Path
from typing import Annotated

import typer

from rightstag.cli.options import (
    About,
    Context,
    Jobs,
    Labelled,
    Name,
    NewModel,
    Plain,
    Seed,
    TaxonomyFile,
)


def train(  # noqa: PLR0917 - options, which typer passes by name
    data: Labelled,
    output: NewModel,
    paragraphs: Context = None,
    taxonomy: TaxonomyFile = None,
    seed: Seed = 0,
    name: Name = "",
    min_groups: Annotated[
        int,
        typer.Option("--min-groups", min=1, help="In how many countries (or reports) a term must occur to be read."),
    ] = 5,
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
    plain: Plain = False,
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
    from rightstag.cli.commands.suspects import write_suspects
    from rightstag.labels import load_taxonomy
    from rightstag.models.storage.bundle_io import check_target
    from rightstag.train import load_dataset, train_bundle
    from rightstag.train.cross_validation import hold_out
    from rightstag.train.model_selection import BUDGET
    from rightstag.train.thresholds import parse_goals

    check_target(output)  # before minutes of work, not after
    known = load_taxonomy(taxonomy)
    goals = parse_goals(goal, known.ids) if goal else ()
    dataset = load_dataset(data, known.ids, paragraphs=paragraphs or [])
    held_out = hold_out(dataset, seed=seed, min_groups=min_groups, budget=budget or BUDGET, jobs=jobs)
    bundle = train_bundle(
        dataset,
        taxonomy=known.version,
        name=name or output.resolve().name,
        seed=seed,
        min_groups=min_groups,
        about=read_bytes(about).decode() if about else "",
        plain=plain,
        goals=goals,
        held_out=held_out,
    )
    keep_bundle(bundle, output, rows=len(dataset))
    if audit:
        write_suspects(held_out, paragraphs or [], audit)
