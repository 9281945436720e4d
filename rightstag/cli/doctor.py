"""``rightstag doctor``: what works between us and Label Studio, and what to change."""

import typer

from rightstag.cli.app import app
from rightstag.cli.connection import Headers, Url
from rightstag.cli.options import Json
from rightstag.cli.printing import print_json
from rightstag.errors import StudioError


@app.command("doctor")
def doctor(
    url: Url = None,
    header: Headers = None,
    json: Json = False,
) -> None:
    """Check SDK, address, server, token and projects; code 5, and what to change, when something is wrong."""
    from annotate.doctor import examine

    findings = []
    for finding in examine(url, headers=header or ()):
        findings.append(finding)
        if not json:
            typer.echo(f"{'ok ' if finding.ok else 'NOT'} {finding.what}: {finding.found}")
    if json:
        print_json(findings)
    if not findings[-1].ok:
        raise StudioError("Label Studio", "cannot be used", fix=f"see what is said of the {findings[-1].what}")
