"""``rightstag doctor``: what works between us and Label Studio, and what to change."""

import typer

from rightstag.cli.console import print_json
from rightstag.cli.options import Headers, Json, Url
from rightstag.errors import StudioError


def doctor(
    url: Url = None,
    header: Headers = None,
    json: Json = False,
) -> None:
    """Check the connection to Label Studio and say how to fix what fails."""
    from rightstag.annotate.labelstudio.doctor import check_connection

    findings = []
    for finding in check_connection(url, headers=header or ()):
        findings.append(finding)
        if not json:
            typer.echo(f"{'ok ' if finding.ok else 'NOT'} {finding.what}: {finding.found}")
    if json:
        print_json(findings)
    if not findings[-1].ok:
        raise StudioError("Label Studio", "cannot be used", fix=f"see what is said of the {findings[-1].what}")
