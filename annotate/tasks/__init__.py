"""Build Label Studio tasks from paragraphs, and assign them to annotators."""

from rightstag.annotate.tasks.assignment import annotator_project_title, assign_tasks
from rightstag.annotate.tasks.build import make_tasks
from rightstag.annotate.tasks.neighbours import Neighbours, neighbours

__all__ = ["Neighbours", "annotator_project_title", "assign_tasks", "make_tasks", "neighbours"]
