"""The live backend that Label Studio asks for predictions, and tells of answers.

It speaks Label Studio's protocol for machine-learning backends. How to train is handed in from above: annotation knows
nothing of training. ``annotate.backend.app`` puts it on HTTP, and is not imported here: it needs the extra ``serve``.
"""

from annotate.backend.answers import Answers, Lesson
from annotate.backend.jobs import Job, Jobs
from annotate.backend.promotion import Candidate, Models, Retraining
from annotate.backend.service import Backend

__all__ = ["Answers", "Backend", "Candidate", "Job", "Jobs", "Lesson", "Models", "Retraining"]
