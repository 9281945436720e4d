"""Synchronise a Label Studio project: push tasks and predictions, pull annotations, reopen unfinished ones."""

from rightstag.annotate.sync.pull import parse_time, pull_annotations
from rightstag.annotate.sync.push import push_tasks
from rightstag.annotate.sync.push_plan import PushPlan
from rightstag.annotate.sync.reopen import ReopenedView, reopen

__all__ = ["PushPlan", "ReopenedView", "parse_time", "pull_annotations", "push_tasks", "reopen"]
