"""Find and delete duplicate tasks and predictions, left by requests that timed out but succeeded."""

from collections.abc import Mapping, Sequence

from rightstag.annotate.labelstudio.client import Client


def find_duplicate_tasks(studio: Client, project: int, by_paragraph: Mapping[str, Sequence[int]]) -> list[int]:
    """Find untouched tasks whose paragraph has another task: safe to delete.

    Parameters
    ----------
    by_paragraph
        Task ids by paragraph.
    """
    duplicates = {task for tasks in by_paragraph.values() if len(tasks) > 1 for task in tasks}
    if not duplicates:
        return []
    counted = studio.tasks(project, "id,total_annotations,cancelled_annotations")
    touched = {row.id for row in counted if row.touched}
    draft = {"filter": "filter:tasks:draft_exists", "operator": "equal", "type": "Boolean", "value": True}
    touched |= {row.id for row in studio.tasks(project, "id", draft)}
    surplus = []
    for tasks in by_paragraph.values():
        idle = [task for task in sorted(tasks) if task not in touched]
        # Of those that nobody touched the first stays, unless one that somebody touched does.
        surplus += idle if len(idle) < len(tasks) else idle[1:]
    return surplus


def delete_duplicate_predictions(studio: Client, project: int, version: str) -> int:
    """Keep the first prediction of a model version per task; delete the others and return their number."""
    seen: set[int] = set()
    surplus = []
    for prediction in sorted(studio.predictions(project), key=lambda prediction: prediction.id):
        if prediction.model_version == version:
            if prediction.task in seen:
                surplus.append(prediction.id)
            seen.add(prediction.task)
    for number in surplus:
        studio.drop_prediction(number)
    return len(surplus)
