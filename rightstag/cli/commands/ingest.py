"""``rightstag ingest``: reports in, paragraphs out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rightstag.atomic import STDIO
from rightstag.errors import UsageError
from rightstag.jsonl import write_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rightstag.reports import Paragraph

_SHOWN = 100  # characters of a segment that is explained


def _stated(help_text: str) -> object:
    return typer.Option(help=f"{help_text}, where the report does not say it or says it wrong.", show_default=False)


def ingest(  # noqa: PLR0917 - typer passes by name
    reports: Annotated[
        list[Path],
        typer.Argument(
            metavar="REPORT...", help="PDF, DOCX, HTML, Markdown or text; - is standard input.", show_default=False
        ),
    ],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="Paragraphs as JSON Lines; - is standard output."),
    ] = STDIO,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say on standard error what was set aside, and why.")
    ] = False,
    country: Annotated[str | None, _stated("Country (name or ISO 3166-1 code)")] = None,
    year: Annotated[int | None, _stated("Year that the report is about")] = None,
    title: Annotated[str | None, _stated("Title")] = None,
    publisher: Annotated[str | None, _stated("Publisher")] = None,
    url: Annotated[str | None, _stated("Address")] = None,
    language: Annotated[str | None, _stated("Language (BCP 47, such as en)")] = None,
    key: Annotated[str | None, _stated("Short name that the paragraph ids are made from")] = None,
) -> None:
    """Cut reports into paragraphs with their headings, numbers and stable ids."""
    from rightstag.reports.ingest import ingest_all

    own = {"title": title, "url": url, "key": key}
    if len(reports) > 1 and any(own.values()):
        given = ", ".join(f"--{name}" for name, value in own.items() if value)
        raise UsageError(given, f"given for {len(reports)} reports", expected="one report", fix="ingest it by itself")
    stated = own | {"country": country, "year": year, "publisher": publisher, "language": language}
    overrides = {name: value for name, value in stated.items() if value is not None}
    paragraphs = ingest_all(reports, overrides=overrides)
    write_rows(output, paragraphs)
    if explain:
        _explain(paragraphs)
    _summarise(paragraphs, len(reports))


def _explain(paragraphs: "Sequence[Paragraph]") -> None:
    for paragraph in paragraphs:
        if paragraph.kind in ("furniture", "footnote"):
            report = paragraph.report.key if paragraph.report else ""
            text = paragraph.text if len(paragraph.text) <= _SHOWN else f"{paragraph.text[:_SHOWN]} ..."
            typer.echo(f"{report} {paragraph.position}: {paragraph.kind}, {paragraph.reason}: {text}", err=True)


def _summarise(paragraphs: "Sequence[Paragraph]", reports: int) -> None:
    from collections import Counter

    kinds = Counter(paragraph.kind for paragraph in paragraphs)
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    typer.echo(f"{reports} report{'s' * (reports != 1)}: {counts}", err=True)
