"""``rightstag labels``: the codebook, its check, and the labelling screen."""

from pathlib import Path
from typing import Annotated

import typer

from rightstag.atomic import STDIO, atomic_write
from rightstag.cli.options import TaxonomyFile
from rightstag.errors import UsageError

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Show, check or turn into a labelling screen what can be tagged."
)


@app.command("show")
def show(
    taxonomy: TaxonomyFile = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="A page, .html or .md; - is standard output.")
    ] = STDIO,
) -> None:
    """Print the codebook: what counts as each category, with examples and boundary rules."""
    from rightstag.labels import codebook_html, codebook_markdown, load_taxonomy

    pages = {".html": codebook_html, ".md": codebook_markdown}
    suffix = ".md" if output == STDIO else output.suffix.lower()
    if suffix not in pages:
        raise UsageError(output, f"no page is written as '{suffix}'", expected="a name that ends in .html or .md")
    page = pages[suffix](load_taxonomy(taxonomy))
    with atomic_write(output) as out:
        out.write(page.encode())


@app.command("check")
def check(taxonomy: TaxonomyFile = None) -> None:
    """Check a taxonomy: one line when it is in order, every fault and exit code 4 when it is not."""
    from rightstag.labels import load_taxonomy

    found = load_taxonomy(taxonomy)
    counts = f"{len(found.categories)} categories ({', '.join(found.ids)}), {len(found.rules)} boundary rules"
    typer.echo(f"OK: {taxonomy or 'the shipped taxonomy'}, version {found.version}: {counts}")


@app.command("config")
def config(
    taxonomy: TaxonomyFile = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The XML file; - is standard output.")
    ] = STDIO,
) -> None:
    """Write the Label Studio labelling config: paste it under Settings > Labeling Interface > Code."""
    from rightstag.labels import labelling_config, load_taxonomy

    screen = labelling_config(load_taxonomy(taxonomy))
    with atomic_write(output) as out:
        out.write(screen.encode())
