"""Tag beyond one machine: partitions of the input go to Dask's workers, and each becomes a file of a folder.

A worker loads the model once and tags with the same function as the local engine. A partition whose worker is lost
is done again by another: its file has the same name and content whoever writes it, and appears whole or not at all,
so that nothing is lost or doubled.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from rightstag.errors import (
    InputError,
    PartialError,
    SafetyError,
    UsageError,
)
from rightstag.tag.counts import Counts, count
from rightstag.tag.engines.dask_output import OutputFolder, Plan
from rightstag.tag.engines.worker import PartitionResult, TagJob
from rightstag.tag.inputs.remote_partitions import (
    PARTITION_BYTES,
    RemotePartition,
    fingerprint,
    read_remote_partition,
    remote_partitions,
)
from rightstag.tag.inputs.unique_ids import DigestSet, digests
from rightstag.tag.tagger import tag_batch

if TYPE_CHECKING:
    from distributed import Client

    from rightstag.models import Bundle

_PATIENCE = 30  # seconds until a scheduler must have answered, and have a worker
_TRIES = 2  # more, of a partition that failed: object stores have hiccups

_models: dict[str, "Bundle"] = {}
_loading = Lock()  # a worker may have several threads


def tag_on_dask(
    inputs: Sequence[str],
    folder: str,
    bundle: "Bundle",
    job: TagJob,
    *,
    scheduler: str | None = None,
    workers: int = 2,
    size: int = PARTITION_BYTES,
) -> Counts:
    """Tag files of paragraphs into a folder of Parquet files on Dask's workers, and return what went through.

    Parameters
    ----------
    inputs
        JSON Lines or Parquet: files, folders, patterns, and URLs that fsspec knows.
    folder
        New, empty, or what the same run left when it was stopped; a path or a URL that all workers can write to.
    bundle, order
        The model, and what is to be done with it; the workers load it from ``job.model``.
    scheduler
        Address of a scheduler; without one, ``workers`` processes are started on this machine.
    size
        About how many bytes of input a part is made of.

    Raises
    ------
    UsageError
        Dask is not installed, the scheduler cannot be reached, an input is missing, or the folder is in use.
    InputError
        A row is no paragraph, a file holds none, or an id comes twice.
    SafetyError
        A worker has another model under the same name.
    PartialError
        The scheduler was lost, or a partition ended every worker that took it.
    """
    _installed()
    target = OutputFolder.at(folder)
    todo = tuple(
        partition
        for partition in remote_partitions(inputs, size=size)
        if not partition.url.startswith(f"{target.url}/")
    )
    files = {url: fingerprint(url) for url in dict.fromkeys(partition.url for partition in todo)}
    plan = Plan(
        model=bundle.name,
        review=job.review,
        include_negative=job.include_negative,
        partitions=todo,
        files=files,
        recoding=job.recoding,
        scheme=job.scheme,
    )
    if Path(job.model).is_dir():
        job = replace(job, model=str(Path(job.model).absolute()))
    unique_ids = _UniqueIds(plan, job.names(bundle.labels))
    with _client(scheduler, workers) as client:
        known = target.begin(plan)
        for number, done in chain(known.items(), _results(client, plan, known, job, target)):
            unique_ids.admit(number, done)
    unique_ids.close()
    target.finish(unique_ids.counts, len(todo))
    return unique_ids.counts


def tag_remote_partition(
    number: int, partition: RemotePartition, *, name: str, job: TagJob, folder: OutputFolder
) -> tuple[int, PartitionResult]:
    """Tag a partition and write its part: what a worker does. Return the number and what is known of it.

    Parameters
    ----------
    name
        Name and hash that the model must have here.

    Raises
    ------
    UsageError
        This worker cannot read the partition, or cannot write its part.
    InputError
        A row is no paragraph.
    SafetyError
        The model here is another one.
    """
    from rightstag.tag.parquet import encode_table, write_parquet

    bundle = job.recoding.apply(_model(job.model, name))
    counts, ids, pieces = Counts(), [], []
    out = io.BytesIO()
    try:
        for paragraphs in read_remote_partition(partition):
            tagged = job.translate(tag_batch(paragraphs, bundle, review=job.review))
            pieces.append(encode_table(tagged, include_negative=job.include_negative))
            counts.add(count(tagged, job.names(bundle.labels)))
            ids.append(digests(paragraphs))
        write_parquet(out, pieces)
        done = PartitionResult(counts=counts, ids=b"".join(ids))
        folder.keep(number, out.getvalue(), done)
    except OSError as error:
        found = f"a worker cannot read it, or write to {folder.url} ({error})"
        raise UsageError(partition.url, found, fix="see that every worker can reach both") from error
    return number, done


class _UniqueIds:
    """Sees to it that every file holds a paragraph and no paragraph comes twice, in whatever order parts are done."""

    def __init__(self, plan: Plan, labels: Sequence[str]) -> None:
        self.counts = Counts(tagged=dict.fromkeys(labels, 0), review=dict.fromkeys(labels, 0))
        self._partitions = plan.partitions
        self._files = list(plan.files)
        self._numbers = {url: number for number, url in enumerate(plan.files)}
        self._read = [0] * len(plan.files)
        self._seen = DigestSet()

    def admit(self, number: int, done: PartitionResult) -> None:
        url = self._partitions[number].url
        file = self._numbers[url]
        again = self._seen.add(np.frombuffer(done.ids, dtype=np.uint64), file)
        if again:
            row, other = again
            paragraph = next(islice(chain.from_iterable(read_remote_partition(self._partitions[number])), row, None))
            found = "occurs twice" if other == file else f"is also in {self._files[other]}"
            raise InputError(url, f"the id {paragraph.id!r} {found}", expected="every id once", fix="correct the ids")
        self._read[file] += done.counts.read
        self.counts.add(done.counts)

    def close(self) -> None:
        if empty := [url for url, read in zip(self._files, self._read, strict=True) if not read]:
            raise InputError(empty[0], "holds no paragraph", expected="at least one", fix="check the file")


def _results(
    client: "Client", plan: Plan, known: Mapping[int, PartitionResult], job: TagJob, folder: OutputFolder
) -> Iterator[tuple[int, PartitionResult]]:
    """Yield the number of each part and what is known of it, as the workers get done."""
    from distributed import CancelledError, KilledWorker, as_completed

    numbers = [number for number in range(len(plan.partitions)) if number not in known]
    columns = (numbers, [plan.partitions[number] for number in numbers])
    options: dict[str, Any] = {"name": plan.model, "job": job, "folder": folder, "retries": _TRIES, "pure": False}
    again = "run the same command again to go on"
    try:
        # Nothing else holds the futures: a worker forgets what is known of a part once it is here.
        for future in as_completed(client.map(tag_remote_partition, *columns, **options)):
            yield future.result()
    except KilledWorker as error:
        fix = f"give them more memory, {again}"
        raise PartialError("dask", f"workers died of a part ({error})", fix=fix) from error
    except (CancelledError, OSError) as error:
        raise PartialError("dask", f"the scheduler was lost ({error})", fix=again) from error


@contextmanager
def _client(scheduler: str | None, workers: int) -> Iterator["Client"]:
    from distributed import Client, LocalCluster

    if scheduler is None:
        options: dict[str, Any] = {"processes": True, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
        with LocalCluster(n_workers=workers, **options) as cluster, Client(cluster) as client:
            yield client
        return
    try:
        client = Client(scheduler, timeout=_PATIENCE)
    except (OSError, ValueError) as error:
        fix = "start it with: dask scheduler"
        raise UsageError(scheduler, f"no scheduler there ({error})", expected="tcp://HOST:8786", fix=fix) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as error:
            fix = f"start some with: dask worker {scheduler}"
            raise UsageError(scheduler, "the scheduler has no worker", fix=fix) from error
        yield client


def _model(path: str, name: str) -> "Bundle":
    """Return the model, which a process loads once."""
    from rightstag.models import load_bundle

    with _loading:
        if name not in _models:
            bundle = load_bundle(path)
            if bundle.name != name:
                found = f"a worker has {bundle.name} there"
                raise SafetyError(path, found, expected=name, fix="give all workers the same model")
            _models[name] = bundle
        return _models[name]


def _installed() -> None:
    try:
        import distributed  # noqa: F401 - only whether it is there
    except ModuleNotFoundError as error:
        fix = "install it: pip install 'rightstag[dask]'"
        raise UsageError("dask", f"{error.name} is not installed", fix=fix) from error
