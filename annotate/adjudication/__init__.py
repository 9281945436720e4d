"""Adjudicate disputed paragraphs: tasks, gold answers, and adjudications that have become stale."""

from rightstag.annotate.adjudication.stale import RefreshResult, find_stale_adjudications, refresh_shown_answers
from rightstag.annotate.adjudication.tasks import add_gold, adjudication_tasks, disputed

__all__ = [
    "RefreshResult",
    "add_gold",
    "adjudication_tasks",
    "disputed",
    "find_stale_adjudications",
    "refresh_shown_answers",
]
