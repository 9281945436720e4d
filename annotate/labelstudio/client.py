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
        return str(self.ask("GET api/version", lambda sdk: sdk.versions.get()).release or "unknown")

    def user(self) -> tuple[int, str]:
        """Return the user id and e-mail address of the token's owner."""
        user = self.ask("GET api/current-user/whoami", lambda sdk: sdk.users.whoami())
        return user.id, str(user.email)

    def projects(self) -> list[Project]:
        """List the visible projects: id, title and number of tasks only, since further fields are slow."""
        # A plain request: the SDK's list takes any 404 for its end, an address that is wrong included.
        rows = self.every("api/projects", _Projects, "projects", include="id,title,task_number")
        return msgspec.convert(rows, list[Project])

    def project(self, number: int) -> Project:
        """Return a project with all its fields."""
        read = self.ask(f"GET api/projects/{number}", lambda sdk: sdk.projects.get(id=number))
        return msgspec.convert(read, Project, from_attributes=True)

    def create_project(self, title: str, config: str, **fields: Any) -> Project:  # noqa: ANN401 - Label Studio's own
        """Create a project with a labelling config; ``fields`` are passed to the API as they are."""
        made = self.tell(
            "POST api/projects", lambda sdk: sdk.projects.create(title=title, label_config=config, **fields)
        )
        return msgspec.convert(made, Project, from_attributes=True)

    def update_project(self, number: int, **fields: Any) -> None:  # noqa: ANN401 - Label Studio's own
        """Change fields of a project."""
        self.tell(f"PATCH api/projects/{number}", lambda sdk: sdk.projects.update(id=number, **fields))

    def drop_project(self, number: int) -> None:
        """Delete a project with all that is in it."""
        self.tell(f"DELETE api/projects/{number}", lambda sdk: sdk.projects.delete(id=number))

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
        # A plain request: the SDK's list takes any 404 for its end, and does not notice rows that are missing.
        rows = self.every("api/tasks/", _Tasks, f"tasks of project {project}", **asked)
        return msgspec.convert([{"data": {}, **row} for row in rows], list[StoredTask])

    def views(self, project: int) -> list[str]:
        """List the titles of the Data Manager views (tabs) of a project."""
        return [view.title for view in self.view_list(project)]

    def view_list(self, project: int) -> list[View]:
        """List the Data Manager views of a project."""
        held = self.ask("GET api/dm/views", lambda sdk: sdk.views.list(project=project))
        return [View(view.id, view.data.get("title", "")) for view in held if isinstance(view.data, dict)]

    def drop_view(self, number: int) -> None:
        """Delete a Data Manager view."""
        self.tell(f"DELETE api/dm/views/{number}", lambda sdk: sdk.views.delete(id=str(number)))

    def users(self) -> dict[object, str]:
        """Map the ids of all users of the organisation to their e-mail addresses."""
        return {user.id: str(user.email) for user in self.ask("GET api/users", lambda sdk: sdk.users.list())}

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
        self.tell("POST api/dm/views", lambda sdk: sdk.views.create(project=project, data=data))

    def add_tasks(self, project: int, tasks: Sequence[Task]) -> int:
        """Import tasks with their inline predictions and annotations; return the number created."""
        request = msgspec.to_builtins(tasks)
        made = self.tell(
            f"POST api/projects/{project}/import",
            lambda sdk: sdk.projects.import_tasks(id=project, request=request),
        )
        return int(made.task_count or 0)

    def add_predictions(self, project: int, predictions: Sequence[object]) -> int:
        """Import predictions for existing tasks; return the number that the server kept.

        Send all in one request: every request has a fixed cost that grows with the project.
        """
        request = msgspec.to_builtins(predictions)
        made = self.tell(
            f"POST api/projects/{project}/import/predictions",
            lambda sdk: sdk.projects.import_predictions(id=project, request=request),
        )
        return int(made.created or 0)

    def prediction_versions(self, project: int) -> list[Version]:
        """List the model versions with predictions in a project, latest first."""
        # A plain request: the SDK lacks it.
        held = self.read(f"api/projects/{project}/model-versions/", _Versions, extended="true").static
        return sorted(held, key=lambda version: version.latest, reverse=True)

    def predictions(self, project: int) -> list[Prediction]:
        """List all predictions of a project; slow, for repairs only."""
        held = self.ask("GET api/predictions", lambda sdk: sdk.predictions.list(project=project))
        return msgspec.convert(held, list[Prediction], from_attributes=True)

    def stored_predictions(self, project: int) -> list[dict[str, Any]]:
        """List all predictions of a project with their results; slow, for migrations only."""
        return self.read("api/predictions/", list[dict[str, Any]], project=project)

    def stored_result(self, path: str) -> list[dict[str, Any]]:
        """Return the result of an annotation, draft or prediction, given by its API path."""
        return self.read(path, dict[str, Any]).get("result") or []

    def update_result(self, path: str, result: Sequence[Mapping[str, Any]]) -> None:
        """Replace the result of an annotation, draft or prediction, given by its API path."""
        self.write("PATCH", path, {"result": result}, dict[str, object])

    def drop_prediction(self, number: int) -> None:
        """Delete a prediction."""
        self.tell(f"DELETE api/predictions/{number}", lambda sdk: sdk.predictions.delete(id=number))

    def update_task(self, number: int, data: Mapping[str, Any]) -> None:
        """Replace the data of a task; its annotations and predictions stay."""
        self.tell(f"PATCH api/tasks/{number}", lambda sdk: sdk.tasks.update(id=str(number), data=dict(data)))

    def drop_tasks(self, project: int, tasks: Sequence[int]) -> None:
        """Delete tasks with their annotations and predictions."""
        selected = {"all": False, "included": list(tasks)}
        self.tell(
            "POST api/dm/actions",
            lambda sdk: sdk.actions.create(id="delete_tasks", project=project, selected_items=selected),
        )

    def drop_predictions(self, project: int, version: str) -> None:
        """Delete all predictions of a model version."""
        # A plain request: the SDK lacks it.
        self.write("DELETE", f"api/projects/{project}/model-versions/", {"model_version": version}, dict[str, object])

    def export(self, project: int, tasks: Sequence[int] = ()) -> list[msgspec.Raw]:
        """Export tasks as JSON: the given ones, else all, annotated or not.

        One request for all is fastest, but long, and is not retried.
        """
        path = f"api/projects/{project}/export"
        if tasks:
            # A plain request: the server does not know the ids by the name that the SDK sends, and would give all.
            asked = {"exportType": "JSON", "download_all_tasks": "true", "ids[]": list(tasks)}
            return self.read(path, list[msgspec.Raw], **asked)
        content = self.tell(
            f"GET {path}",
            lambda sdk: b"".join(
                sdk.projects.exports.download_sync(id=project, export_type="JSON", download_all_tasks=True)
            ),
        )
        return self.decoded(content, list[msgspec.Raw], f"GET {path}")
