"""Catalogues of requirements: what lists say of them, and what a list would change in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from insyn.exchange.queries.tables.agreements import of_agreement
from insyn.exchange.queries.tables.plan import TablePlan
from insyn.exchange.rules.tables.requirements import MARKS, TEST
from insyn.papers.sheets.checking import CheckedRow
from insyn.registry.models import Agreement
from insyn.registry.rules import spelling_key
from insyn.requirements.models import RequirementPack, RequirementVersion
from insyn.requirements.rules import Strength
from insyn.requirements.rules.taking import JUDGEMENT, TERMS, RequirementFacts

Home: TypeAlias = Agreement | RequirementPack

FACTS = (*TERMS, *JUDGEMENT)
AFTERWARDS = (*TEST, "valid_to")
"""What is written on a wording once the list has been taken in."""


def requirement_cells(row: RequirementVersion) -> Mapping[str, object]:
    """Return what a list says of a requirement as it reads in this wording."""
    return {**_place_cells(row), **wording_cells(row), "origin": row.requirement.origin or None}


def _place_cells(row: RequirementVersion) -> Mapping[str, object]:
    requirement = row.requirement
    if requirement.agreement is not None:
        return {**of_agreement(requirement.agreement), "pack": None}
    return {
        "agreement": None,
        "agreement_starts_on": None,
        "authority": str(requirement.authority),
        "pack": requirement.pack.name if requirement.pack else None,
    }


def wording_cells(row: RequirementVersion) -> dict[str, object]:
    """Return what a list says of a wording, apart from where it stands."""
    return {
        "number": row.number,
        "text": row.text,
        "strength": row.strength,
        "area": row.area.name if row.area else None,
        "weight": row.weight,
        "is_critical": row.is_critical,
        "legal_source": row.legal_source or None,
        "evidence": row.evidence or None,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        **{name: getattr(row, name) for name in MARKS},
        "followability_note": row.followability_note or None,
    }


@dataclass(frozen=True, slots=True)
class CatalogueChange:
    """What is taken in to one agreement or pack; a pack that is not stored is made first.

    ``afterwards`` says, by number, what the list tells of each requirement's end and of
    whether it can be followed up.
    """

    home: Home
    day: date
    facts: Sequence[RequirementFacts]
    afterwards: Mapping[str, Mapping[str, Any]]


@dataclass(slots=True)
class RequirementsPlan(TablePlan):
    """Catalogues to change; they are written by the services of requirements."""

    catalogues: list[CatalogueChange] = field(default_factory=list)


@dataclass(slots=True)
class Catalogue:
    """The rows about one agreement or pack, and how its requirements read."""

    home: Home
    day: date
    rows: list[CheckedRow] = field(default_factory=list)
    wordings: dict[int, list[RequirementVersion]] = field(default_factory=dict)

    @property
    def present(self) -> dict[int, RequirementVersion]:
        """Return the latest wording of each requirement that has not ended by the day."""
        latest = {key: rows[-1] for key, rows in self.wordings.items()}
        return {
            key: row
            for key, row in latest.items()
            if row.valid_to is None or row.valid_to >= self.day
        }

    @property
    def ended(self) -> dict[tuple[str, str], date]:
        """Return, by number and text, when the requirements that are over ceased to be valid."""
        latest = [rows[-1] for rows in self.wordings.values()]
        return {
            key_of(row.number, row.text): row.valid_to
            for row in latest
            if row.valid_to is not None and row.valid_to < self.day
        }

    @property
    def coming(self) -> dict[tuple[str, str], tuple[RequirementVersion, RequirementVersion]]:
        """Return the wordings now valid that another is decided to follow, with that one."""
        found = {}
        for rows in self.wordings.values():
            now = next((row for row in rows if row.validity.covers(self.day)), None)
            if now is not None and now is not rows[-1]:
                found[key_of(now.number, now.text)] = (now, rows[-1])
        return found


def key_of(number: object, text: object) -> tuple[str, str]:
    """Return what a requirement is recognised by when nothing in it has changed."""
    return str(number), spelling_key(str(text))


def facts_in(version: RequirementVersion) -> RequirementFacts:
    """Return a stored wording as a list would say it, without its first day."""
    return RequirementFacts(
        number=version.number,
        text=version.text,
        strength=Strength(version.strength),
        area=version.area.name if version.area else "",
        weight=version.weight,
        is_critical=version.is_critical,
        legal_source=version.legal_source,
        evidence=version.evidence,
        origin=version.requirement.origin,
    )
