"""Label Studio ML backend: serves predictions and learns from annotations.

Training is injected from above, since annotation must not import it. ``app`` serves it over HTTP, and is not imported
here: it needs the extra ``serve``.
"""

from rightstag.annotate.ml_backend.answer_store import AnswerStore
from rightstag.annotate.ml_backend.jobs import Job, Jobs
from rightstag.annotate.ml_backend.promotion import ProjectModels, Retraining
from rightstag.annotate.ml_backend.records import CandidateModel, TrainingSet
from rightstag.annotate.ml_backend.service import Backend

__all__ = ["AnswerStore", "Backend", "CandidateModel", "Job", "Jobs", "ProjectModels", "Retraining", "TrainingSet"]
