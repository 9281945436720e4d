"""``rightstag import``: codings in a table, or in another tool's export, become annotations."""

from pathlib import Path
from typing import Annotated

import typer

from rightstag.cli.options import KeyFile, TaxonomyFile


def import_(  # noqa: PLR0917 - options, which typer passes by name
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV, XLSX, ODS, Parquet, JSON or JSON Lines.", show_default=False)
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="The annotations, JSON Lines; - is standard output.")
    ],
    kind: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="NAME",
            help="csv, xlsx, ods, parquet, json or jsonl, or whose export it is: doccano, prodigy, spacy or hf "
            "(Hugging Face); else as the file's name and columns say.",
        ),
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", help="Of a spreadsheet; else the first.")] = None,
    separator: Annotated[str | None, typer.Option("--separator", help="Of CSV; else as its header says.")] = None,
    text: Annotated[str | None, typer.Option("--text-column", metavar="NAME", help="The paragraphs.")] = None,
    labels: Annotated[
        list[str] | None,
        typer.Option(
            "--label-column",
            metavar="NAME",
            help="The labels, several in a cell by ';' or '|'; an empty cell is none. Given several times: columns of "
            "yes and no named after their labels, where an empty cell is not known.",
        ),
    ] = None,
    report: Annotated[
        str | None, typer.Option("--report-column", metavar="NAME", help="Which report a paragraph is of.")
    ] = None,
    country: Annotated[str | None, typer.Option("--country-column", metavar="NAME", help="Its country.")] = None,
    year: Annotated[str | None, typer.Option("--year-column", metavar="NAME", help="Its year.")] = None,
    annotator: Annotated[
        str | None,
        typer.Option("--annotator-column", metavar="NAME", help="Who coded it; names are replaced by pseudonyms."),
    ] = None,
    identity: Annotated[
        str | None, typer.Option("--id-column", metavar="NAME", help="The paragraph's id; else one is made.")
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--map",
            metavar="FILE",
            help="Which labels the table's names stand for: YAML ('Freedom of assembly: assembly'), or CSV of two "
            "columns.",
        ),
    ] = None,
    taxonomy: TaxonomyFile = None,
    key_file: KeyFile = None,
) -> None:
    """Turn codings in a spreadsheet, a table or another tool's export into annotations.

    Columns that are not named are guessed where it is plain, and each guess is said. What a row lacks stays unknown.
    """
    from rightstag.annotate.importing import import_labels, read_codings, read_label_map
    from rightstag.annotate.pseudonyms import load_key, pseudonym
    from rightstag.jsonl import write_rows
    from rightstag.labels import load_taxonomy

    def hidden(name: str) -> str:
        return pseudonym(load_key(key_file), name)

    result = import_labels(
        read_codings(file, kind=kind, sheet=sheet, separator=separator),
        text=text,
        labels=labels or (),
        report=report,
        country=country,
        year=year,
        annotator=annotator,
        id=identity,
        mapping=read_label_map(mapping) if mapping else None,
        taxonomy=load_taxonomy(taxonomy) if taxonomy else None,
        pseudonym=hidden,
    )
    for note in result.notes:
        typer.echo(f"note: {note}", err=True)
    count = write_rows(output, result.rows)
    typer.echo(f"{count:,} annotations written to {output}", err=True)
