"""What stands in the way of a message through the open form. Pure."""

from datetime import datetime, timedelta

from insyn.kernel.choices import Choice

FASTEST = timedelta(seconds=3)
"""Nobody reads the form and writes in it faster than this."""
OLDEST = timedelta(hours=3)
SENT_ALLOWED = 5
"""Messages from one address in a quarter of an hour."""
TEXT_LENGTH = 3000
CONTACT_LENGTH = 200


class FormRefusal(Choice):
    """Why a message is not taken in."""

    TOO_FAST = "too_fast", "Vänta några sekunder och skicka igen."
    TOO_OLD = "too_old", "Sidan har varit öppen för länge. Texten är kvar: skicka en gång till."
    TOO_MANY = (
        "too_many",
        "Det har kommit många meddelanden från din adress. Vänta en kvart och skicka igen.",
    )
    NOT_READ = "not_read", "Sidan gick inte att läsa rätt. Texten är kvar: skicka en gång till."


def time_refusal(opened_at: datetime, now: datetime) -> FormRefusal | None:
    """Return why a page that was opened then cannot be sent now."""
    if now - opened_at < FASTEST:
        return FormRefusal.TOO_FAST
    return FormRefusal.TOO_OLD if now - opened_at > OLDEST else None
