"""Mails with their attachments."""

from rightstag.reports.readers.mail.reader import read_mail

__all__ = ["read_mail"]
