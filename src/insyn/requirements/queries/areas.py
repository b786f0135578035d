"""The quality areas of an authority."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from insyn.accounts.models import Authority
from insyn.kernel.access import Access, Permission
from insyn.requirements.models import QualityArea, RequirementVersion


def areas_in_use(access: Access, authority_id: int, today: date) -> QuerySet[QualityArea]:
    """Return the areas that the authority uses today, in its own order."""
    rows = QualityArea.objects.visible_to(access).filter(authority=authority_id)
    return rows.filter(Q(retired_on=None) | Q(retired_on__gt=today))


@dataclass(frozen=True, slots=True)
class AreaGroup:
    """One authority and its areas, in use and retired, and whether the asker may change them."""

    authority: Authority
    areas: Sequence[QualityArea]
    may_edit: bool


def area_groups(access: Access) -> list[AreaGroup]:
    """Return the areas of each authority in which the asker has a role. Two queries."""
    owners = Authority.objects.select_related("municipality").filter(pk__in=access.authority_ids)
    areas = list(QualityArea.objects.visible_to(access))
    return [
        AreaGroup(
            owner,
            [area for area in areas if area.authority_id == owner.pk],
            access.may(Permission.EDIT_REQUIREMENTS, authority_id=owner.pk),
        )
        for owner in owners
    ]


def areas_named(rows: Iterable[RequirementVersion]) -> list[QualityArea]:
    """Return the areas of the rows, each once, in their own order."""
    found = {row.area_id: row.area for row in rows if row.area}
    return sorted(found.values(), key=lambda area: (area.position, area.name, area.pk))
