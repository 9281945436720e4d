"""The options that every command on a Label Studio server has."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rightstag.annotate.labelstudio.client import Client

Url = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Label Studio; else LABEL_STUDIO_URL, else the one on this machine. The token: LABEL_STUDIO_API_KEY.",
    ),
]
Headers = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME:VALUE", help="A header for a proxy on the way; may come several times."),
]


def connect(url: str | None, header: list[str] | None) -> "Client":
    """Return the server that the options, the environment or this machine name."""
    from rightstag.annotate.labelstudio.client import Client
    from rightstag.annotate.labelstudio.credentials import find

    return Client(find(url, headers=header or ()))
