"""``rightstag ingest``: reports in, paragraphs out."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from rightstag.atomic import STDIO, atomic_write
from rightstag.cli.messages import say_unread
from rightstag.cli.options import Encoding, Megabytes, Seconds
from rightstag.errors import InputError, PartialError, RightsTagError, UsageError
from rightstag.limits import MEGABYTES, SECONDS, Limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import IO

    from rightstag.reports import Paragraph

_SHOWN = 100  # characters of a segment that is explained


def _stated(help_text: str) -> object:
    return typer.Option(help=f"{help_text}, where the report does not say it or says it wrong.", show_default=False)


def ingest(  # noqa: PLR0917 - typer passes by name
    reports: Annotated[
        list[Path],
        typer.Argument(
            metavar="REPORT...",
            help="PDF, DOCX, ODT, EPUB, HTML, MHTML, mail, Markdown or text, or folders of them; - is standard input.",
            show_default=False,
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
    encoding: Encoding = None,
    max_seconds: Seconds = SECONDS,
    max_mb: Megabytes = MEGABYTES,
) -> None:
    """Cut reports into paragraphs with their headings, numbers and stable ids."""
    from rightstag.reports.folder import expand
    from rightstag.reports.read_reports import ReadOptions, read_reports
    from rightstag.reports.readers import SUFFIXES

    inputs = expand(reports, SUFFIXES, but=output)
    own = {"title": title, "url": url, "key": key}
    if len(inputs.files) > 1 and any(own.values()):
        given = ", ".join(f"--{name}" for name, value in own.items() if value)
        raise UsageError(given, f"given for {len(inputs.files)} reports", expected="one report", fix="ingest it alone")
    stated = own | {"country": country, "year": year, "publisher": publisher, "language": language}
    overrides = {name: value for name, value in stated.items() if value is not None}
    options = ReadOptions(overrides, encoding, Limits(max_seconds, max_mb))
    ingested = _Ingested(faults=list(inputs.faults))
    with atomic_write(output) as out:
        ingested.write(out, read_reports(inputs.files, options))
    say_unread(inputs.unknown, ingested.faults)
    if explain:
        for line in ingested.set_aside:
            typer.echo(line, err=True)
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(ingested.kinds.items()))
    typer.echo(f"{ingested.reports} report{'s' * (ingested.reports != 1)}: {counts}", err=True)
    if ingested.faults:
        what = f"{len(ingested.faults)} of {len(inputs.files) + len(inputs.faults)} reports"
        raise PartialError(what, "could not be read whole", fix="mend or remove them, and run the same command again")


@dataclass
class _Ingested:
    """Results of reading the reports."""

    faults: list[RightsTagError]
    reports: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    set_aside: list[str] = field(default_factory=list)

    def write(self, out: "IO[bytes]", results: "Iterable[Sequence[Paragraph] | RightsTagError]") -> None:
        """Write the paragraphs of each report as they come; where there is none, nothing is written."""
        encoder = msgspec.json.Encoder()
        for result in results:
            if isinstance(result, RightsTagError):
                self.faults.append(result)
                continue
            out.writelines(encoder.encode(paragraph) + b"\n" for paragraph in result)
            self.reports += 1
            self.kinds.update(paragraph.kind for paragraph in result)
            self.set_aside += [_explained(each) for each in result if each.kind in ("furniture", "footnote")]
        if self.faults and not self.reports:
            [first, *more] = self.faults
            say_unread((), self.faults if more else ())
            raise _none_read(len(self.faults)) if more else first


def _none_read(reports: int) -> InputError:
    return InputError(f"{reports} reports", "none could be read", fix="see what is said of each")


def _explained(paragraph: "Paragraph") -> str:
    report = paragraph.report.key if paragraph.report else ""
    text = paragraph.text if len(paragraph.text) <= _SHOWN else f"{paragraph.text[:_SHOWN]} ..."
    return f"{report} {paragraph.position}: {paragraph.kind}, {paragraph.reason}: {text}"
