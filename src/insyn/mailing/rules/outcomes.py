"""What came of trying to send a mail. Pure."""

import smtplib
from dataclasses import dataclass

from insyn.mailing.rules.states import MailState

_PERMANENT = range(500, 600)
PROBLEM_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a mail is after an attempt, and what the other side said if it did not go well.

    ``QUEUED`` means that it certainly did not arrive and may be tried again.
    """

    state: MailState
    problem: str = ""


SENT = Outcome(MailState.SENT)


def not_reached(error: Exception) -> Outcome:
    """Return what it means that the mail server could not be reached: nothing has left."""
    return Outcome(MailState.QUEUED, _said(error, "E-postservern gick inte att nå"))


def not_written(error: Exception) -> Outcome:
    """Return what it means that a mail cannot even be written down: it never leaves."""
    return Outcome(MailState.FAILED, _said(error, "Utskicket gick inte att skriva"))


def not_sent(error: Exception) -> Outcome:
    """Return what it means that the sending broke off after the server had been reached.

    A server that answered no has taken nothing. When it never answered, the mail may have
    arrived all the same: unsure, and never sent again by itself.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _refused_recipients(error)
    if isinstance(error, smtplib.SMTPResponseException):
        permanent = isinstance(error, smtplib.SMTPDataError) and error.smtp_code in _PERMANENT
        state = MailState.FAILED if permanent else MailState.QUEUED
        return Outcome(state, _said(error, "E-postservern sa nej"))
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Outcome(MailState.FAILED, _said(error, "E-postservern kan inte ta emot det"))
    return Outcome(MailState.UNSURE, _said(error, "E-postservern slutade svara"))


def _refused_recipients(error: smtplib.SMTPRecipientsRefused) -> Outcome:
    code, words = next(iter(error.recipients.values()))
    said = f"{code} {_plain(words)}"
    if code in _PERMANENT:
        return Outcome(MailState.BOUNCED, _cut(f"Adressen tas inte emot: {said}"))
    return Outcome(MailState.QUEUED, _cut(f"Adressen tas inte emot just nu: {said}"))


def _said(error: Exception, what: str) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _cut(f"{what}: {error.smtp_code} {_plain(error.smtp_error)}")
    return _cut(f"{what}: {error}" if str(error) else what)


def _plain(words: str | bytes) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words


def _cut(said: str) -> str:
    return " ".join(said.split())[:PROBLEM_LENGTH]
