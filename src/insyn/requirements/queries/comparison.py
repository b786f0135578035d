"""Catalogues side by side: two days of one agreement, or two agreements."""

from collections.abc import Hashable, Iterable
from datetime import date

from django.db.models import Min

from insyn.kernel.access import Access
from insyn.registry.models import Agreement
from insyn.requirements.models import Requirement, RequirementVersion
from insyn.requirements.queries.catalogue import catalogue_on
from insyn.requirements.rules import Strength
from insyn.requirements.rules.comparison import Compared, Part, Wording, compare

OWN_TO_AN_AGREEMENT = (Part.NUMBER,)
"""What may differ between two agreements without the requirement being another."""


def wording_of(row: RequirementVersion, key: Hashable) -> Wording:
    """Return the row as the rules know it."""
    return Wording(
        key=key,
        number=row.number,
        text=row.text,
        strength=Strength(row.strength),
        weight=row.weight,
        is_critical=row.is_critical,
        area=row.area.name if row.area else "",
        legal_source=row.legal_source,
        evidence=row.evidence,
        requirement=row.requirement_id,
    )


def family(requirement: Requirement) -> Hashable:
    """Return what is alike for the same requirement wherever it stands."""
    return requirement.origin or requirement.same_as_id or requirement.pk


def compare_days(
    access: Access, agreement: Agreement, before: date, after: date
) -> tuple[Compared, ...]:
    """Return what became of each requirement from one day to another. Two queries."""
    rows = (catalogue_on(access, agreement, day) for day in (before, after))
    old, new = ([wording_of(row, row.requirement_id) for row in one] for one in rows)
    return compare(old, new)


def compare_agreements(
    access: Access, here: Agreement, there: Agreement, *, days: tuple[date, date]
) -> tuple[Compared, ...]:
    """Return the requirements of two agreements side by side, matched by what they come from.

    ``days`` says how each of the two is read. A number of its own is no difference. Two queries.
    """
    return compare(
        _by_family(catalogue_on(access, here, days[0])),
        _by_family(catalogue_on(access, there, days[1])),
        ignoring=OWN_TO_AN_AGREEMENT,
    )


def _by_family(rows: Iterable[RequirementVersion]) -> list[Wording]:
    return [wording_of(row, family(row.requirement)) for row in rows]


def first_day(access: Access, agreement: Agreement) -> date:
    """Return the day when the first of the agreement's requirements began."""
    rows = RequirementVersion.objects.visible_to(access).filter(requirement__agreement=agreement)
    first: date | None = rows.aggregate(first=Min("valid_from"))["first"]
    return first or agreement.starts_on
