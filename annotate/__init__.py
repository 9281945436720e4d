"""Annotation with Label Studio: tasks, annotations, agreement and adjudication."""

from rightstag.annotate.labelstudio.export import PulledAnnotations, read_export
from rightstag.annotate.labelstudio.predictions import margin, predict, prediction_faults
from rightstag.annotate.pseudonyms import load_key, pseudonym
from rightstag.annotate.records import Annotation, EvidenceSpan
from rightstag.annotate.sampling.queue import Queue, make_queue
from rightstag.annotate.sampling.queue_file import QueueItem, read_queue
from rightstag.annotate.tasks.build import make_tasks

__all__ = [
    "Annotation",
    "EvidenceSpan",
    "PulledAnnotations",
    "Queue",
    "QueueItem",
    "load_key",
    "make_queue",
    "make_tasks",
    "margin",
    "predict",
    "prediction_faults",
    "pseudonym",
    "read_export",
    "read_queue",
]
