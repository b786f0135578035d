"""The way out: a connection to the mail server, and what it answers."""

import smtplib
from email.utils import parseaddr
from types import TracebackType
from typing import Self

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.message import sanitize_address

from insyn.mailing.letters import html_of
from insyn.mailing.models import OutgoingMail
from insyn.mailing.rules import SENT, Outcome, not_reached, not_sent, not_written

SMTP_FINE = 250


class Post:
    """A connection that is opened when it is needed and tried before each mail.

    So a mail that breaks off has broken off while it was being sent, and never because the
    server had hung up long before. ``is_away`` says that the server could not be reached.
    """

    def __init__(self) -> None:
        self.is_away = False
        self._connection = get_connection(fail_silently=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._hang_up()

    def send(self, mail: OutgoingMail, text: str) -> Outcome:
        """Send the mail and return what came of it."""
        try:
            message = _written(mail, text)
        except ValueError as error:
            return not_written(error)
        try:
            self._reach()
        except OSError as error:  # smtplib's errors are of this kind
            self.is_away = True
            return not_reached(error)
        return self._sent(message)

    def _sent(self, message: EmailMultiAlternatives) -> Outcome:
        try:
            self._connection.send_messages([message])
        except OSError as error:
            self._hang_up()
            return not_sent(error)
        except ValueError as error:
            return not_written(error)
        return SENT

    def _reach(self) -> None:
        smtp = getattr(self._connection, "connection", None)
        if isinstance(smtp, smtplib.SMTP) and not _answers(smtp):
            self._hang_up()
        self._connection.open()

    def _hang_up(self) -> None:
        try:
            self._connection.close()
        except OSError:  # it is gone, which was the wish
            self._connection = get_connection(fail_silently=False)


def _answers(smtp: smtplib.SMTP) -> bool:
    try:
        code, _words = smtp.noop()
    except OSError:
        return False
    return code == SMTP_FINE


def _written(mail: OutgoingMail, text: str) -> EmailMultiAlternatives:
    """Return the message: plain text, the same as a page, and no list that can be left.

    Raises:
        ValueError: an address or a heading cannot be written in a mail.
    """
    _name, own_address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    language = mail.user.language if mail.user else settings.LANGUAGE_CODE
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=text,
        from_email=sanitize_address((str(mail.authority), own_address), "utf-8"),
        to=[sanitize_address((mail.to_name, mail.to_address), "utf-8")],
        headers={
            "Message-ID": mail.message_id,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Content-Language": language,
        },
    )
    message.attach_alternative(html_of(text, language=language), "text/html")
    message.message()  # a heading with a line break is told of here, before anything is sent
    return message
