"""Models by project, and promotion of retrained models."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rightstag.annotate.labelstudio.predictions import suggestible_labels
from rightstag.annotate.ml_backend.answer_store import AnswerStore
from rightstag.annotate.ml_backend.records import CandidateModel, Trainer
from rightstag.errors import InputError

if TYPE_CHECKING:
    from rightstag.models import Bundle

#: On fewer paragraphs than this a comparison says nothing.
FEWEST = 20


class ProjectModels:
    """Model of each project: the last promoted one, else the base model.

    Parameters
    ----------
    base
        The common model.
    folder
        Where promoted models are kept, one folder a project.
    """

    def __init__(self, base: "Bundle", folder: Path) -> None:
        from rightstag.models import load_bundle

        self.base, self._folder = base, folder
        paths = sorted(folder.iterdir()) if folder.is_dir() else []
        self._promoted = {path.name: load_bundle(path) for path in paths if not path.name.startswith(".")}

    def of(self, project: str) -> "Bundle":
        """Return the current model of a project."""
        return self._promoted.get(project, self.base)

    def promote(self, project: str, bundle: "Bundle") -> "Bundle":
        """Save a model and make it the current one of a project."""
        from rightstag.models import save_bundle

        self._promoted[project] = saved = save_bundle(bundle, self._folder / project)
        return saved

    def names(self) -> list[str]:
        """List the names of the models in use, the base model first."""
        return list(dict.fromkeys([self.base.name, *(bundle.name for bundle in self._promoted.values())]))


class Retraining:
    """Retrains a project and promotes the new model if it is not worse.

    Parameters
    ----------
    train
        Makes the candidate.
    """

    def __init__(self, answers: AnswerStore, models: ProjectModels, train: Trainer) -> None:
        self._answers, self._models, self._train = answers, models, train

    def __call__(self, project: str) -> str:
        """Train and compare; return the outcome in one line.

        Raises
        ------
        InputError
            The project has no answers.
        """
        training_set = self._answers.training_set(project)
        if not training_set.annotations:
            raise InputError(f"project {project}", "no answers yet", fix="annotate; the webhook tells of every answer")
        current = self._models.of(project)
        candidate = self._train(training_set, current)
        if reason := rejection_reason(candidate, current, training_set.labels):
            return f"kept {current.name}: {reason}"
        saved = self._models.promote(project, candidate.bundle)
        return f"promoted {saved.name} in place of {current.name}: {_figures(candidate)}"


def rejection_reason(candidate: CandidateModel, current: "Bundle", labels: Sequence[str]) -> str:
    """Give the reason not to promote a candidate; empty if it may be promoted."""
    kept = suggestible_labels(candidate.bundle, labels)
    lost = [label for label in suggestible_labels(current, labels).labels if label in kept.withheld]
    if lost:
        reasons = ", ".join(f"{label} ({kept.withheld[label]})" for label in lost)
        return f"the new one would not suggest {reasons}"
    if candidate.rows < FEWEST:
        return f"{candidate.rows} paragraphs are new to it, {FEWEST} are needed to compare the two"
    return _figures(candidate) if candidate.score < candidate.current else ""


def _figures(candidate: CandidateModel) -> str:
    scores = f"macro F1 {candidate.score:.3f}, it was {candidate.current:.3f}"
    return f"{scores}, on {candidate.rows} paragraphs that neither had learnt from"
