"""Closed lists and bounds of requirements. Pure."""

from insyn.kernel.choices import Choice

LIGHTEST, HEAVIEST = 1, 3
"""The bounds of a requirement's weight."""


class Strength(Choice):
    """How binding a requirement is (styrka)."""

    SHALL = "shall", "Ska"
    SHOULD = "should", "Bör"
    MAY = "may", "Kan"
