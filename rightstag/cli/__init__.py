"""The command line: parse, call, print; one module a command family."""

from rightstag.cli import adjudicate as adjudicate
from rightstag.cli import agree as agree
from rightstag.cli import doctor as doctor
from rightstag.cli import evaluate as evaluate
from rightstag.cli import ingest as ingest
from rightstag.cli import labels as labels
from rightstag.cli import models as models
from rightstag.cli import pull as pull
from rightstag.cli import push as push
from rightstag.cli import queue as queue
from rightstag.cli import serve as serve
from rightstag.cli import studio as studio
from rightstag.cli import tag as tag
from rightstag.cli import tasks as tasks
from rightstag.cli import train as train
from rightstag.cli.app import app, main

__all__ = ["app", "main"]
