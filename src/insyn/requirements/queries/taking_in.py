"""What a list of requirements would do to an agreement, before it does it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from insyn.kernel.access import Access
from insyn.kernel.choices import Choice
from insyn.kernel.errors import RuleViolation
from insyn.registry.models import Agreement
from insyn.requirements.models import (
    RequirementPack,
    RequirementVersion,
    RequirementVersionQuerySet,
)
from insyn.requirements.rules.matching import Known, match
from insyn.requirements.rules.taking import (
    JUDGEMENT,
    TERMS,
    RequirementFacts,
    list_problem,
    number_problem,
)


class Becomes(Choice):
    """What a row of a list leads to."""

    CREATED = "created", "Nytt krav"
    REWORDED = "reworded", "Ny lydelse"
    CHANGED = "changed", "Ändras"
    UNCHANGED = "unchanged", "Oförändrat"


@dataclass(frozen=True, slots=True)
class Step:
    """A row, what it leads to and from when; ``changes`` are (before, after) by column."""

    facts: RequirementFacts
    becomes: Becomes
    starts_on: date
    latest: RequirementVersion | None = None
    changes: Mapping[str, tuple[object, object]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What every row leads to, in the order of the list, and which requirements it lacks."""

    steps: tuple[Step, ...]
    missing: tuple[RequirementVersion, ...]


def plan_taking_in(
    access: Access,
    home: Agreement | RequirementPack,
    rows: Sequence[RequirementFacts],
    *,
    changes_from: date,
) -> Plan:
    """Return what the list would do; a changed wording begins ``changes_from``. One query.

    In a pack, which binds nobody, everything is changed where it stands.

    Raises:
        RuleViolation: a row or the list is refused.
    """
    if problem := list_problem(rows):
        raise RuleViolation(problem)
    present = present_in(access, home, changes_from)
    is_binding = isinstance(home, Agreement)
    first_day = home.starts_on if isinstance(home, Agreement) else changes_from
    known = {key: _known(version) for key, version in present.items()}
    found = match(known, [row.known for row in rows])
    steps = tuple(
        _step(row, present[found[place]], changes_from, is_binding=is_binding)
        if place in found
        else Step(row, Becomes.CREATED, row.valid_from or first_day)
        for place, row in enumerate(rows)
    )
    missing = tuple(one for key, one in present.items() if key not in found.values())
    if problem := number_problem((row.number for row in rows), (one.number for one in missing)):
        raise RuleViolation(problem)
    return Plan(steps, missing)


def wordings_of_home(
    access: Access, home: Agreement | RequirementPack
) -> RequirementVersionQuerySet:
    """Return every wording of the requirements of an agreement or a pack."""
    rows = RequirementVersion.objects.visible_to(access)
    if isinstance(home, Agreement):
        return rows.filter(requirement__agreement=home)
    return rows.filter(requirement__pack=home)


def present_in(
    access: Access, home: Agreement | RequirementPack, day: date
) -> dict[int, RequirementVersion]:
    """Return the latest wording of each requirement that has not ended by the day."""
    ordered = (
        wordings_of_home(access, home)
        .select_related("requirement", "area")
        .order_by("requirement", "revision")
    )
    latest = {row.requirement_id: row for row in ordered}
    return {key: row for key, row in latest.items() if row.valid_to is None or row.valid_to >= day}


def _known(version: RequirementVersion) -> Known:
    return Known(version.number, version.text, version.requirement.origin)


def _step(
    facts: RequirementFacts, latest: RequirementVersion, changes_from: date, *, is_binding: bool
) -> Step:
    changes = _changes(facts, latest)
    said = facts.valid_from
    start = said if said is not None and said > latest.valid_from else changes_from
    if not changes:
        becomes = Becomes.UNCHANGED
    elif is_binding and changes.keys() & set(TERMS) and start > latest.valid_from:
        becomes = Becomes.REWORDED
    else:
        becomes = Becomes.CHANGED
    begins = start if becomes == Becomes.REWORDED else latest.valid_from
    return Step(facts, becomes, begins, latest, changes)


def _changes(
    facts: RequirementFacts, latest: RequirementVersion
) -> dict[str, tuple[object, object]]:
    names = (*TERMS, *(name for name in JUDGEMENT if name != "area"))
    said = {name: (getattr(latest, name), getattr(facts, name)) for name in names}
    changes = {name: pair for name, pair in said.items() if pair[0] != pair[1]}
    if not _is_area(latest, facts.area):
        changes["area"] = (latest.area.name if latest.area else "", facts.area)
    return changes


def _is_area(latest: RequirementVersion, word: str) -> bool:
    if latest.area is None:
        return not word
    return word.casefold() in {latest.area.name.casefold(), latest.area.code.casefold()} - {""}
