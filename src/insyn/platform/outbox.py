"""Mail as files, for a demonstration: every mail that would have left lies there to be read.

Three endings that no address has in earnest get what a mail server may do: ``.invalid`` is
refused for good, ``.test`` for now, and at ``.localhost`` it hangs up without an answer. Source:
RFC 2606.
"""

import itertools
import re
import smtplib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from insyn.platform import clock

REFUSALS = {
    "invalid": (550, "No such address here"),
    "test": (451, "The mailbox is busy, try again later"),
}
HANGS_UP = "localhost"
_ODD = re.compile(r"[^\w.@+-]+")


class FileOutbox(BaseEmailBackend):
    """Writes each mail to a file of its own, ``<time>-<address>.eml``, whole or not at all.

    Raises SMTPRecipientsRefused for the endings that reach nobody, and ConnectionResetError for
    the one of which nobody knows.
    """

    def __init__(self, *, fail_silently: bool = False, **options: Any) -> None:
        super().__init__(fail_silently=fail_silently, **options)
        self._folder = Path(settings.EMAIL_FILE_PATH)

    def open(self) -> bool:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return True

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.open()
        for message in email_messages:
            _refuse_unreachable(message)
            content = message.message().as_bytes()
            file = self._free(f"{clock.now():%Y%m%d-%H%M%S}-{_to(message)}")
            unfinished = file.with_suffix(".part")
            unfinished.touch(mode=0o600)
            unfinished.write_bytes(content)
            unfinished.rename(file)
        return len(email_messages)

    def _free(self, stem: str) -> Path:
        for number in itertools.count(1):
            file = self._folder / (f"{stem}.eml" if number == 1 else f"{stem}-{number}.eml")
            if not file.exists():
                return file
        raise AssertionError  # there is always a next number


def _to(message: EmailMessage) -> str:
    address = message.to[0].rpartition("<")[2].rstrip(">") if message.to else ""
    return _ODD.sub("_", address)[:80]


def _refuse_unreachable(message: EmailMessage) -> None:
    for address in message.to:
        ending = address.rstrip("> ").rpartition(".")[2].casefold()
        if ending == HANGS_UP:
            raise ConnectionResetError("Connection closed before the server had answered")
        refusal = REFUSALS.get(ending)
        if refusal is not None:
            code, words = refusal
            raise smtplib.SMTPRecipientsRefused({address: (code, words.encode())})
