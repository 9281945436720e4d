"""Who reads what, where annotators have a project each and see nobody else's answers: Community has no such thing."""

from collections.abc import Sequence

from rightstag.annotate.sampling.hashing import lot
from rightstag.annotate.sync.push_plan import Task
from rightstag.errors import UsageError

#: Share that two annotators read, where neither the user nor a queue says.
OVERLAP = 0.2
_SEPARATOR = " · "


def assign(
    tasks: Sequence[Task], annotators: Sequence[str], *, overlap: float | None = None, seed: int = 0
) -> dict[str, list[Task]]:
    """Return the tasks of each annotator, in the order in which they were given.

    Who reads a paragraph hangs on its id, the names and the seed alone: when more are pushed later, none moves to
    somebody else. So shares are even on average only: of 1,000 paragraphs among three, each has 333 give or take 30.

    Parameters
    ----------
    tasks
        As `make_tasks` gives them.
    annotators
        Their names, each once.
    overlap
        Share that two of them read, in [0, 1]; by default what a queue marked, else `OVERLAP`.

    Raises
    ------
    UsageError
        A name is empty or comes twice, or there is nobody to read a second time.

    Examples
    --------
    >>> tasks = [{"data": {"paragraph_id": f"p-{number}"}} for number in range(1000)]
    >>> [len(part) for part in assign(tasks, ["ada", "ben"], overlap=0.1).values()]
    [560, 550]
    """
    if not all(annotators) or len(set(annotators)) < len(annotators):
        raise UsageError("--annotators", "a name is empty or comes twice", expected="such as ada,ben,cem")
    if len(annotators) == 1 and overlap:
        raise UsageError("--overlap", "one annotator cannot read twice as two", fix="name another under --annotators")
    hands: dict[str, list[Task]] = {name: [] for name in annotators}
    for task in tasks:
        for name in _in_lots(annotators, seed, task["data"]["paragraph_id"])[: 1 + _read_twice(task, overlap, seed)]:
            hands[name].append(task)
    return hands


def title_of(project: str, annotator: str) -> str:
    """Return the title of an annotator's own project."""
    return f"{project.strip()}{_SEPARATOR}{annotator}"


def _in_lots(annotators: Sequence[str], seed: int, paragraph: str) -> list[str]:
    """Return the annotators in the order in which a paragraph falls to them; leaving, one leaves only their own."""
    return sorted(annotators, key=lambda name: lot(seed, f"reader {name}", paragraph))


def _read_twice(task: Task, overlap: float | None, seed: int) -> bool:
    marked = task["data"].get("overlap")
    if overlap is None and marked is not None:
        return bool(marked == "yes")
    return lot(seed, "overlap", task["data"]["paragraph_id"]) < (OVERLAP if overlap is None else overlap)
