"""Rates of push and pull as ratios to what the server itself takes: ``studio.py [TASKS]``, with a server that runs.

Label Studio is found as the commands find it. The projects that it makes are deleted again.
"""

import importlib
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from rightstag.annotate import make_tasks
from rightstag.annotate.labelstudio.client import Client, Project
from rightstag.annotate.labelstudio.credentials import find_credentials
from rightstag.annotate.labelstudio.task import Task, TaskPrediction
from rightstag.annotate.sync.pull import pull_annotations
from rightstag.annotate.sync.push import push_tasks
from rightstag.labels import Taxonomy, labelling_config, load_taxonomy
from rightstag.reports import Paragraph

#: The module, whose name its package gives to nothing else.
pull_module = importlib.import_module("rightstag.annotate.sync.pull")
TEXT = "Police in Averland dispersed a picket and fined its organiser for lack of a permit. " * 6
REGION = {"from_name": "topics", "to_name": "text", "type": "choices", "value": {"choices": ["assembly"]}}


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    taxonomy = load_taxonomy()
    with Client(find_credentials()) as studio:
        made: list[int] = []
        try:
            bench(studio, taxonomy, number, made)
        finally:
            for project in made:
                studio.drop_project(project)


def bench(studio: Client, taxonomy: Taxonomy, number: int, made: list[int]) -> None:
    tasks = tasks_of(taxonomy, number)
    raw = studio.create_project(f"bench {time.time():.0f}", labelling_config(taxonomy))
    made.append(raw.id)
    alone = seconds(lambda: studio.add_tasks(raw.id, tasks))
    print(f"one import request, {number} tasks with predictions: {alone:.1f} s")
    pushed: list[int] = []
    took = seconds(
        lambda: pushed.append(push_tasks(studio, f"bench push {time.time():.0f}", tasks, taxonomy).project or 0)
    )
    made += pushed
    print(f"push: {took:.1f} s, {took / alone:.2f} x")
    took = seconds(lambda: push_tasks(studio, str(pushed[0]), tasks, taxonomy))
    print(f"push again: {took:.1f} s")
    answered = studio.create_project(f"bench pull {time.time():.0f}", labelling_config(taxonomy))
    made.append(answered.id)
    for start in range(0, number, 1000):
        part = [
            task | {"annotations": [{"result": [REGION], "lead_time": 3.0}]} for task in tasks[start : start + 1000]
        ]
        studio.add_tasks(answered.id, part)
    measure_pull(studio, taxonomy, studio.project(answered.id))


def measure_pull(studio: Client, taxonomy: Taxonomy, project: Project) -> None:
    number = project.task_number or 0
    if number <= pull_module.WHOLE:
        # In turn, and the better of two: what else the machine does must not decide.
        pairs = [
            (
                seconds(lambda: studio.export(project.id)),
                seconds(lambda: pull_annotations(studio, project, taxonomy, key=b"x" * 16)),
            )
            for _ in range(2)
        ]
        export, took = map(min, zip(*pairs, strict=True))
        print(f"the server's own export: {export:.1f} s")
        print(f"pull: {took:.1f} s, {took / export:.2f} x")
        listing = seconds(lambda: listed(studio, project.id, number))
        print(f"the server's paged listing: {listing:.1f} s")
    pull_module.WHOLE = 0
    kept = Path("bench.unfinished")
    took = seconds(lambda: pull_annotations(studio, project, taxonomy, key=b"x" * 16, unfinished=kept))
    ratio = f", {took / listing:.2f} x" if number <= 10_000 else ""
    print(f"pull in pieces: {took:.1f} s{ratio}")
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def listed(studio: Client, project: int, number: int) -> None:
    for page in range(1, (number + 999) // 1000 + 1):
        studio.read("api/tasks/", dict, project=project, page=page, page_size=1000, fields="all")


def tasks_of(taxonomy: Taxonomy, number: int) -> list[Task]:
    prediction = TaskPrediction(model_version="bench-1", score=0.5, result=(REGION,))
    paragraphs = (Paragraph(id=f"p-{n}", text=f"{n}. {TEXT}", trail=("Averland",)) for n in range(number))
    return [msgspec.structs.replace(task, predictions=(prediction,)) for task in make_tasks(paragraphs, taxonomy)]


def seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
