"""The command line: parse, call, print; one module a command family."""

from rightstag.cli.main import app, main

__all__ = ["app", "main"]
