"""SQLite store of the annotations received by webhook.

Webhooks carry every annotation with its task, so that no access to the server is needed; a database and not a log,
since annotations are updated and deleted.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Lock

import msgspec

from rightstag.annotate.ml_backend.records import TrainingSet
from rightstag.annotate.records import Annotation
from rightstag.errors import UsageError
from rightstag.jsonl import decoder
from rightstag.reports import Paragraph

#: ``fresh`` is what no training has seen; ``offered`` are the labels that there were to choose from.
_TABLE = """
create table if not exists answers (
    project text, annotation integer, offered text, fresh integer, answer blob, paragraph blob,
    primary key (project, annotation)
)
"""
_PUT = "insert or replace into answers values (?, ?, ?, 1, ?, ?)"


class AnswerStore:
    """Annotations of all projects, in one SQLite file.

    Parameters
    ----------
    path
        The file; it is made where there is none.

    Raises
    ------
    UsageError
        The file cannot be opened, or is something else.
    """

    def __init__(self, path: Path) -> None:
        self._lock = Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._db.execute("pragma journal_mode = wal")  # an answer is written in a moment, and survives a crash
            self._db.execute(_TABLE)
        except (OSError, sqlite3.Error) as error:
            raise UsageError(path, f"answers cannot be kept there ({error})", fix="choose another folder") from error

    def put(
        self, project: str, annotation: int, labels: Sequence[str], answer: Annotation, paragraph: Paragraph
    ) -> None:
        """Insert an annotation, or replace the one with the same id.

        Parameters
        ----------
        annotation
            Its number in Label Studio.
        labels
            That there were to choose from.
        """
        offered = msgspec.json.encode(labels).decode()
        records = [msgspec.json.encode(record) for record in (answer, paragraph)]
        with self._lock:
            self._db.execute(_PUT, (project, annotation, offered, *records))

    def remove(self, project: str, annotations: Iterable[int]) -> None:
        """Delete annotations."""
        with self._lock:
            self._db.executemany(
                "delete from answers where project = ? and annotation = ?",
                [(project, number) for number in annotations],
            )

    def fresh(self, project: str) -> int:
        """Count the annotations that are new or changed since the last training of a project."""
        with self._lock:
            return int(self._db.execute("select total(fresh) from answers where project = ?", (project,)).fetchone()[0])

    def training_set(self, project: str) -> TrainingSet:
        """Return all answers that chose from the labels of the latest one; none of them is fresh any more.

        Where a project's labels have changed, older answers say nothing of the new ones: they are left out.
        """
        with self._lock:
            rows = self._db.execute(
                "select offered, answer, paragraph from answers where project = ? order by annotation", (project,)
            ).fetchall()
            self._db.execute("update answers set fresh = 0 where project = ?", (project,))
        offered = rows[-1][0] if rows else "[]"
        kept = [row for row in rows if row[0] == offered]
        paragraphs = {row[2]: None for row in kept}
        by_id = {p.id: p for p in map(decoder(Paragraph), paragraphs)}
        return TrainingSet(
            project=project,
            labels=msgspec.json.decode(offered, type=tuple[str, ...]),
            annotations=tuple(msgspec.json.decode(row[1], type=Annotation) for row in kept),
            paragraphs=tuple(by_id.values()),
        )

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._db.close()
