"""A whole run: inputs of any number and size become one output, in order and in constant memory."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from rightstag.errors import InputError, RightsTagError, rebuild_error
from rightstag.reports.read_reports import ReadOptions
from rightstag.tag.counts import Counts
from rightstag.tag.engines.checkpoint import Checkpoint, CheckpointEntry, CheckpointHeader
from rightstag.tag.engines.worker import (
    PartitionResult,
    Result,
    TagJob,
    tag_here,
)
from rightstag.tag.inputs.partitions import Partition, partitions
from rightstag.tag.inputs.unique_ids import UniqueIds
from rightstag.tag.outputs.formats import FORMATS, WriteOptions

if TYPE_CHECKING:
    from rightstag.models import Bundle


@dataclass
class Run:
    """Tags files; what becomes of them is kept here while it runs.

    Attributes
    ----------
    files
        What `rightstag.tag.inputs.partitions.expand_inputs` lists.
    bundle, order
        The model, and what is to be done with it.
    jobs
        Processes; with 1 the work is done in this one. The output is the same for every number.
    counts
        Of what has gone through so far.
    faults
        The reports, and the parts of reports, that could not be read; the others are tagged all the same.
    reading
        How reports are read.
    """

    files: Sequence[Path]
    bundle: "Bundle"
    job: TagJob
    jobs: int = 1
    counts: Counts = field(default_factory=Counts)
    faults: list[RightsTagError] = field(default_factory=list)
    reading: ReadOptions | None = None

    def pieces(self) -> Iterator[bytes]:
        """Yield the pieces of the output in order, and keep nothing.

        Raises
        ------
        UsageError
            An input is missing.
        InputError
            Rows are no paragraphs, a paragraph comes twice, or the only report cannot be read.
        WorkerLostError
            One of the processes died.
        """
        for _, _, piece in self._results(None):
            yield piece

    def write(self, checkpoint: Checkpoint, options: WriteOptions) -> None:
        """Write the output whole or not at all, going on from the checkpoint of an earlier run.

        Raises
        ------
        UsageError, InputError, WorkerLostError
            As in `pieces`; or what came is too large for the format.
        """
        form = FORMATS[self.job.suffix]
        for partition, result, piece in self._results(checkpoint):
            if isinstance(result, CheckpointEntry):
                checkpoint.reuse(result)
            else:
                checkpoint.keep(partition, result, piece)
            if form.limit and self.counts.read > form.limit:
                raise _too_large(checkpoint.output, form.limit)
        checkpoint.finish(lambda out, pieces: form.finish(out, pieces, options))
        if not self.faults:
            checkpoint.clear()

    def _results(
        self, checkpoint: Checkpoint | None
    ) -> Iterator[tuple[Partition, PartitionResult | CheckpointEntry, bytes]]:
        """Yield the parts that could be read, each checked against all before it."""
        unique_ids = UniqueIds()
        tasks = (
            (partition, checkpoint.find(partition) if checkpoint else None)
            for partition in partitions(self.files, self.reading)
        )
        broken: set[Path] = set()
        with closing(self._engine(tasks)) as results:
            for partition, result in results:
                if partition.path in broken:
                    continue
                try:
                    if isinstance(result, RightsTagError):
                        raise result
                    done, piece = (result.done, b"") if isinstance(result, CheckpointEntry) else result
                    unique_ids.admit(partition, done.ids, done.key)
                except RightsTagError as error:
                    if len(self.files) == 1 or not (partition.is_report or isinstance(result, RightsTagError)):
                        raise
                    self.faults.append(error if partition.is_report else _of_rows(error, partition))
                    broken |= set() if partition.is_report else {partition.path}
                    continue
                self.counts.add(done.counts)
                self.faults += [rebuild_error("InputError", line) for line in done.unread]
                yield partition, result if isinstance(result, CheckpointEntry) else done, piece
        unique_ids.close()
        if self.faults and not self.counts.read:
            raise InputError(f"{len(self.files)} inputs", "none could be read", fix="see what is said of each")

    def _engine(
        self, tasks: Iterable[tuple[Partition, CheckpointEntry | None]]
    ) -> Generator[tuple[Partition, CheckpointEntry | Result]]:
        if self.jobs == 1:
            return tag_here(tasks, self.bundle, self.job)
        from rightstag.tag.engines.process_pool import tag_in_processes

        return tag_in_processes(tasks, self.job, self.jobs)


def _of_rows(error: RightsTagError, partition: Partition) -> RightsTagError:
    """Return the fault of a file of rows, which says what of the file is not in the output."""
    rest = "its rows after that" if partition.fault else f"its rows from {partition.first:,} on"
    return rebuild_error(type(error).__name__, f"{error}; {rest} are not in the output")


def checkpoint_header(bundle: "Bundle", job: TagJob) -> CheckpointHeader:
    """Return the header of a checkpoint: a run resumes only one with an equal header."""
    program = metadata.version("rightstag")
    return CheckpointHeader(
        model=bundle.name,
        suffix=job.suffix,
        include_negative=job.include_negative,
        review=job.review,
        program=program,
        recoding=job.recoding,
        scheme=job.scheme,
    )


def _too_large(output: Path, limit: int) -> InputError:
    found = f"more than {limit:,} paragraphs, too many for one page"
    return InputError(output, found, expected="fewer", fix="write .csv, .jsonl or .parquet, or tag fewer at a time")
