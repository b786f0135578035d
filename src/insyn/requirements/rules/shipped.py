"""Quality areas and requirement packs that the product comes with, read from plain data. Pure.

The files are checked as they are read: a mistake in them stops the reading with a sentence that
says where it is, and never reaches an authority.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from insyn.requirements.rules.lists import HEAVIEST, LIGHTEST, Strength

LONGEST_CODE = 20
LONGEST_AREA_CODE = 10
LONGEST_SOURCE = 200
LONGEST_EVIDENCE = 300


@dataclass(frozen=True, slots=True)
class ShippedArea:
    """A quality area: its code in the packs and its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ShippedRequirement:
    """A requirement that an authority can copy and adapt.

    ``legal_source`` is empty when the requirement rests on the agreement alone.
    """

    code: str
    area_code: str
    text: str
    strength: Strength
    weight: int
    is_critical: bool
    legal_source: str
    evidence: str


@dataclass(frozen=True, slots=True)
class ShippedPack:
    """The requirements on one kind of service; the pack for all services names none."""

    code: str
    name: str
    service_area_code: str
    requirements: tuple[ShippedRequirement, ...]


class BadContent(ValueError):
    """A file of the product is wrong; the message says where."""


def areas_from(raw: Iterable[Mapping[str, str]]) -> tuple[ShippedArea, ...]:
    """Return the areas in the order of the file.

    Raises:
        BadContent: a code stands twice, is too long, or has no name.
    """
    areas = tuple(ShippedArea(row["code"], row["name"]) for row in raw)
    _require_unique([area.code for area in areas], "areas")
    for area in areas:
        if not area.name or not 0 < len(area.code) <= LONGEST_AREA_CODE:
            raise BadContent(f"area {area.code!r}: a code of at most 10 characters, and a name")
    return areas


def pack_from(raw: Mapping[str, Any], areas: Sequence[ShippedArea]) -> ShippedPack:
    """Return the pack, its requirements in the order of the file.

    Raises:
        BadContent: a requirement is not one that an authority could have entered itself.
    """
    known = {area.code for area in areas}
    rows = tuple(_requirement(row) for row in raw["requirements"])
    _require_unique([row.code for row in rows], raw["code"])
    for row in rows:
        if problem := _problem(row, known):
            raise BadContent(f"{raw['code']}, {row.code}: {problem}")
    return ShippedPack(raw["code"], raw["name"], raw["service_area_code"], rows)


def _requirement(raw: Mapping[str, Any]) -> ShippedRequirement:
    strength = raw.get("strength", Strength.SHALL.value)
    if strength not in Strength.codes():
        raise BadContent(f"{raw['code']}: no strength is called {strength!r}")
    return ShippedRequirement(
        code=raw["code"],
        area_code=raw["area"],
        text=raw["text"],
        strength=Strength(strength),
        weight=raw["weight"],
        is_critical=raw.get("is_critical", False),
        legal_source=raw.get("legal_source", ""),
        evidence=raw["evidence"],
    )


def _problem(row: ShippedRequirement, areas: set[str]) -> str:
    """Return what is wrong with the requirement, or nothing."""
    checks = (
        (0 < len(row.code) <= LONGEST_CODE, "a code of at most 20 characters"),
        (row.area_code in areas, f"no area is called {row.area_code!r}"),
        (bool(row.text.strip()), "a text"),
        (LIGHTEST <= row.weight <= HEAVIEST, "a weight of 1, 2 or 3"),
        (not row.is_critical or row.weight == HEAVIEST, "a critical one weighs 3"),
        (len(row.legal_source) <= LONGEST_SOURCE, "a shorter legal source"),
        (0 < len(row.evidence) <= LONGEST_EVIDENCE, "evidence of at most 300 characters"),
    )
    return next((wanted for holds, wanted in checks if not holds), "")


def _require_unique(codes: Sequence[str], where: str) -> None:
    if twice := [code for code, times in Counter(codes).items() if times > 1]:
        raise BadContent(f"{where}: {', '.join(twice)} stands more than once")
