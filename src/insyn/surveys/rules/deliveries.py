"""How far the survey has come to one recipient: from the queue to accepted answers. Pure."""

from insyn.kernel.choices import Choice
from insyn.mailing.rules import MailState
from insyn.surveys.rules.states import ResponseState


class Delivery(Choice):
    """Where the survey is on its way out and back (leveransläge)."""

    WAITING = "waiting", "Inte skickad"
    QUEUED = "queued", "I kö"
    SENT = "sent", "Skickad"
    BOUNCED = "bounced", "Studsade"
    FAILED = "failed", "Gick inte att skicka"
    UNSURE = "unsure", "Osäkert om den gick fram"
    OPENED = "opened", "Öppnad"
    STARTED = "started", "Påbörjad"
    SUBMITTED = "submitted", "Inlämnad"
    RETURNED = "returned", "Frågor i retur"
    ACCEPTED = "accepted", "Godtagen"


_BY_RESPONSE = {
    ResponseState.WAITING: Delivery.WAITING,
    ResponseState.OPENED: Delivery.OPENED,
    ResponseState.SAVED: Delivery.STARTED,
    ResponseState.SUBMITTED: Delivery.SUBMITTED,
    ResponseState.RETURNED: Delivery.RETURNED,
    ResponseState.ACCEPTED: Delivery.ACCEPTED,
}
_BY_MAIL = {
    MailState.QUEUED: Delivery.QUEUED,
    MailState.SENDING: Delivery.QUEUED,
    MailState.SENT: Delivery.SENT,
    MailState.BOUNCED: Delivery.BOUNCED,
    MailState.FAILED: Delivery.FAILED,
    MailState.CANCELLED: Delivery.FAILED,
    MailState.UNSURE: Delivery.UNSURE,
}
NOT_ARRIVED = frozenset({Delivery.BOUNCED, Delivery.FAILED, Delivery.UNSURE})
"""Somebody must look at the address."""


def delivery_of(state: ResponseState, mail: MailState | None) -> Delivery:
    """Return how far the survey has come; the mail counts until somebody has opened it."""
    if state in _BY_RESPONSE:
        return _BY_RESPONSE[state]
    return _BY_MAIL[mail] if mail is not None else Delivery.QUEUED
