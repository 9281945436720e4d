"""The command line: parse, call, print; one module a command family."""

from rightstag.cli import labels as labels
from rightstag.cli import pull as pull
from rightstag.cli import tasks as tasks
from rightstag.cli.app import app, main

__all__ = ["app", "main"]
