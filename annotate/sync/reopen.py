"""Bring unfinished answers back to the people who gave them: drafts, empty and contradictory ones."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from rightstag.annotate.labelstudio.client import Client, Project
from rightstag.annotate.labelstudio.export import unfinished_answers
from rightstag.labels import Taxonomy

#: The field of a task that names those who are to look at it again, and what the title of their view begins with.
FIELD = "look_again"
VIEW = "Look again: "
_SEPARATOR = ", "


class ReopenedView(msgspec.Struct, frozen=True, kw_only=True):
    """The view of one person's unfinished answers: its title, and the ids of its tasks."""

    title: str
    user: str
    tasks: tuple[int, ...]


def reopen(studio: Client, project: Project, taxonomy: Taxonomy, *, dry_run: bool = False) -> list[ReopenedView]:
    """Give everyone with unfinished answers a view of their tasks, where they finish or correct their own answer.

    Label Studio Community hands out no task again that its annotator has answered, and the answer is not taken away:
    it stays as it is until its annotator changes it. Doing it again brings the views up to date; one that has become
    empty is deleted.

    Parameters
    ----------
    taxonomy
        The taxonomy of the labelling config.
    dry_run
        Return the views without creating them.

    Raises
    ------
    StudioError
        The server cannot be reached or refuses.
    """
    people: dict[int, list[str]] = defaultdict(list)
    emails = studio.users()
    for task, user in unfinished_answers(studio.export(project.id), taxonomy, source=f"project '{project.title}'"):
        people[task].append(emails.get(user, f"user {user}"))
    tasks: dict[str, list[int]] = defaultdict(list)
    for task, names in sorted(people.items()):
        for name in dict.fromkeys(names):
            tasks[name].append(task)
    views = [ReopenedView(title=VIEW + name, user=name, tasks=tuple(tasks[name])) for name in sorted(tasks)]
    if not dry_run:
        _mark(studio, project.id, people)
        _show(studio, project.id, views)
    return views


def _mark(studio: Client, project: int, people: Mapping[int, Sequence[str]]) -> None:
    for task in studio.tasks(project, "id,data"):
        names = _SEPARATOR.join(dict.fromkeys(people.get(task.id, ())))
        if task.data.get(FIELD, "") != names:
            data: dict[str, Any] = {name: value for name, value in task.data.items() if name != FIELD}
            studio.update_task(task.id, data | ({FIELD: names} if names else {}))


def _show(studio: Client, project: int, views: Sequence[ReopenedView]) -> None:
    wanted = {view.title: view for view in views}
    there = {view.title: view.id for view in studio.view_list(project)}
    for title, number in there.items():
        if title.startswith(VIEW) and title not in wanted:
            studio.drop_view(number)
    for title, view in wanted.items():
        if title not in there:
            studio.create_view(project, title, contains=(FIELD, view.user))
