"""Closed lists of what is done on a visit. Pure."""

from insyn.kernel.choices import Choice


class VisitState(Choice):
    """Where a visit is."""

    BOOKED = "booked", "Bokat"
    CARRIED_OUT = "carried_out", "Genomfört"
    CANCELLED = "cancelled", "Inställt"


class Side(Choice):
    """For whom somebody took part in a visit."""

    AUTHORITY = "authority", "Nämnden"
    PROVIDER = "provider", "Utföraren"
    OTHER = "other", "Annan"


class InterviewGroup(Choice):
    """Whom reviewers talk to. Groups and numbers only, never names."""

    MANAGER = "manager", "Chefer"
    STAFF = "staff", "Medarbetare"
    CLIENT = "client", "Klienter"
    RELATIVE = "relative", "Anhöriga"
    OTHER = "other", "Andra"


class VisitLetterKind(Choice):
    """The letters of a visit."""

    ANNOUNCEMENT = "announcement", "Meddelande om besök"
    INSTRUCTION = "instruction", "Uppdrag att göra oanmält besök"
    THANKS = "thanks", "Bekräftelse efter besök"
