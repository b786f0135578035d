"""Closed lists and rules of requirements. Pure."""

from insyn.requirements.rules.lists import HEAVIEST, LIGHTEST, Strength

__all__ = ["HEAVIEST", "LIGHTEST", "Strength"]
