"""The live backend that Label Studio asks for predictions, and tells of answers.

It speaks Label Studio's protocol for machine-learning backends. How to train is handed in from above: annotation knows
nothing of training. ``app`` puts it on HTTP, and is not
imported here: it needs the extra ``serve``.
"""

from rightstag.annotate.ml_backend.answer_store import Answers, Lesson
from rightstag.annotate.ml_backend.jobs import Job, Jobs
from rightstag.annotate.ml_backend.promotion import Candidate, Models, Retraining
from rightstag.annotate.ml_backend.service import Backend

__all__ = ["Answers", "Backend", "Candidate", "Job", "Jobs", "Lesson", "Models", "Retraining"]
