"""Train a candidate model from the annotations of a project, in a subprocess."""

import os
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from rightstag.errors import InputError

if TYPE_CHECKING:
    from rightstag.annotate.ml_backend import CandidateModel, TrainingSet
    from rightstag.models import Bundle

_NICE = 10  # training gives way to predictions


def train_in_subprocess(
    training_set: "TrainingSet", current: "Bundle", *, data: Sequence[Path] = (), base: Sequence[str] = ()
) -> "CandidateModel":
    """Run `train_candidate` in a subprocess: predictions stay fast, and its memory is freed.

    Raises
    ------
    InputError
        Nothing came of it; the message says why.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    # A daemon: it ends with the server.
    process = context.Process(target=_train, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    try:
        ours.send((training_set, current, data, base))  # not with its arguments: a start cut short would complain
        result: CandidateModel | str = ours.recv()
    except (EOFError, OSError) as error:
        raise InputError("training", "its process ended early", fix="see that there is memory enough") from error
    finally:
        process.join()
    if isinstance(result, str):
        raise InputError("training", result)
    return result


def train_candidate(
    training_set: "TrainingSet", current: "Bundle", *, data: Sequence[Path] = (), base: Sequence[str] = ()
) -> "CandidateModel":
    """Train on the annotations of a project, plus labelled paragraphs if the project has the same labels.

    Parameters
    ----------
    data
        Labelled paragraphs; those that people have answered for are left out.
    base
        The labels that the data are of.

    Raises
    ------
    GateError
        There are not examples enough.
    InputError
        There is nothing to compare the two models on.
    """
    from rightstag.annotate.ml_backend import CandidateModel
    from rightstag.jsonl import read_rows, write_rows
    from rightstag.train import load_dataset
    from rightstag.train.cross_validation import cross_validate
    from rightstag.train.evaluation.model_comparison import compare_retrained
    from rightstag.train.fit import fit_bundle

    answered = {paragraph.id for paragraph in training_set.paragraphs}
    paths = data if set(training_set.labels) == set(base) else ()
    more = (row for path in paths for row in read_rows(path, dict[str, Any]) if row.get("id") not in answered)
    with TemporaryDirectory(prefix="rightstag-") as folder:
        answers, paragraphs, others = (Path(folder) / f"{part}.jsonl" for part in ("answers", "paragraphs", "others"))
        for path, rows in ((answers, training_set.annotations), (paragraphs, training_set.paragraphs), (others, more)):
            write_rows(path, rows)
        labelled = load_dataset([answers, others], training_set.labels, paragraphs=[paragraphs])
    out_of_fold = cross_validate(labelled)
    compared = compare_retrained(out_of_fold, current)
    new, old = compared.macro.candidate.value, compared.macro.current.value
    if new is None or old is None:
        found = "no label occurs among the paragraphs that are new to both models"
        raise InputError(f"project {training_set.project}", found, fix="annotate more")
    name = f"project-{training_set.project.partition('.')[0]}"
    bundle = fit_bundle(out_of_fold, taxonomy=current.codebook or current.taxonomy, name=name)
    return CandidateModel(bundle, score=new, current=old, rows=compared.rows)


def _train(connection: Connection) -> None:
    os.nice(_NICE)
    with suppress(EOFError, OSError):  # the server is gone
        training_set, current, data, base = connection.recv()
        try:
            result: CandidateModel | str = train_candidate(training_set, current, data=data, base=base)
        except Exception as error:  # noqa: BLE001 - it is raised again on the other side
            result = str(error) or type(error).__name__
        connection.send(result)
