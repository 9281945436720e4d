"""Keep answers of an earlier pull whose tasks were deleted on the server."""

from collections.abc import Iterable
from pathlib import Path

from rightstag.annotate.labelstudio.client import Client
from rightstag.annotate.labelstudio.export import PulledAnnotations
from rightstag.annotate.records import Annotation
from rightstag.errors import InputError
from rightstag.jsonl import read_rows


def answers_without_task(
    studio: Client, projects: Iterable[int], earlier: Path, pulled: Iterable[PulledAnnotations]
) -> list[Annotation]:
    """List the annotations of an earlier file whose paragraph has no task in the projects any more.

    Parameters
    ----------
    projects
        Ids of the projects.
    earlier
        What a pull wrote before; a file that is missing or holds something else gives nothing.
    pulled
        What the projects give now.
    """
    if not earlier.is_file():
        return []
    try:
        before = list(read_rows(earlier, Annotation))
    except InputError:
        return []
    answered = {annotation.paragraph for part in pulled for annotation in part.annotations}
    left = [annotation for annotation in before if annotation.paragraph not in answered]
    if not left:
        return []
    there = {task.paragraph for project in projects for task in studio.tasks(project, "id,data")}
    return [annotation for annotation in left if annotation.paragraph not in there]
