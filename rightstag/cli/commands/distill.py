"""``rightstag distill``: a quick model, taught by slow ones."""

from pathlib import Path
from typing import Annotated

import typer

from rightstag.cli.options import (
    About,
    Baseline,
    Context,
    Labelled,
    Name,
    NewModel,
    OldBaseline,
    Seed,
    TaxonomyFile,
    Work,
)


def distill(
    data: Labelled,
    *,
    texts: Annotated[
        list[Path],
        typer.Option("--texts", help="Unlabelled paragraphs (text, country) as JSON Lines: the more, the better."),
    ],
    output: NewModel,
    work: Work,
    paragraphs: Context = None,
    taxonomy: TaxonomyFile = None,
    seed: Seed = 0,
    about: About = None,
    baseline: Baseline = False,
    plain: OldBaseline = False,
    name: Name = "",
) -> None:
    """Teach a small, fast network what fine-tuned encoders say of unlabelled paragraphs (hours)."""
    from rightstag.atomic import read_bytes
    from rightstag.cli.bundles import keep_bundle
    from rightstag.cli.commands.finetune import tell
    from rightstag.labels import load_taxonomy
    from rightstag.models.storage.bundle_io import check_target
    from rightstag.train import load_dataset
    from rightstag.train.neural.distill import distill as run

    check_target(output)  # before hours of work, not after
    known = load_taxonomy(taxonomy)
    dataset = load_dataset(data, known, paragraphs=paragraphs or [])
    bundle = run(
        dataset,
        texts,
        work,
        taxonomy=known,
        name=name or output.resolve().name,
        seed=seed,
        about=read_bytes(about).decode() if about else "",
        baseline=baseline or plain,
        progress=tell,
    )
    keep_bundle(bundle, output, rows=len(dataset))
