"""The options that several commands have, each declared once."""

import codecs
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rightstag.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from rightstag.annotate.labelstudio.client import Client


def _text_encoding(name: str | None) -> str | None:
    if name is None:
        return None
    try:
        "a".encode(name)
        return codecs.lookup(name).name
    except (LookupError, UnicodeError, ValueError) as error:
        expected = "the name of one, such as cp1252 or utf-16"
        raise UsageError("--encoding", f"{name!r} is no encoding of text", expected=expected) from error


#: How a model is named wherever one is asked for.
MODEL = "a folder, 'default' or 'accurate', which ship, or of the registry NAME, NAME@ALIAS or NAME@3."


def renamed(old: str, new: str) -> "Callable[[bool], bool]":
    """Return the callback of a flag that 0.1 had: it still works, and says what it is called now."""

    def note(given: bool) -> bool:
        if given:
            typer.echo(f"note: {old} is called {new} now", err=True)
        return given

    return note


# What is read.
Labelled = Annotated[
    list[Path],
    typer.Argument(
        metavar="DATA",
        help="Annotations, or paragraphs with their labels, as JSON Lines; - is standard input.",
        show_default=False,
    ),
]
Answers = Annotated[
    list[Path], typer.Argument(metavar="ANNOTATIONS", help="What `pull` wrote, JSON Lines; - is standard input.")
]
Answered = Annotated[
    list[Path] | None,
    typer.Option("--annotations", metavar="FILE", help="What `pull` wrote; give it again for each further file."),
]
Context = Annotated[
    list[Path] | None,
    typer.Option("--paragraphs", metavar="FILE", help="The paragraphs that the annotations speak of."),
]
Queued = Annotated[
    Path, typer.Argument(metavar="PARAGRAPHS", help="What `ingest` or `queue` wrote; - is standard input.")
]
Export = Annotated[
    Path | None,
    typer.Option(
        "--from-file",
        metavar="EXPORT",
        help="In place of a project: a Label Studio JSON export; - is standard input.",
    ),
]
TaxonomyFile = Annotated[
    Path | None,
    typer.Option("--taxonomy", metavar="FILE", help="Categories of your own, as YAML; else the shipped ones."),
]
KeyFile = Annotated[
    Path | None,
    typer.Option(
        "--key-file",
        metavar="FILE",
        help="The secret behind the annotators' pseudonyms; else your own, made once.",
    ),
]

# The model that is asked.
Reference = Annotated[str, typer.Argument(metavar="MODEL", help=f"The model: {MODEL}")]
Model = Annotated[str, typer.Option("--model", metavar="BUNDLE", help=f"The model to ask: {MODEL}")]
Predictor = Annotated[
    str | None,
    typer.Option("--model", metavar="BUNDLE", help=f"Whose predictions come along: {MODEL}"),
]
Evidence = Annotated[bool, typer.Option("--evidence", help="Mark the words that weighed most, too.")]
Force = Annotated[
    bool, typer.Option("--force", help="Tick labels too that the model is no better at than always saying yes.")
]

# The model that is made, and how.
NewModel = Annotated[
    Path,
    typer.Option("-o", "--output", metavar="FOLDER", help="Folder of the model; one that is there is replaced."),
]
Name = Annotated[str, typer.Option("--name", help="Name of the model; the folder's when not given.")]
About = Annotated[
    Path | None,
    typer.Option("--about", metavar="FILE", help="Markdown on where the data come from, which the model card quotes."),
]
Baseline = Annotated[
    bool, typer.Option("--baseline", help="Judge scikit-learn's plain pipeline on the same parts too.")
]
OldBaseline = Annotated[bool, typer.Option("--plain", hidden=True, callback=renamed("--plain", "--baseline"))]
Work = Annotated[
    Path,
    typer.Option("--work", metavar="FOLDER", help="Folder for finished parts, so that an interrupted run can go on."),
]

# What is chosen to be read.
QueueFile = Annotated[
    Path, typer.Option("--output", "-o", metavar="FILE", help="The queue, JSON Lines; - is standard output.")
]
Overlap = Annotated[
    float,
    typer.Option("--overlap", metavar="SHARE", min=0, max=1, help="Share to be read by a second annotator too."),
]

# How a command works and answers.
Encoding = Annotated[
    str | None,
    typer.Option(
        "--encoding",
        metavar="NAME",
        callback=_text_encoding,
        help="Encoding of texts, web pages and records, such as cp1252, where you know better than the file tells.",
    ),
]
Seconds = Annotated[
    float,
    typer.Option(
        "--max-seconds",
        metavar="N",
        min=0.1,
        help="Give up a report that takes longer: seconds of processor time, and 5 for each megabyte of it.",
    ),
]
Megabytes = Annotated[
    int, typer.Option("--max-mb", metavar="N", min=100, help="Give up a report that takes more memory, in megabytes.")
]
Seed = Annotated[int, typer.Option("--seed", help="The same input and seed give the same result.")]
Jobs = Annotated[
    int, typer.Option("--jobs", metavar="N", min=1, help="Processors to use; the result does not depend on it.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Change nothing; print the plan as JSON.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]


# The Label Studio server.
def _marked(context: typer.Context, parameter: typer.CallbackParam, value: str | None) -> str | None:
    """Mark an address that comes from rightstag.toml, so that it gets no token of the environment."""
    source = context.get_parameter_source(parameter.name or "")
    if value is None or source is None or source.name != "DEFAULT_MAP":
        return value
    from rightstag.annotate.labelstudio.credentials import SettingsAddress

    return SettingsAddress(value)


Url = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        callback=_marked,
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
    from rightstag.annotate.labelstudio.credentials import find_credentials

    return Client(find_credentials(url, headers=header or ()))
