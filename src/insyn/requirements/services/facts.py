"""What the services are told about requirements."""

from dataclasses import dataclass
from typing import TypeAlias

from insyn.registry.models import Agreement
from insyn.requirements.models import QualityArea, RequirementPack
from insyn.requirements.rules import Strength

Home: TypeAlias = Agreement | RequirementPack
"""Where a requirement stands."""


@dataclass(frozen=True, slots=True)
class WordingFacts:
    """How a requirement reads and what the authority makes of it."""

    number: str
    text: str
    strength: Strength = Strength.SHALL
    area: QualityArea | None = None
    weight: int = 2
    is_critical: bool = False
    legal_source: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """What taking in a list did; ``missing`` are in the agreement but not in the list."""

    created: int = 0
    reworded: int = 0
    changed: int = 0
    unchanged: int = 0
    missing: int = 0
    areas_created: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """How many requirements were taken, and how many were there already."""

    taken: int
    already: int
