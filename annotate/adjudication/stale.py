"""Stale adjudications: an annotator answered after the task was created, or after it was adjudicated."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from rightstag.annotate.adjudication.tasks import shown_answers
from rightstag.annotate.aggregation.majority import latest_answers
from rightstag.annotate.labelstudio.client import Client
from rightstag.annotate.labelstudio.task import Task
from rightstag.annotate.records import Annotation
from rightstag.labels.labelling_config import VERSIONS
from rightstag.reports import Paragraph


class RefreshResult(msgspec.Struct, frozen=True):
    """Paragraphs whose shown answers were refreshed, and those among them that were already adjudicated."""

    paragraphs: tuple[str, ...] = ()
    adjudicated: tuple[str, ...] = ()


def refresh_shown_answers(
    studio: Client, project: int, tasks: Iterable[Task], *, dry_run: bool = False
) -> RefreshResult:
    """Update the annotators' answers shown in adjudication tasks; return the paragraphs that changed.

    Only what a task shows is changed: what adjudicators answered to it, or began to, stays. Doing it twice does
    nothing more.

    Parameters
    ----------
    tasks
        As `adjudication_tasks` gives them; those that the project lacks are passed over.
    dry_run
        Only say what would be done.
    """
    wanted = {task.data.paragraph_id: task.data.versions for task in tasks}
    changed: list[str] = []
    adjudicated: list[str] = []
    for row in studio.tasks(project, "id,data,total_annotations"):
        name = row.paragraph
        if name not in wanted or row.data.get(VERSIONS) == wanted[name]:
            continue
        if not dry_run:
            studio.update_task(row.id, row.data | {VERSIONS: wanted[name]})
        changed.append(name)
        if row.total_annotations:
            adjudicated.append(name)
    return RefreshResult(tuple(dict.fromkeys(changed)), tuple(dict.fromkeys(adjudicated)))


def find_stale_adjudications(
    shown: Iterable[Mapping[str, Any]], annotations: Sequence[Annotation], gold: Iterable[Annotation]
) -> list[str]:
    """Find adjudicated paragraphs with an answer that the adjudicator has not seen.

    Parameters
    ----------
    shown
        The data of the adjudicators' tasks.
    annotations
        All answers that there are now.
    gold
        What the adjudicators answered.
    """
    voices = latest_answers(annotations)
    decided = {answer.paragraph: answer.created for answer in gold if answer.is_answer}
    stale = []
    for data in shown:
        name = data["paragraph_id"]
        own = [answer for answer in voices.get(name, ()) if not answer.gold]
        if name not in decided or not own:
            continue
        now = shown_answers(Paragraph(id=name, text=data["text"]), own)
        if data.get(VERSIONS) != now or any(_after(answer.created, decided[name]) for answer in own):
            stale.append(name)
    return stale


def _after(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one > other
