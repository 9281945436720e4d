"""The Label Studio round trip: tasks out, annotations back."""

from annotate.export import Pulled, read_export
from annotate.predictions import margin, predict, prediction_faults
from annotate.pseudonyms import load_key, pseudonym
from annotate.queue import Queue, make_queue
from annotate.queue_items import QueueItem, read_queue
from annotate.records import Annotation, Evidence
from annotate.tasks import make_tasks

__all__ = [
    "Annotation",
    "Evidence",
    "Pulled",
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
