"""A real Label Studio for the tests of this folder; all of them are marked ``live``."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from toy_annotation import annotation, draft, exported, fake_bundle, region, taxonomy  # noqa: F401 - fixtures
from toy_tagging import bundle, paragraphs, report, tagged  # noqa: F401 - fixtures

from rightstag.annotate.labelstudio.client import Client
from rightstag.annotate.labelstudio.credentials import Credentials
from rightstag.annotate.local_server import server
from rightstag.annotate.local_server.install import label_studio
from rightstag.annotate.local_server.state import Server
from rightstag.errors import StudioError

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.live)


@dataclass(frozen=True)
class Live:
    """A real Label Studio, and the folder of its data."""

    folder: Path
    server: Server

    @property
    def address(self) -> Credentials:
        return Credentials(self.server.url, self.server.token)


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Start a Label Studio for all tests, installed in the project's own ``.work``; about a minute."""
    try:
        program = label_studio(ROOT / ".work" / "label-studio")
    except StudioError as error:
        pytest.skip(f"no Label Studio here: {error}")
    folder = tmp_path_factory.mktemp("studio")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    yield Live(folder, server.start(folder, port=port, program=program))
    server.stop(folder)


@pytest.fixture
def studio(live) -> Iterator[Client]:
    with Client(live.address, pauses=()) as studio:
        yield studio


@pytest.fixture
def run(live, run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch) -> Callable[..., object]:
    """Run a command line against the server."""
    monkeypatch.setenv("LABEL_STUDIO_URL", live.server.url)
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", live.server.token)
    return run
