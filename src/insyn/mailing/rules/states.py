"""What is mailed, where a mail is, and when it is tried again. Pure."""

import re
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
    REQUEST = "request", "Begäran om handlingar"
    VIEWS = "views", "Fråga till avropande enhet"
    VISIT = "visit", "Besök"
    FACT_CHECK = "fact_check", "Faktagranskning"
    ACTION_PLAN = "action_plan", "Åtgärdsplan"
    SANCTION = "sanction", "Sanktion"
    MEETING = "meeting", "Dialogmöte"
    EXAMPLE = "example", "Gott exempel"
    DIGEST = "digest", "Sammanfattning"


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
_STANDING = re.compile(rf"(^|: ){re.escape(LINK_PLACE)}$", re.MULTILINE)
"""The place as the letters write it: it ends its line, and stands alone there or after a colon."""

_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60))


def retry_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many failed attempts; None when it is given up."""
    return _WAITS[attempts - 1] if 1 <= attempts <= len(_WAITS) else None


def has_link(text: str) -> bool:
    """Tell whether the text has a place for a personal link.

    The same words inside what somebody has typed, such as an address of another site, are words.
    """
    return bool(_STANDING.search(text))


def with_link(text: str, address: str) -> str:
    """Return the text with the personal link in its place."""
    return _STANDING.sub(lambda found: f"{found.group(1)}{address}", text)
