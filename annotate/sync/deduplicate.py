"""Tasks and predictions that came twice: a request that was cut off may be carried out after it was sent again."""

from collections.abc import Mapping, Sequence

from rightstag.annotate.labelstudio.client import Studio


def surplus_tasks(studio: Studio, project: int, by_paragraph: Mapping[str, Sequence[int]]) -> list[int]:
    """Return the tasks that can go, since another one has the same paragraph and nobody touched them.

    Parameters
    ----------
    by_paragraph
        The tasks of each paragraph.
    """
    doubled = {task for tasks in by_paragraph.values() if len(tasks) > 1 for task in tasks}
    if not doubled:
        return []
    counted = studio.tasks(project, "id,total_annotations,cancelled_annotations")
    touched = {row["id"] for row in counted if row["total_annotations"] or row["cancelled_annotations"]}
    draft = {"filter": "filter:tasks:draft_exists", "operator": "equal", "type": "Boolean", "value": True}
    touched |= {row["id"] for row in studio.tasks(project, "id", draft)}
    surplus = []
    for tasks in by_paragraph.values():
        idle = [task for task in sorted(tasks) if task not in touched]
        # Of those that nobody touched the first stays, unless one that somebody touched does.
        surplus += idle if len(idle) < len(tasks) else idle[1:]
    return surplus


def drop_doubled_predictions(studio: Studio, project: int, version: str) -> int:
    """Leave each task one prediction of a model version, the first, and return how many went."""
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
