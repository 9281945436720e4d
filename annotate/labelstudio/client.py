"""Typed client for the Label Studio API: projects, tasks, predictions and exports."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from rightstag.annotate.labelstudio.task import StoredTask, Task
from rightstag.annotate.labelstudio.transport import Transport


class Project(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of a project that are used here; Label Studio sends some fifty more."""

    id: int
    title: str = ""
    label_config: str = ""
    model_version: str | None = None
    maximum_annotations: int = 1
    task_number: int | None = None
    total_annotations_number: int | None = None
    skipped_annotations_number: int | None = None


class _ViewData(msgspec.Struct):
    title: str = ""


class _View(msgspec.Struct):
    id: int = 0
    data: _ViewData | None = None


class View(msgspec.Struct, frozen=True):
    """A view (tab) of the Data Manager."""

    id: int
    title: str


class _Projects(msgspec.Struct, rename={"total": "count", "rows": "results"}):
    total: int
    rows: list[dict[str, Any]]


class _Tasks(msgspec.Struct, rename={"rows": "tasks"}):
    total: int
    rows: list[dict[str, Any]]


class _Release(msgspec.Struct):
    release: str = "unknown"


class _User(msgspec.Struct):
    id: int
    email: str


class _Imported(msgspec.Struct):
    task_count: int


class _Created(msgspec.Struct):
    created: int


class Version(msgspec.Struct, frozen=True):
    """A model version with stored predictions: their number, and the ISO 8601 time of the latest."""

    model_version: str | None
    latest: str
    count: int


class Prediction(msgspec.Struct, frozen=True):
    """Number, task and model version of a stored prediction."""

    id: int
    task: int
    model_version: str | None


class _Versions(msgspec.Struct):
    static: list[Version] = []


class Client(Transport):
    """Client for one Label Studio server; `Transport` documents the errors of its methods."""

    def version(self) -> str:
        """Return the release of the server."""
        return self.read("api/version", _Release).release

    def user(self) -> tuple[int, str]:
        """Return the user id and e-mail address of the token's owner."""
        found = self.read("api/current-user/whoami", _User)
        return found.id, found.email

    def projects(self) -> list[Project]:
        """List the visible projects: id, title and number of tasks only, since further fields are slow."""
        rows = self.every("api/projects", _Projects, "projects", include="id,title,task_number")
        return msgspec.convert(rows, list[Project])

    def project(self, number: int) -> Project:
        """Return a project with all its fields."""
        return self.read(f"api/projects/{number}", Project)

    def create_project(self, title: str, config: str, **fields: object) -> Project:
        """Create a project with a labelling config; ``fields`` are passed to the API as they are."""
        return self.write("POST", "api/projects", {"title": title, "label_config": config, **fields}, Project)

    def update_project(self, number: int, **fields: object) -> Project:
        """Change fields of a project."""
        return self.write("PATCH", f"api/projects/{number}", fields, Project)

    def drop_project(self, number: int) -> None:
        """Delete a project with all that is in it."""
        self.write("DELETE", f"api/projects/{number}", None, dict[str, object])

    def tasks(self, project: int, fields: str, *conditions: Mapping[str, Any]) -> list[StoredTask]:
        """List the tasks of a project that match all filters, each once, in ascending order of id.

        Parameters
        ----------
        fields
            Comma-separated field names, with ``id``.
        conditions
            Data Manager filters: ``filter``, ``operator``, ``type``, ``value``.

        Raises
        ------
        OutcomeUnknownError
            Every attempt returned fewer tasks than the server counts.
        """
        query = {"filters": {"conjunction": "and", "items": conditions}, "ordering": ["tasks:id"]}
        asked = {"project": project, "query": json.dumps(query), "fields": "task_only", "include": fields}
        rows = self.every("api/tasks/", _Tasks, f"tasks of project {project}", **asked)
        return msgspec.convert([{"data": {}, **row} for row in rows], list[StoredTask])

    def views(self, project: int) -> list[str]:
        """List the titles of the Data Manager views (tabs) of a project."""
        return [view.title for view in self.view_list(project)]

    def view_list(self, project: int) -> list[View]:
        """List the Data Manager views of a project."""
        held = self.read("api/dm/views/", list[_View], project=project)
        return [View(view.id, view.data.title) for view in held if view.data]

    def drop_view(self, number: int) -> None:
        """Delete a Data Manager view."""
        self.write("DELETE", f"api/dm/views/{number}/", None, dict[str, object])

    def users(self) -> dict[object, str]:
        """Map the ids of all users of the organisation to their e-mail addresses."""
        return {user.id: user.email for user in self.read("api/users/", list[_User])}

    def create_view(
        self, project: int, title: str, *, sort_by: str | None = None, contains: tuple[str, str] | None = None
    ) -> None:
        """Create a Data Manager view.

        Parameters
        ----------
        sort_by
            A field of the task data; ascending.
        contains
            A field of the task data and a text that it must contain.
        """
        data: dict[str, Any] = {"title": title}
        if sort_by:
            data["ordering"] = [f"tasks:data.{sort_by}"]
        if contains:
            field, text = contains
            condition = {"filter": f"filter:tasks:data.{field}", "operator": "contains", "type": "String"}
            data["filters"] = {"conjunction": "and", "items": [condition | {"value": text}]}
        view = {"project": project, "data": data}
        self.write("POST", "api/dm/views/", view, _View)

    def add_tasks(self, project: int, tasks: Sequence[Task]) -> int:
        """Import tasks with their inline predictions and annotations; return the number created."""
        return self.write("POST", f"api/projects/{project}/import", tasks, _Imported).task_count

    def add_predictions(self, project: int, predictions: Sequence[object]) -> int:
        """Import predictions for existing tasks; return the number that the server kept.

        Send all in one request: every request has a fixed cost that grows with the project.
        """
        return self.write("POST", f"api/projects/{project}/import/predictions", predictions, _Created).created

    def prediction_versions(self, project: int) -> list[Version]:
        """List the model versions with predictions in a project, latest first."""
        held = self.read(f"api/projects/{project}/model-versions/", _Versions, extended="true").static
        return sorted(held, key=lambda version: version.latest, reverse=True)

    def predictions(self, project: int) -> list[Prediction]:
        """List all predictions of a project; slow, for repairs only."""
        return self.read("api/predictions/", list[Prediction], project=project)

    def drop_prediction(self, number: int) -> None:
        """Delete a prediction."""
        self.write("DELETE", f"api/predictions/{number}/", None, dict[str, object])

    def update_task(self, number: int, data: Mapping[str, Any]) -> None:
        """Replace the data of a task; its annotations and predictions stay."""
        self.write("PATCH", f"api/tasks/{number}/", {"data": data}, dict[str, object])

    def drop_tasks(self, project: int, tasks: Sequence[int]) -> None:
        """Delete tasks with their annotations and predictions."""
        body = {"selectedItems": {"all": False, "included": tasks}}
        self.write("POST", f"api/dm/actions?id=delete_tasks&project={project}", body, dict[str, object])

    def drop_predictions(self, project: int, version: str) -> None:
        """Delete all predictions of a model version."""
        self.write("DELETE", f"api/projects/{project}/model-versions/", {"model_version": version}, dict[str, object])

    def export(self, project: int, tasks: Sequence[int] = ()) -> list[msgspec.Raw]:
        """Export tasks as JSON: the given ones, else all, annotated or not.

        One request for all is fastest, but long, and is not retried.
        """
        path = f"api/projects/{project}/export"
        asked = {"exportType": "JSON", "download_all_tasks": "true"}
        if tasks:
            return self.read(path, list[msgspec.Raw], **asked, **{"ids[]": list(tasks)})
        return self._call("GET", path, list[msgspec.Raw], params=asked)
