"""Data on standard output, for programs."""

import typer


def print_json(found: object) -> None:
    """Print records, or what is made of them, as JSON that people can read too."""
    import msgspec

    typer.echo(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
