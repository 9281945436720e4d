"""What a Label Studio server has and does: projects, tasks, predictions, exports."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from rightstag.annotate.labelstudio.transport import Connection


class Project(msgspec.Struct, frozen=True, kw_only=True):
    """What we need of a project; Label Studio's many other fields are passed over."""

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
    data: _ViewData | None = None


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
    """A model version that a project holds predictions of; ``latest`` is the time of the last one, ISO 8601."""

    model_version: str | None
    latest: str
    count: int


class Prediction(msgspec.Struct, frozen=True):
    """Which task a prediction is for, and by which model."""

    id: int
    task: int
    model_version: str | None


class _Versions(msgspec.Struct):
    static: list[Version] = []


class Studio(Connection):
    """A Label Studio server; what its methods raise is said of `Connection`."""

    def version(self) -> str:
        """Return the release of the server."""
        return self.read("api/version", _Release).release

    def user(self) -> tuple[int, str]:
        """Return our number and e-mail address there."""
        found = self.read("api/current-user/whoami", _User)
        return found.id, found.email

    def projects(self) -> list[Project]:
        """Return all projects that we may see, without the fields that cost time."""
        rows = self.every("api/projects", _Projects, "projects", include="id,title,task_number")
        return msgspec.convert(rows, list[Project])

    def project(self, number: int) -> Project:
        """Return a project with all its fields."""
        return self.read(f"api/projects/{number}", Project)

    def create_project(self, title: str, config: str, **fields: object) -> Project:
        """Make a project with a labelling config; further fields are Label Studio's own."""
        return self.write("POST", "api/projects", {"title": title, "label_config": config, **fields}, Project)

    def update_project(self, number: int, **fields: object) -> Project:
        """Change fields of a project."""
        return self.write("PATCH", f"api/projects/{number}", fields, Project)

    def drop_project(self, number: int) -> None:
        """Delete a project with all that is in it."""
        self.write("DELETE", f"api/projects/{number}", None, dict[str, object])

    def tasks(self, project: int, fields: str, *conditions: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return all tasks of a project that fulfil some conditions, each once, in the order of their numbers.

        Parameters
        ----------
        fields
            Names with commas between, ``id`` among them.
        conditions
            Filters of the Data Manager: ``filter``, ``operator``, ``type``, ``value``.

        Raises
        ------
        UncertainError
            The server gave fewer tasks than it says there are, however often it was asked.
        """
        query = {"filters": {"conjunction": "and", "items": conditions}, "ordering": ["tasks:id"]}
        asked = {"project": project, "query": json.dumps(query), "fields": "task_only", "include": fields}
        return self.every("api/tasks/", _Tasks, f"tasks of project {project}", **asked)

    def views(self, project: int) -> list[str]:
        """Return the titles of the views of a project's tasks: the tabs of the Data Manager."""
        held = self.read("api/dm/views/", list[_View], project=project)
        return [view.data.title for view in held if view.data]

    def create_view(self, project: int, title: str, field: str) -> None:
        """Make a view of a project's tasks in ascending order of a field of their data."""
        view = {"project": project, "data": {"title": title, "ordering": [f"tasks:data.{field}"]}}
        self.write("POST", "api/dm/views/", view, _View)

    def add_tasks(self, project: int, tasks: Sequence[Mapping[str, Any]]) -> int:
        """Import tasks with the predictions and annotations that they carry, and return how many it took."""
        return self.write("POST", f"api/projects/{project}/import", tasks, _Imported).task_count

    def add_predictions(self, project: int, predictions: Sequence[Mapping[str, Any]]) -> int:
        """Import predictions for tasks that are there, and return how many the server kept.

        Send all in one request: each costs as much again as the project is large.
        """
        return self.write("POST", f"api/projects/{project}/import/predictions", predictions, _Created).created

    def prediction_versions(self, project: int) -> list[Version]:
        """Return the model versions that a project holds predictions of, the latest first."""
        held = self.read(f"api/projects/{project}/model-versions/", _Versions, extended="true").static
        return sorted(held, key=lambda version: version.latest, reverse=True)

    def predictions(self, project: int) -> list[Prediction]:
        """Return all predictions of a project: a long request, for repairs."""
        return self.read("api/predictions/", list[Prediction], project=project)

    def drop_prediction(self, number: int) -> None:
        """Delete a prediction."""
        self.write("DELETE", f"api/predictions/{number}/", None, dict[str, object])

    def drop_tasks(self, project: int, tasks: Sequence[int]) -> None:
        """Delete tasks, with all that hangs on them."""
        body = {"selectedItems": {"all": False, "included": tasks}}
        self.write("POST", f"api/dm/actions?id=delete_tasks&project={project}", body, dict[str, object])

    def drop_predictions(self, project: int, version: str) -> None:
        """Delete all predictions of a model version."""
        self.write("DELETE", f"api/projects/{project}/model-versions/", {"model_version": version}, dict[str, object])

    def export(self, project: int, tasks: Sequence[int] = ()) -> list[msgspec.Raw]:
        """Return the tasks of a JSON export: those given, else all, whether anyone touched them or not.

        All in one request is fastest, but long: it is not tried again where something on the way cuts it.
        """
        path = f"api/projects/{project}/export"
        asked = {"exportType": "JSON", "download_all_tasks": "true"}
        if tasks:
            return self.read(path, list[msgspec.Raw], **asked, **{"ids[]": list(tasks)})
        return self._call("GET", path, list[msgspec.Raw], params=asked)
