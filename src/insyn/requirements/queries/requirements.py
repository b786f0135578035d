"""One requirement: its wordings over time, what uses it, and the same one elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from insyn.kernel.access import Access
from insyn.requirements.models import BidPromise, Requirement, RequirementVersion


def versions_of(access: Access, requirement: Requirement) -> list[RequirementVersion]:
    """Return every wording, the newest first."""
    rows = RequirementVersion.objects.visible_to(access).filter(requirement=requirement)
    return list(rows.select_related("area", "tested_by").order_by("-revision"))


def promises_about(access: Access, requirement: Requirement) -> QuerySet[BidPromise]:
    """Return what providers have promised about the requirement, by provider."""
    rows = BidPromise.objects.visible_to(access).filter(requirement=requirement)
    return rows.select_related("contract__provider").order_by("contract__provider__sort_key", "pk")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The same requirement in another agreement or pack, as it reads last."""

    requirement: Requirement
    latest: RequirementVersion


def same_elsewhere(access: Access, requirement: Requirement) -> Sequence[Elsewhere]:
    """Return the same requirement in the authority's other agreements and packs. Two queries."""
    root = requirement.same_as_id or requirement.pk
    same = Q(pk=root) | Q(same_as=root)
    if requirement.origin:
        same |= Q(origin=requirement.origin)
    rows = Requirement.objects.visible_to(access).filter(
        same, authority=requirement.authority_id
    ).exclude(pk=requirement.pk)  # fmt: skip
    found = list(rows.select_related("agreement", "pack").order_by("agreement", "pack", "pk"))
    last = latest_of(access, [row.pk for row in found])
    return [Elsewhere(row, last[row.pk]) for row in found if row.pk in last]


def latest_of(access: Access, requirement_ids: Sequence[int]) -> dict[int, RequirementVersion]:
    """Return the last wording of each requirement, by its id. One query."""
    rows = RequirementVersion.objects.visible_to(access).filter(requirement__in=requirement_ids)
    ordered = rows.select_related("area", "requirement").order_by("requirement", "revision")
    return {row.requirement_id: row for row in ordered}


def is_used(requirement: Requirement) -> bool:
    """Tell whether a question or a promise is about the requirement, or it has been reworded.

    Such a one is never removed: it ends.
    """
    return (
        requirement.questions.exists()
        or requirement.promises.exists()
        or requirement.versions.filter(revision__gt=1).exists()
    )
