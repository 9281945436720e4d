"""What Label Studio sends; the many fields that nobody reads, the access token among them, are never even decoded."""

from datetime import datetime
from typing import Annotated, Any, TypeVar

import msgspec

from rightstag.annotate.labelstudio.results import Entry
from rightstag.annotate.tasks.build import TRAIL_SEPARATOR
from rightstag.errors import InputError
from rightstag.reports import Paragraph, Report

#: Number and creation time: two servers' projects of the same number differ in it. It also names a folder.
ProjectKey = Annotated[str, msgspec.Meta(pattern=r"^[0-9]+(\.[0-9]+)?$", max_length=40)]
#: A labelling config; those of real projects have some kilobytes.
Config = Annotated[str, msgspec.Meta(max_length=2**20)]
#: What a database can hold.
Number = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]

Item = TypeVar("Item")


class Task(msgspec.Struct):
    """A task, as it is asked about or was answered."""

    id: Number
    data: dict[str, Any]

    @property
    def trail(self) -> tuple[str, ...]:
        """The headings above the paragraph, outermost first."""
        trail = self.data.get("trail")
        return tuple(trail.split(TRAIL_SEPARATOR)) if isinstance(trail, str) and trail else ()

    def text(self, field: str) -> str:
        """Return the text that a screen shows.

        Raises
        ------
        InputError
            There is none.
        """
        text = self.data.get(field)
        if not isinstance(text, str):
            raise InputError(f"task {self.id}", f"no text in its field '{field}'", fix="import the tasks again")
        return text

    def paragraph(self, field: str) -> Paragraph:
        """Return the paragraph that the task was made from.

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


class Setup(msgspec.Struct):
    """A project makes itself known."""

    project: ProjectKey
    schema: Config


class Question(msgspec.Struct):
    """Tasks that a project wants predictions for."""

    tasks: list[Task]
    project: ProjectKey
    label_config: Config


class Project(msgspec.Struct):
    """A project, as webhooks have it."""

    id: Number
    created_at: datetime
    label_config: Config

    @property
    def key(self) -> str:
        """What the other requests call it."""
        return f"{self.id}.{int(self.created_at.timestamp())}"


class Answer(Entry, kw_only=True):
    """A submitted or skipped answer."""

    id: Number  # pyright: ignore[reportGeneralTypeIssues]
    task: Number


class Reference(msgspec.Struct):
    """Something that is no more."""

    id: Number


class Event(msgspec.Struct):
    """Something that happened in a project; imports of finished work come as lists."""

    action: str
    project: Project | None = None
    task: Task | list[Task] | None = None
    annotation: Answer | list[Answer] | None = None
    annotations: list[Reference] = []

    def answers(self) -> list[tuple[Answer, Task]]:
        """Return the answers with their tasks.

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
