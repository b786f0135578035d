"""What is mailed, where a mail is, and when it is tried again. Pure."""

from datetime import timedelta

from insyn.kernel.choices import Choice


class MailKind(Choice):
    """What a mail is about (slag av utskick)."""

    INVITATION = "invitation", "Inbjudan"
    REMINDER = "reminder", "Påminnelse"
    RETURNED = "returned", "Frågor i retur"
    EXTENSION = "extension", "Ny sista dag"
    RECEIPT = "receipt", "Kvitto"
    FEEDBACK = "feedback", "Återkoppling"
    QUESTION = "question", "Ny fråga"
    DELEGATION = "delegation", "Del av enkät"
    NEW_LINK = "new_link", "Ny personlig länk"
    CODE = "code", "Engångskod"


class MailState(Choice):
    """Where a mail is (läge).

    One that was taken to be sent and never heard of again is ``UNSURE``: it may have arrived.
    It is never sent again by itself; a person decides.
    """

    QUEUED = "queued", "I kö"
    SENDING = "sending", "Skickas"
    SENT = "sent", "Skickat"
    UNSURE = "unsure", "Osäkert om det gick fram"
    FAILED = "failed", "Gick inte att skicka"
    BOUNCED = "bounced", "Studsade"
    CANCELLED = "cancelled", "Stoppat"


ON_THE_WAY = frozenset({MailState.QUEUED, MailState.SENDING})

LINK_PLACE = "[personlig länk]"
"""Where in the text the personal link is put when the mail leaves. It is stored nowhere."""
CODE_PLACE = "[engångskod]"

_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60))


def retry_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many failed attempts; None when it is given up."""
    return _WAITS[attempts - 1] if 1 <= attempts <= len(_WAITS) else None
