"""The Label Studio round trip: tasks out, annotations back."""

from annotate.records import Annotation

__all__ = ["Annotation"]
