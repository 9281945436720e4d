"""Check the connection to Label Studio and say how to fix what fails."""

from collections.abc import Iterator, Sequence
from importlib import metadata

import msgspec

from rightstag.annotate.labelstudio.client import Client
from rightstag.annotate.labelstudio.credentials import find_credentials, token_kind
from rightstag.annotate.local_server.install import VERSION
from rightstag.errors import RightsTagError

_SDK = "label-studio-sdk"


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """Outcome of one check: its name, whether it passed, and the details, with the remedy if it failed."""

    what: str
    ok: bool
    found: str


def check_connection(url: str | None = None, *, headers: Sequence[str] = ()) -> Iterator[CheckResult]:
    """Run the checks in order, up to the first that fails.

    Parameters
    ----------
    url, headers
        As for `rightstag.annotate.labelstudio.credentials.find_credentials`.
    """
    what = "SDK"
    try:
        yield CheckResult(what=what, ok=True, found=f"{_SDK} {metadata.version(_SDK)}")
    except metadata.PackageNotFoundError:
        yield CheckResult(
            what=what, ok=False, found=f"{_SDK} is not installed; install it: pip install 'rightstag[studio]'"
        )
        return
    try:
        what = "address"
        address = find_credentials(url, headers=headers)
        yield CheckResult(what=what, ok=True, found=f"{address.url} ({address.url_source})")
        what = "server"
        # Once is enough to see that it is away; who asks wants to know at once.
        with Client(address, pauses=()) as studio:
            release = studio.version()
            note = "" if release == VERSION else f"; tested with {VERSION}"
            yield CheckResult(what=what, ok=True, found=f"Label Studio {release}{note}")
            what = "token"
            number, email = studio.user()
            kind = token_kind(address.token)
            yield CheckResult(
                what=what, ok=True, found=f"{kind} ({address.token_source}), accepted, of {email} (user {number})"
            )
            what = "projects"
            titles = ", ".join(f"'{project.title}'" for project in studio.projects())
            yield CheckResult(what=what, ok=True, found=titles or "none yet")
    except RightsTagError as error:
        yield CheckResult(what=what, ok=False, found=str(error))
