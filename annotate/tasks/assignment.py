"""Assign tasks to annotators, each with a project of their own: Label Studio Community has no assignment."""

from collections.abc import Sequence

from rightstag.annotate.labelstudio.task import Task
from rightstag.annotate.sampling.hashing import hash_fraction
from rightstag.errors import UsageError

#: Default share of paragraphs with a second annotator.
OVERLAP = 0.2
_SEPARATOR = " · "


def assign_tasks(
    tasks: Sequence[Task], annotators: Sequence[str], *, overlap: float | None = None, seed: int = 0
) -> dict[str, list[Task]]:
    """Assign tasks to annotators by rendezvous hashing; each keeps the input order.

    An assignment depends on the paragraph id, the names and the seed alone: pushing more paragraphs later moves none.
    So shares are even on average only: of 1,000 paragraphs among three annotators, each has 333 ± 30.

    Parameters
    ----------
    tasks
        As `make_tasks` gives them.
    annotators
        Their names, each once.
    overlap
        Share to be annotated twice, in [0, 1]; by default as the queue marked it, else `OVERLAP`.

    Raises
    ------
    UsageError
        A name is empty or repeated, or an overlap is asked of one annotator.

    Examples
    --------
    >>> from rightstag.annotate.labelstudio.task import TaskData
    >>> fields = dict.fromkeys(["citation", "trail", "link", "before", "text", "after"], "")
    >>> tasks = [Task(data=TaskData(paragraph_id=f"p-{number}", **fields)) for number in range(1000)]
    >>> [len(part) for part in assign_tasks(tasks, ["ada", "ben"], overlap=0.1).values()]
    [560, 550]
    """
    if not all(annotators) or len(set(annotators)) < len(annotators):
        raise UsageError("annotators", "a name is empty or comes twice", expected="such as ada,ben,cem")
    if len(annotators) == 1 and overlap:
        raise UsageError("overlap", "needs at least two annotators", fix="name another")
    hands: dict[str, list[Task]] = {name: [] for name in annotators}
    for task in tasks:
        for name in _ranked_annotators(annotators, seed, task.data.paragraph_id)[
            : 1 + _annotated_twice(task, overlap, seed)
        ]:
            hands[name].append(task)
    return hands


def annotator_project_title(project: str, annotator: str) -> str:
    """Return the title of an annotator's project."""
    return f"{project.strip()}{_SEPARATOR}{annotator}"


def _ranked_annotators(annotators: Sequence[str], seed: int, paragraph: str) -> list[str]:
    """Rank annotators for a paragraph by rendezvous hashing: removing one reassigns only that one's paragraphs."""
    return sorted(annotators, key=lambda name: hash_fraction(seed, f"reader {name}", paragraph))


def _annotated_twice(task: Task, overlap: float | None, seed: int) -> bool:
    marked = task.data.overlap
    if overlap is None and marked is not None:
        return bool(marked == "yes")
    return hash_fraction(seed, "overlap", task.data.paragraph_id) < (OVERLAP if overlap is None else overlap)
