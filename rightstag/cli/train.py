"""``rightstag train``: labelled paragraphs become a model."""

from pathlib import Path
from typing import Annotated

import typer

from rightstag.cli.app import app


@app.command("train")
def train(  # noqa: PLR0917 - options, which typer passes by name
    data: Annotated[
        list[Path],
        typer.Argument(help="Annotations, or paragraphs with their labels, as JSON Lines; '-' is standard input."),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder of the model; one that is there is replaced.")],
    paragraphs: Annotated[
        list[Path] | None, typer.Option("--paragraphs", help="The paragraphs that the annotations speak of.")
    ] = None,
    taxonomy: Annotated[
        Path | None, typer.Option("--taxonomy", help="Taxonomy of the labels, where it is not the shipped one.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="The same data and seed give the same model.")] = 0,
    name: Annotated[str, typer.Option("--name", help="Name of the model; the folder's when not given.")] = "",
    min_groups: Annotated[
        int,
        typer.Option("--min-groups", min=1, help="In how many countries (or reports) a term must occur to be read."),
    ] = 5,
    about: Annotated[
        Path | None, typer.Option("--about", help="Markdown on the data, for readers of the model card.")
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Judge scikit-learn's plain pipeline on the same parts too.")
    ] = False,
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
    jobs: Annotated[int, typer.Option("--jobs", help="Processors to use; the model does not depend on it.")] = 1,
) -> None:
    """Train a model on annotations, and judge it on paragraphs that it has not seen."""
    from labels import load_taxonomy
    from models import save_bundle
    from models.store import check_target
    from rightstag.cli.suspects import write_suspects
    from rightstag.cli.tables import evaluation_tables, show
    from rightstag.files import read_bytes
    from train import load_dataset, train_bundle
    from train.goals import parse_goals
    from train.heldout import hold_out

    check_target(output)  # before minutes of work, not after
    known = load_taxonomy(taxonomy)
    goals = parse_goals(goal, known.ids) if goal else ()
    dataset = load_dataset(data, known.ids, paragraphs=paragraphs or [])
    held_out = hold_out(dataset, seed=seed, min_groups=min_groups, jobs=jobs) if audit else None
    bundle = train_bundle(
        dataset,
        taxonomy=known.version,
        name=name or output.resolve().name,
        seed=seed,
        min_groups=min_groups,
        jobs=jobs,
        about=read_bytes(about).decode() if about else "",
        plain=plain,
        goals=goals,
        held_out=held_out,
    )
    saved = save_bundle(bundle, output)
    for notice in saved.manifest.notices:
        typer.echo(f"note: {notice}", err=True)
    show(evaluation_tables(saved.manifest.metrics, thresholds=saved.thresholds.tolist(), plain=saved.manifest.plain))
    typer.echo(f"{saved.name}: {len(dataset):,} paragraphs, written to {output}", err=True)
    if audit and held_out:
        write_suspects(held_out, paragraphs or [], audit)
