"""Migrate files to a new version of the codebook: a plan, a backup, the rewritten files, and the way back."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from rightstag.annotate.recode import recode_annotations, recode_paragraph
from rightstag.annotate.records import Annotation, labelled_paragraph
from rightstag.atomic import atomic_write, read_bytes, sha256
from rightstag.errors import InputError, SafetyError, UsageError
from rightstag.labels import Taxonomy
from rightstag.labels.rules.rewrite import rewrite_rule_labels

_MANIFEST = "migration.json"

Plan = TypeVar("Plan")


class FilePlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Changes to one file.

    Attributes
    ----------
    kind
        ``records`` (annotations and labelled paragraphs, JSON Lines) or ``rules`` (YAML).
    counts
        Number of occurrences of each former label.
    reread
        Ids of the paragraphs with a label that was split.
    removed
        Ids of the rules that are commented out.
    """

    path: str
    kind: Literal["records", "rules"]
    counts: dict[str, int] = {}
    reread: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class StoredFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file in a backup: SHA-256 of its content before and after the migration."""

    path: str
    copy: str
    before: str
    after: str


class Backup(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The index of a backup folder."""

    to_version: str
    files: tuple[StoredFile, ...]
    schema: Literal["rightstag.migration-backup/1"] = "rightstag.migration-backup/1"


class Migration:
    """Files rewritten in memory, with the plan; nothing is written before `write`.

    Parameters
    ----------
    taxonomy
        The new version, with what became of former ids (`rightstag.labels.migration.apply_mapping`).
    paths
        Annotations and labelled paragraphs (JSON Lines), and labelling rules (.yaml, .yml).

    Raises
    ------
    UsageError
        A file cannot be read, or comes twice.
    InputError
        A file is none of these.
    """

    def __init__(self, taxonomy: Taxonomy, paths: Sequence[Path]) -> None:
        self.taxonomy = taxonomy
        if len({path.resolve() for path in paths}) < len(paths):
            raise UsageError("files", "one comes twice", fix="name each once")
        self._before = {path: read_bytes(path) for path in paths}
        rules = [path for path in paths if path.suffix.lower() in {".yaml", ".yml"}]
        records = {path: _rows(path, data) for path, data in self._before.items() if path not in rules}
        answers = _recoded_answers(records, taxonomy)
        self.plan: list[FilePlan] = []
        self._after: dict[Path, bytes] = {}
        for path, rows in records.items():
            self._add_records(path, rows, answers)
        for path in rules:
            self._add_rules(path)

    @property
    def reread(self) -> tuple[str, ...]:
        """Ids of the paragraphs to read again, since a label of theirs was split."""
        return tuple(dict.fromkeys(paragraph for file in self.plan for paragraph in file.reread))

    def write(self, backup: Path, further: Mapping[str, bytes] | None = None) -> None:
        """Write the backup and then the files; each appears whole or not at all.

        Parameters
        ----------
        backup
            The folder, a new one.
        further
            Further files of the backup, by name.

        Raises
        ------
        UsageError
            The backup folder is there already, or cannot be written to.
        """
        if backup.exists():
            raise UsageError(backup, "is there already", fix="name another folder for the backup")
        for name, content in (further or {}).items():
            _write(backup / name, content)
        stored = []
        for number, (path, data) in enumerate(self._before.items(), 1):
            copy = f"{number:03}-{path.name}"
            _write(backup / copy, data)
            after = sha256(self._after[path])
            stored.append(StoredFile(path=str(path.resolve()), copy=copy, before=sha256(data), after=after))
        index = Backup(to_version=self.taxonomy.version, files=tuple(stored))
        _write(backup / _MANIFEST, msgspec.json.format(msgspec.json.encode(index), indent=1))
        for path, data in self._after.items():
            if data != self._before[path]:
                _write(path, data)

    def _add_records(
        self, path: Path, rows: Sequence[tuple[bytes, dict[str, Any]]], answers: Mapping[tuple[Path, int], Annotation]
    ) -> None:
        former, split = self.taxonomy.former_ids, {c.split_from for c in self.taxonomy.categories if c.split_from}
        counts: Counter[str] = Counter()
        lines, reread = [], []
        for number, (line, row) in enumerate(rows):
            given = [label for label in row.get("labels") or () if label in former]
            counts.update(given)
            if split.intersection(given):
                reread.append(str(row.get("paragraph") or row.get("id")))
            changes = _changes(path, row, answers.get((path, number)), self.taxonomy)
            lines.append(msgspec.json.encode({**row, **changes}) + b"\n" if changes else line)
        self._after[path] = b"".join(lines)
        ids = tuple(dict.fromkeys(reread))
        self.plan.append(FilePlan(path=str(path), kind="records", counts=dict(sorted(counts.items())), reread=ids))

    def _add_rules(self, path: Path) -> None:
        today = {label: (*self.taxonomy.heirs(label), "")[0] for label in self.taxonomy.former_ids}
        data, removed = rewrite_rule_labels(self._before[path], str(path), today)
        self._after[path] = data
        self.plan.append(FilePlan(path=str(path), kind="rules", removed=tuple(removed)))


def undo_migration(backup: Path) -> list[Path]:
    """Restore the bytes of every file of a migration, and return their paths.

    Raises
    ------
    UsageError
        There is no backup.
    InputError
        The backup is damaged.
    SafetyError
        A file was changed after the migration; nothing is restored.
    """
    try:
        index = msgspec.json.decode(read_bytes(backup / _MANIFEST), type=Backup)
    except msgspec.DecodeError as error:
        raise InputError(backup / _MANIFEST, str(error), expected="the index of a backup") from error
    copies = {Path(file.path): read_bytes(backup / Path(file.copy).name) for file in index.files}
    for file in index.files:
        path = Path(file.path)
        if sha256(copies[path]) != file.before:
            raise InputError(backup / file.copy, "is not what was stored", fix="take it from elsewhere")
        if path.exists() and sha256(read_bytes(path)) not in {file.before, file.after}:
            found = "was changed after the migration"
            raise SafetyError(path, found, fix=f"put it aside, and take {backup / file.copy} by hand if you want it")
    for path, data in copies.items():
        _write(path, data)
    return list(copies)


def read_project_plans(backup: Path, kind: type[Plan]) -> list[Plan]:
    """Read the plans of projects in a backup.

    Raises
    ------
    InputError
        One is damaged.
    """
    plans = []
    for path in sorted(backup.glob("project-*.json")):
        try:
            plans.append(msgspec.json.decode(read_bytes(path), type=kind))
        except msgspec.DecodeError as error:
            raise InputError(path, str(error), expected="the plan of a project's migration") from error
    return plans


def _rows(path: Path, data: bytes) -> list[tuple[bytes, dict[str, Any]]]:
    rows = []
    for number, line in enumerate(data.splitlines(keepends=True), 1):
        try:
            row = msgspec.json.decode(line) if line.strip() else {}
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise InputError(path, str(error), place=f"line {number}", expected="records as JSON Lines") from error
        if not isinstance(row, dict):
            raise InputError(path, "no record", place=f"line {number}", expected="annotations, or labelled paragraphs")
        rows.append((line, row))
    return rows


def _recoded_answers(
    records: Mapping[Path, Iterable[tuple[bytes, dict[str, Any]]]], taxonomy: Taxonomy
) -> dict[tuple[Path, int], Annotation]:
    """Return the annotations of all files, recoded together, by file and row."""
    answers = {
        (path, number): _converted(path, number, row)
        for path, rows in records.items()
        for number, (_, row) in enumerate(rows)
        if "paragraph" in row
    }
    return dict(zip(answers, recode_annotations(answers.values(), taxonomy), strict=True))


def _converted(path: Path, number: int, row: dict[str, Any]) -> Annotation:
    try:
        return msgspec.convert(row, Annotation)
    except msgspec.ValidationError as error:
        expected = "an annotation, or a labelled paragraph"
        raise InputError(path, str(error), place=f"line {number + 1}", expected=expected) from error


def _changes(path: Path, row: dict[str, Any], answer: Annotation | None, taxonomy: Taxonomy) -> dict[str, object]:
    """Return the fields of a row that the migration changes."""
    if answer:
        evidence = [msgspec.to_builtins(span) for span in answer.evidence]
        fields = {"labels": list(answer.labels), "offered": list(answer.offered or ()), "evidence": evidence}
        return _changed(row, fields)
    if row.get("labels") is None:
        return {}
    try:
        recoded = recode_paragraph(labelled_paragraph(row), taxonomy)
    except msgspec.ValidationError as error:
        raise InputError(path, str(error), expected="annotations, or labelled paragraphs") from error
    told = msgspec.to_builtins(recoded)
    names = ("labels", "unknown", "probabilities", "provenance", "offered")
    return _changed(row, {name: told[name] for name in names if name in row or told[name]})


def _changed(row: dict[str, Any], fields: Mapping[str, object]) -> dict[str, object]:
    """Return the fields with another value; an empty list is as good as none."""
    return {name: value for name, value in fields.items() if (row.get(name) or []) != (value or []) or name not in row}


def _write(path: Path, data: bytes) -> None:
    with atomic_write(path) as out:
        out.write(data)
