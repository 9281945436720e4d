"""Select what to annotate next."""

from rightstag.annotate.sampling.cold_start import cold_queue
from rightstag.annotate.sampling.hashing import hash_fraction
from rightstag.annotate.sampling.queue import Queue, make_queue
from rightstag.annotate.sampling.queue_file import QueueItem, random_paragraphs, read_queue

__all__ = ["Queue", "QueueItem", "cold_queue", "hash_fraction", "make_queue", "random_paragraphs", "read_queue"]
