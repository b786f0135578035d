"""The requirement packs that an asker may read."""

from django.db.models import Count, QuerySet

from insyn.kernel.access import Access
from insyn.requirements.models import (
    RequirementPack,
    RequirementVersion,
    RequirementVersionQuerySet,
)


def listed_packs(access: Access) -> QuerySet[RequirementPack]:
    """Return the packs by name, each with ``requirement_count``.

    A requirement of a pack is exactly as visible as the pack, so that the plain count is right.
    """
    rows = RequirementPack.objects.visible_to(access)
    related = rows.select_related("authority__municipality", "service_area")
    return related.annotate(requirement_count=Count("requirements")).order_by("name", "pk")


def wordings_in(access: Access, pack: RequirementPack) -> RequirementVersionQuerySet:
    """Return the requirements of a pack in its order; there each has one wording."""
    rows = RequirementVersion.objects.visible_to(access).filter(requirement__pack=pack)
    related = rows.select_related("requirement", "area")
    return related.order_by("requirement__position", "requirement")
