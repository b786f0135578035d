"""What the ledger of sanctions counts, and by what. Pure."""

from insyn.kernel.choices import Choice


class Figure(Choice):
    """What an amount of the ledger says."""

    PROPOSED = "proposed", "Föreslaget"
    DECIDED = "decided", "Beslutat"
    CONTESTED = "contested", "Bestritt"
    SETTLED = "settled", "Efter bestridande"
    REDUCED = "reduced", "Nedsatt"
    WITHDRAWN = "withdrawn", "Återkallat"
    CARRIED_OUT = "carried_out", "Verkställt"


class Grouping(Choice):
    """What the sums of the ledger are for."""

    PROVIDER = "provider", "Utförare"
    AGREEMENT = "agreement", "Avtal"
    UNIT = "unit", "Verksamhet"
    GROUND = "ground", "Grund"
    YEAR = "year", "År"
