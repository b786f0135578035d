"""Mail out, personal links and one-time codes."""

from insyn.mailing.models.links import LinkGuess, LoginCode, PersonalLink
from insyn.mailing.models.mail import OutgoingMail, OutgoingMailQuerySet

__all__ = [
    "LinkGuess",
    "LoginCode",
    "OutgoingMail",
    "OutgoingMailQuerySet",
    "PersonalLink",
]
