"""Migrate a Label Studio project to a new version of the codebook: screen, answers and predictions, and the way back.

Renamed and merged labels get their new ids in answers, drafts and predictions. An answer with a label that was split or
retired keeps it, so that it stays *unknown* and not *no*; the screen offers such a label as long as an answer has it.
"""

from collections.abc import Callable, Iterator
from typing import Any, Literal

import msgspec

from rightstag.annotate.labelstudio.client import Client, Project
from rightstag.errors import SafetyError
from rightstag.labels import Taxonomy, labelling_config
from rightstag.labels.labelling_config import EVIDENCE, TOPICS, with_former_labels

Kind = Literal["annotation", "draft", "prediction"]
#: The kinds of what is rewritten, by their place in the API.
_PLACES: dict[Kind, str] = {
    "annotation": "api/annotations/{}/",
    "draft": "api/drafts/{}/",
    "prediction": "api/predictions/{}/",
}
_VALUES = {TOPICS: "choices", EVIDENCE: "labels"}

Regions = list[dict[str, Any]]


class Rewrite(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The result of one answer or prediction, before and after."""

    kind: Kind
    id: int
    task: int
    before: Regions
    after: Regions


class RestampedTask(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The data of a task that nobody has answered, before and after."""

    id: int
    before: dict[str, Any]
    after: dict[str, Any]


class ProjectMigration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The plan of a project's migration, which is its backup too.

    Attributes
    ----------
    kept
        Former labels that an answer still has.
    reread
        Ids of the paragraphs whose answers have a label that was split.
    """

    project: int
    to_version: str
    config_before: str
    config_after: str
    rewrites: tuple[Rewrite, ...]
    tasks: tuple[RestampedTask, ...]
    kept: tuple[str, ...]
    reread: tuple[str, ...]
    schema: Literal["rightstag.project-migration/1"] = "rightstag.project-migration/1"


def plan_project(studio: Client, project: Project, taxonomy: Taxonomy) -> ProjectMigration:
    """Read a project, and plan what a new version of the taxonomy changes in it; nothing is written."""
    exported = [msgspec.json.decode(row) for row in studio.export(project.id)]
    rewrites, used = [], set[str]()
    stored = [*_answers(exported), *_predictions(studio, project.id)]
    for kind, row in stored:
        before: Regions = row.get("result") or []
        after = [_rewritten(region, taxonomy) for region in before]
        if kind != "prediction":
            used |= {label for region in after for label in _labels(region)}
        if after != before:
            rewrites.append(Rewrite(kind=kind, id=row["id"], task=_task(row), before=before, after=after))
    kept = tuple(label for label in sorted(taxonomy.former_ids) if label in used)
    split = {c.split_from for c in taxonomy.categories if c.split_from}
    reread = [
        str(task["data"].get("paragraph_id"))
        for task in exported
        for _, row in _answers([task])
        if split.intersection(label for region in row.get("result") or [] for label in _labels(region))
    ]
    return ProjectMigration(
        project=project.id,
        to_version=taxonomy.version,
        config_before=project.label_config,
        config_after=with_former_labels(labelling_config(taxonomy), kept),
        rewrites=tuple(rewrites),
        tasks=tuple(_restamped(exported, taxonomy)),
        kept=kept,
        reread=tuple(dict.fromkeys(reread)),
    )


def apply_plan(studio: Client, plan: ProjectMigration) -> None:
    """Carry out a plan; doing so again after an interruption goes on where it stopped."""
    _carry_out(studio, plan, plan.config_after, lambda each: each.after)


def undo_plan(studio: Client, plan: ProjectMigration) -> None:
    """Restore screen, answers, predictions and tasks as they were before a migration.

    Raises
    ------
    SafetyError
        An answer or prediction was changed since; nothing is restored.
    """
    for each in plan.rewrites:
        now = studio.stored_result(_PLACES[each.kind].format(each.id))
        if now not in (each.before, each.after):
            place = f"task {each.task} of project {plan.project}"
            raise SafetyError(place, f"{each.kind} {each.id} was changed after the migration", fix="mend it by hand")
    _carry_out(studio, plan, plan.config_before, lambda each: each.before)


def _carry_out(
    studio: Client,
    plan: ProjectMigration,
    config: str,
    side: Callable[[Any], Any],
) -> None:
    # Label Studio refuses a screen that lacks a label in use: first it offers the labels of both versions.
    both = sorted({label for each in plan.rewrites for region in each.before + each.after for label in _labels(region)})
    studio.update_project(plan.project, label_config=with_former_labels(config, both))
    for each in plan.rewrites:
        studio.update_result(_PLACES[each.kind].format(each.id), side(each))
    for task in plan.tasks:
        studio.update_task(task.id, side(task))
    studio.update_project(plan.project, label_config=config)


def _predictions(studio: Client, project: int) -> Iterator[tuple[Kind, dict[str, Any]]]:
    yield from (("prediction", row) for row in studio.stored_predictions(project))


def _answers(tasks: list[dict[str, Any]]) -> Iterator[tuple[Kind, dict[str, Any]]]:
    for task in tasks:
        yield from (("annotation", {**row, "task": task["id"]}) for row in task.get("annotations") or [])
        # The draft of an answer is part of it; one without an answer stands alone.
        yield from (("draft", {**row, "task": task["id"]}) for row in task.get("drafts") or [])


def _rewritten(region: dict[str, Any], taxonomy: Taxonomy) -> dict[str, Any]:
    """Return a region with its labels under their ids of today; what was split or retired stays."""
    key = _VALUES.get(str(region.get("from_name")))
    if key is None or not _labels(region):
        return region
    today = dict.fromkeys(heir for label in _labels(region) for heir in taxonomy.heirs(label) or (label,))
    return {**region, "value": {**region["value"], key: list(today)}}


def _labels(region: dict[str, Any]) -> list[str]:
    key = _VALUES.get(str(region.get("from_name")), "")
    return list((region.get("value") or {}).get(key) or [])


def _restamped(tasks: list[dict[str, Any]], taxonomy: Taxonomy) -> Iterator[RestampedTask]:
    """Yield the tasks without an answer: whoever answers them sees the new screen."""
    for task in tasks:
        if not task.get("annotations") and not task.get("drafts"):
            stamped = {**task["data"], "taxonomy": taxonomy.version, "offered": list(taxonomy.ids)}
            if stamped != task["data"]:
                yield RestampedTask(id=task["id"], before=task["data"], after=stamped)


def _task(row: dict[str, Any]) -> int:
    task = row.get("task")
    return int(task["id"] if isinstance(task, dict) else task or 0)
