"""Register checks, the bundles they come in, and what is read in or fetched."""

from insyn.monitoring.models.bundles import BundledCheck, CheckBundle
from insyn.monitoring.models.checks import RegisterCheck
from insyn.monitoring.models.fetching import FetchChoice, KoladaFigure, RegisterAnswer
from insyn.monitoring.models.lists import CheckList, CheckProfile

__all__ = [
    "BundledCheck",
    "CheckBundle",
    "CheckList",
    "CheckProfile",
    "FetchChoice",
    "KoladaFigure",
    "RegisterAnswer",
    "RegisterCheck",
]
