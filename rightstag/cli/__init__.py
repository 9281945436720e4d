"""The command line: parse, call, print; one module a command family."""

from rightstag.cli.app import app, main

__all__ = ["app", "main"]
