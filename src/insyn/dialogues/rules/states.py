"""Closed lists of dialogue meetings. Pure."""

from insyn.kernel.choices import Choice


class MeetingState(Choice):
    """Where a meeting is."""

    PLANNED = "planned", "Planerat"
    INVITED = "invited", "Inbjudan skickad"
    HELD = "held", "Genomfört"
    CANCELLED = "cancelled", "Inställt"


class MeetingMode(Choice):
    """How people meet."""

    ON_SITE = "on_site", "På plats"
    DIGITAL = "digital", "Digitalt"


class AgreedBy(Choice):
    """Who is to do what was agreed."""

    PROVIDER = "provider", "Utföraren"
    AUTHORITY = "authority", "Nämnden"
    BOTH = "both", "Båda"
