"""A Label Studio server on this machine: install, start, stop, status."""

from rightstag.annotate.local_server.install import VERSION
from rightstag.annotate.local_server.server import start, status, stop
from rightstag.annotate.local_server.state import Server

__all__ = ["VERSION", "Server", "start", "status", "stop"]
