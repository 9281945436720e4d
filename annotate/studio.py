"""Label Studio over the network: the one module that knows ``label_studio_sdk``.

The SDK lets us in, with either kind of token, and carries the requests. What it would do besides is kept off: it sends
a request again after an error even where the server had carried it out, follows a redirect with a ``GET`` in place of a
``POST``, takes any 404 for the end of a list, and loses fields that it does not know.
"""

import itertools
import json
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self, TypeVar

import msgspec

from annotate.address import Address
from annotate.refusals import MissingError, UncertainError, refusal, unreachable
from rightstag.errors import StudioError

if TYPE_CHECKING:
    from label_studio_sdk.core.api_error import ApiError
    from label_studio_sdk.core.http_client import HttpClient

PAGE = 1000
#: An import or an export is one long request: the server answers when it is done.
_PATIENCE_S = 600.0
_CONNECT_S = 10.0
#: What is only read is asked for again after these many seconds; what is written is never sent twice by this module.
PAUSES_S = (0.2, 1.0, 3.0)

Kind = TypeVar("Kind")


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


class Studio:
    """A Label Studio server.

    Every method raises `UncertainError` where the outcome is not known, and ``StudioError`` where the server does not
    let us in or refuses. Reading is tried again; writing is not.

    Parameters
    ----------
    address
        Where it is and what lets us in.
    pauses
        Seconds before each further try to read.
    """

    def __init__(self, address: Address, *, pauses: Sequence[float] = PAUSES_S) -> None:
        self._address = address
        self._pauses = pauses
        self._http = _transport(address)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self._http.httpx_client.close()

    @property
    def url(self) -> str:
        """Its address, with a slash at the end."""
        return self._address.url

    def version(self) -> str:
        """Return the release of the server."""
        return self.read("api/version", _Release).release

    def user(self) -> tuple[int, str]:
        """Return our number and e-mail address there."""
        found = self.read("api/current-user/whoami", _User)
        return found.id, found.email

    def projects(self) -> list[Project]:
        """Return all projects that we may see, without the fields that cost time."""
        rows = self._every("api/projects", _Projects, "projects", include="id,title,task_number")
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
        return self._every("api/tasks/", _Tasks, f"tasks of project {project}", **asked)

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

    def _every(
        self, path: str, kind: type[_Projects] | type[_Tasks], what: str, **asked: object
    ) -> list[dict[str, Any]]:
        """Return all rows of a list that comes in pages, which the server may cut smaller than it was asked to."""

        def attempt() -> list[dict[str, Any]]:
            found: dict[int, dict[str, Any]] = {}
            total = 0
            for number in itertools.count(1):
                try:
                    page = self.read(path, kind, page=number, page_size=PAGE, **asked)
                except MissingError:  # past the last page
                    break
                known, total = len(found), page.total
                found |= {row["id"]: row for row in page.rows}
                if len(found) >= total:
                    return list(found.values())
                if len(found) == known:
                    break
            raise UncertainError(self.url, f"gave {len(found)} of {total} {what}", fix="run it again")

        return self._again(attempt)

    def read(self, path: str, kind: type[Kind], /, **parameters: object) -> Kind:
        """Return a resource as a type that msgspec knows."""
        return self._again(lambda: self._call("GET", path, kind, params=parameters))

    def write(self, method: str, path: str, body: object, kind: type[Kind], /) -> Kind:
        """Send something, once, and return the answer as a type that msgspec knows."""
        content = {"content": msgspec.json.encode(body), "headers": {"Content-Type": "application/json"}}
        return self._call(method, path, kind, **content)

    def _again(self, attempt: Callable[[], Kind]) -> Kind:
        for pause in self._pauses:
            try:
                return attempt()
            except UncertainError:
                time.sleep(pause)
        return attempt()

    def _call(self, method: str, path: str, kind: type[Kind], **request: Any) -> Kind:  # noqa: ANN401 - the SDK's own
        import httpx
        from label_studio_sdk.core.api_error import ApiError

        place = f"{method} {path}"
        try:
            reply = self._http.request(path, method=method, request_options={"max_retries": 0}, **request)
        except ApiError as error:  # from the exchange of a personal access token for one that lasts minutes
            raise _api_refusal(self._address, error) from error
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise unreachable(self._address, error, place=place, sent=False) from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise unreachable(self._address, error, place=place, sent=True) from error
        if not reply.is_success:
            location = reply.headers.get("location", "")
            raise refusal(self._address, reply.status_code, reply.content, place=place, location=location)
        try:
            return msgspec.json.decode(reply.content or b"{}", type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            if "text/html" in reply.headers.get("content-type", ""):
                fix = "check the address; a proxy may want a login of its own (--header)"
                raise StudioError(self.url, "answers with a web page", place=place, fix=fix) from error
            raise UncertainError(self.url, f"answer cut short ({error})", place=place, fix="run it again") from error


def _transport(address: Address) -> "HttpClient":
    """Return the SDK's own carrier of requests, which adds the token and renews it."""
    import httpx

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its imports warn
            from label_studio_sdk import LabelStudio
            from label_studio_sdk.core.api_error import ApiError
    except ImportError as error:
        fix = "install it: pip install 'rightstag[studio]'"
        raise StudioError("Label Studio", "its SDK is not installed", fix=fix) from error
    headers = dict(address.headers)
    if any(name.lower() == "authorization" for name in headers):  # a proxy's; the token then travels beside it
        headers["X-Api-Key"] = address.token
    client = httpx.Client(timeout=httpx.Timeout(_PATIENCE_S, connect=_CONNECT_S), headers=dict(address.headers))
    try:
        sdk = LabelStudio(  # type: ignore[no-untyped-call]
            base_url=address.url, api_key=address.token, headers=headers, httpx_client=client
        )
    except ApiError as error:  # of a personal access token that cannot be one
        raise _api_refusal(address, error) from error
    return sdk._client_wrapper.httpx_client  # noqa: SLF001 - the SDK has no public way to a plain request


def _api_refusal(address: Address, error: "ApiError") -> StudioError:
    return refusal(address, error.status_code or 500, msgspec.json.encode(error.body, enc_hook=str), place="token")
