"""Making many requirements at once, in few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.registry.models import Agreement
from insyn.requirements.models import QualityArea, Requirement, RequirementVersion
from insyn.requirements.queries.shipped import shipped_areas
from insyn.requirements.rules.shipped import ShippedArea
from insyn.requirements.rules.weights import weight_problem
from insyn.requirements.services.facts import Home, WordingFacts
from insyn.requirements.services.homes import siblings

BATCH = 500
_UNCHECKED = ("requirement", "area", "tested_by")
"""Rows that this module itself has found or made: no question per row is asked about them."""


@dataclass(frozen=True, slots=True)
class NewRequirement:
    """A requirement to make: how it reads, from when, and what it is taken from."""

    facts: WordingFacts
    valid_from: date
    origin: str = ""
    same_as_id: int | None = None


def create_many(
    access: Access, home: Home, wanted: Sequence[NewRequirement]
) -> list[RequirementVersion]:
    """Make the requirements last in the agreement or pack, in their order. Three queries.

    Raises:
        RuleViolation: one of them cannot be stored; names its number.
    """
    last = siblings(access, home).aggregate(last=Max("position"))["last"]
    first = 0 if last is None else int(last) + 1
    rows = [_row(home, new, first + place) for place, new in enumerate(wanted)]
    versions = [_version(row, new) for row, new in zip(rows, wanted, strict=True)]
    for version in versions:
        require_storable(version)
    made = Requirement.objects.bulk_create(rows, batch_size=BATCH)
    for row, version in zip(made, versions, strict=True):
        version.requirement = row
    return RequirementVersion.objects.bulk_create(versions, batch_size=BATCH)


def _row(home: Home, new: NewRequirement, place: int) -> Requirement:
    row = Requirement(authority_id=home.authority_id, position=place, origin=new.origin)
    row.agreement, row.pack = (home, None) if isinstance(home, Agreement) else (None, home)
    row.same_as_id = new.same_as_id
    return row


def _version(row: Requirement, new: NewRequirement) -> RequirementVersion:
    values = {name: getattr(new.facts, name) for name in WordingFacts.__slots__}
    return RequirementVersion(requirement=row, revision=1, valid_from=new.valid_from, **values)


def require_storable(version: RequirementVersion) -> None:
    """Refuse what the form would have refused: too long, empty, a weight outside its bounds.

    Raises:
        RuleViolation: names the number of the requirement.
    """
    problem = weight_problem(version.weight)
    try:
        version.clean_fields(exclude=_UNCHECKED)
    except ValidationError as error:
        problem = problem or " ".join(error.messages)
    if problem:
        raise RuleViolation(
            _("Krav %(number)s: %(problem)s") % {"number": version.number, "problem": problem}
        )


def areas_for(
    access: Access, authority: Authority, names: Sequence[str]
) -> tuple[Mapping[str, QualityArea | None], int]:
    """Return the area for each name or code, and how many had to be made. At most two queries.

    A code or a name of the product's own areas becomes that area, with both. Empty stays empty.
    """
    rows = QualityArea.objects.visible_to(access).filter(authority=authority)
    known = _by_word(list(rows))
    shipped = {word.casefold(): area for area in shipped_areas() for word in (area.code, area.name)}
    new: dict[str, QualityArea] = {}
    place = max((area.position + 1 for area in known.values()), default=0)
    for name in dict.fromkeys(names):
        if name and name.casefold() not in known:
            area = _area(authority, name, shipped.get(name.casefold()), known)
            if area not in known.values():
                new[area.name.casefold()] = area
            known |= {name.casefold(): area} | _by_word([area])
    for step, area in enumerate(new.values()):
        area.position = place + step
    QualityArea.objects.bulk_create(new.values(), batch_size=BATCH)
    return {name: known[name.casefold()] if name else None for name in names}, len(new)


def _area(
    authority: Authority,
    name: str,
    ready: ShippedArea | None,
    known: Mapping[str, QualityArea],
) -> QualityArea:
    """Return the area that the word means: the authority's own, a shipped one, or a new one.

    An authority that has given a shipped area another name, or another code, still has it.
    """
    if ready is None:
        return QualityArea(authority=authority, name=name)
    present = known.get(ready.code.casefold()) or known.get(ready.name.casefold())
    return present or QualityArea(authority=authority, code=ready.code, name=ready.name)


def _by_word(areas: Sequence[QualityArea]) -> dict[str, QualityArea]:
    return {word.casefold(): area for area in areas for word in (area.name, area.code) if word}
