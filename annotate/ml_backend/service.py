"""ML backend service: predictions, annotations and trainings, independent of HTTP."""

from dataclasses import dataclass
from typing import Any

from rightstag.annotate.labelstudio.predictions import predict
from rightstag.annotate.labelstudio.results import annotator_id, parse_annotation
from rightstag.annotate.labelstudio.task import TaskPrediction
from rightstag.annotate.ml_backend.answer_store import AnswerStore
from rightstag.annotate.ml_backend.jobs import Jobs
from rightstag.annotate.ml_backend.labelling import Screen, read_screen
from rightstag.annotate.ml_backend.promotion import ProjectModels
from rightstag.annotate.ml_backend.schemas import (
    PredictRequest,
    SetupRequest,
    Task,
    WebhookAnnotation,
    WebhookEvent,
)
from rightstag.annotate.pseudonyms import pseudonym
from rightstag.errors import InputError
from rightstag.labels import NONE
from rightstag.labels.labelling_config import EVIDENCE, TOPICS

_ANSWERED = {"ANNOTATION_CREATED", "ANNOTATION_UPDATED", "ANNOTATIONS_CREATED"}
_DELETED = "ANNOTATIONS_DELETED"
_TRAIN = "START_TRAINING"


@dataclass(frozen=True)
class Backend:
    """Predictions, annotations and trainings of all projects.

    Attributes
    ----------
    key
        For the annotators' pseudonyms.
    retrain_after
        So many new answers start a training of their project; 0 for none but by the button.
    """

    models: ProjectModels
    answers: AnswerStore
    jobs: Jobs
    key: bytes
    retrain_after: int = 0

    def setup(self, request: SetupRequest) -> dict[str, Any]:
        """Return the model version for a project.

        Raises
        ------
        InputError
            Its labelling config is not one of ours.
        """
        read_screen(request.schema)
        return {"model_version": self.models.of(request.project).name}

    def predict(self, request: PredictRequest) -> dict[str, Any]:
        """Predict labels for tasks, as `rightstag.annotate.labelstudio.predictions.predict` does.

        Label Studio wants a result for every task or none at all; it does not store the latter, and asks again when
        a task is opened.

        Raises
        ------
        InputError
            The labelling config is not one of ours, or a task has no text.
        """
        screen = read_screen(request.label_config)
        bundle = self.models.of(request.project)
        if not set(bundle.labels) & set(screen.labels):
            return {"results": []}
        texts, headings = [task.text(screen.field) for task in request.tasks], [task.trail for task in request.tasks]
        results = predict(bundle, screen.taxonomy, texts, headings, evidence=bool(screen.marks))
        if not any(results):
            return {"results": []}
        return {"results": [_result(prediction, screen) for prediction in results]}

    def note(self, event: WebhookEvent) -> dict[str, Any]:
        """Handle a webhook: store or delete annotations, or enqueue a training; other actions are ignored.

        Raises
        ------
        InputError
            The event lacks what it speaks of, or is of another labelling screen.
        """
        if event.action not in {*_ANSWERED, _DELETED, _TRAIN}:
            return {"status": "passed over"}
        if event.project is None:
            raise InputError(event.action, "no project", fix="switch on the webhook's payload in Label Studio")
        project = event.project.key
        if event.action == _TRAIN:
            return {"status": "training", "job": self.jobs.ask(project).number}
        if event.action == _DELETED:
            self.answers.remove(project, [gone.id for gone in event.annotations])
            return {"status": "forgotten"}
        screen = read_screen(event.project.label_config)
        for answer, task in event.answers():
            self._keep(project, screen, answer, task)
        if 0 < self.retrain_after <= self.answers.fresh(project):
            return {"status": "kept", "job": self.jobs.ask(project).number}
        return {"status": "kept"}

    def warm(self) -> None:
        """Load lazily imported parts ahead of the first request."""
        self.models.base.predict_proba(["A rally was banned."])
        self.models.base.explain("A rally was banned.")

    def _keep(self, project: str, screen: Screen, answer: WebhookAnnotation, task: Task) -> None:
        for choice in (c for region in answer.regions if region.from_name == TOPICS for c in region.value.choices):
            if choice not in (*screen.labels, NONE):
                expected = ", ".join((*screen.labels, NONE))
                raise InputError(f"annotation {answer.id}", f"unknown choice '{choice}'", expected=f"one of {expected}")
        paragraph = task.paragraph(screen.field)
        who = pseudonym(self.key, annotator_id(answer))
        annotation, _ = parse_annotation(
            answer,
            screen.taxonomy,
            paragraph=paragraph.id,
            text=paragraph.text,
            annotator=who,
            finished=True,
            version=task.version,
            offered=screen.labels,
        )
        self.answers.put(project, answer.id, screen.labels, annotation, paragraph)


def _result(prediction: TaskPrediction | None, screen: Screen) -> dict[str, Any]:
    """Convert a prediction to a result of ``POST /predict``; no prediction is an empty one without a score."""
    if prediction is None:
        return {"result": [], "score": None}
    regions = [region for region in prediction.result if _fits(region, screen)]
    return {"model_version": prediction.model_version, "score": prediction.score, "result": regions}


def _fits(region: dict[str, Any], screen: Screen) -> bool:
    """Check if the labelling config has the control and the labels of a region."""
    return region["from_name"] != EVIDENCE or set(region["value"]["labels"]) <= set(screen.marks)
