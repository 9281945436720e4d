"""The options that several commands have, each declared once; those of a Label Studio server are in ``connection``."""

from pathlib import Path
from typing import Annotated

import typer

# What is read.
Labelled = Annotated[
    list[Path],
    typer.Argument(
        metavar="DATA",
        help="Annotations, or paragraphs with their labels, as JSON Lines; - is standard input.",
        show_default=False,
    ),
]
Context = Annotated[
    list[Path] | None,
    typer.Option("--paragraphs", metavar="FILE", help="The paragraphs that the annotations speak of."),
]
TaxonomyFile = Annotated[
    Path | None,
    typer.Option("--taxonomy", metavar="FILE", help="Categories of your own, as YAML; else the shipped ones."),
]

# What is made, and how.
NewModel = Annotated[
    Path,
    typer.Option("-o", "--output", metavar="FOLDER", help="Folder of the model; one that is there is replaced."),
]
Name = Annotated[str, typer.Option("--name", help="Name of the model; the folder's when not given.")]
About = Annotated[
    Path | None,
    typer.Option("--about", metavar="FILE", help="Markdown on where the data come from, which the model card quotes."),
]
Plain = Annotated[bool, typer.Option("--plain", help="Judge scikit-learn's plain pipeline on the same parts too.")]
Work = Annotated[
    Path,
    typer.Option("--work", metavar="FOLDER", help="Folder for finished parts, so that an interrupted run can go on."),
]
Seed = Annotated[int, typer.Option("--seed", help="The same input and seed give the same result.")]
Jobs = Annotated[int, typer.Option("--jobs", min=1, help="Processors to use; the result does not depend on it.")]
