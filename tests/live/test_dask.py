"""Tags from Dask's workers are those of the local engine, whatever happens to a worker or to the run."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from rightstag.errors import InputError, UsageError
from rightstag.jsonl import write_rows
from rightstag.reports.records import Paragraph
from rightstag.tag import read_inputs, tag_paragraphs
from rightstag.tag.engines import dask as dask_engine
from rightstag.tag.engines.dask import tag_on_dask
from rightstag.tag.engines.worker import TagJob
from rightstag.tag.outputs.formats import write_tags

distributed = pytest.importorskip("distributed", reason="dask is not installed")
pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")

# One cluster for all of them: starting it takes longer than the tests.
pytestmark = pytest.mark.xdist_group("dask")

PRELOAD = """
from importlib.util import module_from_spec, spec_from_file_location
from rightstag.tag.engines import dask as dask_engine

def dask_setup(worker):
    spec = spec_from_file_location("small_model", {conftest!r})
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    bundle = module.KeywordBundle()
    dask_engine._models[bundle.name] = bundle
"""

ORDER = TagJob("keywords", ".parquet")
WORDS = ("Police dispersed the rally and a march by {}.", "The law bars {} from asylum.", "{} has a library.")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Start two workers, each a process of its own, which have the small model of these tests loaded."""
    preload = tmp_path_factory.mktemp("preload") / "small_model.py"
    preload.write_text(PRELOAD.format(conftest=str(Path(__file__).parents[1] / "support" / "toy_tagging.py")))
    options = {
        "processes": True,
        "threads_per_worker": 1,
        "dashboard_address": "127.0.0.1:0",
        "preload": [str(preload)],
    }
    with distributed.LocalCluster(n_workers=2, **options) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """Give a folder with 400 paragraphs in two files."""
    folder = tmp_path_factory.mktemp("in")
    texts = [WORDS[n % 3].format(f"person {n}") * (1 + n % 4) for n in range(400)]
    paragraphs = [Paragraph(id=f"p{n}", text=text, position=n) for n, text in enumerate(texts)]
    for name, partition in (("a.jsonl", paragraphs[:150]), ("b.jsonl", paragraphs[150:])):
        write_rows(folder / name, partition)
    return folder


@pytest.fixture
def local(rows, bundle, tmp_path):
    """Give the table that the local engine makes."""
    write_tags(tmp_path / "local.parquet", tag_paragraphs(read_inputs([rows]), bundle))
    return pq.read_table(tmp_path / "local.parquet")


def waited(condition, seconds=300):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.01)


def partitions(folder):
    return sorted(path.name for path in folder.glob("part-*.parquet"))


def test_a_worker_that_is_killed_half_way_loses_and_doubles_nothing(cluster, bundle, rows, local, tmp_path):
    folder, found = tmp_path / "tags", []
    with distributed.Client(cluster) as client:
        victim = min(client.run(os.getpid).values())

    def run():
        found.append(
            tag_on_dask([str(rows)], str(folder), bundle, ORDER, scheduler=cluster.scheduler_address, size=400)
        )

    thread = threading.Thread(target=run)
    thread.start()
    waited(lambda: len(partitions(folder)) >= 5 or not thread.is_alive())
    os.kill(victim, signal.SIGKILL)
    done_then = len(partitions(folder))
    thread.join(300)
    assert found[0].paragraphs == 400
    assert done_then < len(partitions(folder)), "the worker was killed when all was done"
    assert pq.read_table(folder).equals(local)
    left = {path.name for path in folder.iterdir()} - set(partitions(folder))
    assert left == {"_SUCCESS"}
    assert json.loads((folder / "_SUCCESS").read_text())["counts"]["paragraphs"] == 400


def test_a_run_that_is_killed_goes_on_where_it_stopped(cluster, bundle, rows, local, tmp_path, monkeypatch):
    folder = tmp_path / "tags"

    def stop(client, plan, known, job, target):
        done = real(client, plan, known, job, target)
        yield from (next(done) for _ in range(3))
        raise KeyboardInterrupt

    real = dask_engine._results
    again = {"scheduler": cluster.scheduler_address, "size": 4000}
    monkeypatch.setattr(dask_engine, "_results", stop)
    with pytest.raises(KeyboardInterrupt):
        tag_on_dask([str(rows)], str(folder), bundle, ORDER, **again)
    assert not (folder / "_SUCCESS").exists()
    monkeypatch.setattr(dask_engine, "_results", real)
    written = {name: (folder / name).stat().st_mtime_ns for name in partitions(folder)[:3]}

    with pytest.raises(UsageError, match="holds an unfinished run of other inputs, options or model"):
        tag_on_dask([str(rows)], str(folder), bundle, TagJob("keywords", ".parquet", review=0.1), **again)
    assert tag_on_dask([str(rows)], str(folder), bundle, ORDER, **again).paragraphs == 400
    assert {name: (folder / name).stat().st_mtime_ns for name in written} == written
    assert pq.read_table(folder).equals(local)
    with pytest.raises(UsageError, match="is not empty"):
        tag_on_dask([str(rows)], str(folder), bundle, ORDER, **again)


def test_the_command_reads_and_writes_by_url_with_the_shipped_model(cluster, rows, tmp_path):
    from rightstag.models import load_bundle

    where = (f"{rows.as_uri()}/*.jsonl", "-o", f"{tmp_path.as_uri()}/tags")
    command = [sys.executable, "-m", "rightstag", "tag", *where, "--engine", "dask"]
    command += ["--scheduler", cluster.scheduler_address]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("400 paragraphs read by default-")
    assert done.stderr.endswith(f"written: {tmp_path.as_uri()}/tags\n")
    write_tags(tmp_path / "local.parquet", tag_paragraphs(read_inputs([rows]), load_bundle("default")))
    assert pq.read_table(tmp_path / "tags").equals(pq.read_table(tmp_path / "local.parquet"))


def test_an_id_that_comes_twice_is_refused(cluster, bundle, rows, tmp_path):
    rows = shutil.copytree(rows, tmp_path / "in")
    with (rows / "b.jsonl").open("a") as file:
        file.write('{"id": "p3", "text": "Again."}\n')
    with pytest.raises(InputError, match=r"^\S+: the id 'p3' is also in \S+; expected every id once; correct the ids$"):
        tag_on_dask([str(rows)], str(tmp_path / "tags"), bundle, ORDER, scheduler=cluster.scheduler_address, size=4000)
    assert not (tmp_path / "tags" / "_SUCCESS").exists()


def test_no_scheduler_is_said_in_a_line(bundle, rows, tmp_path, monkeypatch):
    monkeypatch.setattr(dask_engine, "_PATIENCE", 0.5)
    with pytest.raises(UsageError) as caught:
        tag_on_dask([str(rows)], str(tmp_path / "tags"), bundle, ORDER, scheduler="tcp://127.0.0.1:9")
    assert str(caught.value).startswith("tcp://127.0.0.1:9: no scheduler there (")
    assert str(caught.value).endswith("; expected tcp://HOST:8786; start it with: dask scheduler")


def test_without_dask_it_says_how_to_get_it(bundle, rows, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError) as caught:
        tag_on_dask([str(rows)], "tags", bundle, ORDER)
    expected = "dask: distributed is not installed; install it: pip install 'rightstag[dask]'"
    assert str(caught.value) == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--engine", "dask"), "--engine dask: does not write to standard output; name a folder with -o"),
        (("--scheduler", "tcp://here:8786"), "--scheduler: is for another engine; add --engine dask"),
    ],
)
def test_options_that_do_not_go_together(rows, arguments, message):
    command = [sys.executable, "-m", "rightstag", "tag", rows, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (2, f"error: {message}\n")
