"""Which areas and requirements a follow-up in depth takes up, so that its pages can mark them."""

from dataclasses import dataclass

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast

from insyn.criteria.models import Section
from insyn.findings.models import DepthDecision
from insyn.followups.models import Followup
from insyn.followups.rules.forms import Depth
from insyn.kernel.access import Access

_AREA, _REQUIREMENT = "area", "requirement"


@dataclass(frozen=True, slots=True)
class InDepth:
    """The decided scope; empty for every follow-up that is not in depth.

    Areas by name: a later version of the template has areas of its own.
    """

    areas: frozenset[str] = frozenset()
    requirements: frozenset[int] = frozenset()

    def holds(self, section: Section | None) -> bool:
        """Tell whether the area is in the scope."""
        return section is not None and section.name in self.areas


def in_depth_of(access: Access, followup: Followup) -> InDepth:
    """Return what the follow-up takes up in depth. One query, none when it is not in depth."""
    if followup.depth != Depth.IN_DEPTH or followup.comes_from_id is None:
        return InDepth()
    decided = DepthDecision.objects.visible_to(access).filter(in_depth=followup).order_by()
    areas = _told(decided.exclude(sections=None), _AREA, "sections__name")
    requirements = _told(decided.exclude(requirements=None), _REQUIREMENT, "requirements__pk")
    found = list(areas.union(requirements, all=True))
    return InDepth(
        frozenset(said for kind, said in found if kind == _AREA),
        frozenset(int(said) for kind, said in found if kind == _REQUIREMENT),
    )


def _told(
    rows: QuerySet[DepthDecision], kind: str, field: str
) -> QuerySet[DepthDecision, tuple[str, str]]:
    """Return the rows as the kind and one text, alike in every database."""
    return rows.values_list(
        Value(kind, output_field=TextField()), Cast(field, TextField()), named=False
    )


def areas_in_depth(access: Access, followup: Followup) -> frozenset[str]:
    """Return the names of the areas that the follow-up takes up in depth."""
    return in_depth_of(access, followup).areas
