"""``rightstag doctor``: what works between us and Label Studio, and what to change."""

from typing import Annotated

import typer

from rightstag.cli.app import app
from rightstag.cli.connection import Headers, Url
from rightstag.errors import StudioError


@app.command("doctor")
def doctor(
    url: Url = None,
    header: Headers = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Check SDK, address, server, token and projects; code 5, and what to change, when something is wrong."""
    import msgspec

    from annotate.doctor import examine

    findings = []
    for finding in examine(url, headers=header or ()):
        findings.append(finding)
        if not as_json:
            typer.echo(f"{'ok ' if finding.ok else 'NOT'} {finding.what}: {finding.found}")
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(findings), indent=1).decode())
    if not findings[-1].ok:
        raise StudioError("Label Studio", "cannot be used", fix=f"see what is said of the {findings[-1].what}")
