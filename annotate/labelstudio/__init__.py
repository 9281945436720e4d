"""Label Studio's API: client, credentials, projects, tasks, predictions and exports."""

from rightstag.annotate.labelstudio.client import Client, Project
from rightstag.annotate.labelstudio.credentials import Credentials, find_credentials
from rightstag.annotate.labelstudio.export import Problem, PulledAnnotations, read_export
from rightstag.annotate.labelstudio.predictions import predict, suggestible_labels
from rightstag.annotate.labelstudio.project import create_project, find_project, get_project
from rightstag.annotate.labelstudio.task import StoredTask, Task, TaskData, TaskPrediction

__all__ = [
    "Client",
    "Credentials",
    "Problem",
    "Project",
    "PulledAnnotations",
    "StoredTask",
    "Task",
    "TaskData",
    "TaskPrediction",
    "create_project",
    "find_credentials",
    "find_project",
    "get_project",
    "predict",
    "read_export",
    "suggestible_labels",
]
