"""Request schemas of the ML backend protocol; unused fields, the access token among them, are not decoded."""

from datetime import datetime
from typing import Annotated, Any, TypeVar

import msgspec

from rightstag.annotate.labelstudio.results import RawAnnotation
from rightstag.annotate.tasks.build import TRAIL_SEPARATOR
from rightstag.errors import InputError
from rightstag.reports import Paragraph, Report

#: Number and creation time: two servers' projects of the same number differ in it. It also names a folder.
ProjectKey = Annotated[str, msgspec.Meta(pattern=r"^[0-9]+(\.[0-9]+)?$", max_length=40)]
#: A labelling config; those of real projects have some kilobytes.
Config = Annotated[str, msgspec.Meta(max_length=2**20)]
#: Characters of a text; the longest paragraphs of real reports have a tenth of this.
LONGEST_TEXT = 100_000
#: Tasks of a request: Label Studio gives up after 100 seconds anyhow.
MOST_TASKS = 20_000
#: What a database can hold.
Number = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]

Item = TypeVar("Item")


class Task(msgspec.Struct):
    """A task of a predict request or webhook."""

    id: Number
    data: dict[str, Any]

    @property
    def trail(self) -> tuple[str, ...]:
        """Headings above the paragraph, outermost first."""
        trail = self.data.get("trail")
        return tuple(trail.split(TRAIL_SEPARATOR)) if isinstance(trail, str) and trail else ()

    @property
    def version(self) -> str | None:
        """Version of the taxonomy that the task was made by, if it says so."""
        version = self.data.get("taxonomy")
        return version if isinstance(version, str) else None

    def text(self, field: str) -> str:
        """Return the text in the given data field.

        Raises
        ------
        InputError
            There is none, or it is too long to be a paragraph.
        """
        text = self.data.get(field)
        if not isinstance(text, str):
            raise InputError(f"task {self.id}", f"no text in its field '{field}'", fix="import the tasks again")
        if len(text) > LONGEST_TEXT:
            found, expected = f"a text of {len(text):,} characters", f"{LONGEST_TEXT:,} at most"
            raise InputError(f"task {self.id}", found, expected=expected, fix="cut it into paragraphs")
        return text

    def paragraph(self, field: str) -> Paragraph:
        """Rebuild the paragraph of the task.

        Raises
        ------
        InputError
            The task does not name it, or has no text.
        """
        known = {name: self.data.get(name) for name in ("title", "country", "year", "url")}
        try:
            name = msgspec.convert(self.data.get("paragraph_id"), Annotated[str, msgspec.Meta(min_length=1)])
            report = msgspec.convert({"key": self.data.get("report") or name, **known}, Report)
        except msgspec.ValidationError as error:
            fix = "import what `rightstag tasks` wrote"
            raise InputError(f"task {self.id}", f"no paragraph_id and report ({error})", fix=fix) from error
        return Paragraph(id=name, text=self.text(field), trail=self.trail, report=report)


class SetupRequest(msgspec.Struct):
    """Body of ``POST /setup``."""

    project: ProjectKey
    schema: Config


class PredictRequest(msgspec.Struct):
    """Body of ``POST /predict``."""

    tasks: Annotated[list[Task], msgspec.Meta(max_length=MOST_TASKS)]
    project: ProjectKey
    label_config: Config


class Project(msgspec.Struct):
    """The project of a webhook."""

    id: Number
    created_at: datetime
    label_config: Config

    @property
    def key(self) -> str:
        """Project key in the form of the other requests."""
        return f"{self.id}.{int(self.created_at.timestamp())}"


class WebhookAnnotation(RawAnnotation, kw_only=True):
    """A submitted or skipped annotation."""

    id: Number  # pyright: ignore[reportGeneralTypeIssues]
    task: Number


class DeletedAnnotation(msgspec.Struct):
    """A deleted annotation."""

    id: Number


class WebhookEvent(msgspec.Struct):
    """Body of ``POST /webhook``; bulk actions send lists."""

    action: str
    project: Project | None = None
    task: Task | list[Task] | None = None
    annotation: WebhookAnnotation | list[WebhookAnnotation] | None = None
    annotations: list[DeletedAnnotation] = []

    def answers(self) -> list[tuple[WebhookAnnotation, Task]]:
        """Pair the annotations with their tasks.

        Raises
        ------
        InputError
            An answer comes without its task.
        """
        tasks = {task.id: task for task in _listed(self.task)}
        given = _listed(self.annotation)
        for answer in given:
            if answer.task not in tasks:
                fix = "switch on the webhook's payload in Label Studio"
                raise InputError(f"annotation {answer.id}", f"without its task {answer.task}", fix=fix)
        return [(answer, tasks[answer.task]) for answer in given]


def _listed(value: Item | list[Item] | None) -> list[Item]:
    return value if isinstance(value, list) else [] if value is None else [value]
