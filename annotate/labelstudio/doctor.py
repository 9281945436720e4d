"""Does everything between us and Label Studio work, and if not, what is to be changed."""

from collections.abc import Iterator, Sequence
from importlib import metadata

import msgspec

from rightstag.annotate.labelstudio.client import Studio
from rightstag.annotate.labelstudio.credentials import find, token_kind
from rightstag.annotate.local_server.install import VERSION
from rightstag.errors import RightsTagError

_SDK = "label-studio-sdk"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What was looked at, whether it is in order, and what was found, with the remedy where it is not."""

    what: str
    ok: bool
    found: str


def examine(url: str | None = None, *, headers: Sequence[str] = ()) -> Iterator[Finding]:
    """Look at each thing that must work, up to the first that does not.

    Parameters
    ----------
    url, headers
        As for `rightstag.annotate.labelstudio.credentials.find`.
    """
    what = "SDK"
    try:
        yield Finding(what=what, ok=True, found=f"{_SDK} {metadata.version(_SDK)}")
    except metadata.PackageNotFoundError:
        yield Finding(
            what=what, ok=False, found=f"{_SDK} is not installed; install it: pip install 'rightstag[studio]'"
        )
        return
    try:
        what = "address"
        address = find(url, headers=headers)
        yield Finding(what=what, ok=True, found=address.url)
        what = "server"
        # Once is enough to see that it is away; who asks wants to know at once.
        with Studio(address, pauses=()) as studio:
            release = studio.version()
            note = "" if release == VERSION else f"; tested with {VERSION}"
            yield Finding(what=what, ok=True, found=f"Label Studio {release}{note}")
            what = "token"
            number, email = studio.user()
            kind = token_kind(address.token)
            yield Finding(what=what, ok=True, found=f"{kind}, accepted, of {email} (user {number})")
            what = "projects"
            titles = ", ".join(f"'{project.title}'" for project in studio.projects())
            yield Finding(what=what, ok=True, found=titles or "none yet")
    except RightsTagError as error:
        yield Finding(what=what, ok=False, found=str(error))
